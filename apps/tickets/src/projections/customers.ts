import { CustomerRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'customer-view',
  'INSERT INTO customer (id, customer_class) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT (id) DO UPDATE SET customer_class = excluded.customer_class',
);

/** The class of each customer, on which limits depend: ids only. */
@Controller()
export class Customers {
  @Projects(CustomerRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof CustomerRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = new Map(events.map(({ data }) => [data.customerId, data.customerClass]));
    await tx.query(upsert, [[...newest.keys()], [...newest.values()]]);
  }
}
