import { CustomerRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'customer-view',
  `INSERT INTO customer (id, code, branch_id, dealer_code) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
   ON CONFLICT (id) DO UPDATE SET code = excluded.code, branch_id = excluded.branch_id, dealer_code = excluded.dealer_code`,
);

/** By which code a customer is declared as a relative, and whose customer he is: ids only. */
@Controller()
export class Customers {
  @Projects(CustomerRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof CustomerRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.customerId, data])).values()];
    await tx.query(upsert, [newest.map((c) => c.customerId), newest.map((c) => c.code), newest.map((c) => c.branchId), newest.map((c) => c.dealerCode)]);
  }
}
