import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeTicket, getTicket, showTimeline } from '../../api/calls';
import type { TicketInFull } from '../../api/generated/tickets/types.gen';
import { useCommand } from '../../parts/command';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { Due, PriorityMark, StateMark } from '../../parts/marks';
import { usePerson } from '../../parts/person';
import { useBranchName, useCustomer, useDevice, useFaultName, useNameOf } from '../../parts/queries';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { CustomerLink } from '../customer-link/customer-link';
import { TicketParts } from '../parts/ticket-parts';
import { ticketRoute } from './routes';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { MoveFormPanel } from './move-form';
import { isDirect, moveForms, movesOf, type MoveName } from './moves';
import { ContactWords, Timeline } from './timeline';

/** What a timeline is made of, besides its ticket. */
const retold = ['inventory.parts_request', 'inventory.delivery_note', 'inventory.shipment', 'inventory.discrepancy', 'dealer_returns.obligation'];

/** One ticket: what was said, what has happened, what comes next. */
export function Ticket() {
  const { number } = ticketRoute.useParams();
  const id = useQueryClient().getQueryData<TicketInFull>(['ticket', number])?.id;
  const { data: ticket, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['ticket', number], queryFn: () => getTicket(number), meta: { hears: id === undefined ? ['tickets.ticket'] : [`tickets.ticket/${id}`] }, refetchInterval: safetyNet,
  });
  if (ticket === undefined) return error ? <><h1>{number}</h1><Trouble error={error} retry={() => void refetch()} /></> : <Loading rows={8} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      <Shown key={ticket.id} ticket={ticket} />
    </>
  );
}

function Shown({ ticket }: { ticket: TicketInFull }) {
  const { t } = useTranslation();
  const { move, registered } = ticketRoute.useSearch();
  const navigate = useNavigate({ from: ticketRoute.fullPath });
  const cache = useQueryClient();
  const nameOf = useNameOf();
  const [said, setSaid] = useState<string | null>(registered ? t('registered', { number: ticket.number }) : null);
  const moves = movesOf(ticket);
  const open = moves.find((name) => name === move && !isDirect(name));
  const show = (name: MoveName | undefined): void => void navigate({ search: name === undefined ? {} : { move: name }, replace: true });
  const direct = useCommand((name: MoveName, key) => changeTicket(ticket.id, moveForms[name]?.command ?? '', {}, key, ticket.version), (_answer, name) => done(name));
  const choose = (name: MoveName): void => {
    if (!isDirect(name)) show(name === open ? undefined : name);
    else if (!direct.isPending) direct.mutate(name);
  };
  const timeline = useQuery({ queryKey: ['timeline', ticket.id], queryFn: () => showTimeline(ticket.id), meta: { hears: [`tickets.ticket/${ticket.id}`, ...retold] }, refetchInterval: safetyNet });
  const done = async (name: MoveName): Promise<void> => {
    // First the ticket as it is now: the next form does not take one's own change for a colleague's.
    await cache.invalidateQueries({ queryKey: ['ticket', ticket.number] });
    setSaid(t('done', { what: word('move', name) }));
    show(undefined);
    document.getElementById('main')?.focus();
    // The timeline follows the events and is a moment behind them.
    for (const after of [0, 500, 1_500, 4_000]) setTimeout(() => void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'ticket' || kind === 'timeline' || kind === 'queue' }), after);
  };
  useEffect(() => { document.title = `${ticket.number} · ${t('product')}`; }, [ticket.number, t]);
  useKeys(Object.fromEntries(moves.slice(0, 9).map((name, at) => [`Digit${at + 1}`, () => choose(name)])));

  return (
    <article className="ticket">
      <header>
        <h1>{ticket.number} <span>{word('type', ticket.type)}</span></h1>
        <p className="marks">
          <StateMark state={ticket.state} waitingFor={ticket.waitingFor} /> <PriorityMark priority={ticket.priority} /> <NextLimit ticket={ticket} />
        </p>
        <div className="moves" role="group" aria-label={t('moves')}>
          {moves.map((name, at) => (
            <Button key={name} type={at === 0 && open === undefined ? 'primary' : 'default'} aria-pressed={name === open} loading={direct.isPending && direct.variables === name} onClick={() => choose(name)}>
              {at < 9 && <kbd aria-hidden>{at + 1}</kbd>}{word('move', name)}
            </Button>
          ))}
          {moves.length === 0 && <p className="quiet">{t('moves.none', { owner: nameOf(ticket.ownerId) })}</p>}
        </div>
        <p role="status" className="said">{said}</p>
        {direct.error && <Trouble error={direct.error} />}
      </header>
      <div className="columns">
        <div>
          <section aria-labelledby="words"><h2 id="words">{t('words')}</h2><ContactWords id={ticket.contactId} /></section>
          {open && <MoveFormPanel key={open} move={open} ticket={ticket} done={() => done(open)} leave={() => show(undefined)} />}
          <section aria-labelledby="timeline">
            <h2 id="timeline">{t('timeline')}</h2>
            {timeline.data === undefined ? (timeline.error ? <Trouble error={timeline.error} retry={() => void timeline.refetch()} /> : <Loading />) : (
              <>
                {timeline.error && <Stale at={timeline.dataUpdatedAt} error={timeline.error} retry={() => void timeline.refetch()} />}
                {timeline.data.items.length === 0 ? <Empty>{t('timeline.empty')}</Empty> : <Timeline lines={timeline.data.items} nameOf={nameOf} />}
                {timeline.data.next !== null && <p className="quiet">{t('timeline.more')}</p>}
              </>
            )}
          </section>
        </div>
        <Side ticket={ticket} nameOf={nameOf} />
      </div>
    </article>
  );
}

/** The promise that comes next, and why none runs. */
function NextLimit({ ticket: { takenUpAt, responseDueAt, resolutionDueAt, silentConsentAt, state, waitingFor } }: { ticket: TicketInFull }) {
  const { t } = useTranslation();
  const now = Date.now();
  const limits = [
    ...(takenUpAt == null && responseDueAt != null ? [['limit.response', responseDueAt] as const] : []),
    ...(resolutionDueAt !== null && state !== 'resolved' ? [['limit.resolution', resolutionDueAt] as const] : []),
    ...(silentConsentAt !== null && state === 'resolved' ? [['limit.consent', silentConsentAt] as const] : []),
  ];
  const stands = state === 'waiting' && resolutionDueAt === null;
  return (
    <>
      {limits.map(([text, at]) => <span key={text} className="limit">{t(text)} <Due at={at} overdue={text !== 'limit.consent' && Date.parse(at) < now} none="" /></span>)}
      {stands && <span className="quiet">{t('limit.stands', { whom: word('waitingFor', waitingFor ?? '') })}</span>}
    </>
  );
}

function Side({ ticket, nameOf }: { ticket: TicketInFull; nameOf: (code: string) => string }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const faultName = useFaultName();
  return (
    <aside aria-label={t('side')}>
      <section>
        <h2>{t('customer')}</h2>
        {ticket.customerId == null ? <p className="quiet">{t('customer.unknown')}</p> : <CustomerCard id={ticket.customerId} code={ticket.customerCode} />}
      </section>
      <section>
        <h2>{t('device')}</h2>
        {ticket.serial === null ? <p className="quiet">{t('device.none')}</p> : <DeviceCard serial={ticket.serial} />}
        {ticket.faultCode !== null && <p>{t('field.fault')} {faultName(ticket.faultCode)}</p>}
        {ticket.warranty !== null && <p>{t('warranty.at-call')} {word('warranty', ticket.warranty)}</p>}
      </section>
      <TicketParts ticket={ticket} />
      <section>
        <h2>{t('ticket')}</h2>
        <dl>
          <div><dt>{t('owner')}</dt><dd>{nameOf(ticket.ownerId)}{ticket.offeredTo !== null && <> → {nameOf(ticket.offeredTo)}？</>}</dd></div>
          <div><dt>{t('branch')}</dt><dd>{branchName(ticket.branchId)}</dd></div>
          <div><dt>{t('channel')}</dt><dd>{word('channel', ticket.channel)}</dd></div>
          <div><dt>{t('opened')}</dt><dd>{moment(ticket.openedAt)} · {nameOf(ticket.openedBy)}</dd></div>
          {ticket.escalatedTo != null && <div><dt>{t('escalated')}</dt><dd>{nameOf(ticket.escalatedTo)}</dd></div>}
          {ticket.neededSkill !== null && <div><dt>{t('skill')}</dt><dd>{word('skill', ticket.neededSkill)}</dd></div>}
        </dl>
      </section>
      <CustomerLink ticketId={ticket.id} />
      {ticket.links.length > 0 && (
        <section>
          <h2>{t('links')}</h2>
          <ul>{ticket.links.map(({ id, number, kind, state }) => <li key={`${id}${kind}`}>{word('link', kind)} <Link to="/tickets/$number" params={{ number }}>{number}</Link> {word('state', state)}</li>)}</ul>
        </section>
      )}
    </aside>
  );
}

function CustomerCard({ id, code }: { id: string; code: string | null }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCustomer(id);
  if (!usePerson().may.includes('customer:read')) return <p>{code ?? t('customer.known')}</p>;
  if (error) return <><p>{code}</p><Trouble error={error} retry={() => void refetch()} /></>;
  if (data === undefined) return <Loading rows={2} />;
  return (
    <dl>
      <div><dt>{t('name')}</dt><dd><Link to="/customers/$id" params={{ id }}>{data.name}</Link> <span className="quiet">{data.code}</span></dd></div>
      <div><dt>{t('phone')}</dt><dd className="number">{data.phone}</dd></div>
      <div><dt>{t('address')}</dt><dd>{[data.city, data.address].filter((part) => part !== null).join(' ') || '—'}</dd></div>
      <div><dt>{t('class')}</dt><dd>{word('class', data.customerClass)}</dd></div>
    </dl>
  );
}

function DeviceCard({ serial }: { serial: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useDevice(serial);
  if (error) return <><p className="number">{serial}</p><Trouble error={error} retry={() => void refetch()} /></>;
  if (data === undefined) return <Loading rows={2} />;
  const claims = (['repair', 'replace', 'refund'] as const).map((claim) => [claim, data.warranty[claim]] as const);
  return (
    <dl>
      <div><dt>{t('serial')}</dt><dd className="number"><Link to="/devices/$serial" params={{ serial }}>{serial}</Link></dd></div>
      <div><dt>{t('model')}</dt><dd>{data.modelName}</dd></div>
      <div><dt>{t('installed')}</dt><dd>{data.installedOn ?? '—'}</dd></div>
      {claims.map(([claim, { open, until }]) => (
        <div key={claim}><dt>{t(`claim.${claim}`)}</dt><dd>{open === null ? t('warranty.unknown') : open ? t('warranty.until', { until: until ?? '—' }) : t('warranty.over', { until: until ?? '—' })}</dd></div>
      ))}
    </dl>
  );
}
