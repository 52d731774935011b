import { service } from '../../api/api';
import type { ListNoticesData, OwnNotices, ReadNoticeAnswer, ReadNoticeData } from '../../api/generated/notifier/types.gen';

const notifier = service('/api/notifier');

export const listNotices = (after: string | null, limit = 50) =>
  notifier.get<ListNoticesData, OwnNotices>('/notices', { query: { limit, ...(after === null ? {} : { after }) } });

/** Read twice is read once: it needs no key of its own to be sent again. */
export const readNotice = (id: string) => notifier.post<ReadNoticeData, ReadNoticeAnswer>('/notices/{id}/read', { path: { id }, idempotencyKey: crypto.randomUUID() } as never);
