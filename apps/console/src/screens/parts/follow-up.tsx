import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShipmentView } from '../../api/generated/inventory/types.gen';
import { safetyNet } from '../../parts/live';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useBranches } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { moment, near, today } from '../../texts/time';
import { changeShipment, listShipments, listUnfollowed } from './calls';
import { Standing } from './marks';
import { useCarrierName, useReceiverName } from './queries';
import { followUpRoute, followUpViews, type FollowUpView } from './routes';
import { ShipmentInHand } from './shipment-in-hand';
import './parts.css';


/** What each view asks for; `unfollowed` is a list of its own. */
const asked: Readonly<Record<Exclude<FollowUpView, 'unfollowed'>, Parameters<typeof listShipments>[0]>> = {
  late: { travelling: 'true', late: 'true' }, stale: { state: 'stale' }, problem: { state: 'problem' }, refused: { state: 'refused' }, awaited: { awaited: 'true' }, travelling: { travelling: 'true' },
};
/** What burns stands first. */
const trouble = ({ state, late, silent }: ShipmentView): number => (state === 'problem' || state === 'refused' ? 0 : state === 'stale' ? 1 : late ? 2 : silent ? 3 : 4);

/** Everything that is on its way and of which nobody has said anything today (R12), worked off by keys: arrived, or what was said on the phone. */
export function FollowUp() {
  const { t } = useTranslation();
  const { show = 'unfollowed', branch: named, shipment } = followUpRoute.useSearch();
  const navigate = useNavigate({ from: followUpRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const receiverName = useReceiverName();
  const carrierName = useCarrierName();
  const branches = useBranches();
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const real = branches.filter(({ kind }) => kind !== 'region');
  // The first of several may be a region, which follows nothing itself.
  const branch = named ?? (several ? real.find(({ branchId }) => person.branches[0] === '*' || person.branches.includes(branchId))?.branchId : person.branches[0]);
  const day = today();
  const [sought, setSought] = useState('');
  /** What was done on this screen stands in its row until the list is asked for anew. */
  const [done, setDone] = useState<Readonly<Record<string, ShipmentView | Error>>>({});
  const list = useQuery({
    queryKey: ['shipments', show, branch, day],
    queryFn: async () => {
      if (show === 'unfollowed') return (await listUnfollowed({ branch: branch ?? '', day })).items;
      return (await listShipments({ ...asked[show], ...(branch === undefined ? {} : { branch }), limit: 200 })).items;
    },
    enabled: branch !== undefined,
    meta: { hears: ['inventory.shipment'] }, refetchInterval: safetyNet,
  });
  const sorted = list.data?.toSorted((a, b) => trouble(a) - trouble(b) || Date.parse(a.dispatchedAt) - Date.parse(b.dispatchedAt));
  const { items, changes, apply } = useSteady(JSON.stringify([show, branch, day, list.isFetchedAfterMount]), sorted, ({ id }) => id);
  const mayTrack = person.may.includes('parts:track');
  useEffect(() => { document.title = `${t('nav.follow-up')} · ${t('product')}`; }, [t]);

  const open = (which: string | undefined): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, shipment: which }).filter(([, value]) => value !== undefined)), replace: true });
  const changed = (answer: ShipmentView): void => {
    setDone((before) => ({ ...before, [answer.id]: answer }));
    void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'shipments' || kind === 'shipment' });
  };
  const now = (one: ShipmentView): ShipmentView => { const after = done[one.id]; return after === undefined || after instanceof Error ? one : after; };
  const arrive = (one: ShipmentView): void => {
    if (!mayTrack || !now(one).can.includes('arrive')) return;
    changeShipment(one.id, 'arrival', {}, `arrival-${one.id}-${now(one).version}`).then(changed, (error: Error) => setDone((before) => ({ ...before, [one.id]: error })));
  };
  const columns: Column<ShipmentView>[] = [
    { head: t('waybill'), cell: ({ waybill, carrier }) => <><span className="number">{waybill}</span> <span className="quiet">{carrierName(carrier)}</span></> },
    { head: t('column.state'), cell: (one) => <ShipmentStanding shipment={now(one)} /> },
    { head: t('for-whom'), wide: true, cell: ({ receiver }) => receiverName(receiver) },
    { head: t('shipment.promised'), cell: ({ promisedOn, estimatedOn }) => <><span className={promisedOn < day ? 'number due overdue' : 'number'}>{promisedOn}</span>{estimatedOn !== null && <p className="why">{t('shipment.estimated', { day: estimatedOn })}</p>}</> },
    { head: t('shipment.heard'), cell: ({ lastHeardAt }) => <time dateTime={lastHeardAt} title={moment(lastHeardAt)}>{near(lastHeardAt)}</time> },
    { head: t('shipment.followed'), cell: (one) => <Followed one={now(one)} error={done[one.id]} day={day} /> },
    ...(mayTrack ? [{ head: t('shipment.do'), acts: true, cell: (one: ShipmentView) => (now(one).can.includes('arrive') ? <Button size="small" tabIndex={-1} aria-label={t('shipment.arrived.of', { waybill: one.waybill })} onClick={() => arrive(one)}>{t('shipment.arrived')}</Button> : null) }] : []),
  ];
  const several_ = items !== undefined && items.length > 0;
  return (
    <div className="parts follow-up">
      <header>
        <h1>{t('nav.follow-up')} <span className="quiet">{day}</span></h1>
        <div className="filters" role="group" aria-label={t('filters')}>
          {followUpViews.map((view) => <Button key={view} aria-pressed={view === show} type={view === show ? 'primary' : 'default'} ghost={view === show} onClick={() => void navigate({ search: { ...(view === 'unfollowed' ? {} : { show: view }), ...(named === undefined ? {} : { branch: named }) }, replace: true })}>{t(`follow-up.${view}`)}</Button>)}
          {several && <Select aria-label={t('branch')} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={branch ?? null} options={real.map(({ branchId, name }) => ({ value: branchId, label: name }))} onChange={(value: string) => void navigate({ search: (before) => ({ ...before, branch: value }), replace: true })} />}
          <Input aria-label={t('shipment.seek')} placeholder={t('shipment.seek')} value={sought} maxLength={40} onChange={({ target }) => setSought(target.value)} onPressEnter={() => { if (sought.trim() !== '') open(sought.trim()); }} />
        </div>
        {branch !== undefined && <p className="actions">{(['xlsx', 'csv', 'print'] as const).map((format) => <PaperLink key={format} path="inventory/follow-ups/unfollowed/export" query={{ branch, day, format }}>{t(`export.${format}`)}</PaperLink>)}{mayTrack && <span className="quiet"><kbd>A</kbd>{t('shipment.arrived')} · <kbd>N</kbd>{t('shipment.note')} · <kbd>Enter</kbd>{t('shipment.open')}</span>}</p>}
        <Changes changes={changes} apply={apply} />
      </header>
      {shipment !== undefined && <ShipmentInHand key={shipment} which={shipment} changed={changed} leave={() => open(undefined)} />}
      {items === undefined ? (list.error ? <Trouble error={list.error} retry={() => void list.refetch()} /> : <Loading rows={8} />) : (
        <>
          {list.error && <Stale at={list.dataUpdatedAt} error={list.error} retry={() => void list.refetch()} />}
          {!several_ ? <Empty>{t(show === 'unfollowed' ? 'follow-up.empty' : 'follow-up.empty.view')}</Empty>
            : <Sheet label={t('nav.follow-up')} items={items} idOf={({ id }) => id} columns={columns} open={({ id }) => open(id)} keys={mayTrack ? { KeyA: { does: 'keys.arrived', act: arrive } } : {}} stays={mayTrack ? { KeyN: { does: 'keys.note', act: ({ id }) => open(id) } } : {}} />}
        </>
      )}
    </div>
  );
}

/** Its state, and what presses besides. */
export const ShipmentStanding = ({ shipment: { state, late, silent } }: { shipment: Pick<ShipmentView, 'state' | 'late' | 'silent'> }) => {
  const { t } = useTranslation();
  return <><Standing of="shipment-state" state={state} />{late && <span className="priority urgent"><span aria-hidden> ▲ </span>{t('shipment.late')}</span>}{silent && <span className="priority high"><span aria-hidden> … </span>{t('shipment.silent')}</span>}</>;
};

function Followed({ one, error, day }: { one: ShipmentView; error: ShipmentView | Error | undefined; day: string }) {
  const { t } = useTranslation();
  if (error instanceof Error) return <span className="wrong" role="alert">{error.message === 'no answer' ? t('trouble.offline') : error.message}</span>;
  if (one.followedOn === day) return <span className="done"><span aria-hidden>✓ </span>{t('shipment.followed.today')}</span>;
  return <span className="quiet">{one.followedOn ?? '—'}</span>;
}
