import { CustomerMergedV1, CustomerRegisteredV1, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'customer-view',
  `INSERT INTO customer (id, customer_class, code, dealer_code) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
   ON CONFLICT (id) DO UPDATE SET customer_class = excluded.customer_class, code = excluded.code, dealer_code = excluded.dealer_code`,
);
const merge = statement('customer-view-merge', 'UPDATE customer c SET merged_into = m.into_id FROM unnest($1::uuid[], $2::uuid[]) m (id, into_id) WHERE c.id = m.id');

/** The class of each customer, on which limits depend, his code and his dealer, and which records were found to be the same person: ids only. */
@Controller()
export class Customers {
  @Projects(CustomerRegisteredV1, CustomerMergedV1)
  async apply(events: readonly ReceivedEvent<CustomerRegisteredV1 | CustomerMergedV1>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.flatMap(({ data }) => ('customerClass' in data ? [[data.customerId, data] as const] : []))).values()];
    const merged = events.flatMap(({ data }) => ('survivorId' in data ? [data] : []));
    await tx.query(upsert, [newest.map((c) => c.customerId), newest.map((c) => c.customerClass), newest.map((c) => c.code), newest.map((c) => c.dealerCode)]);
    if (merged.length > 0) await tx.query(merge, [merged.map((m) => m.customerId), merged.map((m) => m.survivorId)]);
  }
}
