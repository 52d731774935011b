import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { statement } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { StaffMember, staffRoles, type StaffDecision, type StaffRole } from '../../domain/staff-member';
import { memberAfter, MemberDetailsBody, RegisteredMember } from '../../member-details';
import { zoneOf } from '../../persistence/branch-zone';
import { staffDecision } from '../../persistence/staff-decision';
import { StaffStore } from '../../persistence/staff.store';

export class RegisterMemberBody extends MemberDetailsBody {
  /** Where he works; may be left out by who works for one branch only. */
  @IsOptional() @IsString() @MaxLength(64) branchId?: string | null;
  /** E.g. `ST061`. */
  @IsString() @Matches(/^ST\d{3,6}$/) staffId!: string;
  @IsString() @MaxLength(100) name!: string;
  @IsString() @MaxLength(40) phone!: string;
  @IsIn(staffRoles) declare role: StaffRole;
}

const taken = statement('staff-code-taken', 'SELECT 1 FROM staff WHERE staff_id = $1');

@Controller('staff')
export class RegisterMember {
  constructor(private readonly staff: StaffStore) {}

  /** Somebody new works here, under a code that nobody has. A branch takes on its own people, head office everybody. */
  @Post()
  @Requires('staff:change')
  @Answers(RegisteredMember, 201)
  async handle(@Body() { branchId: named, staffId, ...said }: RegisterMemberBody, @Command() command: Command): Promise<RegisteredMember> {
    const branchId = branchNamed(command.principal, command.permission, named);
    const details = memberAfter(said);
    return this.staff.create<RegisteredMember, StaffDecision>(
      ({ facts }) => {
        const { member, events } = StaffMember.register(details, { id: staffId, branchId }, facts);
        return { aggregate: member, events, answer: { staffId, branchId, version: member.version } };
      },
      command,
      async (tx) => {
        await zoneOf(tx, branchId);
        // Also somebody of a branch that the caller does not see.
        await tx.within('*');
        const isTaken = (await tx.query(taken, [staffId])).length > 0;
        await tx.within(tx.context.branches);
        if (isTaken) throw new RuleViolation('staff.code-taken', { staffId });
        return staffDecision(tx, command.principal.subject, details.managerId);
      },
    );
  }
}
