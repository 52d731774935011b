import { CustomerMergedV1, CustomerRegisteredV1, type EventData, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'customer-view',
  `INSERT INTO customer (id, code, branch_id, dealer_code) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
   ON CONFLICT (id) DO UPDATE SET code = excluded.code, branch_id = excluded.branch_id, dealer_code = excluded.dealer_code`,
);

const merge = statement('customer-view-merge', 'UPDATE customer c SET merged_into = m.survivor FROM unnest($1::uuid[], $2::uuid[]) AS m (id, survivor) WHERE c.id = m.id');

/** By which code a customer is declared as a relative, whose customer he is, and which records are of one person: ids only. */
@Controller()
export class Customers {
  @Projects(CustomerRegisteredV1, CustomerMergedV1)
  async apply(events: readonly ReceivedEvent<EventData>[], tx: Tx): Promise<void> {
    const registered = events.filter(({ type }) => type === CustomerRegisteredV1.type).map(({ data }) => data as CustomerRegisteredV1);
    const newest = [...new Map(registered.map((data) => [data.customerId, data])).values()];
    if (newest.length > 0) await tx.query(upsert, [newest.map((c) => c.customerId), newest.map((c) => c.code), newest.map((c) => c.branchId), newest.map((c) => c.dealerCode)]);
    const merged = events.filter(({ type }) => type === CustomerMergedV1.type).map(({ data }) => data as CustomerMergedV1);
    if (merged.length > 0) await tx.query(merge, [merged.map((m) => m.customerId), merged.map((m) => m.survivorId)]);
  }
}
