import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant, money, nullable, oneOf, word } from '../fields';
import { aboutDiscrepancy, discrepancyExample } from './discrepancy-fields';

/** One side offers a remedy for a difference, the sender or, declining what was offered, the receiver. */
export const DiscrepancyOfferedV1 = defineEvent({
  type: 'aftercare.inventory.discrepancy.offered.v1',
  meaning: { zh: '一方提出处理方案', en: 'One side offers a remedy' },
  keyField: 'discrepancyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutDiscrepancy,
    side: oneOf('sender', 'receiver'),
    /** What the dealer is to pay for what he keeps, or is to be credited with. */
    charge: nullable(money()),
    amount: nullable(money()),
    rejectedPiece: nullable(word()),
    by: actor(),
    at: instant(),
  },
  example: { ...discrepancyExample, state: 'investigating', cause: 'carrier', remedy: 'resend', costOwner: 'carrier', side: 'sender', charge: null, amount: null, rejectedPiece: null, by: 'ST038', at: '2026-07-15T06:00:00.000Z' },
});
export type DiscrepancyOfferedV1 = DataOf<typeof DiscrepancyOfferedV1>;
