import { defineEvent, type DataOf } from '../event-contract';
import { actor, instant } from '../fields';
import { ofRequest, requestExample } from './request-fields';

/** A parts request is settled and done with. */
export const PartsRequestClosedV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.closed.v1',
  meaning: { zh: '配件申请单已结案', en: 'A parts request was closed' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ...ofRequest(), by: actor(), closedAt: instant() },
  example: { ...requestExample, state: 'closed', awaited: false, by: 'ST030', closedAt: '2026-03-04T02:00:00.000Z' },
});
export type PartsRequestClosedV1 = DataOf<typeof PartsRequestClosedV1>;
