import { BranchRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'branch-view',
  `INSERT INTO branch (id, short_code, zone, parent_id, calendar_code)
   SELECT b."branchId", b."shortCode", b.zone, b."parentId", b."calendarCode" FROM jsonb_to_recordset($1::jsonb) AS b ("branchId" text, "shortCode" text, zone text, "parentId" text, "calendarCode" text)
   ON CONFLICT (id) DO UPDATE SET short_code = excluded.short_code, zone = excluded.zone, parent_id = excluded.parent_id, calendar_code = excluded.calendar_code`,
);

/**
 * What a ticket needs to know of branches: the short code for its number, the zone for its day, the calendar for its limits, the level
 * above for its owner.
 */
@Controller()
export class Branches {
  @Projects(BranchRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof BranchRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'branchId');
  }
}
