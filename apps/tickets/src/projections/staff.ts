import { StaffRegisteredV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'staff-view',
  `INSERT INTO staff (id, role, branch_id, active)
   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
   ON CONFLICT (id) DO UPDATE SET role = excluded.role, branch_id = excluded.branch_id, active = excluded.active`,
);

/** Who could own a ticket: staff codes with role and branch, never a name. */
@Controller()
export class Staff {
  @Projects(StaffRegisteredV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof StaffRegisteredV1>>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ data }) => [data.staffId, data])).values()];
    await tx.query(upsert, [newest.map((s) => s.staffId), newest.map((s) => s.role), newest.map((s) => s.branchId), newest.map((s) => s.active)]);
  }
}
