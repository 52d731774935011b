import { useRef, useState, type ReactNode } from 'react';
import { actOf, useKeys, type KeyAct } from './keys';
import './sheet.css';

export interface Column<T> {
  readonly head: string;
  readonly cell: (one: T) => ReactNode;
  /** Of numbers: they stand one below the other. */
  readonly count?: boolean;
  /** Of what is long: on a card it has a line of its own. */
  readonly wide?: boolean;
  /** Of buttons: on a card they say themselves what they are for. */
  readonly acts?: boolean;
}

interface Props<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly idOf: (one: T) => string;
  readonly columns: readonly Column<T>[];
  /** What Enter and a click do with a row. */
  readonly open?: (one: T) => void;
  /** Each row has a link to the thing itself: Enter and a click follow it. */
  readonly leads?: boolean;
  /** What a key does with the row in hand, by its place on the keyboard; afterwards the next row is in hand. */
  readonly keys?: Readonly<Record<string, KeyAct<[T]>>>;
  /** The same for keys after which the row stays in hand. */
  readonly stays?: Readonly<Record<string, KeyAct<[T]>>>;
}

/** The same words as the key of a row has. */
const named = <T,>(key: KeyAct<[T]>, act: () => void): KeyAct => (typeof key === 'function' ? act : { does: key.does, act });

/** A table that the keyboard walks through row by row (J, K, arrows), with keys for the row in hand. On a narrow screen each row is a card. */
export function Sheet<T>({ label, items, idOf, columns, open: does, leads = false, keys = {}, stays = {} }: Props<T>) {
  const [held, setHeld] = useState<string>();
  const at = Math.max(0, items.findIndex((one) => idOf(one) === held));
  const body = useRef<HTMLTableSectionElement>(null);
  const follow = (one: T): void => body.current?.children[items.indexOf(one)]?.querySelector('a')?.click();
  const open = does ?? (leads ? follow : undefined);
  const walks = open !== undefined || Object.keys(keys).length > 0;
  const go = (to: number): void => {
    const next = Math.min(items.length - 1, Math.max(0, to));
    (body.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  const act = (what: (one: T) => void) => (): void => {
    const one = items[at];
    if (one === undefined) return;
    what(one);
    go(at + 1);
  };
  /** Of several tables on a screen the one that has the focus is meant, else the first. */
  const meant = (then: () => void) => (): void => {
    const focused = document.activeElement?.closest('.sheet[role="grid"]') ?? document.querySelector('.sheet[role="grid"]');
    if (body.current !== null && focused?.contains(body.current)) then();
  };
  useKeys({
    ...(walks ? { KeyJ: meant(() => go(body.current?.contains(document.activeElement) ? at + 1 : at)), KeyK: meant(() => go(at - 1)) } : {}),
    ...Object.fromEntries(Object.entries(stays).map(([key, what]) => [key, named(what, meant(() => { const one = items[at]; if (one !== undefined) actOf(what)(one); }))])),
    ...Object.fromEntries(Object.entries(keys).map(([key, what]) => [key, named(what, meant(act(actOf(what))))])),
  });
  return (
    <table className="sheet" aria-label={label} {...(walks ? { role: 'grid', 'aria-rowcount': items.length + 1 } : {})}>
      <thead><tr>{columns.map(({ head, count }) => <th key={head} scope="col" className={count ? 'count' : undefined}>{head}</th>)}</tr></thead>
      <tbody
        ref={body}
        onKeyDown={(event) => {
          if (!walks || event.target !== event.currentTarget.children[at]) return;
          const moves: Readonly<Record<string, () => void>> = {
            ArrowDown: () => go(at + 1), ArrowUp: () => go(at - 1), Home: () => go(0), End: () => go(items.length - 1), PageDown: () => go(at + 10), PageUp: () => go(at - 10),
            ...(open ? { Enter: () => { const one = items[at]; if (one !== undefined) open(one); } } : {}),
          };
          const move = moves[event.key];
          if (!move || event.ctrlKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          move();
        }}
      >
        {items.map((one, row) => (
          <tr
            key={idOf(one)}
            {...(walks ? { tabIndex: row === at ? 0 : -1, 'aria-rowindex': row + 2, 'aria-selected': row === at, onFocus: () => setHeld(idOf(one)) } : {})}
            className={open ? 'opens' : undefined}
            onClick={open && ((event) => { if (!(event.target as HTMLElement).closest('a, button, input, label')) open(one); })}
          >
            {columns.map(({ head, cell, count, wide, acts }) => <td key={head} data-name={acts ? undefined : head} className={count ? 'count' : wide ? 'wide' : undefined}>{cell(one)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
