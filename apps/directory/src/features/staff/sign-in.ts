import { Requires } from '@aftercare/auth';
import { addCalendarDays, localDay, startOfDay } from '@aftercare/business-time';
import { Command } from '@aftercare/chassis';
import { statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { StaffStore } from '../../persistence/staff.store';

const zoneOfBranch = statement('zone-of-branch', 'SELECT zone FROM branch JOIN calendar USING (calendar_code) WHERE branch_id = $1');

@Controller('staff')
export class SignIn {
  constructor(private readonly staff: StaffStore) {}

  /** A member of staff is at work from now on and may be given tickets, until he signs out or the day is over. For himself or his manager. */
  @Post(':id/sign-in')
  @Requires('staff:sign')
  @HttpCode(204)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<void> {
    await this.staff.change<undefined, string>(
      id,
      (member, { now, actor, facts: zone }) => member.signIn(actor.subject, now, startOfDay(addCalendarDays(localDay(now, zone), 1), zone)),
      command,
      (tx, { branchId }) => zoneOf(tx, branchId),
    );
  }
}

const zoneOf = async (tx: Tx, branchId: string): Promise<string> => {
  const [row] = await tx.query<{ zone: string }>(zoneOfBranch, [branchId]);
  if (!row) throw new NotFound('branch');
  return row.zone;
};
