import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, pieces, uuid } from '../fields';

/** It was found out for which duty old parts came that had been kept apart. They lie where they lay. */
export const SurplusAssignedV1 = defineEvent({
  type: 'aftercare.dealer_returns.surplus.assigned.v1',
  meaning: { zh: '暂存旧件已对应到返还义务', en: 'Old parts that were kept apart turned out to be for a duty' },
  keyField: 'surplusId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    surplusId: uuid(),
    branchId: code(),
    dealerCode: code(),
    part: code(),
    obligationId: uuid(),
    qty: pieces({ atLeast: 1 }),
    /** Kept apart still. */
    leftQty: pieces(),
    by: actor(),
    assignedAt: instant(),
  },
  example: {
    surplusId: '019a5d5e-7c00-7000-8000-000000000073', branchId: 'BR05', dealerCode: 'DL017', part: 'PT039', obligationId: '019a5d5e-7c00-7000-8000-000000000071', qty: 1, leftQty: 0, by: 'ST031',
    assignedAt: '2026-07-16T01:30:00.000Z',
  },
});
export type SurplusAssignedV1 = DataOf<typeof SurplusAssignedV1>;
