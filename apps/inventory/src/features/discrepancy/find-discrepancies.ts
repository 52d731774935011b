import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { DiscrepancyView, partyOf } from '../../discrepancy-view';
import { discrepancyTypes, type DiscrepancyType } from '../../domain/discrepancy';
import { discrepancyStates, type DiscrepancyState } from '../../domain/discrepancy.lifecycle';

export class FindDiscrepanciesQuery {
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
  @IsOptional() @IsString() @MaxLength(64) dealer?: string;
  @IsOptional() @IsUUID() note?: string;
  @IsOptional() @IsIn(discrepancyStates) state?: DiscrepancyState;
  @IsOptional() @IsIn(discrepancyTypes) type?: DiscrepancyType;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class DiscrepancyList {
  /** The oldest first. */
  @ValidateNested({ each: true }) @Type(() => DiscrepancyView) items!: DiscrepancyView[];
  /** Send it as `after` for what comes next; `null`: that is all. */
  @Nullable() @IsString() next!: string | null;
}

const inOrder = statement(
  'discrepancies-in-order',
  `SELECT s.* FROM discrepancy d JOIN discrepancy_shown s USING (id)
    WHERE ($1::text[] IS NULL OR d.branch_id = ANY ($1)) AND ($2::text IS NULL OR d.dealer_code = $2 OR d.received_by_whom = $2) AND ($3::text IS NULL OR d.dealer_code = $3)
      AND ($4::uuid IS NULL OR d.note_id = $4) AND ($5::text IS NULL OR d.state = $5) AND ($6::text IS NULL OR d.type = $6) AND ($7::uuid IS NULL OR d.id > $7)
    ORDER BY d.id LIMIT $8`,
);

@Controller('discrepancies')
export class FindDiscrepancies {
  constructor(private readonly database: Database) {}

  /** Differences between what was sent and what came. Both sides see them from the moment of the receipt: a dealer his own, our people those of their branches. */
  @Get()
  @Requires('parts:read')
  @Answers(DiscrepancyList)
  async handle(@Query() { branch, dealer, note, state, type, after, limit = 50 }: FindDiscrepanciesQuery, @Actor() actor: Principal): Promise<DiscrepancyList> {
    if (after !== undefined && !isUuid(after)) throw new CursorMalformed();
    const branches = branchesFor(actor, 'parts:read');
    const named = branch === undefined ? branchParam(branches) : branches === '*' || branches.includes(branch) ? [branch] : [];
    const values = [named, partyOf(actor), dealer ?? null, note ?? null, state ?? null, type ?? null, after ?? null, limit + 1];
    const found = await this.database.read<DiscrepancyView>(actor, 'parts:read', inOrder, values);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
