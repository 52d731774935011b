import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FinishPickingBody, PickingView } from '../api/generated/inventory/types.gen';
import { useDraft } from '../parts/drafts';
import { usePerson } from '../parts/person';
import { useNameOf } from '../parts/queries';
import { useCommand } from '../parts/command';
import { word } from '../texts/words';
import { listPickings, listRequests, startPicking } from './calls';
import { useConnected } from './connected';
import { usePicking } from './in-hand';
import { useKeeping, useKept } from './kept';
import { Chips, Count, Part, Read, Scan, Stop, To, Trouble } from './parts';
import { go } from './place';
import { signal } from './signal';
import { t } from './texts';

type Short = NonNullable<FinishPickingBody['short']>[number]['reason'];
const shorts = ['stockout', 'could_not_locate', 'damaged_in_bin', 'substituted'] as const satisfies readonly Short[];
const pickable = ['approved', 'partly_approved', 'partly_shipped'] as const;

/** What is reserved and nobody picks yet, and what is being picked. */
export const Picking = ({ number }: { number: string | undefined }) => (number === undefined ? <ToPick /> : <OnePicking number={number} />);

function ToPick() {
  const nameOf = useNameOf();
  const goingOn = useQuery({ queryKey: ['pickings', 'picking'], queryFn: () => listPickings({ state: 'picking', limit: 50 }) });
  const waiting = useQuery({
    queryKey: ['requests', 'to-pick'],
    queryFn: async () => (await Promise.all(pickable.map((state) => listRequests({ state, limit: 50 })))).flatMap(({ items }) => items).filter(({ lines }) => lines.some(({ reserved }) => reserved > 0)),
  });
  const connected = useConnected();
  const start = useCommand((id: string, key) => startPicking(id, key), (picking) => go('pick', picking.number));
  return (
    <>
      {start.error && <Trouble error={start.error} />}
      <Read query={goingOn}>{({ items }) => items.length > 0 && <><h2>{t('pick.going-on')}</h2><ul className="rows">{items.map(({ id, number, lines, picker }) => <li key={id}><To screen="pick" number={number}><span className="number">{number}<small>{nameOf(picker)}</small></span><b>{lines.length}</b></To></li>)}</ul></>}</Read>
      <h2>{t('pick.waiting')}</h2>
      <Read query={waiting}>
        {(requests) => requests.length === 0 ? <p className="quiet">{t('pick.none')}</p> : (
          <ul className="rows">{requests.map(({ id, number, lines, dealerCode, urgency }) => (
            <li key={id} className="card">
              <span className="number">{number} {dealerCode} {urgency === 'urgent' && <b className="less">▲▲</b>}</span>
              <span className="quiet">{lines.filter(({ reserved }) => reserved > 0).map(({ part, suppliedAs, reserved }, at) => <span key={at} className="part-line"><Part code={suppliedAs ?? part} /> × {reserved}</span>)}</span>
              <button type="button" className="main" disabled={start.isPending || !connected} onClick={() => start.mutate(id)}>{t('pick.start')}</button>
            </li>
          ))}</ul>
        )}
      </Read>
    </>
  );
}

function OnePicking({ number }: { number: string }) {
  const query = usePicking(number);
  return <Read query={query}>{(it) => (it.state === 'picking' ? <Pick it={it} /> : <p className="said" role="status">{number} {word('picking', it.state)}</p>)}</Read>;
}

/** One line after the other: take, scan, and how many when it is more than one. A wrong part stops the line. */
function Pick({ it }: { it: PickingView }) {
  const cache = useQueryClient();
  const person = usePerson();
  const [{ short }, change, clear] = useDraft<{ readonly short: Readonly<Record<string, Short>> }>(person.code, `m.pick.${it.id}`, { short: {} });
  const [stopped, setStopped] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ readonly part: string; readonly qty: string } | null>(null);
  const [missing, setMissing] = useState(false);
  const kept = useKept(it.number);
  const untold = (part: string): number => kept.reduce((sum, one) => sum + (one.kind === 'scan' && one.refused === undefined && one.said.part === part ? one.said.qty : 0), 0);
  const left = (part: string): number => Math.max(0, it.lines.filter((line) => line.part === part).reduce((sum, { toPick, picked }) => sum + toPick - picked, 0) - untold(part));
  const open = it.lines.filter(({ part }) => left(part) > 0 && short[part] === undefined);
  const now = open[0];
  const refresh = () => void cache.invalidateQueries({ queryKey: ['picking', it.number] });
  const scan = useKeeping('scan', it, () => { signal(true); setAsked(null); }, () => { signal(false); refresh(); });
  const finish = useKeeping('finish', it, clear, refresh);
  const take = (part: string, qty: number): void => scan.mutate({ part, qty });
  const hear = (part: string): void => {
    if (!it.lines.some((line) => line.part === part)) setStopped(t('pick.not-here', { part }));
    else if (left(part) === 0) setStopped(t('pick.enough', { part }));
    else if (left(part) === 1) take(part, 1);
    else { signal(true); setAsked({ part, qty: String(left(part)) }); }
  };
  if (kept.some(({ kind, refused }) => kind === 'finish' && refused === undefined)) return <p className="said" role="status">{it.number} {t('kept.finished')}</p>;
  return (
    <>
      {stopped !== null && <Stop go={() => setStopped(null)}>{stopped}</Stop>}
      {now && asked === null && (
        <section className="card now">
          <p className="quiet">{t('pick.next')} · {it.location}</p>
          <p className="big"><Part code={now.part} /> × {left(now.part)}</p>
          <Scan label={t('pick.scan')} hear={hear} />
          {missing
            ? <Chips label={t('pick.missing.why', { part: now.part })} value={null} options={shorts.map((value) => ({ value, label: word('short', value) }))} change={(reason) => { change({ short: { ...short, [now.part]: reason } }); setMissing(false); }} />
            : <button type="button" onClick={() => setMissing(true)}>{t('pick.missing')}</button>}
        </section>
      )}
      {asked !== null && (
        <section className="card now">
          <p className="big"><Part code={asked.part} /></p>
          <Count label={t('pick.how-many')} min={1} value={asked.qty} change={(qty) => setAsked({ ...asked, qty })} />
          <button type="button" className="main" autoFocus disabled={scan.isPending} onClick={() => take(asked.part, Number(asked.qty))}>{t('send')}</button>
          <button type="button" onClick={() => setAsked(null)}>{t('back')}</button>
        </section>
      )}
      {scan.error && <Trouble error={scan.error} />}
      {!now && asked === null && (
        <section className="card now">
          <p className="big">{t('pick.all')}</p>
          <button type="button" className="main" autoFocus disabled={finish.isPending} onClick={() => finish.mutate({ short: Object.entries(short).filter(([part]) => left(part) > 0).map(([part, reason]) => ({ part, reason })) })}>{t('pick.finish')}</button>
        </section>
      )}
      {finish.error && <Trouble error={finish.error} />}
      <ul className="card">{it.lines.map(({ lineNo, part, toPick, picked }) => <li key={lineNo} className={left(part) === 0 ? 'quiet' : undefined}>{left(part) === 0 ? '✓' : '○'} <Part code={part} /> {toPick - Math.min(toPick - picked, left(part))} / {toPick}{untold(part) > 0 && <span className="more"> {t('kept.count', { count: untold(part) })}</span>}{left(part) > 0 && short[part] !== undefined && <span className="less"> {word('short', short[part])}</span>}</li>)}</ul>
    </>
  );
}
