import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliveryNoteView, FoundPicking, PartsRequestInFull, RequestLineView, ShipmentInFull } from '../../api/generated/inventory/types.gen';
import { useCommand } from '../../parts/command';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useBranchName, useCustomer, useDevice, useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Loading, Stale, Trouble } from '../../parts/states';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { changeRequest, getRequest, getShipment, listNotes, listPickings, startPicking } from './calls';
import { yuan } from '../receipts/marks';
import { PartName, Standing, Urgent } from './marks';
import { NextSteps } from './next-steps';
import { useDealers, usePlaceName } from './queries';
import { RequestMoveForm, requestMoveForms, type RequestMove } from './request-moves';
import { FinanceDecides, useFinance } from '../receipts/finance';
import { requestRoute } from './routes';
import './parts.css';

/** What is done by a press. */
const direct: Readonly<Partial<Record<RequestMove, string>>> = { submit: 'submit', close: 'close' };
/** In the order in which it is usually done; the first one that is possible is the next one. */
const order: readonly RequestMove[] = ['decide', 'decide_credit', 'answer_substitute', 'submit', 'pick', 'revise', 'promise', 'close', 'cancel'];
/** What can be done while it waits for somebody else; never what is next. */
const besides: readonly RequestMove[] = ['answer_substitute', 'cancel'];

/** One request: what was asked for, what has become of each piece, what comes next. */
export function Request() {
  const { number } = requestRoute.useParams();
  const { data, error, refetch, dataUpdatedAt } = useQuery({ queryKey: ['request', number], queryFn: () => getRequest(number), meta: { hears: ['inventory.parts_request'] }, refetchInterval: safetyNet });
  if (data === undefined) return error ? <><h1>{number}</h1><Trouble error={error} retry={() => void refetch()} /></> : <Loading rows={8} />;
  return <>{error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}<Shown key={data.id} request={data} /></>;
}

function Shown({ request }: { request: PartsRequestInFull }) {
  const { t } = useTranslation();
  const { move, asked } = requestRoute.useSearch();
  const navigate = useNavigate({ from: requestRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const [said, setSaid] = useState<string | null>(asked ? t('request.asked', { number: request.number }) : null);
  const trusted = useFinance();
  const moves = order.filter((one) => request.can.includes(one) && (trusted || one !== 'decide_credit'));
  const open = moves.find((one) => one === move && requestMoveForms.includes(one));
  const show = (one: RequestMove | undefined): void => void navigate({ search: one === undefined ? {} : { move: one }, replace: true });
  const done = (one: RequestMove): void => {
    setSaid(t('done', { what: word('request-move', one) }));
    show(undefined);
    document.getElementById('main')?.focus();
    void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['request', 'requests', 'papers'].includes(String(kind)) });
  };
  const pressing = useCommand((one: RequestMove, key) => changeRequest(request.id, direct[one] ?? '', {}, key, request.version), (_answer, one) => done(one));
  const picking = useCommand((_id: string, key) => startPicking(request.id, key), ({ number }) => void navigate({ to: '/picking', search: { number } }));
  const choose = (one: RequestMove): void => {
    if (pressing.isPending || picking.isPending) return;
    if (one === 'pick') picking.mutate(request.id);
    else if (one === 'revise') void navigate({ to: '/parts/requests/new', search: { draft: request.number } });
    else if (direct[one] !== undefined) pressing.mutate(one);
    else show(one === open ? undefined : one);
  };
  useKeys(Object.fromEntries(moves.map((one, at) => [`Digit${at + 1}`, () => choose(one)])));
  useEffect(() => { document.title = `${request.number} · ${t('product')}`; }, [request.number, t]);
  const trouble = pressing.error ?? picking.error;
  const papers = usePapers(request.id, person.may.includes('stock:read'));
  return (
    <article className="parts ticket">
      <header>
        <h1>{request.number} <span>{t('request')}</span></h1>
        <p className="marks"><Standing of="request-state" state={request.state} /> <Urgent urgency={request.urgency} /> {request.underWarranty && <span className="mark">{t('request.warranty.short')}</span>}{request.decidedAt === null && request.warrantyDoubt !== null && <span className="mark priority high">{word('warranty-doubt', request.warrantyDoubt)}</span>}</p>
        <div className="moves" role="group" aria-label={t('moves')}>
          {moves.map((one, at) => (
            <Button key={one} type={at === 0 && open === undefined && !besides.includes(one) ? 'primary' : 'default'} danger={one === 'cancel'} aria-pressed={one === open} loading={(pressing.isPending && pressing.variables === one) || (picking.isPending && one === 'pick')} onClick={() => choose(one)}><kbd aria-hidden>{at + 1}</kbd>{word('request-move', one)}</Button>
          ))}
          {request.can.includes('decide_credit') && !trusted ? <FinanceDecides /> : moves.length === 0 && <p className="quiet">{t('request.moves.none')}</p>}
        </div>
        <NextSteps request={request} papers={papers} />
        <p role="status" className="said">{said}</p>
        {trouble && <Trouble error={trouble} />}
      </header>
      {open && <RequestMoveForm key={open} move={open} request={request} done={() => done(open)} leave={() => show(undefined)} />}
      <section className="wide"><Lines request={request} pickings={papers.pickings} /></section>
      <div className="columns">
        <section aria-labelledby="trail"><h2 id="trail">{t('trail')}</h2><Trail request={request} papers={papers} /></section>
        <Side request={request} />
      </div>
    </article>
  );
}

export interface Papers {
  readonly pickings: readonly FoundPicking[];
  readonly notes: readonly DeliveryNoteView[];
  readonly shipments: readonly ShipmentInFull[];
  readonly error: unknown;
}

/** What a request led to: pickings, delivery notes and shipments. */
function usePapers(request: string, mayStock: boolean): Papers {
  const pickings = useQuery({ queryKey: ['papers', 'pickings', request], queryFn: () => listPickings({ request, limit: 200 }), meta: { hears: ['inventory.picking'] }, refetchInterval: safetyNet, enabled: mayStock });
  const notes = useQuery({ queryKey: ['papers', 'notes', request], queryFn: () => listNotes({ request, limit: 200 }), meta: { hears: ['inventory.delivery_note'] }, refetchInterval: safetyNet });
  const ids = [...new Set(notes.data?.items.flatMap(({ shipmentId }) => (shipmentId === null ? [] : [shipmentId])))];
  const shipments = useQuery({ queryKey: ['papers', 'shipments', ids], queryFn: () => Promise.all(ids.map(getShipment)), enabled: ids.length > 0, meta: { hears: ['inventory.shipment'] }, refetchInterval: safetyNet });
  return { pickings: pickings.data?.items ?? [], notes: notes.data?.items ?? [], shipments: shipments.data ?? [], error: pickings.error ?? notes.error ?? shipments.error };
}

function Lines({ request, pickings }: { request: PartsRequestInFull; pickings: readonly FoundPicking[] }) {
  const { t } = useTranslation();
  const checked = (lineNo: number): number => pickings.filter(({ state }) => state === 'checked' || state === 'packed').flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.lineNo === lineNo ? (line.checked ?? 0) : 0), 0);
  const number = (head: string, value: (line: RequestLineView) => number | null): Column<RequestLineView> => ({ head, count: true, cell: (line) => { const it = value(line); return it === null ? '—' : it === 0 ? <span className="quiet">0</span> : it; } });
  const columns: Column<RequestLineView>[] = [
    { head: '#', count: true, cell: ({ lineNo }) => lineNo },
    { head: t('part'), wide: true, cell: ({ part, suppliedAs, returnDays }) => <><PartName code={part} />{suppliedAs !== null && <p>↳ {t('supplied-as')} <PartName code={suppliedAs} /></p>}{returnDays !== null && request.underWarranty && <p className="quiet">{t('return-days', { days: returnDays })}</p>}</> },
    number(t('qty.requested'), ({ requested }) => requested),
    { head: t('qty.approved'), count: true, cell: ({ approved, requested, reason }) => (approved === null ? '—' : <>{approved < requested ? <b>{approved}</b> : approved}{reason !== null && <p className="why">{word('rejection', reason)}</p>}</>) },
    number(t('qty.reserved'), ({ reserved }) => reserved),
    number(t('qty.picked'), ({ picked }) => picked),
    number(t('qty.checked'), ({ lineNo }) => checked(lineNo)),
    number(t('qty.shipped'), ({ shipped }) => shipped),
    number(t('qty.received'), ({ received }) => received),
    { head: t('owed'), count: true, cell: ({ backOrder, promisedOn }) => (backOrder === 0 ? <span className="quiet">0</span> : <><b className="priority high">{backOrder}</b>{promisedOn && <p className="why">{t('promised-on', { day: promisedOn })}</p>}</>) },
    number(t('qty.cancelled'), (line) => line.cancelled),
    ...(request.lines.some(({ discrepancies }) => discrepancies > 0) ? [number(t('discrepancies'), ({ discrepancies }) => discrepancies)] : []),
    { head: t('price'), count: true, cell: ({ unitPrice, currency }) => yuan(currency, unitPrice) },
  ];
  return <Sheet label={t('parts')} items={request.lines} idOf={({ lineNo }) => String(lineNo)} columns={columns} />;
}

/** What has happened, in the order in which it did. */
function Trail({ request, papers }: { request: PartsRequestInFull; papers: Papers }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const mayStock = usePerson().may.includes('stock:read');
  const facts: readonly (readonly [at: string | null, what: ReactNode, by: string | null])[] = [
    [request.draftedAt, request.submittedAt === request.draftedAt ? null : t('trail.drafted'), request.requestedBy],
    [request.submittedAt, t('trail.submitted'), request.requestedBy],
    [request.decidedAt, word('request-state', request.state === 'rejected' ? 'rejected' : 'decided'), request.decidedBy],
    ...papers.pickings.flatMap((picking) => [
      [picking.startedAt, <>{t('trail.picking')} <Link to="/picking" search={{ number: picking.number }}>{picking.number}</Link> <Standing of="picking-state" state={picking.state} /></>, picking.picker] as const,
      [picking.checkedAt, t('trail.checked', { number: picking.number }), picking.checker] as const,
    ]),
    ...papers.notes.flatMap((note) => [
      [note.issuedAt, <>{t('trail.note')} <Link to="/dispatch" search={{ note: note.number }}>{note.number}</Link> <Standing of="dn-state" state={note.state} /></>, note.issuedBy] as const,
      [note.receivedAt, t('trail.received', { number: note.number }), note.receivedBy] as const,
    ]),
    ...papers.shipments.flatMap((shipment) => [
      [shipment.dispatchedAt, <>{t('trail.dispatched')} {mayStock ? <Link to="/follow-up" search={{ shipment: shipment.number }}>{shipment.number}</Link> : shipment.number} · {t('waybill')} <span className="number">{shipment.waybill}</span> <Standing of="shipment-state" state={shipment.state} /></>, null] as const,
      [shipment.arrivedAt, t('trail.arrived', { number: shipment.number }), null] as const,
    ]),
  ];
  const told = facts.filter((fact): fact is readonly [string, ReactNode, string | null] => fact[0] !== null && fact[1] !== null).toSorted(([a], [b]) => Date.parse(a) - Date.parse(b));
  return (
    <>
      {papers.error !== null && papers.error !== undefined && <Trouble error={papers.error} />}
      <ol className="timeline">{told.map(([at, what, by], n) => <li key={n}><time dateTime={at} title={moment(at)}>{near(at)}</time><div>{what}{by !== null && <span className="quiet"> {dealerName(nameOf(by))}</span>}</div></li>)}</ol>
    </>
  );
}

function Side({ request }: { request: PartsRequestInFull }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const person = usePerson();
  const { dealerName } = useDealers();
  const { data: customer } = useCustomer(person.may.includes('customer:read') ? request.customerId : null);
  const { data: device } = useDevice(request.serial);
  const placeName = usePlaceName();
  const row = (label: string, value: ReactNode) => <div><dt>{label}</dt><dd>{value}</dd></div>;
  return (
    <aside aria-label={t('side')}>
      <section>
        <h2>{t('request')}</h2>
        <dl>
          {request.ticketNumber !== null && row(t('ticket'), <Link to="/tickets/$number" params={{ number: request.ticketNumber }}>{request.ticketNumber}</Link>)}
          {row(t('request.receiver'), `${word('receiver-kind', request.receiverKind)} ${request.receiverKind === 'dealer' ? '' : request.receiverKind === 'van' ? placeName(request.receiver) : (customer?.name ?? '')}`)}
          {request.dealerCode !== null && row(t('dealer'), <>{dealerName(request.dealerCode)} <span className="quiet">{request.dealerCode}</span></>)}
          {customer && row(t('customer'), <>{customer.name} <span className="number">{customer.phone}</span></>)}
          {request.serial !== null && row(t('device'), <><span className="number">{request.serial}</span> {device?.modelName ?? request.modelCode}</>)}
          {row(t('request.reason'), word('request-reason', request.reason))}
          {request.warrantyGround !== null && request.warrantyDoubt !== null && row(t('request.warranty.confirmed'), <>{word('warranty-ground', request.warrantyGround)} <span className="quiet">· {word('warranty-doubt', request.warrantyDoubt)}</span></>)}
          {person.may.includes('stock:read') && row(t('store'), placeName(request.location))}
          {row(t('branch'), branchName(request.branchId))}
        </dl>
      </section>
    </aside>
  );
}
