import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Refused } from '../api/api';
import { partQuery } from '../screens/parts/queries';
import { wrongLines } from '../texts/words';
import { addressOf, go } from './place';
import { signal } from './signal';
import { t } from './texts';

/** A link within these pages. */
export const To = ({ screen, number, className, children }: { screen?: string; number?: string; className?: string; children: ReactNode }) => (
  <a className={className} href={addressOf(screen, number)} onClick={(event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); go(screen, number); } }}>{children}</a>
);

/** What was refused, in the service's own words. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const refused = error instanceof Refused ? error : null;
  return (
    <div className="trouble" role="alert">
      <p>{refused ? (refused.problem?.detail ?? t('no-answer')) : String(error)}</p>
      {wrongLines(refused?.problem ?? null).map((line) => <p key={line}>{line}</p>)}
      {refused?.problem && <p className="quiet">{refused.code}</p>}
      {retry && <button type="button" onClick={retry}>{t('retry')}</button>}
    </div>
  );
}

/** What was read, or why not; what is old stays on the screen while the network is away. */
export function Read<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data === undefined) return query.error ? <Trouble error={query.error} retry={() => void query.refetch()} /> : <p className="quiet" role="status">{t('loading')}</p>;
  return <>{query.error && <Trouble error={query.error} retry={() => void query.refetch()} />}{children(query.data)}</>;
}

export function Part({ code }: { code: string }) {
  const { data } = useQuery(partQuery(code));
  return <><span className="number">{code}</span>{data && <> {data.name}</>}</>;
}

/** A scanner writes into it and ends with Enter; the keyboard comes up only when somebody asks for it. */
export function Scan({ label, hear }: { label: string; hear: (code: string) => void }) {
  const [code, setCode] = useState('');
  const [keys, setKeys] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), [keys]);
  return (
    <form className="scan" onSubmit={(event) => { event.preventDefault(); const heard = code.trim().toUpperCase(); setCode(''); if (heard !== '') hear(heard); }}>
      <label>{label}<input ref={box} value={code} inputMode={keys ? 'text' : 'none'} enterKeyHint="go" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={64} onChange={({ target }) => setCode(target.value)} /></label>
      <button type="button" aria-pressed={keys} onClick={() => setKeys(!keys)}>{t('scan.keys')}</button>
    </form>
  );
}

/** Stops everything until somebody has read it: a wrong part in the hand is the last moment to notice it. */
export function Stop({ children, go: goOn }: { children: ReactNode; go: () => void }) {
  useEffect(() => signal(false), []);
  return <div className="stop" role="alertdialog" aria-modal="true" aria-label={typeof children === 'string' ? children : undefined}><p>{children}</p><button type="button" autoFocus onClick={goOn}>{t('understood')}</button></div>;
}

export function Count({ label, value, change, min = 0 }: { label: string; value: string; change: (value: string) => void; min?: number }) {
  const number = /^\d+$/.test(value) ? Number(value) : min;
  return (
    <div className="count">
      <span>{label}</span>
      <button type="button" aria-label={`${label} −1`} onClick={() => change(String(Math.max(min, number - 1)))}>−</button>
      <input aria-label={label} inputMode="numeric" value={value} onChange={({ target }) => change(target.value)} />
      <button type="button" aria-label={`${label} +1`} onClick={() => change(String(number + 1))}>+</button>
    </div>
  );
}

export function Chips<V extends string>({ label, value, options, change }: { label: string; value: V | null; options: readonly { readonly value: V; readonly label: string }[]; change: (value: V) => void }) {
  return (
    <fieldset>
      <legend>{label}</legend>
      <div className="chips">{options.map((one) => <button key={one.value} type="button" aria-pressed={one.value === value} onClick={() => change(one.value)}>{one.label}</button>)}</div>
    </fieldset>
  );
}
