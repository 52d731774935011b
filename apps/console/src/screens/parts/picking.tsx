import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import type { FoundPicking, RequestToPick } from '../../api/generated/inventory/types.gen';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useBranchName, useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { tone } from '../../parts/tone';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { getPicking, getRequest, listPickings, showPickQueue, startPicking } from './calls';
import { PartLines, Standing, Urgent } from './marks';
import { PickingInHand, type Hand } from './picking-in-hand';
import { useDealers } from './queries';
import { pickingRoute } from './routes';
import { ScanField } from './scan-field';
import { Stop, type Stopped } from './stop';
import './parts.css';
import './picking.css';


/** What a refusal stops the line with. */
export const stoppedBy = (error: unknown, title: string, offline: string, again?: () => void): Stopped => {
  const problem = error instanceof Refused ? error.problem : null;
  return { title: problem?.title ?? title, what: problem?.detail ?? offline, ...(problem ? { code: (error as Refused).code } : {}), ...(again && problem === null ? { again } : {}) };
};

/** The storekeeper's board: what is to be picked, what is in hand, and one field that takes every scan. */
export function PickingBoard() {
  const { t } = useTranslation();
  const { number } = pickingRoute.useSearch();
  const navigate = useNavigate({ from: pickingRoute.fullPath });
  const person = usePerson();
  const [stopped, setStopped] = useState<Stopped | null>(null);
  const [good, setGood] = useState({ count: 0, words: '' });
  const hand = useRef<Hand | null>(null);
  /** What was asked for last and is not here yet: a picking, or a request that is only being taken in hand. Scans are its own from then on, whatever else lies open. */
  const coming = useRef<string | null>(null);
  /** A gun is quicker than a network: what it has said since. */
  const early = useRef<string[]>([]);
  const heard = useRef<(text: string) => void>(() => undefined);
  const keep = useCallback((next: Hand | null) => {
    hand.current = next;
    if (next === null || (coming.current !== null && coming.current !== next.number)) return;
    coming.current = null;
    for (const text of early.current.splice(0)) heard.current(text);
  }, []);
  const nothingComes = (): void => {
    coming.current = null;
    early.current = [];
  };
  const queue = useQuery({ queryKey: ['pick-queue'], queryFn: () => showPickQueue({}), meta: { hears: ['inventory.parts_request', 'inventory.picking'] }, refetchInterval: safetyNet });
  const pickings = useQuery({ queryKey: ['pickings'], queryFn: () => listPickings({ limit: 200 }), meta: { hears: ['inventory.picking'] }, refetchInterval: safetyNet });
  const picking = useQuery({ queryKey: ['picking', number], queryFn: () => getPicking(number ?? ''), enabled: number !== undefined });
  /** What one has done oneself is shown at once; a list keeps still for what others do. */
  const [own, setOwn] = useState(0);
  const again = (): void => void Promise.all([queue.refetch(), pickings.refetch()]).then(() => setOwn((count) => count + 1));
  // Whoever has pressed a row scans next.
  const open = (next: string | undefined): void => {
    coming.current = next ?? null;
    if (hand.current?.number === next) keep(hand.current);
    else if (next === number && picking.error) void picking.refetch();
    void navigate({ search: next === undefined ? {} : { number: next } }).then(() => document.getElementById('scan')?.focus());
  };
  const openAnother = (next: string | undefined): void => {
    nothingComes();
    open(next);
  };
  const right = (words: string): void => {
    tone('right');
    setGood(({ count }) => ({ count: count + 1, words }));
  };
  // What was scanned for a picking that cannot be had is not counted on another one, or much later.
  useEffect(() => { if (picking.error) nothingComes(); }, [picking.error]);
  useEffect(() => { document.title = `${t('nav.picking')} · ${t('product')}`; }, [t]);

  /** A request is taken in hand: the picking that is begun for it already, else a new one. */
  const begin = async (request: string): Promise<void> => {
    const { id } = await getRequest(request);
    const begun = (await listPickings({ request: id, limit: 200 })).items.filter(({ state, noteId }) => state !== 'put_back' && noteId === null).at(-1);
    const { number: taken } = begun ?? (await startPicking(id, crypto.randomUUID()));
    right(taken);
    again();
    // Unless he has turned to something else meanwhile.
    if (coming.current === request) open(taken);
  };
  const start = (request: string): void => {
    if (coming.current === request) return;
    coming.current = request;
    void begin(request).catch((error: unknown) => {
      if (coming.current === request) nothingComes();
      setStopped(stoppedBy(error, t('trouble.offline'), t('trouble.offline.what'), () => start(request)));
    });
  };
  const scanned = (text: string): void => {
    if (coming.current !== null || (number !== undefined && picking.data === undefined && !picking.error)) early.current.push(text);
    else if (/^PR-/.test(text)) start(text);
    else if (/^DN-/.test(text)) void navigate({ to: '/dispatch', search: { note: text } });
    else if (/^PK-/.test(text)) {
      if (hand.current?.number === text) hand.current.next();
      else open(text);
    } else if (hand.current) hand.current.scan(text);
    else setStopped({ title: t('scan.nothing-open'), what: t('scan.nothing-open.what', { text }) });
  };
  heard.current = scanned;
  return (
    <div className="parts picking">
      <header>
        <h1>{t('nav.picking')}</h1>
        <ScanField label={t('scan')} hint={number === undefined ? t('scan.hint.request') : t('scan.hint.part')} scanned={scanned} />
        <p role="status" className="said">{good.words}</p>
      </header>
      {good.count > 0 && <div key={good.count} className="flash" aria-hidden />}
      {number !== undefined && (picking.data === undefined
        ? (picking.error ? <Trouble error={picking.error} retry={() => void picking.refetch()} /> : <Loading rows={4} />)
        : <PickingInHand key={picking.data.id} picking={picking.data} keep={keep} right={right} stop={setStopped} changed={again} leave={() => openAnother(undefined)} />)}
      <div className="boards">
        <Queue of={`queue ${own}`} items={queue.data?.items} error={queue.error} at={queue.dataUpdatedAt} retry={again} start={person.may.includes('parts:pick') ? start : undefined} />
        <InHand of={`pickings ${own}`} items={pickings.data?.items} error={pickings.error} at={pickings.dataUpdatedAt} retry={again} open={openAnother} />
      </div>
      {stopped && <Stop stopped={stopped} seen={() => { setStopped(null); hand.current?.goOn(); }} />}
    </div>
  );
}

interface BoardProps<T> {
  readonly of: string;
  readonly items: readonly T[] | undefined;
  readonly error: unknown;
  readonly at: number;
  readonly retry: () => void;
}

function Queue({ of, items: newest, error, at, retry, start }: BoardProps<RequestToPick> & { start: ((request: string) => void) | undefined }) {
  const { t } = useTranslation();
  const { dealerName } = useDealers();
  const branchName = useBranchName();
  const person = usePerson();
  const { items, changes, apply } = useSteady(of, newest, ({ requestId }) => requestId);
  const columns: Column<RequestToPick>[] = [
    { head: t('request'), cell: ({ number, urgency }) => <><span className="number">{number}</span> <Urgent urgency={urgency} /></> },
    { head: t('parts'), wide: true, cell: ({ lines }) => <PartLines lines={lines} /> },
    { head: t('for-whom'), wide: true, cell: ({ dealerCode, receiverKind }) => (dealerCode === null ? word('receiver-kind', receiverKind) : dealerName(dealerCode)) },
    { head: t('decided'), cell: ({ decidedAt }) => <time dateTime={decidedAt} title={moment(decidedAt)}>{near(decidedAt)}</time> },
    ...(person.branches[0] === '*' || person.branches.length > 1 ? [{ head: t('branch'), wide: true, cell: ({ branchId }: RequestToPick) => branchName(branchId) }] : []),
  ];
  return (
    <section>
      <h2>{t('picking.queue')}</h2>
      <Changes changes={changes} apply={apply} />
      {items === undefined ? (error ? <Trouble error={error} retry={retry} /> : <Loading />) : (
        <>
          {error !== null && <Stale at={at} error={error} retry={retry} />}
          {items.length === 0 ? <Empty>{t('picking.queue.empty')}</Empty> : <Sheet label={t('picking.queue')} items={items} idOf={({ requestId }) => requestId} columns={columns} {...(start ? { open: ({ number }: RequestToPick) => start(number) } : {})} />}
        </>
      )}
    </section>
  );
}

function InHand({ of, items: newest, error, at, retry, open }: BoardProps<FoundPicking> & { open: (number: string) => void }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const { items, changes, apply } = useSteady(of, newest, ({ id }) => id);
  const columns: Column<FoundPicking>[] = [
    { head: t('picking'), cell: ({ number, requestNumber }) => <><span className="number">{number}</span> <span className="quiet number">{requestNumber}</span></> },
    { head: t('column.state'), cell: ({ state }) => <Standing of="picking-state" state={state} /> },
    { head: t('picker'), cell: ({ picker }) => nameOf(picker) },
    { head: t('checker'), cell: ({ checker }) => (checker === null ? '—' : nameOf(checker)) },
    { head: t('begun'), cell: ({ startedAt }) => <time dateTime={startedAt} title={moment(startedAt)}>{near(startedAt)}</time> },
  ];
  return (
    <section>
      <h2>{t('picking.in-hand')}</h2>
      <Changes changes={changes} apply={apply} />
      {items === undefined ? (error ? <Trouble error={error} retry={retry} /> : <Loading />) : (
        <>
          {error !== null && <Stale at={at} error={error} retry={retry} />}
          {items.length === 0 ? <Empty>{t('picking.in-hand.empty')}</Empty> : <Sheet label={t('picking.in-hand')} items={items} idOf={({ id }) => id} columns={columns} open={({ number }) => open(number)} />}
        </>
      )}
    </section>
  );
}
