import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { instant, nullable, oneOf, pieces } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** Pieces were settled as lost or short, or came back unopened: so many fewer are owed. */
export const ObligationReducedV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.reduced.v1',
  meaning: { zh: '应返旧件数量减少', en: 'Fewer old parts are owed than were' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    /** So many fewer. */
    qty: pieces({ atLeast: 1 }),
    openQty: pieces(),
    because: oneOf('settled', 'taken_back'),
    /** Whether everything else came back by the due day; `null` while something is open, or when nothing had to. */
    onTime: nullable(Type.Boolean()),
    reducedAt: instant(),
  },
  example: { ...obligationExample, state: 'lapsed', qty: 1, openQty: 0, because: 'settled', onTime: null, reducedAt: '2026-07-15T01:30:00.000Z' },
});
export type ObligationReducedV1 = DataOf<typeof ObligationReducedV1>;
