import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant } from '../fields';
import { aboutDiscrepancy, discrepancyExample } from './discrepancy-fields';

/** What came is not what was sent: one case per line and kind, seen by both sides at once. */
export const DiscrepancyOpenedV1 = defineEvent({
  type: 'aftercare.inventory.discrepancy.opened.v1',
  meaning: { zh: '收发差错已立案（双方可见）', en: 'What came is not what was sent' },
  keyField: 'discrepancyId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutDiscrepancy,
    photos: Type.Array(code(), { maxItems: 40 }),
    by: actor(),
    at: instant(),
  },
  example: { ...discrepancyExample, photos: [], by: 'DL019', at: '2026-07-15T01:30:00.000Z' },
});
export type DiscrepancyOpenedV1 = DataOf<typeof DiscrepancyOpenedV1>;
