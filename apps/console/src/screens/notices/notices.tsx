import './notices.css';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnNotices, ShownNotice } from '../../api/generated/notifier/types.gen';
import { useKeys } from '../../parts/keys';
import { usePerson } from '../../parts/person';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { listNotices, readNotice } from './calls';
import { useUnread } from './unread';

/** What a person was told, the newest first. What comes meanwhile is announced and shown when he says so: no row moves under his hand. */
export function Notices() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const list = useInfiniteQuery({ queryKey: ['notices', 'list'], queryFn: ({ pageParam }) => listNotices(pageParam), initialPageParam: null as string | null, getNextPageParam: ({ next }: OwnNotices) => next });
  const items = list.data?.pages.flatMap((page) => page.items);
  const unread = useUnread();
  const known = list.data?.pages[0]?.unread;
  const apply = (): void => void list.refetch();
  const reading = useMutation({
    mutationFn: async (ids: readonly string[]) => { for (const id of ids) await readNotice(id); },
    onSettled: () => cache.invalidateQueries({ queryKey: ['notices'] }),
  });
  const fresh = items?.filter(({ state }) => state !== 'read').map(({ id }) => id) ?? [];
  useKeys({ Period: apply });
  useEffect(() => { document.title = `${t('nav.notices')} · ${t('product')}`; }, [t]);

  return (
    <div className="notices">
      <header>
        <h1>{t('nav.notices')}</h1>
        <p role="status" className="quiet">{unread === undefined ? null : t('notices.unread', { count: unread })}</p>
        {unread !== undefined && known !== undefined && unread > known && <Button onClick={apply}>{t('notices.fresh')} <kbd>.</kbd></Button>}
        {fresh.length > 0 && <Button loading={reading.isPending && reading.variables.length > 1} onClick={() => reading.mutate(fresh)}>{t('notices.read-all')}</Button>}
      </header>
      {reading.error && <Trouble error={reading.error} />}
      {items === undefined ? (list.error ? <Trouble error={list.error} retry={apply} /> : <Loading rows={8} />) : (
        <>
          {list.error && <Stale at={list.dataUpdatedAt} error={list.error} retry={apply} />}
          {items.length === 0 ? <Empty>{t('notices.empty')}</Empty> : <ul>{items.map((notice) => <Line key={notice.id} notice={notice} read={() => reading.mutate([notice.id])} />)}</ul>}
          {list.hasNextPage && <p className="more"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('notices.more')}</Button></p>}
        </>
      )}
    </div>
  );
}

const signs: Readonly<Record<ShownNotice['state'], string>> = { waiting: '☾', delivered: '●', read: '✓' };

function Line({ notice, read }: { notice: ShownNotice; read: () => void }) {
  const { t } = useTranslation();
  const { state, text, madeAt, deliverAt, reference } = notice;
  const address = recordOf(notice, usePerson().may);
  return (
    <li className={state}>
      <span className="state"><span aria-hidden>{signs[state]} </span>{word('notice-state', state)}</span>
      <p>{text}{state === 'waiting' && <span className="quiet"> {t('notices.quiet', { until: near(deliverAt) })}</span>}</p>
      <time dateTime={madeAt} title={moment(madeAt)}>{near(madeAt)}</time>
      <span className="acts">
        {address !== null && <Link to={address.to} params={address.params} {...('search' in address ? { search: address.search } : {})} onClick={() => { if (state !== 'read') read(); }}>{t('notices.open')}{reference !== null && ` ${reference.split('/').at(-1)}`}</Link>}
        {state !== 'read' && <Button size="small" onClick={read}>{t('notices.read')}</Button>}
      </span>
    </li>
  );
}

/** The screen of what a notice is about, where its reader has that screen; a ticket, a request and a case are found by their id, too. */
const recordOf = ({ kind, about, reference }: ShownNotice, may: readonly string[]) => {
  const to = <A extends object>(permission: string, address: A): A | null => (may.includes(permission) ? address : null);
  const number = reference ?? about;
  switch (kind) {
    case 'acknowledgement': case 'outcome': case 'explanation': case 'apology': case 'progress': case 'thanks': case 'reply':
    case 'assigned': case 'hand_over_offered': case 'escalation': case 'limit_warning': case 'limit_breached':
      return to('ticket:read', { to: '/tickets/$number', params: { number: about } } as const);
    case 'staff_moved':
      return reference === null ? null : to('ticket:read', { to: '/queue', params: {}, search: { owner: reference } } as const);
    case 'customer_offered':
      return to('customer:read', { to: '/customers', params: {} } as const);
    case 'shortage': case 'request_decided': case 'back_order_promise': case 'back_order_undated':
      return to('parts:read', { to: '/parts/requests/$number', params: { number } } as const);
    case 'safety_stock': {
      // `WH-BR01/PT005`
      const [location = '', part = ''] = (reference ?? '').split('/');
      return part === '' ? to('stock:read', { to: '/stock', params: {} } as const) : to('stock:read', { to: '/stock/parts/$part', params: { part }, search: { location } } as const);
    }
    case 'shipment_arrived':
      return to('parts:receive', { to: '/receipts', params: {} } as const);
    case 'shipment_late': case 'not_followed_today':
      return to('stock:read', { to: '/follow-up', params: {} } as const);
    case 'discrepancy_opened': case 'discrepancy_offered': case 'discrepancy_countered': case 'discrepancy_agreed': case 'discrepancy_settled':
      return to('parts:read', { to: '/discrepancies/$number', params: { number } } as const);
    case 'old_part_reminder': case 'old_part_overdue':
      return to('returns:read', { to: '/old-parts/$number', params: { number } } as const);
    case 'loan_reminder': case 'loan_overdue':
      return to('parts:read', { to: '/loans', params: {} } as const);
    default:
      return null;
  }
};
