import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockLevel, StockLevels } from '../../api/generated/inventory/types.gen';
import { safetyNet } from '../../parts/live';
import { PaperLink } from '../../parts/paper-link';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { showStock } from '../parts/calls';
import { PartSelect } from '../parts/part-select';
import { useLocations, usePlaceName } from '../parts/queries';
import { yuan } from '../receipts/marks';
import { listRecounts, listWaiting } from './calls';
import { stockRoute } from './routes';
import '../parts/parts.css';

/** What lies where, how much of it is promised, and what is owed; what is short says so. */
export function Stock() {
  const { t } = useTranslation();
  const filter = stockRoute.useSearch();
  const navigate = useNavigate({ from: stockRoute.fullPath });
  const { data: locations } = useLocations();
  const query = { ...(filter.location === undefined ? {} : { location: filter.location }), ...(filter.part === undefined ? {} : { part: filter.part }), ...(filter.short ? { short: 'true' as const } : {}) };
  const levels = useInfiniteQuery({
    queryKey: ['stock', query],
    queryFn: ({ pageParam }) => showStock({ ...query, limit: 100, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: StockLevels) => next,
    meta: { hears: ['inventory.stock'] }, refetchInterval: safetyNet,
  });
  const waiting = useQuery({ queryKey: ['waiting', filter.location, filter.part], queryFn: () => listWaiting({ ...(filter.location === undefined ? {} : { location: filter.location }), ...(filter.part === undefined ? {} : { part: filter.part }) }), meta: { hears: ['inventory.parts_request'] }, refetchInterval: safetyNet });
  const recounts = useQuery({ queryKey: ['recounts'], queryFn: listRecounts, meta: { hears: ['inventory.stock'] }, refetchInterval: safetyNet });
  const { items, changes, apply } = useSteady(JSON.stringify([filter, levels.data?.pages.length, levels.isFetchedAfterMount]), levels.data?.pages.flatMap((page) => page.items), idOf);
  const owed = (level: StockLevel): number | null => waiting.data?.reduce((sum, { location, part, qty }) => sum + (location === level.locationCode && part === level.partCode ? qty : 0), 0) ?? null;
  const set = (changes_: { location?: string | undefined; part?: string | undefined; short?: true | undefined }): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes_ }).filter(([, value]) => value !== undefined)), replace: true });
  const placeName = usePlaceName();
  useEffect(() => { document.title = `${t('nav.stock')} · ${t('product')}`; }, [t]);
  const count = (head: string, of: (level: StockLevel) => number | null): Column<StockLevel> => ({ head, count: true, cell: (level) => { const it = of(level); return it === null ? '…' : it === 0 ? <span className="quiet">0</span> : it; } });
  const columns: Column<StockLevel>[] = [
    { head: t('stock.place'), cell: ({ locationCode }) => placeName(locationCode) },
    { head: t('part'), cell: ({ partCode, partName }) => <><span className="number">{partCode}</span> {partName}</> },
    count(t('stock.good'), ({ good }) => good),
    count(t('qty.reserved'), ({ reserved }) => reserved),
    { head: t('stock.available'), count: true, cell: ({ available, safetyStock }) => (available < safetyStock ? <span className="priority urgent"><span aria-hidden>▲ </span>{available} <span className="why">{t('stock.short')}</span></span> : available) },
    { head: t('owed'), count: true, cell: (level) => { const it = owed(level); return it === null ? '…' : it === 0 ? <span className="quiet">0</span> : <b className="priority high">{it}</b>; } },
    count(t('stock.transit'), ({ inTransit }) => inTransit),
    count(t('bin.quarantine'), ({ quarantine }) => quarantine),
    count(t('bin.bad'), ({ bad }) => bad),
    count(t('stock.safety'), ({ safetyStock }) => safetyStock),
    { head: t('stock.value'), count: true, cell: ({ value, currency }) => yuan(currency, value) },
  ];
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.stock')}</h1>
        <div className="filters" role="group" aria-label={t('filters')}>
          <Select aria-label={t('stock.place')} placeholder={t('stock.place')} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={filter.location ?? null} options={(locations?.items ?? []).map(({ locationCode, name }) => ({ value: locationCode, label: `${name} ${locationCode}` }))} onChange={(value: string | null | undefined) => set({ location: value ?? undefined })} />
          <PartSelect clears label={t('part')} value={filter.part ?? ''} change={(code) => set({ part: code === '' ? undefined : code })} />
          <Button aria-pressed={filter.short === true} type={filter.short ? 'primary' : 'default'} ghost={filter.short === true} onClick={() => set({ short: filter.short ? undefined : true })}>▲ {t('stock.only-short')}</Button>
        </div>
        <p className="actions">
          {(['xlsx', 'csv', 'print'] as const).map((format) => <PaperLink key={format} path="inventory/stock/export" query={{ ...query, format }}>{t(`export.${format}`)}</PaperLink>)}
          <Link to="/stock/counts" search={filter.location === undefined ? {} : { location: filter.location }}>{t('nav.counts')}</Link><Link to="/stock/transfers">{t('nav.transfers')}</Link>
        </p>
        {(recounts.data?.items.length ?? 0) > 0 && <p role="status" className="priority high"><span aria-hidden>▲ </span>{t('stock.recounts')} {recounts.data?.items.map(({ location, part, discrepancyId }) => <Link key={discrepancyId} to="/stock/parts/$part" params={{ part }} search={{ location, do: 'count' }}>{part} · {placeName(location)} </Link>)}</p>}
        <Changes changes={changes} apply={apply} />
      </header>
      {waiting.error && <Trouble error={waiting.error} retry={() => void waiting.refetch()} />}
      {items === undefined ? (levels.error ? <Trouble error={levels.error} retry={() => void levels.refetch()} /> : <Loading rows={8} />) : (
        <>
          {levels.error && <Stale at={levels.dataUpdatedAt} error={levels.error} retry={() => void levels.refetch()} />}
          {items.length === 0 ? <Empty>{t(filter.short ? 'stock.empty.short' : Object.keys(filter).length > 0 ? 'stock.empty.filter' : 'stock.empty')}</Empty>
            : <Sheet label={t('nav.stock')} items={items} idOf={idOf} columns={columns} open={({ partCode, locationCode }) => void navigate({ to: '/stock/parts/$part', params: { part: partCode }, search: { location: locationCode } })} />}
          {levels.hasNextPage && <p className="more"><Button loading={levels.isFetchingNextPage} onClick={() => void levels.fetchNextPage()}>{t('queue.more')}</Button></p>}
        </>
      )}
    </div>
  );
}

const idOf = ({ locationCode, partCode }: StockLevel): string => `${locationCode} ${partCode}`;
