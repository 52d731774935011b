import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, nullable, oneOf, uuid, word } from '../fields';

/** Somebody is to be told of a fact. What it says follows from its kind; no word of anybody is in it. */
export const NoticeMadeV1 = defineEvent({
  type: 'aftercare.notifier.notice.made.v1',
  meaning: { zh: '通知已生成，待送达', en: 'Somebody is to be told of a fact' },
  keyField: 'noticeId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    noticeId: uuid(),
    branchId: code(),
    receiverKind: oneOf('staff', 'customer', 'dealer'),
    /** A staff or dealer code, or the customer's id. */
    receiver: code(),
    /** What it is about, e.g. `acknowledgement`. */
    kind: word(),
    /** The ticket or document that it is about, and its number where the fact names it. */
    about: uuid(),
    reference: nullable(code()),
    /** The event that it tells of. */
    factId: uuid(),
    madeAt: instant(),
    /** When he may be told: later than made where he is not to be disturbed. */
    deliverAt: instant(),
  },
  example: {
    noticeId: '019a5d5e-7c00-7000-8000-000000000021',
    branchId: 'BR05',
    receiverKind: 'customer',
    receiver: '019a5d5e-7c00-7000-8000-000000000002',
    kind: 'acknowledgement',
    about: '019a5d5e-7c00-7000-8000-000000000001',
    reference: 'TK-HZ-2026-000123',
    factId: '019a5d5e-7c00-7000-8000-000000000022',
    madeAt: '2026-03-02T14:15:30.000Z',
    deliverAt: '2026-03-03T00:00:00.000Z',
  },
});
export type NoticeMadeV1 = DataOf<typeof NoticeMadeV1>;
