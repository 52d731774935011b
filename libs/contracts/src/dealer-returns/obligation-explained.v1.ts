import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, pieces, uuid, word } from '../fields';
import { aboutObligation, obligationExample } from './obligation-fields';

/** It was explained why an old part does not come back; finance has to agree. The words stay in `directory`. */
export const ObligationExplainedV1 = defineEvent({
  type: 'aftercare.dealer_returns.obligation.explained.v1',
  meaning: { zh: '已说明旧件未返还的原因，待财务审批', en: 'It was explained why an old part does not come back' },
  keyField: 'obligationId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...aboutObligation,
    openQty: pieces({ atLeast: 1 }),
    reason: word(),
    /** Content hashes (SHA-256, hex). */
    photos: Type.Array(code(), { minItems: 1, maxItems: 20 }),
    wordsId: uuid(),
    by: actor(),
    explainedAt: instant(),
  },
  example: { ...obligationExample, state: 'reminded', openQty: 1, reason: 'destroyed_on_site', photos: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'], wordsId: '019a5d5e-7c00-7000-8000-000000000072', by: 'DL017', explainedAt: '2026-07-15T01:30:00.000Z' },
});
export type ObligationExplainedV1 = DataOf<typeof ObligationExplainedV1>;
