import { Controller, Get, Query } from '@nestjs/common';
import { Requires } from '@aftercare/auth';
import { Database, statement } from '@aftercare/event-store';
import { Answers } from '../answers';
import { Actor } from '../command';
import { ListParkedQuery, ParkedList, type Parked } from './parked';

const page = statement(
  'ops-list-parked',
  `SELECT unit, event_id AS "eventId", topic, part, "offset"::float8 AS "offset", key, sequence::float8 AS sequence, type, status, attempts,
          next_at AS "nextAt", error_class AS "errorClass", error_code AS "errorCode", message, first_failed_at AS "firstFailedAt"
     FROM parked
    WHERE ($1::text IS NULL OR unit = $1) AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR (unit, event_id) > ($3, $4::uuid))
    ORDER BY unit, event_id LIMIT $5`,
);

@Controller('ops/parked')
export class ListParked {
  constructor(private readonly database: Database) {}

  /** Records that were put aside so that others flow, in the order of unit and event. Their bytes: one by one. */
  @Get()
  @Requires('ops:read')
  @Answers(ParkedList)
  async handle(@Query() { unit, status, limit, after }: ListParkedQuery, @Actor() actor: Actor): Promise<ParkedList> {
    const [, afterUnit = null, afterEvent = null] = /^(.+)~([0-9a-f-]{36})$/.exec(after ?? '') ?? [];
    const found = await this.database.read<Parked>(actor, 'ops:read', page, [unit ?? null, status ?? null, afterUnit, afterEvent, limit + 1]);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > limit && last ? `${last.unit}~${last.eventId}` : null };
  }
}
