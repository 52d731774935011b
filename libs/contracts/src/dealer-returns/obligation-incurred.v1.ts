import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, pieces, zone } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** Parts went to a dealer under warranty: he owes the old ones, by the due day. */
export const ObligationIncurredV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.incurred.v1',
  meaning: { zh: '旧件返还义务已产生', en: 'A dealer owes an old part' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    lineNo: Type.Integer({ minimum: 1, maximum: 10_000 }),
    /** What was shipped for it, which may be a substitute. */
    shippedAs: code(),
    qty: pieces({ atLeast: 1 }),
    /** The branch's: whether the due day is over is said by its clock. */
    zone: zone(),
    incurredAt: instant(),
  },
  example: { ...obligationExample, lineNo: 1, shippedAs: 'PT039', qty: 1, zone: 'Asia/Shanghai', incurredAt: '2026-07-06T03:00:00.000Z' },
});
export type ObligationIncurredV1 = DataOf<typeof ObligationIncurredV1>;
