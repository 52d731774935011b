import { EscalationPlanPublishedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'escalation-plan-view',
  `INSERT INTO escalation_plan (code, valid_from, tiers) SELECT p."planCode", p."validFrom", p.tiers FROM jsonb_to_recordset($1::jsonb) AS p ("planCode" text, "validFrom" date, tiers jsonb)
   ON CONFLICT (code, valid_from) DO UPDATE SET tiers = excluded.tiers`,
);

/** Who has to see to a ticket when its time runs out, every version of it: a ticket keeps the one that it was opened under. */
@Controller()
export class EscalationPlans {
  @Projects(EscalationPlanPublishedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof EscalationPlanPublishedV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'planCode', 'validFrom');
  }
}
