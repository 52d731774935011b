import './receipts.css';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiscrepancyView } from '../../api/generated/inventory/types.gen';
import { usePerson } from '../../parts/person';
import { Empty } from '../../parts/states';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { PartName } from '../parts/marks';
import { useDealers, usePartyName } from '../parts/queries';
import { findDiscrepancies } from './calls';
import { DiscrepancyHeading } from './heading';
import { DiscrepancyMark } from './marks';
import { Paged } from './paged';
import { discrepanciesRoute, discrepancyFilters } from './routes';

/** Differences between what was sent and what came, the oldest first; both sides see the same. */
export function Discrepancies() {
  const { t } = useTranslation();
  const filter = discrepanciesRoute.useSearch();
  const navigate = useNavigate({ from: discrepanciesRoute.fullPath });
  const partyName = usePartyName();
  const { dealers } = useDealers();
  const house = !usePerson().roles.includes('dealer');
  const set = (changes: Record<string, string | undefined>): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)), replace: true });
  useEffect(() => { document.title = `${t('nav.discrepancies')} · ${t('product')}`; }, [t]);
  return (
    <div className="goods">
      <header>
        <DiscrepancyHeading here="cases" />
        <div className="filters" role="group" aria-label={t('filters')}>
          <Select aria-label={t('filter.state')} placeholder={t('filter.state')} allowClear popupMatchSelectWidth={false} value={filter.state ?? null} options={discrepancyFilters.state.map((value) => ({ value, label: word('dc-state', value) }))} onChange={(value: string | null | undefined) => set({ state: value ?? undefined })} />
          <Select aria-label={t('dc.type')} placeholder={t('dc.type')} allowClear popupMatchSelectWidth={false} value={filter.type ?? null} options={discrepancyFilters.type.map((value) => ({ value, label: word('dc-type', value) }))} onChange={(value: string | null | undefined) => set({ type: value ?? undefined })} />
          {house && <Select aria-label={t('dealer')} placeholder={t('dealer')} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={filter.dealer ?? null} options={dealers.map(({ dealerCode, name }) => ({ value: dealerCode, label: `${name} ${dealerCode}` }))} onChange={(value: string | null | undefined) => set({ dealer: value ?? undefined })} />}
        </div>
      </header>
      <Paged<DiscrepancyView>
        of={['discrepancies', filter]}
        page={(after) => findDiscrepancies({ ...filter, limit: 50, ...(after === undefined ? {} : { after }) })}
        label={t('nav.discrepancies')} keyOf={({ id }) => id}
        empty={Object.keys(filter).length > 0
          ? <Empty action={<Button onClick={() => void navigate({ search: {}, replace: true })}>{t('filters.clear')}</Button>}>{t('rc.none-filtered')}</Empty>
          : <Empty action={<Link to="/receipts">{t('nav.receipts')}</Link>}>{t('dc.none')}</Empty>}
        columns={[
          { name: t('dc.number'), cell: ({ number }) => <Link to="/discrepancies/$number" params={{ number }} className="number">{number}</Link> },
          { name: t('dc.type'), cell: ({ type }) => word('dc-type', type) },
          { name: t('rc.part'), wide: true, cell: ({ part, cameInstead }) => <><PartName code={part} />{cameInstead && <> → <PartName code={cameInstead} /></>}</> },
          { name: t('rc.pieces'), number: true, cell: ({ qty }) => qty },
          ...(house ? [{ name: t('rc.receiver'), wide: true, cell: (one: DiscrepancyView) => partyName(one) }] : []),
          { name: t('rc.note'), cell: ({ noteNumber }) => <span className="number">{noteNumber}</span> },
          { name: t('dc.opened'), cell: ({ openedAt }) => <time dateTime={openedAt} title={moment(openedAt)}>{near(openedAt)}</time> },
          { name: t('filter.state'), wide: true, cell: (one) => <DiscrepancyMark of={one} /> },
        ]}
      />
    </div>
  );
}
