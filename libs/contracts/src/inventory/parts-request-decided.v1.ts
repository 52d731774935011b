import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, closed, code, instant, money, nullable, oneOf, word } from '../fields';
import { lineExample, ofRequest, requestExample, requestLine } from './request-fields';

/** A parts request was approved, wholly or partly, or rejected. What is in stock is kept for it from now on. */
export const PartsRequestDecidedV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.decided.v1',
  meaning: { zh: '配件申请单已审批（批准、部分批准或驳回）', en: 'A parts request was approved, partly approved or rejected' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...ofRequest(),
    outcome: oneOf('approved', 'partly_approved', 'rejected'),
    by: actor(),
    /** Who agreed for finance, where it was more than the dealer's credit. */
    creditBy: nullable(actor()),
    /** What the dealer will be charged for what was approved, as it is dispatched; `null`: nothing. */
    charge: nullable(money()),
    currency: nullable(code()),
    /** What stood against the warranty that it claims, and the ground on which it was approved all the same; left out: nothing did. */
    warranty: Type.Optional(closed({ doubt: word(), ground: word() })),
    lines: Type.Array(requestLine(), { minItems: 1, maxItems: 200 }),
    decidedAt: instant(),
  },
  example: {
    ...requestExample, state: 'approved', awaited: true, outcome: 'approved', by: 'ST029', creditBy: null, charge: null, currency: null, lines: [{ ...lineExample, approved: 1, reserved: 1 }],
    decidedAt: '2026-03-02T01:40:00.000Z',
  },
});
export type PartsRequestDecidedV1 = DataOf<typeof PartsRequestDecidedV1>;
