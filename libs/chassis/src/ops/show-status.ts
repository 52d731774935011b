import { Controller, Get } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsDateString, IsInt, IsNumber, IsString, ValidateNested } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, statement } from '@aftercare/event-store';
import { Answers } from '../answers';
import { Actor } from '../command';

export class HeldKey {
  @IsString() topic!: string;
  @IsString() key!: string;
  @IsString() reason!: string;
  @IsString() error!: string;
  @IsDateString() since!: string;
}

export class ParkedCount {
  @IsString() unit!: string;
  @IsString() status!: string;
  @IsInt() count!: number;
}

export class SkippedType {
  @IsString() unit!: string;
  @IsString() type!: string;
  @IsInt() count!: number;
}

export class EventsStatus {
  @IsInt() shards!: number;
  /** Committed events that Kafka has not acknowledged yet, those of held keys included. */
  @IsInt() waiting!: number;
  @IsNumber() oldestSeconds!: number;
  /** At most 100, longest held first. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => HeldKey) heldKeys!: HeldKey[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => ParkedCount) parked!: ParkedCount[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => SkippedType) skipped!: SkippedType[];
}

const status = statement(
  'ops-status',
  `SELECT (SELECT shards::int FROM relay_setting) AS shards,
          ((SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_held))::int AS waiting,
          coalesce((SELECT extract(epoch FROM clock_timestamp() - e.created_at) FROM event e WHERE e.id = least((SELECT min(id) FROM outbox), (SELECT min(id) FROM outbox_held))), 0)::float8 AS "oldestSeconds",
          coalesce((SELECT json_agg(h) FROM (SELECT topic, key, reason, error, since FROM held_key ORDER BY since LIMIT 100) h), '[]') AS "heldKeys",
          coalesce((SELECT json_agg(p) FROM (SELECT unit, status, count(*)::int AS count FROM parked GROUP BY 1, 2 ORDER BY 1, 2) p), '[]') AS parked,
          coalesce((SELECT json_agg(s) FROM (SELECT unit, type, count FROM skipped ORDER BY 1, 2) s), '[]') AS skipped`,
);

@Controller('ops/status')
export class ShowStatus {
  constructor(private readonly database: Database) {}

  /** What waits to be published, what is held, what is parked, and which types nobody here hears. */
  @Get()
  @Requires('ops:read')
  @Answers(EventsStatus)
  async handle(@Actor() actor: Actor): Promise<EventsStatus> {
    const [row] = await this.database.read<EventsStatus>(actor, 'ops:read', status);
    return row as EventsStatus;
  }
}
