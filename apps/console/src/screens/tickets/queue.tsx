import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showQueue } from '../../api/calls';
import type { QueuedTicket, TicketQueue } from '../../api/generated/tickets/types.gen';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { Due, PriorityMark, StateMark } from '../../parts/marks';
import { usePerson } from '../../parts/person';
import { useBranchName, useBranches, useNameOf, useStaff } from '../../parts/queries';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { filterValues, queueRoute, type QueueFilter } from './routes';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { ContactWords } from './timeline';

const pageSize = 50;

/** What still has to be done. What changes meanwhile is counted, and shown when the person says so: no row moves under his hand. */
export function Queue() {
  const { t } = useTranslation();
  const { all, ...filter } = queueRoute.useSearch();
  const person = usePerson();
  const navigate = useNavigate({ from: queueRoute.fullPath });
  const shownFor = JSON.stringify([all, filter]);
  const latest = useInfiniteQuery({
    queryKey: ['queue', all, filter],
    queryFn: ({ pageParam }) => showQueue({ ...filter, limit: pageSize, ...(all ? {} : { mine: 'true' }), ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: TicketQueue) => next,
    meta: { hears: ['tickets.ticket'] },
    refetchInterval: safetyNet,
  });
  const newest = latest.data?.pages.flatMap(({ items }) => items);
  const pages = latest.data?.pages.length ?? 0;
  const [shown, setShown] = useState<{ readonly of: string; readonly pages: number; readonly fresh: boolean; readonly items: readonly QueuedTicket[] } | null>(null);
  const fresh = latest.isFetchedAfterMount;
  // What the screen opens with, the first page of another filter, and what was asked for by "more", is shown at once.
  if (newest !== undefined && (shown === null || shown.of !== shownFor || shown.pages < pages || shown.fresh !== fresh)) setShown({ of: shownFor, pages, fresh, items: newest });
  const items = shown?.of === shownFor ? shown.items : undefined;
  const changes = items === undefined || newest === undefined ? 0 : differing(items, newest);
  const apply = (): void => { if (newest !== undefined) setShown({ of: shownFor, pages, fresh, items: newest }); };
  useKeys({ Period: apply });
  useEffect(() => { document.title = `${t(all ? 'queue.all' : 'nav.queue')} · ${t('product')}`; }, [all, t]);

  return (
    <div className="queue">
      <header>
        <h1>{t(all ? 'queue.all' : 'nav.queue')}</h1>
        <Filters filter={filter} all={all === true} />
        <p role="status" className="changes">{changes > 0 && <Button onClick={apply}>{t('queue.changes', { count: changes })} <kbd>.</kbd></Button>}</p>
      </header>
      {items === undefined ? (latest.error ? <Trouble error={latest.error} retry={() => void latest.refetch()} /> : <Loading rows={8} />) : (
        <>
          {latest.error && <Stale at={latest.dataUpdatedAt} error={latest.error} retry={() => void latest.refetch()} />}
          {items.length === 0
            ? (Object.keys(filter).length > 0
                ? <Empty action={<Button onClick={() => void navigate({ search: all ? { all } : {}, replace: true })}>{t('filters.clear')}</Button>}>{t('queue.empty.filter')}</Empty>
                : <Empty action={person.may.includes('ticket:open') ? <Link to="/call" className="button">{t('nav.call')}</Link> : undefined}>{t(all ? 'queue.empty.all' : 'queue.empty')}</Empty>)
            : <Rows items={items} />}
          {latest.hasNextPage && <p className="more"><Button loading={latest.isFetchingNextPage} onClick={() => void latest.fetchNextPage()}>{t('queue.more')}</Button> {items.length >= 4 * pageSize && <span className="quiet">{t('queue.too-much')}</span>}</p>}
        </>
      )}
    </div>
  );
}

const differing = (before: readonly QueuedTicket[], now: readonly QueuedTicket[]): number => {
  const was = new Map(before.map((ticket) => [ticket.id, JSON.stringify(ticket)]));
  const changed = now.filter((ticket) => was.get(ticket.id) !== JSON.stringify(ticket)).length;
  const present = new Set(now.map(({ id }) => id));
  return changed + before.filter(({ id }) => !present.has(id)).length;
};

function Filters({ filter, all }: { filter: Omit<QueueFilter, 'all'>; all: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: queueRoute.fullPath });
  const person = usePerson();
  const { members } = useStaff(filter.branch);
  const branches = useBranches();
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const set = (changes: Partial<QueueFilter>): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined)), replace: true });
  const select = (name: Exclude<keyof QueueFilter, 'all'>, options: readonly { value: string; label: string }[]) => (
    <Select key={name} aria-label={word('filter', name)} placeholder={word('filter', name)} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={filter[name] ?? null} options={[...options]} onChange={(value: string | null | undefined) => set({ [name]: value ?? undefined })} />
  );
  return (
    <div className="filters" role="group" aria-label={t('filters')}>
      <Button aria-pressed={!all} type={all ? 'default' : 'primary'} ghost={!all} onClick={() => set({ all: undefined, owner: undefined })}>{t('queue.mine')}</Button>
      <Button aria-pressed={all} type={all ? 'primary' : 'default'} ghost={all} onClick={() => set({ all: true })}>{t('queue.all')}</Button>
      {Object.entries(filterValues).map(([name, values]) => select(name as keyof typeof filterValues, values.map((value) => ({ value, label: word(name, value) }))))}
      {all && members.length > 0 && select('owner', members.map(({ staffId, name }) => ({ value: staffId, label: `${name} ${staffId}` })))}
      {several && all && select('branch', branches.filter(({ kind }) => kind !== 'region').map(({ branchId, name }) => ({ value: branchId, label: name })))}
    </div>
  );
}

/** A grid that the keyboard walks through row by row; beside it the words of the row in hand. */
function Rows({ items }: { items: readonly QueuedTicket[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const branchName = useBranchName();
  const nameOf = useNameOf();
  const person = usePerson();
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const [inHand, setInHand] = useState(items[0]?.id);
  const at = Math.max(0, items.findIndex(({ id }) => id === inHand));
  const body = useRef<HTMLTableSectionElement>(null);
  const go = (to: number): void => {
    const next = Math.min(items.length - 1, Math.max(0, to));
    setInHand(items[next]?.id);
    (body.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  const open = (): void => { const ticket = items[at]; if (ticket) void navigate({ to: '/tickets/$number', params: { number: ticket.number } }); };
  useKeys({ KeyJ: () => go(document.activeElement?.closest('tr') ? at + 1 : at), KeyK: () => go(at - 1) });
  const chosen = items[at];
  return (
    <div className="columns">
      <table role="grid" aria-label={t('nav.queue')} aria-rowcount={items.length + 1}>
        <thead><tr>{(['due', 'number', 'type', 'priority', 'state', 'owner', 'opened'] as const).map((name) => <th key={name} scope="col">{t(`column.${name}`)}</th>)}{several && <th scope="col">{t('branch')}</th>}</tr></thead>
        <tbody
          ref={body}
          onKeyDown={(event) => {
            const moves: Readonly<Record<string, () => void>> = { ArrowDown: () => go(at + 1), ArrowUp: () => go(at - 1), Home: () => go(0), End: () => go(items.length - 1), PageDown: () => go(at + 10), PageUp: () => go(at - 10), Enter: open };
            const act = moves[event.key];
            if (!act || event.ctrlKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            act();
          }}
        >
          {items.map((ticket, row) => (
            <tr key={ticket.id} tabIndex={row === at ? 0 : -1} aria-rowindex={row + 2} aria-selected={row === at} className={ticket.overdue ? 'late' : undefined} onFocus={() => setInHand(ticket.id)} onClick={() => { setInHand(ticket.id); void navigate({ to: '/tickets/$number', params: { number: ticket.number } }); }}>
              <td data-name={t('column.due')}><Due at={ticket.dueAt} overdue={ticket.overdue} none={t('due.none')} /></td>
              <td data-name={t('column.number')} className="number">{ticket.number}</td>
              <td data-name={t('column.type')}>{word('type', ticket.type)}</td>
              <td data-name={t('column.priority')}><PriorityMark priority={ticket.priority} /></td>
              <td data-name={t('column.state')}><StateMark state={ticket.state} waitingFor={ticket.waitingFor} />{ticket.escalationLevel > 0 && <span className="priority urgent"> {t('escalated.level', { level: ticket.escalationLevel })}</span>}</td>
              <td data-name={t('column.owner')}>{nameOf(ticket.ownerId)}{ticket.offeredTo !== null && <> → {nameOf(ticket.offeredTo)}？</>}</td>
              <td data-name={t('column.opened')}><time dateTime={ticket.openedAt} title={moment(ticket.openedAt)}>{near(ticket.openedAt)}</time></td>
              {several && <td data-name={t('branch')}>{branchName(ticket.branchId)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {chosen && <aside aria-label={t('words')} className="preview"><h2>{chosen.number}</h2><ContactWords id={chosen.contactId} />{chosen.serial !== null && <p className="number">{chosen.serial}</p>}</aside>}
    </div>
  );
}
