import { Requires } from '@aftercare/auth';
import { Command } from '@aftercare/chassis';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { StaffStore } from '../../persistence/staff.store';

@Controller('staff')
export class SignOut {
  constructor(private readonly staff: StaffStore) {}

  /** A member of staff has left: no ticket is given to him by itself any more. For himself or his manager. */
  @Post(':id/sign-out')
  @Requires('staff:sign')
  @HttpCode(204)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<void> {
    await this.staff.change(id, (member, { now, actor }) => member.signOut(actor.subject, now), command);
  }
}
