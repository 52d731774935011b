import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import { getTicket } from '../../api/calls';
import type { FoundLoan, FoundLoans, LendGoodsBody, TakeBackLoanBody } from '../../api/generated/inventory/types.gen';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useBranchName, useCustomer, useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { moment, near } from '../../texts/time';
import { say, word } from '../../texts/words';
import { PartName, Standing } from '../parts/marks';
import { useDealers, useLocations } from '../parts/queries';
import { CommandForm } from '../receipts/command-form';
import { yuan } from '../receipts/marks';
import { chargeLoan, findLoans, lendGoods, takeBackLoan } from './calls';
import { loanViews, loansRoute, type LoanView } from './routes';
import '../parts/parts.css';

type Doing = { readonly what: 'lend' } | { readonly what: 'take_back' | 'charge'; readonly loan: FoundLoan };
const asked: Readonly<Record<LoanView, NonNullable<Parameters<typeof findLoans>[0]>>> = { out: { open: 'yes' }, overdue: { state: 'overdue' }, returned: { state: 'returned' }, charged: { state: 'charged' } };

/** What helps somebody out until his own is there: until when, and how it came to an end. A dealer sees what he has. */
export function Loans() {
  const { t } = useTranslation();
  const { show = 'out', loan: one } = loansRoute.useSearch();
  const navigate = useNavigate({ from: loansRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const branchName = useBranchName();
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const found = useInfiniteQuery({
    queryKey: ['loans', show, one],
    queryFn: ({ pageParam }) => findLoans({ ...(one === undefined ? asked[show] : { loan: one }), limit: 50, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: FoundLoans) => next,
    meta: { hears: ['inventory.loan'] }, refetchInterval: safetyNet,
  });
  const { items, changes, apply } = useSteady(JSON.stringify([show, one, found.data?.pages.length, found.isFetchedAfterMount, said]), found.data?.pages.flatMap((page) => page.items), ({ id }) => id);
  const mayLend = person.may.includes('stock:move');
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const house = !person.roles.includes('dealer');
  const leave = (): void => setDoing(null);
  const refresh = (): void => void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['loans', 'stock', 'stock-ledger'].includes(String(kind)) });
  const done = (words: string): void => {
    setDoing(null);
    void found.refetch().then(() => setSaid(words));
    refresh();
  };
  const start = (what: 'take_back' | 'charge', loan: FoundLoan): void => { if (loan.can.includes(what)) setDoing({ what, loan }); };
  useKeys(mayLend ? { KeyN: { does: 'loan.lend', act: () => setDoing({ what: 'lend' }) } } : {});
  useEffect(() => { document.title = `${t('nav.loans')} · ${t('product')}`; }, [t]);

  const columns: Column<FoundLoan>[] = [
    { head: t('loan'), cell: ({ number }) => <span className="number">{number}</span> },
    { head: t('column.state'), cell: ({ state }) => <Standing of="loan-state" state={state} /> },
    { head: t('loan.due'), cell: ({ dueOn, overdue }) => <time dateTime={dueOn} className={overdue ? 'due overdue' : 'due'}>{overdue && <b>{t('overdue')} </b>}{dueOn}</time> },
    { head: t('loan.what'), cell: ({ part, serial }) => (part === null ? <>{t('device')} <span className="number">{serial}</span></> : <PartName code={part} />) },
    { head: t('loan.out'), count: true, cell: ({ openQty, qty }) => `${openQty} / ${qty}` },
    { head: t('loan.borrower'), cell: ({ borrowerKind, borrower }) => (borrowerKind === 'dealer' ? dealerName(borrower) : <Borrower id={borrower} />) },
    { head: t('stock.value'), count: true, cell: ({ unitPrice, qty, chargedAmount }) => (chargedAmount !== null ? <>{t('loan.charged', { amount: yuan('CNY', chargedAmount) })}</> : unitPrice === null ? '—' : yuan('CNY', (Number(unitPrice) * qty).toFixed(2))) },
    { head: t('loan.lent'), cell: ({ lentAt, lentBy }) => <><time dateTime={lentAt} title={moment(lentAt)}>{near(lentAt)}</time> <span className="quiet">{nameOf(lentBy)}</span></> },
    ...(several ? [{ head: t('branch'), cell: ({ branchId }: FoundLoan) => branchName(branchId) }] : []),
    ...(house && items?.some(({ can }) => can.length > 0) ? [{
      head: t('shipment.do'),
      cell: (loan: FoundLoan) => (['take_back', 'charge'] as const).filter((move) => loan.can.includes(move)).map((move) => <Button key={move} size="small" aria-label={`${t(`loan.${move}`)} ${loan.number}`} onClick={() => start(move, loan)}>{t(`loan.${move}`)}</Button>),
    }] : []),
  ];
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.loans')}</h1>
        <div className="filters" role="group" aria-label={t('filters')}>
          {loanViews.map((view) => { const shown = one === undefined && view === show; return <Button key={view} aria-pressed={shown} type={shown ? 'primary' : 'default'} ghost={shown} onClick={() => void navigate({ search: view === 'out' ? {} : { show: view }, replace: true })}>{t(`loan.show.${view}`)}</Button>; })}
        </div>
        {mayLend && <Button type="primary" aria-pressed={doing?.what === 'lend'} aria-keyshortcuts="N" onClick={() => setDoing(doing?.what === 'lend' ? null : { what: 'lend' })}><kbd aria-hidden>N</kbd>{t('loan.lend')}</Button>}
        <p role="status" className="said">{said}</p>
        <Changes changes={changes} apply={apply} />
      </header>
      {doing?.what === 'lend' && <Lend done={(number) => done(t('loan.lent.done', { number }))} leave={leave} />}
      {doing?.what === 'take_back' && (
        <CommandForm
          key={doing.loan.id} name={`loan.${doing.loan.id}.back`} title={`${t('loan.take_back')} ${doing.loan.number}`} leave={leave} clashed={refresh} initial={{ qty: String(doing.loan.openQty), to: 'good' }}
          fields={() => ({ ...(doing.loan.qty === 1 ? {} : { qty: { label: t('loan.came'), as: 'count', hint: t('loan.came.hint', { open: doing.loan.openQty }) } }), ...(doing.loan.part === null ? {} : { to: { label: t('loan.to'), as: (['good', 'quarantine'] as const).map((value) => ({ value, label: t(`loan.to.${value}`) })) } }) })}
          send={({ qty, to = 'good' }, key) => takeBackLoan(doing.loan.id, { qty: Number(qty ?? doing.loan.openQty), to: to as TakeBackLoanBody['to'] }, key, doing.loan.version)}
          sent={({ number, openQty }) => done(t('loan.back.done', { number, open: openQty }))}
        />
      )}
      {doing?.what === 'charge' && (
        <CommandForm
          key={doing.loan.id} name={`loan.${doing.loan.id}.charge`} title={`${t('loan.charge')} ${doing.loan.number}`} leave={leave} clashed={refresh}
          {...(doing.loan.unitPrice === null ? {} : { initial: { amount: worthOf(doing.loan) } })}
          fields={() => ({ amount: { label: t('loan.amount'), as: 'amount', hint: doing.loan.unitPrice === null ? t('loan.amount.free') : t('loan.amount.hint', { open: doing.loan.openQty, most: worthOf(doing.loan) }) } })}
          send={({ amount = '' }, key) => chargeLoan(doing.loan.id, amount, key, doing.loan.version)} sent={({ number }) => done(t('loan.charge.done', { number }))}
        />
      )}
      {items === undefined ? (found.error ? <Trouble error={found.error} retry={() => void found.refetch()} /> : <Loading rows={6} />) : (
        <>
          {found.error && <Stale at={found.dataUpdatedAt} error={found.error} retry={() => void found.refetch()} />}
          {items.length === 0 ? <Empty>{t(one === undefined && show === 'out' ? (house ? 'loan.empty' : 'loan.empty.dealer') : 'loan.empty.view')}</Empty>
            : <Sheet label={t('nav.loans')} items={items} idOf={({ id }) => id} columns={columns} {...(items.some(({ can }) => can.length > 0) ? { open: (loan: FoundLoan) => start('take_back', loan) } : {})} />}
          {found.hasNextPage && <p className="more"><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('queue.more')}</Button></p>}
        </>
      )}
    </div>
  );
}

const worthOf = ({ unitPrice, openQty }: FoundLoan): string => (Number(unitPrice ?? 0) * openQty).toFixed(2);

/** Whoever may not know who it is sees that it is a customer. */
function Borrower({ id }: { id: string }) {
  const mayKnow = usePerson().may.includes('customer:read');
  const { data } = useCustomer(mayKnow ? id : null);
  return mayKnow ? <Link to="/customers/$id" params={{ id }}>{data?.name ?? word('receiver-kind', 'customer')}</Link> : <>{word('receiver-kind', 'customer')}</>;
}

/** The customer of a ticket, by its number, as whoever keeps the store knows him. */
const customerOf = async (number: string): Promise<{ readonly borrower: string; readonly ticketId: string }> => {
  const ticket = await getTicket(number);
  if (ticket.customerId == null) throw new Refused({ type: '/problems/loan.ticket-without-customer', title: say('loan.ticket-without-customer'), status: 400, detail: say('loan.ticket-without-customer'), errors: [{ field: '/ticket', rule: 'loan.ticket-without-customer', message: say('loan.ticket-without-customer') }] });
  return { borrower: ticket.customerId, ticketId: ticket.id };
};

function Lend({ done, leave }: { done: (number: string) => void; leave: () => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const { data: locations } = useLocations();
  const { dealers } = useDealers();
  const places = (locations?.items ?? []).filter(({ branchId }) => person.branches[0] === '*' || person.branches.includes(branchId));
  const knows = person.may.includes('customer:read');
  if (locations === undefined) return <Loading rows={3} />;
  const branchOf = (location: string | undefined): string | undefined => places.find(({ locationCode }) => locationCode === location)?.branchId;
  return (
    <CommandForm
      name="loan.lend" title={t('loan.lend')} leave={leave} initial={{ kind: 'dealer', thing: 'part', location: places.find(({ kind }) => kind === 'warehouse')?.locationCode ?? '' }}
      fields={({ kind, thing, location }) => ({
        location: { label: t('stock.place'), as: { choose: places.map(({ locationCode, name }) => ({ value: locationCode, label: `${name} ${locationCode}` })) } },
        thing: { label: t('loan.what'), as: (['part', 'device'] as const).map((value) => ({ value, label: t(value === 'part' ? 'part' : 'device') })) },
        ...(thing === 'device' ? { serial: { label: t('serial'), as: 'line', hint: t('loan.serial.hint') } } : { part: { label: t('part'), as: 'part' }, qty: { label: t('qty'), as: 'count' } }),
        kind: { label: t('loan.borrower'), as: (['dealer', 'customer'] as const).map((value) => ({ value, label: word('receiver-kind', value) })) },
        ...(kind === 'dealer'
          ? { dealer: { label: t('dealer'), as: { choose: dealers.filter(({ branchId }) => branchOf(location) === undefined || branchId === branchOf(location)).map(({ dealerCode, name }) => ({ value: dealerCode, label: `${name} ${dealerCode}` })) } } }
          : { ...(knows ? { customer: { label: word('receiver-kind', 'customer'), as: 'customer' as const, optional: true, hint: t('loan.customer.hint') } } : {}), ticket: { label: t('ticket'), as: 'line', optional: knows, hint: t('loan.ticket.hint') } }),
        dueOn: { label: t('loan.due'), as: 'day', hint: t('loan.due.hint') },
      })}
      send={async ({ location = '', part, serial, qty = '1', kind, dealer = '', customer, ticket, dueOn = '' }, key) => {
        const of = kind === 'dealer' || ticket === undefined ? null : await customerOf(ticket.toUpperCase());
        const whom = { borrower: kind === 'dealer' ? dealer : (customer ?? of?.borrower ?? ''), ...(of === null ? {} : { ticketId: of.ticketId }) };
        return lendGoods({ location, borrowerKind: kind as LendGoodsBody['borrowerKind'], ...whom, ...(part === undefined ? { serial: serial?.toUpperCase() ?? '' } : { part }), qty: Number(qty), dueOn }, key);
      }}
      sent={({ number }) => done(number)}
    />
  );
}
