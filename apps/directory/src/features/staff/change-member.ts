import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { StaffDecision } from '../../domain/staff-member';
import { memberAfter, MemberDetailsBody, RegisteredMember } from '../../member-details';
import { staffDecision } from '../../persistence/staff-decision';
import { StaffStore } from '../../persistence/staff.store';

export class ChangeMemberBody extends MemberDetailsBody {
  @IsOptional() @IsString() @MaxLength(100) name?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
}

@Controller('staff')
export class ChangeMember {
  constructor(private readonly staff: StaffStore) {}

  /**
   * Role, manager, skills and whether he works here: what is left out stays, the same again changes nothing. By somebody else than himself.
   * Whom he may sign in as is the sign-in server's matter.
   */
  @Post(':id/change')
  @Requires('staff:change')
  @Answers(RegisteredMember, 200)
  async handle(@Param('id') staffId: string, @Body() body: ChangeMemberBody, @Command() command: Command): Promise<RegisteredMember> {
    return this.staff.change<RegisteredMember, StaffDecision>(
      staffId,
      (member, { now, facts }) => {
        const events = member.change(memberAfter(body, member), facts, now);
        return { events, answer: { staffId, branchId: member.branchId, version: member.version + (events.length > 0 ? 1 : 0) } };
      },
      command,
      (tx, member) => staffDecision(tx, command.principal.subject, memberAfter(body, member).managerId),
    );
  }
}
