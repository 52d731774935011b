import { useQueries, type UseQueryOptions } from '@tanstack/react-query';
import { useNavigate, type NavigateOptions } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useBranchName } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { listMergeProposals, listOffers } from '../customers/calls';
import { findRequests } from '../parts/calls';
import { PartName } from '../parts/marks';
import { useDealers, usePlaceName } from '../parts/queries';
import { findDiscrepancies, findObligations, findPenalties } from '../receipts/calls';
import { useFinance } from '../receipts/finance';
import { yuan } from '../receipts/marks';
import { listCounts } from '../stock/calls';
import { waitingKinds, waitingRoute, type WaitingKind } from './routes';
import '../parts/parts.css';

/** One thing that goes on only when this person, or a colleague with the same right, has said something. */
interface Waits {
  readonly id: string;
  readonly kind: WaitingKind;
  readonly number: string;
  /** What it is about, as far as a line says it. */
  readonly about: readonly About[];
  readonly branch: string;
  /** `null`: from when on is not told. */
  readonly since: string | null;
  readonly to: NavigateOptions;
}
type About = { readonly part: string; readonly qty?: number } | { readonly dealer: string } | { readonly text: string };

interface Source {
  readonly may: string;
  /** Besides the right it takes the skill. */
  readonly finance?: true;
  readonly hears: readonly string[];
  readonly ask: (person: string) => Promise<readonly Waits[]>;
}
/** So many of a kind are enough for one sitting; its own list has the rest. */
const limit = 100;
const dealer = (code: string | null): readonly About[] => (code === null ? [] : [{ dealer: code }]);

const sources: Readonly<Record<WaitingKind, Source>> = {
  request: { may: 'parts:approve', hears: ['inventory.parts_request'], ask: () => requests('request', 'submitted', 'decide') },
  credit: { may: 'parts:approve-credit', finance: true, hears: ['inventory.parts_request'], ask: () => requests('credit', 'in_approval', 'decide_credit') },
  count: {
    may: 'stock:approve-count', hears: ['inventory.stock_count'],
    // Nobody decides about his own count.
    ask: async (person) => (await listCounts({ state: 'waiting', limit })).items.filter(({ countedBy }) => countedBy !== person).map(({ id, location, part, expected, counted, variance, currency, branchId, countedAt }) => (
      { id, kind: 'count', number: location, about: [{ part }, { text: `${expected} → ${counted} · ${yuan(currency, variance)}` }], branch: branchId, since: countedAt, to: { to: '/stock/counts', search: { location } } }
    )),
  },
  waiver: {
    may: 'returns:waive', finance: true, hears: ['dealer_returns.obligation'],
    ask: async () => (await findObligations({ waiver: 'requested', limit })).items.filter(({ openQty }) => openQty > 0).map(({ id, number, part, openQty, dealerCode, branchId, dueOn }) => (
      { id, kind: 'waiver', number, about: [{ dealer: dealerCode }, { part, qty: openQty }], branch: branchId, since: dueOn, to: { to: '/old-parts/$number', params: { number } } }
    )),
  },
  penalty: {
    may: 'returns:penalise', finance: true, hears: ['dealer_returns.penalty'],
    ask: async () => (await findPenalties({ state: 'proposed', limit })).items.map(({ id, number, dealerCode, part, qty, currency, proposed, branchId, proposedAt }) => (
      { id, kind: 'penalty', number, about: [{ dealer: dealerCode }, { part, qty }, { text: yuan(currency, proposed) }], branch: branchId, since: proposedAt, to: { to: '/old-parts/penalties', search: { dealer: dealerCode } } }
    )),
  },
  discrepancy: {
    may: 'parts:settle', hears: ['inventory.discrepancy'],
    ask: async () => {
      const [open, investigating] = await Promise.all((['open', 'investigating'] as const).map((state) => findDiscrepancies({ state, limit })));
      // The other side has the word where our own offer stands.
      return [...open!.items, ...investigating!.items.filter(({ offer }) => offer?.side !== 'sender')].map(({ id, number, part, qty, dealerCode, branchId, openedAt }) => (
        { id, kind: 'discrepancy', number, about: [...dealer(dealerCode), { part, qty }], branch: branchId, since: openedAt, to: { to: '/discrepancies/$number', params: { number } } }
      ));
    },
  },
  merge: {
    may: 'customer:change', hears: ['directory.merge_proposal'],
    ask: async () => (await listMergeProposals({ limit })).items.map(({ proposalId, one, other, branchId, raisedAt }) => (
      { id: proposalId, kind: 'merge', number: `${one.code} · ${other.code}`, about: [{ text: one.name }], branch: branchId, since: raisedAt, to: { to: '/customers/$id', params: { id: one.customerId } } }
    )),
  },
  offer: {
    may: 'customer:change', hears: ['directory.customer'],
    ask: async () => (await listOffers()).items.map(({ customerId, code, name, branchId }) => ({ id: customerId, kind: 'offer', number: code, about: [{ text: name }], branch: branchId, since: null, to: { to: '/customers' } })),
  },
};

async function requests(kind: 'request' | 'credit', state: 'submitted' | 'in_approval', move: string): Promise<readonly Waits[]> {
  return (await findRequests({ state, limit })).items.map(({ id, number, lines, dealerCode, branchId, submittedAt, draftedAt }) => (
    { id, kind, number, about: [...dealer(dealerCode), ...lines.map(({ part, requested }) => ({ part, qty: requested }))], branch: branchId, since: submittedAt ?? draftedAt, to: { to: '/parts/requests/$number', params: { number }, search: { move } } }
  ));
}

/** What waits for this person's decision, from everywhere, the longest first. */
export function Waiting() {
  const { t } = useTranslation();
  const { kind } = waitingRoute.useSearch();
  const navigate = useNavigate({ from: waitingRoute.fullPath });
  const person = usePerson();
  const branchName = useBranchName();
  const placeName = usePlaceName();
  const finance = useFinance();
  const kinds = waitingKinds.filter((one) => person.may.includes(sources[one].may) && (finance || sources[one].finance !== true));
  const found = useQueries({
    queries: kinds.map((one): UseQueryOptions<readonly Waits[]> => ({ queryKey: ['waits', one], queryFn: () => sources[one].ask(person.code), meta: { hears: sources[one].hears }, refetchInterval: safetyNet })),
  });
  const known = found.every(({ data }) => data !== undefined);
  const all = found.flatMap(({ data }) => data ?? []).toSorted((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
  const { items, changes, apply } = useSteady(JSON.stringify([kind, known, found.map(({ isFetchedAfterMount }) => isFetchedAfterMount)]), known ? all.filter((one) => kind === undefined || one.kind === kind) : undefined, ({ id }) => id);
  const failed = found.find(({ error }) => error);
  const again = (): void => { for (const one of found) if (one.error) void one.refetch(); };
  const several = person.branches[0] === '*' || person.branches.length > 1;
  useEffect(() => { document.title = `${t('nav.waiting')} · ${t('product')}`; }, [t]);
  const columns: Column<Waits>[] = [
    { head: t('waits.kind'), cell: (one) => <span className="number">{word('waits', one.kind)}</span> },
    { head: t('waits.number'), cell: ({ kind: of, number }) => (of === 'count' ? placeName(number) : <span className="number">{number}</span>) },
    { head: t('waits.about'), wide: true, cell: ({ about }) => <AboutIt about={about} /> },
    { head: t('stock.waiting-since'), cell: ({ since }) => (since === null ? '—' : since.length === 10 ? <time>{since}</time> : <time dateTime={since} title={moment(since)}>{near(since)}</time>) },
    ...(several ? [{ head: t('branch'), wide: true, cell: ({ branch }: Waits) => branchName(branch) }] : []),
  ];
  const filter = (one: WaitingKind | undefined, words: string, count: number): ReactNode => (
    <Button key={one ?? 'all'} aria-pressed={one === kind} type={one === kind ? 'primary' : 'default'} ghost={one === kind} onClick={() => void navigate({ search: one === undefined ? {} : { kind: one }, replace: true })}>{words} {count}</Button>
  );
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.waiting')}</h1>
        {known && all.length > 0 && <div className="filters" role="group" aria-label={t('filters')}>{filter(undefined, t('waits.all'), all.length)}{kinds.filter((one) => one === kind || all.some((waits) => waits.kind === one)).map((one) => filter(one, word('waits', one), all.filter((waits) => waits.kind === one).length))}</div>}
        <Changes changes={changes} apply={apply} />
      </header>
      {items === undefined ? (failed ? <Trouble error={failed.error} retry={again} /> : <Loading rows={8} />) : (
        <>
          {failed && <Stale at={failed.dataUpdatedAt} error={failed.error} retry={again} />}
          {items.length === 0 ? <Empty>{t('waits.empty')}</Empty> : <Sheet label={t('nav.waiting')} items={items} idOf={({ id }) => id} columns={columns} open={({ to }) => void navigate(to)} />}
        </>
      )}
    </div>
  );
}

function AboutIt({ about }: { about: readonly About[] }) {
  const { dealerName } = useDealers();
  const shown = about.slice(0, 4);
  return <>{shown.map((one, at) => <span key={at}>{at > 0 && ' · '}{'dealer' in one ? dealerName(one.dealer) : 'part' in one ? <PartName code={one.part} qty={one.qty} /> : one.text}</span>)}{about.length > shown.length && ' …'}</>;
}
