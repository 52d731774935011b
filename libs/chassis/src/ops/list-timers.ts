import { Controller, Get, Query } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { IsArray, IsBoolean, IsDateString, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, statement } from '@aftercare/event-store';
import { Answers, Nullable } from '../answers';
import { Actor } from '../command';

export class TimerView {
  @IsString() kind!: string;
  /** Whom it is about: an aggregate's id. */
  @IsString() subject!: string;
  @Nullable() @IsString() branchId!: string | null;
  /** In business time. */
  @IsDateString() dueAt!: string;
  /** How often it has failed. */
  @IsInt() attempts!: number;
  /** After a failure: not before, in real time; null for one that has not failed, and for a dead one. */
  @Nullable() @IsDateString() nextAt!: string | null;
  /** It has failed too often and fires no more by itself. */
  @IsBoolean() dead!: boolean;
}

export class TimerList {
  @IsArray() @ValidateNested({ each: true }) @Type(() => TimerView) items!: TimerView[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

export class ListTimersQuery {
  /** Only those that fire no more by themselves. */
  @IsOptional() @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown))) @IsBoolean() dead: boolean = false;
  @IsOptional() @IsString() @MaxLength(80) kind?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(300) after?: string;
}

const page = statement(
  'ops-list-timers',
  `SELECT kind, subject, branch_id AS "branchId", due_at AS "dueAt", attempts, CASE WHEN next_at < 'infinity' THEN next_at END AS "nextAt", coalesce(next_at = 'infinity', false) AS dead
     FROM timer
    WHERE (NOT $1 OR next_at = 'infinity') AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR (kind, subject) > ($3, $4))
    ORDER BY kind, subject LIMIT $5`,
);

@Controller('ops/timers')
export class ListTimers {
  constructor(private readonly database: Database) {}

  /** What falls due by itself, in the order of kind and subject, of all branches. */
  @Get()
  @Requires('ops:read')
  @Answers(TimerList)
  async handle(@Query() { dead, kind, limit, after }: ListTimersQuery, @Actor() actor: Actor): Promise<TimerList> {
    const [, afterKind = null, afterSubject = null] = /^([^/]*)\/(.*)$/s.exec(after ?? '') ?? [];
    const rows = await this.database.read<TimerView>(actor, 'ops:read', page, [dead, kind ?? null, afterKind, afterSubject, limit + 1]);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? `${last.kind}/${last.subject}` : null };
  }
}
