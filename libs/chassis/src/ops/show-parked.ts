import { Controller, Get, Param } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Requires } from '@aftercare/auth';
import { Database, statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Answers, Nullable } from '../answers';
import { Actor } from '../command';
import { Parked, ParkedPath } from './parked';

export class ParkedRecordView extends Parked {
  /** The record's headers as JSON text. */
  @Nullable() @IsString() headers!: string | null;
  /** The record's value as text; what is no UTF-8 is shown as �. Events carry ids only. */
  @Nullable() @IsString() payload!: string | null;
  @Nullable() @IsString() stack!: string | null;
}

const one = statement(
  'ops-show-parked',
  `SELECT unit, event_id AS "eventId", topic, part, "offset"::float8 AS "offset", key, sequence::float8 AS sequence, type, status, attempts,
          next_at AS "nextAt", error_class AS "errorClass", error_code AS "errorCode", message, first_failed_at AS "firstFailedAt",
          headers, payload, stack
     FROM parked WHERE unit = $1 AND event_id = $2`,
);

@Controller('ops/parked')
export class ShowParked {
  constructor(private readonly database: Database) {}

  /** One parked record with its bytes and why it failed. */
  @Get(':unit/:eventId')
  @Requires('ops:read')
  @Answers(ParkedRecordView)
  async handle(@Param() { unit, eventId }: ParkedPath, @Actor() actor: Actor): Promise<ParkedRecordView> {
    const [row] = await this.database.read<ParkedRecordView & { headers: Buffer | null; payload: Buffer | null }>(actor, 'ops:read', one, [unit, eventId]);
    if (!row) throw new NotFound('parked');
    return { ...row, headers: row.headers?.toString() ?? null, payload: row.payload?.toString() ?? null };
  }
}
