import '../../parts/rows.css';
import './customers.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownCustomer } from '../../api/generated/directory/types.gen';
import type { CallerTicket } from '../../api/generated/tickets/types.gen';
import { useCommand } from '../../parts/command';
import { Due, StateMark } from '../../parts/marks';
import { usePerson } from '../../parts/person';
import { useBranchName, useCustomer, useNameOf } from '../../parts/queries';
import { Loading, Stale, Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { near } from '../../texts/time';
import { word } from '../../texts/words';
import { useDealers } from '../parts/queries';
import { acceptCustomer, checkCustomer, declineCustomer, showStory } from './calls';
import { ChangeForm } from './change-form';
import { MergeProposals } from './merge-proposals';
import { DevicesOf } from './devices-of';
import { Past } from './past';
import { customerRoute } from './routes';

/** Everything that is known of a customer, and what a person may do about it. */
export function Customer() {
  const { id } = customerRoute.useParams();
  const { data, error, dataUpdatedAt, refetch } = useCustomer(id);
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={8} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      <Shown key={data.id} customer={data} />
    </>
  );
}

function Shown({ customer }: { customer: ShownCustomer }) {
  const { t } = useTranslation();
  const person = usePerson();
  const cache = useQueryClient();
  const branchName = useBranchName();
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const mayChange = person.may.includes('customer:change');
  const [changing, setChanging] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const again = (what: string): void => {
    setSaid(what);
    for (const kind of ['customer', 'customers', 'offers', 'merge-proposals']) void cache.invalidateQueries({ queryKey: [kind] });
  };
  const checking = useCommand((version: number, key) => checkCustomer(customer.id, key, version), () => again(t('customer.checked')));
  const answering = useCommand((accept: boolean, key) => (accept ? acceptCustomer(customer.id, key) : declineCustomer(customer.id, key)), (_answer, accept) => again(t('done', { what: t(accept ? 'offer.accept' : 'offer.decline') })));
  useEffect(() => { document.title = `${customer.name} · ${t('product')}`; }, [customer.name, t]);
  const mine = customer.offeredTo === person.code;
  return (
    <article className="page customer">
      <header>
        <h1>{customer.name} <span className="quiet number">{customer.code}</span></h1>
        <span className={`sign ${customer.customerClass === 'key' ? 'warn' : ''}`}>{customer.customerClass === 'key' && <span aria-hidden>★ </span>}{word('class', customer.customerClass)}</span>
        {mayChange && mine && <><Button type="primary" loading={answering.isPending} onClick={() => answering.mutate(true)}>{t('offer.accept')}</Button><Button onClick={() => answering.mutate(false)}>{t('offer.decline')}</Button></>}
        {mayChange && <Button aria-expanded={changing} onClick={() => setChanging(!changing)}>{t('customer.change')}</Button>}
        {mayChange && <Button loading={checking.isPending} onClick={() => checking.mutate(customer.version)}>{t('customer.check')}</Button>}
      </header>
      <p role="status" className="said">{said}</p>
      {customer.offeredTo !== null && !mine && <p className="quiet">{t('customer.offered', { who: nameOf(customer.offeredTo) })}</p>}
      {(checking.error ?? answering.error) && <Trouble error={checking.error ?? answering.error} />}
      <div className="columns">
        <div>
          {changing && <ChangeForm customer={customer} leave={() => setChanging(false)} done={(proposed) => { setChanging(false); again(t(proposed ? 'customer.saved-merge' : 'customer.saved')); }} />}
          {mayChange && <MergeProposals customer={customer.id} />}
          {person.may.includes('ticket:read') && <Story id={customer.id} />}
          <Past of={{ customer: customer.id }} />
        </div>
        <aside aria-label={t('customer.facts')}>
          <section>
            <h2>{t('customer.facts')}</h2>
            <dl className="wide">
              <div><dt>{t('detail.phone')}</dt><dd className="number">{customer.phone}</dd></div>
              <div><dt>{t('address')}</dt><dd>{[customer.city, customer.address].filter((part) => part !== null).join(' ') || t('none')}</dd></div>
              <div><dt>{t('branch')}</dt><dd>{branchName(customer.branchId)}</dd></div>
              <div><dt>{t('detail.ownerId')}</dt><dd>{customer.ownerId === null ? t('none') : nameOf(customer.ownerId)}{customer.agentId !== null && <span className="quiet"> · {t('detail.agentId')} {nameOf(customer.agentId)}</span>}</dd></div>
              <div><dt>{t('dealer')}</dt><dd>{customer.dealerCode === null ? t('none') : <Link to="/dealers/$code" params={{ code: customer.dealerCode }}>{dealerName(customer.dealerCode)}</Link>}</dd></div>
              <div><dt>{t('detail.channel')}</dt><dd>{customer.channel === null ? t('none') : word('reach', customer.channel)}</dd></div>
              <div><dt>{t('customer.consents')}</dt><dd>{(['consentCare', 'consentMarketing', 'consentSurvey'] as const).map((consent) => <span key={consent} className={customer[consent] ? 'sign good' : 'sign'}><span aria-hidden>{customer[consent] ? '✓' : '✕'} </span>{t(`detail.${consent}`)}<span className="unseen"> {t(customer[consent] ? 'yes' : 'no')}</span></span>)}</dd></div>
              <div><dt>{t('customer.quiet')}</dt><dd className="number">{customer.quietFrom === null ? t('none') : `${customer.quietFrom} – ${customer.quietTo ?? ''}`}</dd></div>
              {customer.referrerCode !== null && <div><dt>{t('detail.referrerCode')}</dt><dd className="number">{customer.referrerCode}</dd></div>}
              {customer.referrals > 0 && <div><dt>{t('customer.referrals')}</dt><dd>{customer.referrals}</dd></div>}
              <div><dt>{t('customer.created')}</dt><dd>{customer.createdOn ?? t('none')}</dd></div>
              {customer.remark !== null && <div><dt>{t('detail.remark')}</dt><dd>{customer.remark}</dd></div>}
            </dl>
          </section>
          <section>
            <h2>{t('customer.complete')}</h2>
            <p><meter min={0} max={100} low={50} high={80} optimum={100} value={customer.completeness} aria-label={t('customer.complete')} /> <b className="number">{customer.completeness} %</b></p>
            {customer.missing.length > 0 && <p className="quiet">{t('customer.missing', { what: listed(customer.missing.map((field) => t(`detail.${field}`))) })}</p>}
            <p>{t('customer.last-checked')} {customer.lastCheckedOn ?? t('customer.never')}</p>
          </section>
        </aside>
      </div>
    </article>
  );
}

/** What is open, was promised and is over of his tickets, and his devices: as tickets and directory know them. */
function Story({ id }: { id: string }) {
  const { t } = useTranslation();
  const story = useQuery({ queryKey: ['story', id], queryFn: () => showStory({ customerId: id }), staleTime: 15_000, meta: { hears: ['tickets.ticket'] } });
  if (story.data === undefined) return <section>{story.error ? <Trouble error={story.error} retry={() => void story.refetch()} /> : <Loading rows={4} />}</section>;
  const { open, history, promises, devices } = story.data;
  return (
    <>
      <section aria-labelledby="open">
        <h2 id="open">{t('caller.open', { count: open.length })}</h2>
        {open.length === 0 ? <p className="quiet">{t('customer.no-tickets')}</p> : <TicketLines tickets={open} dueOf={(ticketId) => promises.find((promise) => promise.ticketId === ticketId)} />}
        {history.length > 0 && <details><summary>{t('caller.history', { count: history.length })}</summary><TicketLines tickets={history} dueOf={() => undefined} /></details>}
      </section>
      <section aria-labelledby="devices">
        <h2 id="devices">{t('devices', { count: devices.length })}</h2>
        {devices.length === 0 ? <p className="quiet">{t('customer.no-devices')}</p> : <DevicesOf devices={devices} />}
      </section>
    </>
  );
}

export function TicketLines({ tickets, dueOf }: { tickets: readonly CallerTicket[]; dueOf: (ticketId: string) => { readonly dueAt: string; readonly overdue: boolean } | undefined }) {
  const { t } = useTranslation();
  return (
    <ul className="lines">{tickets.map(({ id, number, type, state, waitingFor, serial, openedAt }) => {
      const due = dueOf(id);
      return (
        <li key={id}>
          <Link to="/tickets/$number" params={{ number }} className="number">{number}</Link> <span>{word('type', type)}</span> <StateMark state={state} waitingFor={waitingFor} />
          <span className="quiet">{near(openedAt)}{serial !== null && ` · ${serial}`}</span>{due && <span>{t('promised')} <Due at={due.dueAt} overdue={due.overdue} none="" /></span>}
        </li>
      );
    })}</ul>
  );
}
