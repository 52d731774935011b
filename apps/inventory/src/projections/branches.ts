import { BranchRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'branch-view',
  `INSERT INTO branch (id, short_code, zone, parent_id, calendar_code)
   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
   ON CONFLICT (id) DO UPDATE SET short_code = excluded.short_code, zone = excluded.zone, parent_id = excluded.parent_id, calendar_code = excluded.calendar_code`,
);

/** The short code of a branch for its numbers, its zone for its days, its calendar for its workdays, and its region, by which carriers promise. */
@Controller()
export class Branches {
  @Projects(BranchRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof BranchRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.branchId, data])).values()];
    await tx.query(upsert, [newest.map((b) => b.branchId), newest.map((b) => b.shortCode), newest.map((b) => b.zone), newest.map((b) => b.parentId), newest.map((b) => b.calendarCode)]);
  }
}
