import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, Nullable } from '@aftercare/chassis';
import { branchParam, CursorMalformed, Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';

const states = ['open', 'recovered', 'written_off'] as const;
type State = (typeof states)[number];

export class ListCarrierClaimsQuery {
  @IsOptional() @IsString() @MaxLength(64) carrier?: string;
  @IsOptional() @IsIn(states) state?: State;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class CarrierClaimView {
  @IsUUID() id!: string;
  @IsString() branchId!: string;
  @IsUUID() discrepancyId!: string;
  @IsString() discrepancyNumber!: string;
  @IsString() carrier!: string;
  /** Exact, in the currency. */
  @IsString() amount!: string;
  @IsString() recovered!: string;
  @IsString() currency!: string;
  /** By this day the carrier has to have it. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) deadline!: string;
  @IsIn(states) state!: State;
  @IsInt() version!: number;
}

export class CarrierClaimList {
  /** In the order in which they were made. */
  @ValidateNested({ each: true }) @Type(() => CarrierClaimView) items!: CarrierClaimView[];
  @Nullable() @IsString() next!: string | null;
}

const inOrder = statement(
  'carrier-claims-in-order',
  `SELECT c.id, c.branch_id AS "branchId", c.discrepancy_id AS "discrepancyId", d.number AS "discrepancyNumber", c.carrier, c.amount, c.recovered, c.currency, c.deadline::text AS deadline, c.state, c.version
     FROM carrier_claim c JOIN discrepancy d ON d.id = c.discrepancy_id
    WHERE ($1::text[] IS NULL OR c.branch_id = ANY ($1)) AND ($2::text IS NULL OR c.carrier = $2) AND ($3::text IS NULL OR c.state = $3) AND ($4::uuid IS NULL OR c.id > $4)
    ORDER BY c.id LIMIT $5`,
);

@Controller('carrier-claims')
export class ListCarrierClaims {
  constructor(private readonly database: Database) {}

  /** What carriers owe us for goods that they lost or broke, with the day by which they have to be told; only branches that are yours. */
  @Get()
  @Requires('parts:settle')
  @Answers(CarrierClaimList)
  async handle(@Query() { carrier, state, after, limit = 50 }: ListCarrierClaimsQuery, @Actor() actor: Principal): Promise<CarrierClaimList> {
    if (after !== undefined && !isUuid(after)) throw new CursorMalformed();
    const found = await this.database.read<CarrierClaimView>(actor, 'parts:settle', inOrder, [branchParam(branchesFor(actor, 'parts:settle')), carrier ?? null, state ?? null, after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
