import { RepairImportedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

type Told = DataOf<typeof RepairImportedV1>;

/** What a chunk says of each repair, in the order that rows are locked in: its newest event says how it stands. */
export const repairsIn = (events: readonly ReceivedEvent<Told>[]): Told[] => [...new Map(events.map(({ data }) => [data.repairId, data])).values()].toSorted((a, b) => (a.repairId < b.repairId ? -1 : 1));

const upsert = statement(
  'repair-view',
  `INSERT INTO repair (repair_id, branch_id, ticket_id, number, serial, fault_family, opened_on, state, completed_on, overruled)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[], $9::date[], $10::boolean[])
   ON CONFLICT (repair_id) DO UPDATE SET state = excluded.state, completed_on = excluded.completed_on, overruled = excluded.overruled`,
);
// A device goes where it likes: what another branch repaired on it counts, though nobody sees more of it than that.
const ofDevice = statement(
  'device-repair-view',
  `INSERT INTO device_repair (repair_id, serial, fault_family, opened_on, completed_on) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::date[])
   ON CONFLICT (repair_id) DO UPDATE SET completed_on = excluded.completed_on`,
);

/** Every repair, with its device, its family of faults and its days: what rework is counted from. */
@Controller()
export class Repairs {
  @Projects(RepairImportedV1)
  async apply(events: readonly ReceivedEvent<Told>[], tx: Tx): Promise<void> {
    const all = repairsIn(events);
    const [ids, serials, families, opened, completed] = [all.map((r) => r.repairId), all.map((r) => r.serial), all.map((r) => r.faultFamily), all.map((r) => r.openedOn), all.map((r) => r.completedOn)];
    await tx.query(upsert, [ids, all.map((r) => r.branchId), all.map((r) => r.ticketId), all.map((r) => r.number), serials, families, opened, all.map((r) => r.state), completed, all.map((r) => r.reworkOverruled)]);
    await tx.query(ofDevice, [ids, serials, families, opened, completed]);
  }
}
