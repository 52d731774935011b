import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from './keys';

/**
 * A list that does not move under the hand: what it opens with stays until the person asks for what is new (`.`). `of` names what is listed (filters,
 * pages, whether it is fresh); where that changes, the newest is shown at once.
 */
export function useSteady<T>(of: string, newest: readonly T[] | undefined, idOf: (one: T) => string) {
  const [shown, setShown] = useState<{ readonly of: string; readonly items: readonly T[] } | null>(null);
  if (newest !== undefined && shown?.of !== of) setShown({ of, items: newest });
  const items = shown?.of === of ? shown.items : newest;
  const apply = (): void => { if (newest !== undefined) setShown({ of, items: newest }); };
  return { items, changes: items === undefined || newest === undefined || items === newest ? 0 : differing(items, newest, idOf), apply };
}

const differing = <T,>(before: readonly T[], now: readonly T[], idOf: (one: T) => string): number => {
  const was = new Map(before.map((one) => [idOf(one), JSON.stringify(one)]));
  const present = new Set(now.map(idOf));
  return now.filter((one) => was.get(idOf(one)) !== JSON.stringify(one)).length + before.filter((one) => !present.has(idOf(one))).length;
};

/** How much has changed meanwhile, and the key that shows it. */
export function Changes({ changes, apply }: { changes: number; apply: () => void }) {
  const { t } = useTranslation();
  useKeys({ Period: apply });
  return <p role="status" className="changes">{changes > 0 && <Button onClick={apply}>{t('queue.changes', { count: changes })} <kbd>.</kbd></Button>}</p>;
}
