import { ServicePolicyPublishedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'service-policy-view',
  `INSERT INTO service_policy (code, version, valid_from, ticket_type, priority, customer_class, first_response_min, resolution_min)
   SELECT * FROM unnest($1::text[], $2::int[], $3::date[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[])
   ON CONFLICT (code, version) DO UPDATE SET valid_from = excluded.valid_from, ticket_type = excluded.ticket_type, priority = excluded.priority,
     customer_class = excluded.customer_class, first_response_min = excluded.first_response_min,
     resolution_min = excluded.resolution_min`,
);

/** What the factory promises, every version of it: a ticket keeps the one that it was opened under. */
@Controller()
export class ServicePolicies {
  @Projects(ServicePolicyPublishedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof ServicePolicyPublishedV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [`${data.policyCode} ${data.version}`, data])).values()];
    await tx.query(upsert, [
      newest.map((p) => p.policyCode), newest.map((p) => p.version), newest.map((p) => p.validFrom), newest.map((p) => p.ticketType),
      newest.map((p) => p.priority), newest.map((p) => p.customerClass), newest.map((p) => p.firstResponseMin), newest.map((p) => p.resolutionMin),
    ]);
  }
}
