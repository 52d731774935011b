import { DealerRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'dealer-view',
  `INSERT INTO dealer (code, branch_id) SELECT d."dealerCode", d."branchId" FROM jsonb_to_recordset($1::jsonb) AS d ("dealerCode" text, "branchId" text)
   ON CONFLICT (code) DO UPDATE SET branch_id = excluded.branch_id`,
);

/** Which dealers there are, and which branch serves them. */
@Controller()
export class Dealers {
  @Projects(DealerRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof DealerRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'dealerCode');
  }
}
