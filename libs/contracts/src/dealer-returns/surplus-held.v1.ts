import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, pieces, uuid } from '../fields';

/** A dealer sent old parts that he does not owe: they are kept apart. */
export const SurplusHeldV1 = defineEvent({
  type: 'aftercare.dealer_returns.surplus.held.v1',
  meaning: { zh: '多收的旧件，暂存待查', en: 'Old parts came that nobody owed' },
  keyField: 'surplusId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    surplusId: uuid(),
    branchId: code(),
    dealerCode: code(),
    part: code(),
    qty: pieces({ atLeast: 1 }),
    receivedOn: day(),
    by: actor(),
    heldAt: instant(),
  },
  example: { surplusId: '019a5d5e-7c00-7000-8000-000000000073', branchId: 'BR05', dealerCode: 'DL017', part: 'PT039', qty: 1, receivedOn: '2026-07-15', by: 'ST031', heldAt: '2026-07-15T01:30:00.000Z' },
});
export type SurplusHeldV1 = DataOf<typeof SurplusHeldV1>;
