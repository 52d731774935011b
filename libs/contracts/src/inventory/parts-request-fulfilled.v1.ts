import { defineEvent, type DataOf } from '../event-contract';
import { instant } from '../fields';
import { ofRequest, requestExample } from './request-fields';

/** Everything that was approved of a parts request, and not cancelled, has arrived as it was shipped. */
export const PartsRequestFulfilledV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.fulfilled.v1',
  meaning: { zh: '配件申请单已全部收货', en: 'Everything of a parts request has arrived' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ...ofRequest(), fulfilledAt: instant() },
  example: { ...requestExample, state: 'fulfilled', awaited: false, fulfilledAt: '2026-03-03T07:40:00.000Z' },
});
export type PartsRequestFulfilledV1 = DataOf<typeof PartsRequestFulfilledV1>;
