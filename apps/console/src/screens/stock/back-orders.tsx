import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackOrder } from '../../api/generated/inventory/types.gen';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useBranchName } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { listed } from '../../texts/language';
import { moment, near, today } from '../../texts/time';
import { PartName } from '../parts/marks';
import { PartSelect } from '../parts/part-select';
import { useDealers, useLocations, usePart, usePlaceName } from '../parts/queries';
import { listWaiting } from './calls';
import { backOrdersRoute } from './routes';
import '../parts/parts.css';

/** What was approved and waits for stock, in the order in which it is served; by which day it was promised, and what could be sent instead. */
export function BackOrders() {
  const { t } = useTranslation();
  const filter = backOrdersRoute.useSearch();
  const navigate = useNavigate({ from: backOrdersRoute.fullPath });
  const person = usePerson();
  const branchName = useBranchName();
  const { dealerName } = useDealers();
  const { data: locations } = useLocations();
  const placeName = usePlaceName();
  const house = !person.roles.includes('dealer');
  const waiting = useQuery({ queryKey: ['waiting', 'list', filter], queryFn: () => listWaiting(filter), meta: { hears: ['inventory.parts_request'] }, refetchInterval: safetyNet });
  const { items, changes, apply } = useSteady(JSON.stringify([filter, waiting.isFetchedAfterMount]), waiting.data, idOf);
  const set = (changes_: { location?: string | undefined; part?: string | undefined }): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes_ }).filter(([, value]) => value !== undefined)), replace: true });
  const unnamed = items?.filter(({ promisedOn }) => promisedOn === null).length ?? 0;
  useEffect(() => { document.title = `${t('nav.back-orders')} · ${t('product')}`; }, [t]);
  const columns: Column<BackOrder>[] = [
    { head: t('request'), cell: ({ number }) => <Link className="number" to="/parts/requests/$number" params={{ number }} tabIndex={-1}>{number}</Link> },
    { head: t('part'), cell: ({ part }) => <><PartName code={part} /> <Instead of={part} /></> },
    { head: t('owed'), count: true, cell: ({ qty, urgent }) => <>{qty}{urgent && <span className="priority urgent"> <span aria-hidden>▲ </span>{t('stock.first')}</span>}</> },
    { head: t('decide.promised'), cell: ({ promisedOn }) => (promisedOn === null ? <span className="priority high"><span aria-hidden>? </span>{t('back.unnamed')}</span> : <time dateTime={promisedOn} className={promisedOn < today() ? 'due overdue' : 'due'}>{promisedOn < today() && <b>{t('overdue')} </b>}{promisedOn}</time>) },
    { head: t('stock.waiting-since'), cell: ({ waitingSince }) => <time dateTime={waitingSince} title={moment(waitingSince)}>{near(waitingSince)}</time> },
    ...(house ? [{ head: t('dealer'), cell: ({ dealerCode }: BackOrder) => (dealerCode === null ? '—' : dealerName(dealerCode)) }] : []),
    house ? { head: t('stock.place'), cell: ({ location, branchId }) => <>{placeName(location)} <span className="quiet">{branchName(branchId)}</span></> } : { head: t('branch'), cell: ({ branchId }) => branchName(branchId) },
    ...(person.may.includes('parts:approve') ? [{ head: t('shipment.do'), cell: ({ number, part, location }: BackOrder) => <span className="labels"><Link to="/parts/requests/$number" params={{ number }} search={{ move: 'promise' }}>{t('back.promise')}</Link> <Link to="/stock/parts/$part" params={{ part }} search={{ location }}>{t('nav.stock')}</Link></span> }] : []),
  ];
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.back-orders')}</h1>
        <div className="filters" role="group" aria-label={t('filters')}>
          {house && <Select aria-label={t('stock.place')} placeholder={t('stock.place')} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={filter.location ?? null} options={(locations?.items ?? []).map(({ locationCode, name }) => ({ value: locationCode, label: `${name} ${locationCode}` }))} onChange={(value: string | null | undefined) => set({ location: value ?? undefined })} />}
          <PartSelect clears label={t('part')} value={filter.part ?? ''} change={(code) => set({ part: code === '' ? undefined : code })} />
        </div>
        {unnamed > 0 && house && <p role="status" className="priority high"><span aria-hidden>? </span>{t('back.unnamed.count', { count: unnamed })}</p>}
        <Changes changes={changes} apply={apply} />
      </header>
      {items === undefined ? (waiting.error ? <Trouble error={waiting.error} retry={() => void waiting.refetch()} /> : <Loading rows={6} />) : (
        <>
          {waiting.error && <Stale at={waiting.dataUpdatedAt} error={waiting.error} retry={() => void waiting.refetch()} />}
          {items.length === 0 ? <Empty action={<Link to="/parts/requests">{t('nav.requests')}</Link>}>{t(Object.keys(filter).length > 0 ? 'back.empty.filter' : 'back.empty')}</Empty>
            : <Sheet label={t('nav.back-orders')} items={items} idOf={idOf} columns={columns} open={({ number }) => void navigate({ to: '/parts/requests/$number', params: { number } })} />}
        </>
      )}
    </div>
  );
}

const idOf = ({ requestId, lineNo }: BackOrder): string => `${requestId} ${lineNo}`;

/** What the catalogue names in place of a part. */
function Instead({ of }: { of: string }) {
  const { t } = useTranslation();
  const { data } = usePart(of);
  return data === undefined || data.substitutes.length === 0 ? null : <span className="quiet">{t('stock.substitutes', { parts: listed(data.substitutes) })}</span>;
}
