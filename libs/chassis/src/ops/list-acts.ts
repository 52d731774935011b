import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsDateString, IsInt, IsOptional, IsString, Matches, Max, Min, ValidateNested } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, statement } from '@aftercare/event-store';
import { Answers, Nullable } from '../answers';
import { Actor } from '../command';

export class OperatorsAct {
  @IsDateString() at!: string;
  /** The code of whoever did it. */
  @IsString() actor!: string;
  /** The route, e.g. `POST /ops/parked/:unit/:eventId/retry`. */
  @IsString() action!: string;
  /** What it was done to; null when it was refused. */
  @Nullable() @IsString() subject!: string | null;
  /** `done`, `refused` or `not-found`. */
  @IsString() outcome!: string;
  /** Of a refusal: its rule. */
  @Nullable() @IsString() code!: string | null;
  /** Why he did it; null when it was refused. */
  @Nullable() @IsString() reason!: string | null;
}

export class ActList {
  /** Newest first. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => OperatorsAct) items!: OperatorsAct[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

export class ListActsQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @Matches(/^\d{1,19}$/) after?: string;
}

const page = statement(
  'ops-list-acts',
  `SELECT id::text, at, actor, action, subject, outcome, code, reason FROM audit
    WHERE action LIKE 'POST /ops/%' AND ($1::bigint IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
);

@Controller('ops/acts')
export class ListActs {
  constructor(private readonly database: Database) {}

  /** What operators have done here, and tried to do, as the audit has it: who, what, when and why; the newest first. */
  @Get()
  @Requires('ops:read')
  @Answers(ActList)
  async handle(@Query() { limit, after }: ListActsQuery, @Actor() actor: Actor): Promise<ActList> {
    const found = await this.database.read<OperatorsAct & { id: string }>(actor, 'ops:read', page, [after ?? null, limit + 1]);
    const items = found.slice(0, limit);
    return { items: items.map(({ id: _id, ...act }) => act), next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
