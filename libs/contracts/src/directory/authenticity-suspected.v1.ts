import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, nullable, oneOf, uuid } from '../fields';

/** Somebody should look into what was asked about: at most one event per device (or code that no device has) and reason. */
export const AuthenticitySuspectedV1 = defineEvent({
  type: 'aftercare.directory.authenticity.suspected.v1',
  meaning: { zh: '防伪查询可疑，需要核查', en: 'An authenticity code is suspicious: somebody has to look into it' },
  keyField: 'authenticityId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    /** The same for every question about one device, or about one code that no device has. */
    authenticityId: uuid(),
    /** Of the device; of the factory for a code that no device has. */
    branchId: code(),
    reason: oneOf('unknown_code', 'asked_often', 'sold_outside_area'),
    timesAsked: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    serial: nullable(code()),
    dealerCode: nullable(code()),
    customerId: nullable(uuid()),
    askedAt: instant(),
    /** What was asked, as a contact of directory that nobody in particular has made. */
    contactId: Type.Optional(uuid()),
  },
  example: {
    authenticityId: '5b1d5e0c-7c00-5000-8000-000000000006', branchId: 'BR05', reason: 'asked_often', timesAsked: 3, serial: 'YG2509000003', dealerCode: 'DL014',
    customerId: '019a5d5e-7c00-7000-8000-000000000002', askedAt: '2026-03-02T01:20:00.000Z',
    contactId: '5b1d5e0c-7c00-5000-8000-000000000007',
  },
});
export type AuthenticitySuspectedV1 = DataOf<typeof AuthenticitySuspectedV1>;
