import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listNotices } from './calls';

/** How many of a person's own notices are new to him. */
export const useUnread = (): number | undefined =>
  useQuery({ queryKey: ['notices', 'unread'], queryFn: () => listNotices(null, 1), meta: { hears: ['notifier.notice'] } }).data?.unread;

/** Stands beside the word for notices, and only when there is something to read. */
export function Unread() {
  const { t } = useTranslation();
  const count = useUnread() ?? 0;
  if (count === 0) return null;
  return <b className="unread"><span aria-hidden>{count > 99 ? t('notices.more-than') : count}</span><span className="unseen">{t('notices.unread', { count })}</span></b>;
}
