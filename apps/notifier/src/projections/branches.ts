import { BranchRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'branch-view',
  `INSERT INTO branch (id, zone) SELECT b."branchId", b.zone FROM jsonb_to_recordset($1::jsonb) AS b ("branchId" text, zone text) ON CONFLICT (id) DO UPDATE SET zone = excluded.zone`,
);

/** In which zone a branch's clock goes. */
@Controller()
export class Branches {
  @Projects(BranchRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof BranchRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'branchId');
  }
}
