import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { instant } from '../fields';
import { lineExample, ofRequest, requestExample, requestLine } from './request-fields';

/** A parts request is written down and not handed in. The event comes again, complete, when the draft has changed. */
export const PartsRequestDraftedV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.drafted.v1',
  meaning: { zh: '配件申请单已保存草稿', en: 'A parts request was drafted' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ...ofRequest(), lines: Type.Array(requestLine(), { minItems: 1, maxItems: 200 }), draftedAt: instant() },
  example: { ...requestExample, state: 'draft', awaited: false, lines: [{ ...lineExample }], draftedAt: '2026-03-02T01:20:00.000Z' },
});
export type PartsRequestDraftedV1 = DataOf<typeof PartsRequestDraftedV1>;
