import './receipts.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Debtor, ObligationView, SurplusView } from '../../api/generated/dealer-returns/types.gen';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Empty, Loading, Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { word } from '../../texts/words';
import { PartName } from '../parts/marks';
import { useDealers } from '../parts/queries';
import { assignSurplus, findDebtors, findObligations, findSurplus, receiveUntagged } from './calls';
import { CodeFilter } from './code-filter';
import { CommandForm } from './command-form';
import { OldPartsHeading } from './heading';
import { ObligationMark } from './marks';
import { Paged } from './paged';
import { obligationFilters, oldPartsRoute } from './routes';

/** Old parts that dealers owe, who is due first first; what came without being owed below. A dealer sees his own. */
export function OldParts() {
  const { t } = useTranslation();
  const { all, ...filter } = oldPartsRoute.useSearch();
  const navigate = useNavigate({ from: oldPartsRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const house = !person.roles.includes('dealer');
  const nameOf = useNameOf();
  /** Whose parcel is packed. */
  const sender = house ? filter.dealer : person.code;
  const { dealers, dealerName } = useDealers();
  const [taking, setTaking] = useState(false);
  const [assigning, setAssigning] = useState<SurplusView | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const set = (changes: Record<string, string | true | undefined>): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)), replace: true });
  const owed = all !== true && filter.state === undefined && filter.waiver === undefined;
  useEffect(() => { document.title = `${t('nav.old-parts')} · ${t('product')}`; }, [t]);
  return (
    <div className="goods">
      <header>
        <OldPartsHeading here="owed" />
        <Debtors here={filter.dealer} />
        <div className="filters" role="group" aria-label={t('filters')}>
          <Button aria-pressed={owed} type={owed ? 'primary' : 'default'} ghost={owed} onClick={() => set({ all: undefined, state: undefined, waiver: undefined })}>{t('ob.owed')}</Button>
          <Button aria-pressed={filter.waiver === 'requested'} type={filter.waiver ? 'primary' : 'default'} ghost={filter.waiver !== undefined} onClick={() => set({ waiver: 'requested', state: undefined, all: undefined })}>{t('ob.asked')}</Button>
          <Button aria-pressed={all === true} type={all ? 'primary' : 'default'} ghost={all === true} onClick={() => set({ all: true, state: undefined, waiver: undefined })}>{t('ob.all')}</Button>
          <Select aria-label={t('filter.state')} placeholder={t('filter.state')} allowClear popupMatchSelectWidth={false} value={filter.state ?? null} options={obligationFilters.state.map((value) => ({ value, label: word('ob-state', value) }))} onChange={(value: string | null | undefined) => set({ state: value ?? undefined })} />
          {house && <CodeFilter label={t('dealer')} value={filter.dealer} set={(dealer) => set({ dealer })} />}
          <CodeFilter label={t('rc.part')} value={filter.part} set={(part) => set({ part })} />
          {person.may.includes('returns:receive') && <Button aria-pressed={taking} onClick={() => setTaking(!taking)}>{t('ob.untagged')}</Button>}
        </div>
        <p className="actions">
          <span>{t('ob.debt-list')}</span>
          {(['xlsx', 'csv', 'print'] as const).map((format) => <PaperLink key={format} path="dealer-returns/obligations/debt-list" query={{ dealer: filter.dealer, format }}>{t(`export.${format}`)}</PaperLink>)}
          {sender !== undefined && <PaperLink path="dealer-returns/obligations/return-list" query={{ dealer: sender, format: 'print' }}>{t('ob.return-list')}</PaperLink>}
        </p>
        <p role="status" className="said">{said}</p>
      </header>
      {taking && (
        <CommandForm
          name="untagged" title={t('ob.untagged')} submit={t('ob.receive')} leave={() => setTaking(false)}
          fields={() => ({ dealer: { label: t('dealer'), as: { choose: dealers.map(({ dealerCode, name }) => ({ value: dealerCode, label: `${name} ${dealerCode}` })) }, hint: t('ob.dealer.hint') }, part: { label: t('rc.part'), as: 'part' }, qty: { label: t('rc.pieces'), as: 'count' } })}
          send={({ dealer = '', part = '', qty = '' }, key) => receiveUntagged({ dealer, part, qty: Number(qty) }, key)}
          sent={({ matched, surplusQty }) => {
            setSaid(t('ob.untagged.said', { numbers: listed(matched.map(({ number }) => number)) || '—', surplus: surplusQty }));
            void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['obligations', 'debtors', 'surplus'].includes(String(kind)) });
          }}
        />
      )}
      <Paged<ObligationView>
        of={['obligations', all, filter]} page={(after) => findObligations({ ...filter, ...(owed ? { owed: 'yes' as const } : {}), limit: 50, ...(after === undefined ? {} : { after }) })}
        label={t('nav.old-parts')} keyOf={({ id }) => id}
        empty={<Empty>{t(owed && Object.keys(filter).length === 0 ? 'ob.none' : 'rc.none-filtered')}</Empty>}
        columns={[
          { name: t('ob.number'), cell: ({ number }) => <Link to="/old-parts/$number" params={{ number }} className="number">{number}</Link> },
          ...(house ? [{ name: t('dealer'), cell: ({ dealerCode }: ObligationView) => dealerName(dealerCode) }] : []),
          { name: t('rc.part'), cell: ({ part }) => <PartName code={part} /> },
          { name: t('ob.open-of'), number: true, cell: ({ openQty, qty }) => `${openQty} / ${qty}` },
          { name: t('ob.due'), cell: ({ dueOn }) => <time>{dueOn}</time> },
          { name: t('rc.note'), cell: ({ noteNumber }) => <span className="number">{noteNumber}</span> },
          { name: t('filter.state'), cell: (one) => <ObligationMark of={one} /> },
        ]}
      />
      <section aria-labelledby="surplus">
        <h2 id="surplus">{t('ob.surplus')}</h2>
        {assigning && <Assign key={assigning.id} of={assigning} leave={() => setAssigning(null)} done={(number) => {
          setSaid(t('ob.surplus.assigned', { number }));
          setAssigning(null);
          void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['obligation', 'obligations', 'debtors', 'surplus'].includes(String(kind)) });
        }} />}
        <Paged<SurplusView>
          of={['surplus', filter.dealer]} page={(after) => findSurplus({ ...(filter.dealer === undefined ? {} : { dealer: filter.dealer }), limit: 20, ...(after === undefined ? {} : { after }) })}
          label={t('ob.surplus')} keyOf={({ id }) => id} empty={<p className="quiet">{t('ob.surplus.none')}</p>}
          columns={[
            { name: t('rc.part'), cell: ({ part }) => <PartName code={part} /> }, { name: t('dealer'), cell: ({ dealerCode }) => dealerName(dealerCode) }, { name: t('ob.surplus.left'), number: true, cell: ({ leftQty, qty }) => `${leftQty} / ${qty}` },
            { name: t('ob.received-on'), cell: ({ receivedOn, receivedBy }) => <><time>{receivedOn}</time> {house && nameOf(receivedBy)}</> },
            ...(person.may.includes('returns:receive') ? [{ name: t('shipment.do'), cell: (one: SurplusView) => (one.leftQty > 0 ? <Button size="small" aria-label={`${t('ob.surplus.assign')} ${one.part} ${one.dealerCode}`} onClick={() => setAssigning(one)}>{t('ob.surplus.assign')}</Button> : null) }] : []),
          ]}
        />
      </section>
    </div>
  );
}

/** Somebody has found out for which duty they are: of the same dealer, for the same part. They count from the day on which they came. */
function Assign({ of: { id, part, dealerCode, leftQty, receivedOn }, done, leave }: { of: SurplusView; done: (number: string) => void; leave: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['obligations', 'owed', dealerCode, part], queryFn: () => findObligations({ dealer: dealerCode, part, owed: 'yes', limit: 200 }) });
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={3} />;
  if (data.items.length === 0) return <Empty action={<Button onClick={leave}>{t('leave')}</Button>}>{t('ob.surplus.no-duty', { part })}</Empty>;
  return (
    <CommandForm
      name={`surplus.${id}`} title={`${t('ob.surplus.assign')} · ${part}`} submit={t('ob.surplus.assign')} leave={leave} initial={{ qty: String(leftQty), ...(data.items.length === 1 ? { obligation: data.items[0]!.id } : {}) }}
      fields={() => ({
        obligation: { label: t('ob.number'), as: { choose: data.items.map(({ id: value, number, openQty, dueOn, noteNumber }) => ({ value, label: `${number} · ${t('ob.open-of')} ${openQty} · ${t('ob.due')} ${dueOn} · ${noteNumber}` })) }, hint: t('ob.surplus.hint', { day: receivedOn }) },
        qty: { label: t('rc.pieces'), as: 'count', hint: t('ob.surplus.qty', { left: leftQty }) },
      })}
      send={({ obligation = '', qty = '' }, key) => assignSurplus(id, { obligation, qty: Number(qty) }, key)} sent={({ number }) => done(number)}
    />
  );
}

/** Who owes, and since when; a press shows what it is made of. */
function Debtors({ here }: { here: string | undefined }) {
  const { t } = useTranslation();
  const { dealerName } = useDealers();
  const { data, error, refetch } = useQuery({ queryKey: ['debtors'], queryFn: () => findDebtors({}) });
  if (error) return <Trouble error={error} retry={() => void refetch()} />;
  const tile = ({ dealerCode, openQty, overdueQty, dueOn, daysOverdue, waiversAsked }: Debtor) => (
    <Link key={dealerCode} to="/old-parts" search={here === dealerCode ? {} : { dealer: dealerCode }} aria-current={here === dealerCode || undefined}>
      <span>{dealerName(dealerCode)}</span>
      <b>{t('ob.pieces', { count: openQty })}</b>
      {overdueQty > 0 ? <span className="minus">▲ {t('ob.overdue', { count: overdueQty, days: daysOverdue })}</span> : <span className="quiet">{t('ob.due')} {dueOn}</span>}
      {waiversAsked > 0 && <span className="quiet">{t('ob.asked')} {waiversAsked}</span>}
    </Link>
  );
  return data === undefined || data.items.length === 0 ? null : <nav className="debtors" aria-label={t('ob.debtors')}>{data.items.slice(0, 12).map(tile)}</nav>;
}
