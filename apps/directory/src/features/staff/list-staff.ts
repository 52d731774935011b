import { branchesFor, Requires } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';

export class ListStaffQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branchId?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;

  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class ListedMember {
  @IsString() staffId!: string;
  @IsString() name!: string;
  @IsString() role!: string;
  @IsString() branchId!: string;
  @Nullable() @IsString() managerId!: string | null;
  @IsString({ each: true }) skills!: string[];
  @IsBoolean() active!: boolean;
  /** At work: tickets may be given to him by itself. */
  @IsBoolean() signedIn!: boolean;
}

export class ListedStaff {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ListedMember) items!: ListedMember[];

  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

const staff = statement(
  'list-staff',
  `SELECT staff_id AS "staffId", name, role, branch_id AS "branchId", manager_id AS "managerId", skills, active, signed_in_at IS NOT NULL AS "signedIn"
   FROM staff WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($2::text IS NULL OR branch_id = $2) AND ($3::text IS NULL OR staff_id > $3)
   ORDER BY staff_id LIMIT $4`,
);

@Controller('staff')
export class ListStaff {
  constructor(private readonly database: Database) {}

  /** Who works in the caller's branches, what they can do, and who is at work now, in the order of their codes. */
  @Get()
  @Requires('staff:read')
  @Answers(ListedStaff)
  async handle(@Query() { branchId, limit, after }: ListStaffQuery, @Actor() actor: Actor): Promise<ListedStaff> {
    const own = branchParam(branchesFor(actor, 'staff:read'));
    const found = await this.database.read<ListedMember>(actor, 'staff:read', staff, [own, branchId ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.staffId ?? null) : null };
  }
}
