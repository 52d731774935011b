import { BranchRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'branch-view',
  `INSERT INTO branch (id, short_code, zone) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
   ON CONFLICT (id) DO UPDATE SET short_code = excluded.short_code, zone = excluded.zone`,
);

/** By which letters a branch's papers are numbered, and where its clock goes. */
@Controller()
export class Branches {
  @Projects(BranchRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof BranchRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.branchId, data])).values()].toSorted((a, b) => (a.branchId < b.branchId ? -1 : 1));
    await tx.query(upsert, [newest.map((b) => b.branchId), newest.map((b) => b.shortCode), newest.map((b) => b.zone)]);
  }
}
