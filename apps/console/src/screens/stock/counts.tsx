import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApproveCountBody, DeclineCountBody, ListedCount, ListedCounts } from '../../api/generated/inventory/types.gen';
import { safetyNet } from '../../parts/live';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { PartName, Standing } from '../parts/marks';
import { useLocations, usePlaceName } from '../parts/queries';
import { CommandForm } from '../receipts/command-form';
import { yuan } from '../receipts/marks';
import { Signed } from '../receipts/signed';
import { approveCount, declineCount, listCounts } from './calls';
import { countsRoute, countStates } from './routes';
import '../parts/parts.css';

type Decision = 'approve' | 'decline';
const reasons = {
  approve: ['lost_or_broken', 'not_booked', 'miscounted_before'] as const satisfies readonly ApproveCountBody['reason'][],
  decline: ['doubtful', 'other_place', 'booked_meanwhile'] as const satisfies readonly DeclineCountBody['reason'][],
};
const bins = ['good', 'quarantine', 'bad'] as const satisfies readonly ListedCount['bin'][];

/** What was counted: both figures, what the difference is worth, and what waits for another person's word. */
export function Counts() {
  const { t } = useTranslation();
  const { state = 'waiting', location } = countsRoute.useSearch();
  const navigate = useNavigate({ from: countsRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const nameOf = useNameOf();
  const { data: locations } = useLocations();
  const [deciding, setDeciding] = useState<{ readonly what: Decision; readonly count: ListedCount } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const found = useInfiniteQuery({
    queryKey: ['counts', state, location],
    queryFn: ({ pageParam }) => listCounts({ state, ...(location === undefined ? {} : { location }), limit: 50, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: ListedCounts) => next,
    meta: { hears: ['inventory.stock_count'] }, refetchInterval: safetyNet,
  });
  const { items, changes, apply } = useSteady(JSON.stringify([state, location, found.data?.pages.length, found.isFetchedAfterMount, said]), found.data?.pages.flatMap((page) => page.items), ({ id }) => id);
  const placeName = usePlaceName();
  const refresh = (): void => void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['counts', 'stock', 'stock-ledger', 'recounts'].includes(String(kind)) });
  const mayDecide = ({ state: is, countedBy }: ListedCount): boolean => is === 'waiting' && countedBy !== person.code && person.may.includes('stock:approve-count');
  const set = (changes_: { state?: (typeof countStates)[number]; location?: string | undefined }): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes_ }).filter(([, value]) => value !== undefined)), replace: true });
  useEffect(() => { document.title = `${t('nav.counts')} · ${t('product')}`; }, [t]);

  const columns: Column<ListedCount>[] = [
    { head: t('part'), cell: ({ part, location: at }) => <Link to="/stock/parts/$part" params={{ part }} search={{ location: at }}><PartName code={part} /></Link> },
    { head: t('stock.place'), cell: ({ location: at, bin }) => <>{placeName(at)} <span className="quiet">{word('bin', bin)}</span></> },
    { head: t('count.expected'), count: true, cell: ({ expected }) => expected },
    { head: t('count.counted'), count: true, cell: ({ counted }) => counted },
    { head: t('difference'), count: true, cell: ({ expected, counted }) => <Signed by={counted - expected} /> },
    { head: t('count.worth'), count: true, cell: ({ variance, currency }) => yuan(currency, variance) },
    { head: t('count.by'), cell: ({ countedBy, countedAt }) => <>{nameOf(countedBy)} <time className="quiet" dateTime={countedAt} title={moment(countedAt)}>{near(countedAt)}</time></> },
    { head: t('column.state'), cell: ({ state: is, decidedBy, reason }) => <><Standing of="count-state" state={is} />{decidedBy !== null && <span className="quiet"> {nameOf(decidedBy)}{reason !== null && ` · ${word('count-reason', reason)}`}</span>}</> },
    ...(state === 'waiting' ? [{
      head: t('shipment.do'),
      cell: (count: ListedCount) => (mayDecide(count)
        ? (['approve', 'decline'] as const).map((what) => <Button key={what} size="small" aria-label={`${t(`count.${what}`)} ${count.part}`} onClick={() => setDeciding({ what, count })}>{t(`count.${what}`)}</Button>)
        : <span className="quiet">{t(count.countedBy === person.code ? 'count.other-decides' : 'count.waits')}</span>),
    }] : []),
  ];
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.counts')}</h1>
        <div className="filters" role="group" aria-label={t('filters')}>
          {countStates.map((one) => <Button key={one} aria-pressed={one === state} type={one === state ? 'primary' : 'default'} ghost={one === state} onClick={() => set({ state: one })}>{word('count-state', one)}</Button>)}
          <Select aria-label={t('stock.place')} placeholder={t('stock.place')} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={location ?? null} options={(locations?.items ?? []).map(({ locationCode, name }) => ({ value: locationCode, label: `${name} ${locationCode}` }))} onChange={(value: string | null | undefined) => set({ location: value ?? undefined })} />
        </div>
        <CountSheet location={location} />
        <p role="status" className="said">{said}</p>
        <Changes changes={changes} apply={apply} />
      </header>
      {deciding && (
        <CommandForm
          key={`${deciding.what} ${deciding.count.id}`} name={`count.${deciding.count.id}.${deciding.what}`} title={`${t(`count.${deciding.what}`)} · ${deciding.count.part}`} submit={t(`count.${deciding.what}`)} leave={() => setDeciding(null)} clashed={refresh}
          fields={() => ({ reason: { label: t('count.reason'), as: reasons[deciding.what].map((value) => ({ value, label: word('count-reason', value) })), hint: t(`count.${deciding.what}.what`, { expected: deciding.count.expected, counted: deciding.count.counted }) } })}
          send={({ reason }, key) => (deciding.what === 'approve' ? approveCount(deciding.count.id, { reason: reason as ApproveCountBody['reason'] }, key, deciding.count.version) : declineCount(deciding.count.id, { reason: reason as DeclineCountBody['reason'] }, key, deciding.count.version))}
          sent={(answer) => {
            setDeciding(null);
            refresh();
            void found.refetch().then(() => setSaid(t('done', { what: `${word('count-state', answer.state)} ${deciding.count.part}` })));
          }}
        />
      )}
      {items === undefined ? (found.error ? <Trouble error={found.error} retry={() => void found.refetch()} /> : <Loading rows={6} />) : (
        <>
          {found.error && <Stale at={found.dataUpdatedAt} error={found.error} retry={() => void found.refetch()} />}
          {items.length === 0 ? <Empty action={<Link to="/stock">{t('nav.stock')}</Link>}>{t(state === 'waiting' ? 'count.empty' : 'count.empty.view')}</Empty>
            : <Sheet label={t('nav.counts')} items={items} idOf={({ id }) => id} columns={columns} {...(items.some(mayDecide) ? { open: (count: ListedCount) => { if (mayDecide(count)) setDeciding({ what: 'approve', count }); } } : {})} />}
          {found.hasNextPage && <p className="more"><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('queue.more')}</Button></p>}
        </>
      )}
    </div>
  );
}

/** The sheet to count by: without what should be there, so that nobody counts towards it. */
function CountSheet({ location }: { location: string | undefined }) {
  const { t } = useTranslation();
  const [bin, setBin] = useState<ListedCount['bin']>('good');
  if (location === undefined) return <p className="quiet">{t('count.sheet.where')}</p>;
  return (
    <p className="actions">
      <span>{t('count.sheet')}</span>
      <Select aria-label={t('stock.bin')} value={bin} options={bins.map((value) => ({ value, label: word('bin', value) }))} onChange={(value: ListedCount['bin']) => setBin(value)} />
      {(['print', 'xlsx'] as const).map((format) => <PaperLink key={format} path="inventory/stock-counts/sheet" query={{ location, bin, format }}>{t(`export.${format}`)}</PaperLink>)}
      <PaperLink path="inventory/stock-counts/sheet" query={{ location, bin, recounts: 'yes', format: 'print' }}>{t('count.sheet.recounts')}</PaperLink>
    </p>
  );
}
