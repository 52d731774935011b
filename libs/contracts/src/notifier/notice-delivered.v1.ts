import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, uuid } from '../fields';

/** A notice has reached its receiver: in the app it stands in his list, and is counted as new. */
export const NoticeDeliveredV1 = defineEvent({
  type: 'aftercare.notifier.notice.delivered.v1',
  meaning: { zh: '通知已送达', en: 'A notice has reached its receiver' },
  keyField: 'noticeId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { noticeId: uuid(), branchId: code(), deliveredAt: instant() },
  example: { noticeId: '019a5d5e-7c00-7000-8000-000000000021', branchId: 'BR05', deliveredAt: '2026-03-03T00:00:00.412Z' },
});
export type NoticeDeliveredV1 = DataOf<typeof NoticeDeliveredV1>;
