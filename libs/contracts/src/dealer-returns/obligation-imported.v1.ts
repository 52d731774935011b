import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, nullable, pieces, word, zone } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/**
 * A duty to return an old part was brought in from an earlier system as it stood there. It is no `incurred`: whoever acts on that was told long ago. What is open of
 * it is owed here from now on. Its own time is that of the day on which it began.
 */
export const ObligationImportedV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.imported.v1',
  meaning: { zh: '从原系统导入了一项旧件返还义务', en: 'A duty to return an old part was brought in from an earlier system' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    /** Which system or habit of sheets it comes from. */
    source: code(),
    qty: pieces({ atLeast: 1 }),
    receivedQty: pieces(),
    openQty: pieces(),
    incurredOn: day(),
    /** The day on which a piece came last. */
    receivedOn: nullable(day()),
    /** Whether everything came back by the due day; `null` where that is not decided. */
    onTime: nullable(Type.Boolean()),
    /** Who agreed that it need not come back, and why. */
    waivedBy: nullable(code()),
    waiveReason: nullable(word()),
    /** The branch's: whether the due day is over is said by its clock. */
    zone: zone(),
    by: actor(),
    importedAt: instant(),
  },
  example: {
    ...obligationExample, number: 'OB-HZ-2025-000001', noteNumber: 'DN-HZ-2025-000123', dueOn: '2025-09-22', state: 'received', source: 'erp', qty: 2, receivedQty: 2, openQty: 0, incurredOn: '2025-09-02',
    receivedOn: '2025-09-20', onTime: true, waivedBy: null, waiveReason: null, zone: 'Asia/Shanghai', by: 'ST002', importedAt: '2026-07-01T01:15:30.000Z',
  },
});
export type ObligationImportedV1 = DataOf<typeof ObligationImportedV1>;
