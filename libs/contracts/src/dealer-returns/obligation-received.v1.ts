import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, day, instant, nullable, pieces, uuid } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** Old parts that were owed came back and lie in quarantine. The duty has ended when nothing is open any more. */
export const ObligationReceivedV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.received.v1',
  meaning: { zh: '旧件已收到', en: 'Old parts came back' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    qty: pieces({ atLeast: 1 }),
    openQty: pieces(),
    receivedOn: day(),
    /** Whether everything came back by the due day; `null` while something is open. */
    onTime: nullable(Type.Boolean()),
    /** They had been kept apart as surplus and lie in quarantine since then. */
    fromSurplus: Type.Optional(nullable(uuid())),
    by: actor(),
    receivedAt: instant(),
  },
  example: { ...obligationExample, state: 'received', qty: 1, openQty: 0, receivedOn: '2026-07-15', onTime: true, fromSurplus: null, by: 'ST031', receivedAt: '2026-07-15T01:30:00.000Z' },
});
export type ObligationReceivedV1 = DataOf<typeof ObligationReceivedV1>;
