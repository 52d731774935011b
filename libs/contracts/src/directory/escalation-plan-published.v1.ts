import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, day, oneOf, word } from '../fields';

/** Who has to see to a ticket when how much of its time for resolution has passed, from a day on. */
export const EscalationPlanPublishedV1 = defineEvent({
  type: 'aftercare.directory.escalation_plan.published.v1',
  meaning: { zh: '升级方案已发布（解决时限用到各比例时由谁处理）', en: 'The escalation plan was published: who has to see to a ticket, and when' },
  keyField: 'planCode',
  branchField: null,
  personalData: 'none',
  fields: {
    planCode: code(),
    validFrom: day(),
    tiers: Type.Array(
      closed({
        tier: Type.Integer({ minimum: 1, maximum: 100 }),
        /** How much of the time has passed. */
        atPct: Type.Integer({ minimum: 1, maximum: 10_000 }),
        action: oneOf('notify', 'reassign'),
        /** The role of who has to see to it; `owner` is whoever owns the ticket then. */
        toRole: word(),
      }),
      { minItems: 1, maxItems: 20 },
    ),
  },
  example: {
    planCode: 'STANDARD',
    validFrom: '2025-07-01',
    tiers: [
      { tier: 1, atPct: 50, action: 'notify', toRole: 'owner' },
      { tier: 2, atPct: 100, action: 'reassign', toRole: 'branch_manager' },
    ],
  },
});
export type EscalationPlanPublishedV1 = DataOf<typeof EscalationPlanPublishedV1>;
