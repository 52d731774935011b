import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PickingView } from '../api/generated/inventory/types.gen';
import { useDraft } from '../parts/drafts';
import { usePerson } from '../parts/person';
import { useNameOf } from '../parts/queries';
import { useCommand } from '../parts/command';
import { word } from '../texts/words';
import { listPickings, sendBackPicking } from './calls';
import { usePicking } from './in-hand';
import { useKeeping, useKept } from './kept';
import { Count, Part, Read, Scan, Stop, To, Trouble } from './parts';
import { signal } from './signal';
import { t } from './texts';

/** A second person counts what lies there, and is not told how many there should be. */
export const Checking = ({ number }: { number: string | undefined }) => (number === undefined ? <ToCheck /> : <OneCheck number={number} />);

function ToCheck() {
  const nameOf = useNameOf();
  const query = useQuery({ queryKey: ['pickings', 'to-check'], queryFn: async () => (await Promise.all((['picked', 'checking'] as const).map((state) => listPickings({ state, limit: 50 })))).flatMap(({ items }) => items) });
  return (
    <Read query={query}>
      {(items) => items.length === 0 ? <p className="quiet">{t('check.none')}</p> : <ul className="rows">{items.map(({ id, number, picker, location }) => <li key={id}><To screen="check" number={number}><span className="number">{number}<small>{t('pick')} {nameOf(picker)} · {location}</small></span></To></li>)}</ul>}
    </Read>
  );
}

function OneCheck({ number }: { number: string }) {
  const query = usePicking(number);
  return <Read query={query}>{(it) => (it.state === 'picked' || it.state === 'checking' ? <Check it={it} /> : <p className="said" role="status">{number} {word('picking', it.state)}</p>)}</Read>;
}

function Check({ it }: { it: PickingView }) {
  const cache = useQueryClient();
  const person = usePerson();
  const [{ counts }, change, clear] = useDraft<{ readonly counts: Readonly<Record<string, string>> }>(person.code, `m.check.${it.id}`, { counts: {} });
  const [stopped, setStopped] = useState<string | null>(null);
  const known = (picking: PickingView): void => { clear(); cache.setQueryData(['picking', it.number], picking); };
  const refresh = () => void cache.invalidateQueries({ queryKey: ['picking', it.number] });
  const check = useKeeping('check', it, clear, () => { signal(false); refresh(); });
  const kept = useKept(it.number).some(({ kind, refused }) => kind === 'check' && refused === undefined);
  const back = useCommand((_: null, key) => sendBackPicking({ id: it.id, idempotencyKey: key, version: it.version }), known, refresh);
  if (it.picker === person.code) return <p className="note">{t('check.own')}</p>;
  if (kept) return <p className="said" role="status">{it.number} {t('kept.checked')}</p>;
  const hear = (part: string): void => {
    if (!it.lines.some((line) => line.part === part)) return setStopped(t('pick.not-here', { part }));
    signal(true);
    change({ counts: { ...counts, [part]: String(Number(counts[part] ?? 0) + 1) } });
  };
  const counted = Object.entries(counts);
  return (
    <>
      {stopped !== null && <Stop go={() => setStopped(null)}>{stopped}</Stop>}
      <section className="card now"><p className="big number">{it.number}</p><Scan label={t('check.scan')} hear={hear} /></section>
      {counted.length > 0 && <section className="card" aria-label={t('check.counted')}>{counted.map(([part, qty]) => <div key={part}><p><Part code={part} /></p><Count label={t('check.counted')} value={qty} change={(value) => change({ counts: { ...counts, [part]: value } })} /></div>)}</section>}
      {check.error && <Trouble error={check.error} />}
      {back.error && <Trouble error={back.error} />}
      <button type="button" className="main" disabled={counted.length === 0 || check.isPending} onClick={() => check.mutate({ counts: counted.filter(([, qty]) => Number(qty) > 0).map(([part, qty]) => ({ part, qty: Number(qty) })) })}>{t('check.finish')}</button>
      <button type="button" disabled={back.isPending} onClick={() => back.mutate(null)}>{t('check.back')}</button>
    </>
  );
}
