import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, IsArray, Matches } from 'class-validator';
import { RegisteredMember } from '../../member-details';
import { refuseUnknownRelatives } from '../../persistence/staff-decision';
import { StaffStore } from '../../persistence/staff.store';

export class DeclareRelativesBody {
  /** The whole list, as `CODE:kinship`: `ST010:brother`, `DL017:uncle`, `CU00390:mother`. */
  @IsArray() @ArrayMaxSize(100) @Matches(/^(?:ST|DL|CU)\d{3,9}:[a-z][a-z_]{0,31}$/, { each: true }) relatives!: string[];
}

@Controller('staff')
export class DeclareRelatives {
  constructor(private readonly staff: StaffStore) {}

  /** Whom somebody must not decide about (R31). Everybody for himself, who only adds; his manager may also take a mistake away. */
  @Post(':id/relatives')
  @Requires('staff:sign')
  @Answers(RegisteredMember, 200)
  async handle(@Param('id') staffId: string, @Body() { relatives }: DeclareRelativesBody, @Command() command: Command): Promise<RegisteredMember> {
    return this.staff.change<RegisteredMember>(
      staffId,
      (member, { actor }) => {
        const events = member.declareRelatives(relatives, actor.subject);
        return { events, answer: { staffId, branchId: member.branchId, version: member.version + (events.length > 0 ? 1 : 0) } };
      },
      command,
      (tx) => refuseUnknownRelatives(tx, relatives.map((declared) => declared.split(':', 1)[0] ?? declared)) as Promise<undefined>,
    );
  }
}
