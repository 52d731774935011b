import { CustomerRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'customer-view',
  `INSERT INTO customer (id, code, branch_id, quiet_from, quiet_to)
   SELECT c."customerId", c.code, c."branchId", c."quietHours"->>'from', c."quietHours"->>'to' FROM jsonb_to_recordset($1::jsonb) AS c ("customerId" uuid, code text, "branchId" text, "quietHours" jsonb)
   ON CONFLICT (id) DO UPDATE SET code = excluded.code, branch_id = excluded.branch_id, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
);

/** By which code a customer signs in, and when he is not to be disturbed. */
@Controller()
export class Customers {
  @Projects(CustomerRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof CustomerRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'customerId');
  }
}
