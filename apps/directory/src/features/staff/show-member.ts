import { branchesFor, mayIn, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsBoolean, IsInt, IsString } from 'class-validator';

export class ShownMember {
  @IsString() staffId!: string;
  @IsString() name!: string;
  @IsString() role!: string;
  @IsString() branchId!: string;
  @Nullable() @IsString() managerId!: string | null;
  @IsString({ each: true }) skills!: string[];
  @IsString() phone!: string;
  @Nullable() @IsString() joinedOn!: string | null;
  @IsBoolean() active!: boolean;
  /** At work: tickets may be given to him by itself. */
  @IsBoolean() signedIn!: boolean;
  /** Whom he has declared; `null` for who is neither himself, nor his manager, nor decides about staff. */
  @Nullable() @IsString({ each: true }) relatives!: string[] | null;
  /** Send it back in `If-Match` when changing him. */
  @IsInt() version!: number;
}

const member = statement(
  'show-member',
  `SELECT staff_id AS "staffId", name, role, branch_id AS "branchId", manager_id AS "managerId", skills, phone, joined_on::text AS "joinedOn", active,
          signed_in_at IS NOT NULL AS "signedIn", declared_relatives AS relatives, version
     FROM staff WHERE staff_id = $1 AND ($2::text[] IS NULL OR branch_id = ANY ($2))`,
);

@Controller('staff')
export class ShowMember {
  constructor(private readonly database: Database) {}

  /** A member of staff: what he does, what he can do, whose he is. */
  @Get(':id')
  @Requires('staff:read')
  @Answers(ShownMember)
  async handle(@Param('id') id: string, @Actor() actor: Actor): Promise<ShownMember> {
    const [found] = await this.database.read<ShownMember>(actor, 'staff:read', member, [id, branchParam(branchesFor(actor, 'staff:read'))]);
    if (!found) throw new NotFound('staff');
    const isHis = actor.subject === found.staffId || actor.subject === found.managerId || mayIn(actor, 'staff:change', found.branchId);
    return isHis ? found : { ...found, relatives: null };
  }
}
