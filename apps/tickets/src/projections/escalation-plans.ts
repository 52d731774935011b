import { EscalationPlanPublishedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'escalation-plan-view',
  `INSERT INTO escalation_plan (code, valid_from, tiers) SELECT * FROM unnest($1::text[], $2::date[], $3::jsonb[])
   ON CONFLICT (code, valid_from) DO UPDATE SET tiers = excluded.tiers`,
);

/** Who has to see to a ticket when its time runs out, every version of it: a ticket keeps the one that it was opened under. */
@Controller()
export class EscalationPlans {
  @Projects(EscalationPlanPublishedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof EscalationPlanPublishedV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [`${data.planCode} ${data.validFrom}`, data])).values()];
    await tx.query(upsert, [newest.map((p) => p.planCode), newest.map((p) => p.validFrom), newest.map((p) => JSON.stringify(p.tiers))]);
  }
}
