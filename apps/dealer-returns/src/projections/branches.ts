import { BranchRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'branch-view',
  `INSERT INTO branch (id, short_code, zone) SELECT b."branchId", b."shortCode", b.zone FROM jsonb_to_recordset($1::jsonb) AS b ("branchId" text, "shortCode" text, zone text)
   ON CONFLICT (id) DO UPDATE SET short_code = excluded.short_code, zone = excluded.zone`,
);

/** By which letters a branch's papers are numbered, and where its clock goes. */
@Controller()
export class Branches {
  @Projects(BranchRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof BranchRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'branchId');
  }
}
