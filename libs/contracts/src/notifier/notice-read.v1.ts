import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, uuid } from '../fields';

/** The receiver of a notice has read it. */
export const NoticeReadV1 = defineEvent({
  type: 'aftercare.notifier.notice.read.v1',
  meaning: { zh: '通知已读', en: 'A notice has been read' },
  keyField: 'noticeId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { noticeId: uuid(), branchId: code(), readAt: instant() },
  example: { noticeId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', readAt: '2026-03-03T00:00:00.412Z' },
});
export type NoticeReadV1 = DataOf<typeof NoticeReadV1>;
