import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, money } from '../fields';
import { ofRequest, requestExample } from './request-fields';

/** What was decided of a parts request is more than the dealer's credit: finance has to agree before it holds. */
export const PartsRequestReferredV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.referred.v1',
  meaning: { zh: '配件申请单超出经销商信用额度，待财务批准', en: 'A parts request is above the dealer’s credit limit: finance has to agree' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...ofRequest(),
    by: actor(),
    /** What it would cost the dealer. */
    charge: money(),
    limit: money(),
    currency: code(),
    referredAt: instant(),
  },
  example: { ...requestExample, state: 'in_approval', awaited: true, by: 'ST029', charge: '1280.50', limit: '1000.00', currency: 'CNY', referredAt: '2026-03-02T01:40:00.000Z' },
});
export type PartsRequestReferredV1 = DataOf<typeof PartsRequestReferredV1>;
