import '../../parts/rows.css';
import './figures.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { FigureGroup, FigureRecords, FigureShown, RecordOfFigure } from '../../api/generated/analytics/types.gen';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useBranchName } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { NotThere } from '../not-there';
import { useCarrierName, useDealers, usePlaceName } from '../parts/queries';
import { Asking } from './asking';
import { findFigureRecords, listFigures, showFigureGroups } from './calls';
import { Rate } from './rate';
import { figureRoute } from './routes';

/** One figure of a month: its year, what it is told apart by, and the very records that it was counted from. */
export function Figure() {
  const { t } = useTranslation();
  const { figure } = figureRoute.useParams();
  const { only, ...asked } = figureRoute.useSearch();
  const navigate = useNavigate({ from: figureRoute.fullPath });
  const figures = useQuery({ queryKey: ['figures', asked], queryFn: () => listFigures(asked) });
  const shown = figures.data?.figures.find((one) => one.figure === figure);
  useEffect(() => { document.title = `${word('figure', figure)} · ${t('product')}`; }, [t, figure]);
  if (figures.data === undefined) return figures.error ? <Trouble error={figures.error} retry={() => void figures.refetch()} /> : <Loading rows={8} />;
  if (shown === undefined) return <NotThere />;
  return (
    <div className="page figures">
      <header>
        <h1>{word('figure', figure)}</h1>
        <Asking asked={asked} ask={(next) => void navigate({ search: () => ({ ...next, ...(only === undefined ? {} : { only }) }), replace: true })} />
        <Link to="/figures" search={asked}>{t('nav.figures')}</Link>
      </header>
      {figures.error && <Stale at={figures.dataUpdatedAt} error={figures.error} retry={() => void figures.refetch()} />}
      <section aria-label={word('figure', figure)}>
        <p className="quiet what">{word('figure-what', figure)}</p>
        <Rate shown={shown} asked={asked.month} />
      </section>
      {shown.month !== null && shown.denominator > 0 && <><Groups shown={shown} month={shown.month} branch={asked.branch} /><Records shown={shown} month={shown.month} branch={asked.branch} only={only} /></>}
    </div>
  );
}

interface About {
  readonly shown: FigureShown;
  readonly month: string;
  readonly branch: string | undefined;
}

function Groups({ shown: { figure, leastSample }, month, branch }: About) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const placeName = usePlaceName();
  const carrierName = useCarrierName();
  const { dealerName } = useDealers();
  const query = { month, ...(branch === undefined ? {} : { branch }) };
  const { data, error, refetch } = useQuery({ queryKey: ['figure-groups', figure, query], queryFn: () => showFigureGroups(figure, query) });
  const groups = data?.groups ?? [];
  const by: readonly (Column<FigureGroup> & { readonly has: (group: FigureGroup) => string | null })[] = [
    { head: t('figures.branch'), has: ({ branchId }) => branchId, cell: ({ branchId }) => (branchId === null ? '' : branchName(branchId)) },
    { head: t('figures.place'), has: ({ location }) => location, cell: ({ location }) => (location === null ? '' : placeName(location)) },
    { head: t('figures.party'), has: ({ partyRole }) => partyRole, cell: ({ partyRole }) => (partyRole === null ? t('none') : word('figure-party', partyRole)) },
    { head: t('figures.dealer'), has: ({ dealerCode }) => dealerCode, cell: ({ dealerCode }) => (dealerCode === null ? t('none') : dealerName(dealerCode)) },
    { head: t('figures.carrier'), has: ({ carrier }) => carrier, cell: ({ carrier }) => (carrier === null ? t('none') : carrierName(carrier)) },
  ];
  const columns: readonly Column<FigureGroup>[] = [
    ...by.filter(({ has }) => groups.some((group) => has(group) !== null)),
    { head: t('figures.numerator'), count: true, cell: ({ numerator }) => numerator },
    { head: t('figures.all'), count: true, cell: ({ denominator }) => denominator },
    { head: t('figures.rate'), count: true, cell: ({ rate, denominator }) => (rate === null ? '' : <span className={denominator < leastSample ? 'quiet' : undefined}>{Number(rate).toFixed(1)}%{denominator < leastSample && <span className="why"> {t('figures.few')}</span>}</span>) },
  ];
  return (
    <section aria-labelledby="groups">
      <h2 id="groups">{t('figures.groups')}</h2>
      {data === undefined ? (error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={4} />) : groups.length === 0 ? <Empty>{t('figures.empty')}</Empty> : <Sheet label={t('figures.groups')} items={groups} idOf={({ branchId, location, dealerCode, carrier, partyRole }) => [branchId, location, dealerCode, carrier, partyRole].join(' ')} columns={columns} />}
    </section>
  );
}

function Records({ shown: { figure, record }, month, branch, only }: About & { only: 'numerator' | 'rest' | undefined }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const carrierName = useCarrierName();
  const { dealerName } = useDealers();
  const navigate = useNavigate({ from: figureRoute.fullPath });
  const query = { month, ...(branch === undefined ? {} : { branch }), ...(only === undefined ? {} : { only }) };
  const records = useInfiniteQuery({
    queryKey: ['figure-records', figure, query], queryFn: ({ pageParam }) => findFigureRecords(figure, { ...query, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null, getNextPageParam: ({ next }: FigureRecords) => next,
  });
  const items = records.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: readonly Column<RecordOfFigure>[] = [
    { head: t(`record.${record}`), cell: (one) => <RecordLink kind={record} one={one} /> },
    { head: t('figures.branch'), cell: ({ branchId }) => branchName(branchId) },
    ...(items.some(({ dealerCode }) => dealerCode !== null) ? [{ head: t('figures.dealer'), cell: ({ dealerCode }: RecordOfFigure) => (dealerCode !== null ? dealerName(dealerCode) : <span className="quiet">{t('none')}</span>) }] : []),
    ...(items.some(({ carrier }) => carrier !== null) ? [{ head: t('figures.carrier'), cell: ({ carrier }: RecordOfFigure) => (carrier === null ? '' : carrierName(carrier)) }] : []),
    { head: t('figures.counts-on'), cell: ({ day }) => <span className="number">{day}</span> },
    ...(items.some(({ doneOn }) => doneOn !== null) ? [{ head: t('figures.done-on'), cell: ({ doneOn }: RecordOfFigure) => (doneOn === null ? <span className="quiet">{t('figures.not-yet')}</span> : <span className="number">{doneOn}</span>) }] : []),
    { head: t('figures.numerator'), cell: ({ inNumerator }) => <span className="sign">{inNumerator ? t('figures.in') : t('figures.out')}</span> },
  ];
  const choices = [['', 'figures.every'], ['numerator', 'figures.in'], ['rest', 'figures.out']] as const;
  return (
    <section aria-labelledby="records">
      <h2 id="records">{t('figures.records')}</h2>
      <div className="tools">
        <Segmented aria-label={t('filters')} value={only ?? ''} options={choices.map(([value, text]) => ({ value, label: t(text) }))} onChange={(value) => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, only: value === '' ? undefined : value }).filter(([, one]) => one !== undefined)), replace: true })} />
        <p className="actions">{(['xlsx', 'csv', 'print'] as const).map((format) => <PaperLink key={format} path={`analytics/figures/${figure}/export`} query={{ ...query, format }}>{t(`export.${format}`)}</PaperLink>)}</p>
      </div>
      {records.data === undefined ? (records.error ? <Trouble error={records.error} retry={() => void records.refetch()} /> : <Loading rows={8} />) : (
        <>
          {records.error && <Stale at={records.dataUpdatedAt} error={records.error} retry={() => void records.refetch()} />}
          {items.length === 0 ? <Empty>{t('figures.empty')}</Empty> : <Sheet label={t('figures.records')} items={items} idOf={({ id }) => id} columns={columns} />}
          {records.hasNextPage && <p className="more"><Button loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>{t('queue.more')}</Button></p>}
        </>
      )}
    </section>
  );
}

/** What it was counted from leads to itself, for who may see it. */
function RecordLink({ kind, one: { id, number, ticketId } }: { kind: FigureShown['record']; one: RecordOfFigure }) {
  const { may } = usePerson();
  const name = <span className="number">{number ?? id}</span>;
  if (kind === 'delivery-note' && may.includes('parts:read')) return <Link to="/receipts/$number" params={{ number: number ?? id }}>{name}</Link>;
  if (kind === 'shipment' && may.includes('stock:read')) return <Link to="/follow-up" search={{ shipment: id }}>{name}</Link>;
  if (kind === 'obligation' && may.includes('returns:read')) return <Link to="/old-parts/$number" params={{ number: number ?? id }}>{name}</Link>;
  if (ticketId !== null && may.includes('ticket:read')) return <Link to="/tickets/$number" params={{ number: ticketId }}>{name}</Link>;
  return name;
}
