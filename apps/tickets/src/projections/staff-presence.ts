import { StaffSignedInV1, StaffSignedOutV1, type ReceivedEvent } from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'staff-presence-view',
  `INSERT INTO staff_presence (staff_id, signed_in, since) SELECT * FROM unnest($1::text[], $2::boolean[], $3::timestamptz[])
   ON CONFLICT (staff_id) DO UPDATE SET signed_in = excluded.signed_in, since = excluded.since`,
);

/** Who is at work: only to them is a ticket given by itself (R74). */
@Controller()
export class StaffPresence {
  @Projects(StaffSignedInV1, StaffSignedOutV1)
  async apply(events: readonly ReceivedEvent<StaffSignedInV1 | StaffSignedOutV1>[], tx: Tx): Promise<void> {
    const newest = [...new Map(events.map(({ type, data }) => [data.staffId, { ...data, signedIn: type === StaffSignedInV1.type }])).values()];
    await tx.query(upsert, [newest.map((s) => s.staffId), newest.map((s) => s.signedIn), newest.map((s) => s.at)]);
  }
}
