import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsOptional, IsString, Matches } from 'class-validator';
import type { StaffDecision } from '../../domain/staff-member';
import { RegisteredMember } from '../../member-details';
import { managersOf } from '../../persistence/branch-managers';
import { zoneOf } from '../../persistence/branch-zone';
import { staffDecision } from '../../persistence/staff-decision';
import { StaffStore } from '../../persistence/staff.store';

export class MoveMemberBody {
  /** Where he works from now on. */
  @IsString() @Matches(/^(?:FA|RG|BR)\d{1,4}$/) branchId!: string;
  /** Who is above him there; left out: nobody yet. */
  @IsOptional() @IsString() @Matches(/^ST\d{3,6}$/) managerId?: string | null;
}

interface Facts extends StaffDecision {
  /** The managers of the branch that he leaves. */
  readonly tell: readonly string[];
}

@Controller('staff')
export class MoveMember {
  constructor(private readonly staff: StaffStore) {}

  /**
   * A member of staff works for another branch from now on: by head office, not by himself. He is signed out. His tickets in the branch that he leaves stay his until
   * they are handed over, by him or by its manager, who is told. For which branches he may sign in is the sign-in server's matter.
   */
  @Post(':id/move')
  @Requires('staff:move')
  @Answers(RegisteredMember, 200)
  async handle(@Param('id') staffId: string, @Body() { branchId, managerId = null }: MoveMemberBody, @Command() command: Command): Promise<RegisteredMember> {
    return this.staff.change<RegisteredMember, Facts>(
      staffId,
      (member, { now, facts: { tell, ...decision } }) => {
        const events = member.move(branchId, managerId, tell, decision, now);
        return { events, answer: { staffId, branchId: member.branchId, version: member.version + (events.length > 0 ? 1 : 0) } };
      },
      command,
      async (tx, { branchId: from }) => {
        await zoneOf(tx, branchId);
        return { ...(await staffDecision(tx, command.principal.subject, managerId)), tell: (await managersOf(tx, [from])).get(from) ?? [] };
      },
    );
  }
}
