import { ServicePolicyPublishedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'service-policy-view',
  `INSERT INTO service_policy (code, version, valid_from, ticket_type, priority, customer_class, first_response_min, resolution_min)
   SELECT p."policyCode", p.version, p."validFrom", p."ticketType", p.priority, p."customerClass", p."firstResponseMin", p."resolutionMin"
     FROM jsonb_to_recordset($1::jsonb) AS p ("policyCode" text, version integer, "validFrom" date, "ticketType" text, priority text, "customerClass" text, "firstResponseMin" integer, "resolutionMin" integer)
   ON CONFLICT (code, version) DO UPDATE SET valid_from = excluded.valid_from, ticket_type = excluded.ticket_type, priority = excluded.priority,
     customer_class = excluded.customer_class, first_response_min = excluded.first_response_min,
     resolution_min = excluded.resolution_min`,
);

/** What the factory promises, every version of it: a ticket keeps the one that it was opened under. */
@Controller()
export class ServicePolicies {
  @Projects(ServicePolicyPublishedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof ServicePolicyPublishedV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'policyCode', 'version');
  }
}
