import { StaffSignedInV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import { statement, wakeTimers, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';
import { assignment } from '../timers';

const branchAndBelow = statement(
  'branch-and-below',
  `WITH RECURSIVE down AS (
     SELECT id, 0 AS level FROM branch WHERE id = $1
     UNION ALL SELECT b.id, down.level + 1 FROM branch b JOIN down ON b.parent_id = down.id WHERE down.level < 4
   )
   SELECT id FROM down`,
);

/** Somebody is at work: every ticket in his reach that nobody could take is looked at again, each by its own timer and in its own branch. */
@Controller()
export class WhenStaffSignedIn {
  /** Late or repeated it does no harm: the tickets that still wait are looked at once more. */
  @When(StaffSignedInV1)
  async handle({ data: { staffId, branchId, at } }: ReceivedEvent<StaffSignedInV1>, tx: Tx): Promise<void> {
    const branches = await tx.query<{ id: string }>(branchAndBelow, [branchId]);
    await wakeTimers(tx, assignment, branches.map(({ id }) => id), { staffId, at });
  }
}
