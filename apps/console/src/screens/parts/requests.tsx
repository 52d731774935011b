import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundPartsRequests, PartsRequestView } from '../../api/generated/inventory/types.gen';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useBranchName, useBranches } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { findRequests } from './calls';
import { PartLines, Standing, Urgent } from './marks';
import { useDealers, usePlaceName } from './queries';
import { requestsRoute, requestStates, type RequestFilter } from './routes';
import './parts.css';


/** The parts that were asked for, the newest first. */
export function Requests() {
  const { t } = useTranslation();
  const filter = requestsRoute.useSearch();
  const navigate = useNavigate({ from: requestsRoute.fullPath });
  const person = usePerson();
  const branchName = useBranchName();
  const placeName = usePlaceName();
  const { dealerName } = useDealers();
  const mayAsk = person.may.includes('parts:request');
  const found = useInfiniteQuery({
    queryKey: ['requests', filter],
    queryFn: ({ pageParam }) => findRequests({ ...filter, limit: 50, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: FoundPartsRequests) => next,
    meta: { hears: ['inventory.parts_request'] }, refetchInterval: safetyNet,
  });
  const newest = found.data?.pages.flatMap(({ items }) => items);
  const { items, changes, apply } = useSteady(JSON.stringify([filter, found.data?.pages.length, found.isFetchedAfterMount]), newest, ({ id }) => id);
  const ask = (): void => void navigate({ to: '/parts/requests/new' });
  useKeys(mayAsk ? { KeyN: { does: 'request.new', act: ask } } : {});
  useEffect(() => { document.title = `${t('nav.requests')} · ${t('product')}`; }, [t]);

  const columns: Column<PartsRequestView>[] = [
    { head: t('request'), cell: ({ number }) => <Link className="number" to="/parts/requests/$number" params={{ number }} tabIndex={-1}>{number}</Link> },
    { head: t('column.state'), cell: ({ state }) => <Standing of="request-state" state={state} /> },
    { head: t('priority'), cell: ({ urgency }) => <Urgent urgency={urgency} /> },
    { head: t('parts'), wide: true, cell: ({ lines }) => <PartLines lines={lines.map(({ part, requested, approved }) => ({ part, qty: approved === null || approved === requested ? requested : `${requested} → ${approved}` }))} /> },
    { head: t('owed'), count: true, cell: ({ lines }) => <Owed lines={lines} /> },
    { head: t('for-whom'), wide: true, cell: ({ dealerCode, receiverKind, receiver }) => (receiverKind === 'van' ? placeName(receiver) : dealerCode === null ? word('receiver-kind', receiverKind) : dealerName(dealerCode)) },
    { head: t('asked'), cell: ({ submittedAt, draftedAt }) => <time dateTime={submittedAt ?? draftedAt} title={moment(submittedAt ?? draftedAt)}>{near(submittedAt ?? draftedAt)}</time> },
    ...(person.branches[0] === '*' || person.branches.length > 1 ? [{ head: t('branch'), wide: true, cell: ({ branchId }: PartsRequestView) => branchName(branchId) }] : []),
  ];
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.requests')}</h1>
        <Filters filter={filter} />
        {mayAsk && <Button type="primary" onClick={ask} aria-keyshortcuts="N"><kbd aria-hidden>N</kbd>{t('request.new')}</Button>}
        <Changes changes={changes} apply={apply} />
      </header>
      {items === undefined ? (found.error ? <Trouble error={found.error} retry={() => void found.refetch()} /> : <Loading rows={8} />) : (
        <>
          {found.error && <Stale at={found.dataUpdatedAt} error={found.error} retry={() => void found.refetch()} />}
          {items.length === 0
            ? (Object.keys(filter).length > 0
                ? <Empty action={<Button onClick={() => void navigate({ search: {}, replace: true })}>{t('filters.clear')}</Button>}>{t('requests.empty.filter')}</Empty>
                : <Empty action={mayAsk ? <Link className="button" to="/parts/requests/new">{t('request.new')}</Link> : undefined}>{t('requests.empty')}</Empty>)
            : <Sheet label={t('nav.requests')} items={items} idOf={({ id }) => id} columns={columns} open={({ number }) => void navigate({ to: '/parts/requests/$number', params: { number } })} />}
          {found.hasNextPage && <p className="more"><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('queue.more')}</Button></p>}
        </>
      )}
    </div>
  );
}

const Owed = ({ lines }: Pick<PartsRequestView, 'lines'>) => {
  const { t } = useTranslation();
  const owed = lines.reduce((sum, { backOrder }) => sum + backOrder, 0);
  const promised = lines.flatMap(({ promisedOn }) => (promisedOn === null ? [] : [promisedOn])).toSorted().at(-1);
  if (owed === 0) return <span className="quiet">0</span>;
  return <><b className="priority high">{owed}</b>{promised && <span className="quiet"> {t('promised-on', { day: promised })}</span>}</>;
};

function Filters({ filter }: { filter: RequestFilter }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: requestsRoute.fullPath });
  const person = usePerson();
  const house = !person.roles.includes('dealer');
  const branches = useBranches();
  const { dealers } = useDealers();
  const [sought, setSought] = useState(filter.serial ?? '');
  const [shownFor, setShownFor] = useState(filter.serial);
  // Cleared, or gone back from: the box says what the list shows.
  if (shownFor !== filter.serial) {
    setShownFor(filter.serial);
    setSought(filter.serial ?? '');
  }
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const set = (changes: Partial<RequestFilter>): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)), replace: true });
  const select = (name: 'state' | 'dealer' | 'branch', label: string, options: readonly { value: string; label: string }[]) => (
    <Select key={name} aria-label={label} placeholder={label} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={filter[name] ?? null} options={[...options]} onChange={(value: string | null | undefined) => set({ [name]: value ?? undefined })} />
  );
  /** A number is opened, everything else is looked for as a device. */
  const seek = (): void => {
    const what = sought.trim().toUpperCase();
    if (/^PR-/.test(what)) void navigate({ to: '/parts/requests/$number', params: { number: what } });
    else set({ serial: what === '' ? undefined : what });
  };
  return (
    <div className="filters" role="group" aria-label={t('filters')}>
      {select('state', t('column.state'), requestStates.map((value) => ({ value, label: word('request-state', value) })))}
      {house && select('dealer', t('dealer'), dealers.map(({ dealerCode, name }) => ({ value: dealerCode, label: `${name} ${dealerCode}` })))}
      {several && select('branch', t('branch'), branches.filter(({ kind }) => kind !== 'region').map(({ branchId, name }) => ({ value: branchId, label: name })))}
      <Input aria-label={t('request.seek')} placeholder={t('request.seek')} value={sought} maxLength={40} autoComplete="off" onChange={({ target }) => setSought(target.value)} onPressEnter={seek} onBlur={() => { if (sought === '' && filter.serial) seek(); }} />
    </div>
  );
}
