import { StaffRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'staff-view',
  `INSERT INTO staff (id, role, branch_id, active, skills, relatives)
   SELECT s."staffId", s.role, s."branchId", s.active, s.skills, coalesce(s.relatives, '{}') FROM jsonb_to_recordset($1::jsonb) AS s ("staffId" text, role text, "branchId" text, active boolean, skills text[], relatives text[])
   ON CONFLICT (id) DO UPDATE SET role = excluded.role, branch_id = excluded.branch_id, active = excluded.active, skills = excluded.skills, relatives = excluded.relatives`,
);

/** Who can decide what: staff codes with role, branch, skills and declared relatives, never a name. */
@Controller()
export class Staff {
  @Projects(StaffRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof StaffRegisteredV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'staffId');
  }
}
