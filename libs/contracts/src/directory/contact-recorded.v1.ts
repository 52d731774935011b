import { defineEvent, type DataOf } from '../event-contract';
import { actor, channel, code, instant, nullable, uuid } from '../fields';

/** Somebody got in touch. What was said, and from which number, stays in `directory`. */
export const ContactRecordedV1 = defineEvent({
  type: 'aftercare.directory.contact.recorded.v1',
  meaning: { zh: '一次来访（电话、微信等）已记录', en: 'A contact (call, message, visit) was recorded' },
  keyField: 'contactId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    contactId: uuid(),
    branchId: code(),
    channel: channel(),
    customerId: nullable(uuid()),
    recordedBy: actor(),
    recordedAt: instant(),
  },
  example: {
    contactId: '019a5d5e-7c00-7000-8000-000000000003',
    branchId: 'BR05',
    channel: 'phone',
    customerId: '019a5d5e-7c00-7000-8000-000000000002',
    recordedBy: 'ST030',
    recordedAt: '2026-03-02T01:15:30.000Z',
  },
});
export type ContactRecordedV1 = DataOf<typeof ContactRecordedV1>;
