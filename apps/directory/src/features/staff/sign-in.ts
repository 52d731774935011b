import { Requires } from '@aftercare/auth';
import { addCalendarDays, localDay, startOfDay } from '@aftercare/business-time';
import { Command } from '@aftercare/chassis';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { zoneOf } from '../../persistence/branch-zone';
import { StaffStore } from '../../persistence/staff.store';

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
