import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, nullable, oneOf, uuid } from '../fields';

/** Somebody asked whether a device is genuine. Who that was, nobody knows. */
export const AuthenticityAskedV1 = defineEvent({
  type: 'aftercare.directory.authenticity.asked.v1',
  meaning: { zh: '有人查询了防伪码', en: 'Somebody asked whether a device is genuine' },
  keyField: 'authenticityId',
  branchField: 'branchId',
  personalData: 'none',
  fields: {
    /** The same for every question about one device, or about one code that no device has. */
    authenticityId: uuid(),
    /** Of the device; of the factory for a code that no device has. */
    branchId: code(),
    verdict: oneOf('genuine', 'unknown'),
    timesAsked: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    serial: nullable(code()),
    askedAt: instant(),
  },
  example: {
    authenticityId: '5b1d5e0c-7c00-5000-8000-000000000006', branchId: 'BR05', verdict: 'genuine', timesAsked: 1, serial: 'YG2509000003',
    askedAt: '2026-03-02T01:20:00.000Z',
  },
});
export type AuthenticityAskedV1 = DataOf<typeof AuthenticityAskedV1>;
