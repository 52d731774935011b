import { Type } from 'class-transformer';
import { IsArray, IsDateString, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';
import { statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Nullable } from '../answers';

export const parkedStatuses = ['failing', 'behind', 'dead', 'forked'] as const;

/** Which parked record is meant: the same event can be parked in both units of a service. */
export class ParkedPath {
  @IsString() @MaxLength(80) unit!: string;
  @IsUUID() eventId!: string;
}

/** What every action of an operator carries. */
export class OpsBody {
  /** Why it is done: kept in the audit, for whoever looks at it later. */
  @IsString() @MinLength(3) @MaxLength(500) reason!: string;
}

export class Parked {
  @IsString() unit!: string;
  @IsUUID() eventId!: string;
  @IsString() topic!: string;
  @IsInt() part!: number;
  @IsInt() offset!: number;
  /** `null`: the bytes could not be read, so nothing waits for this record. */
  @Nullable() @IsString() key!: string | null;
  @Nullable() @IsInt() sequence!: number | null;
  @Nullable() @IsString() type!: string | null;
  /** `failing` is tried again at `nextAt`; `behind` waits for an earlier event of its key; `dead` waits for a person, and so does `forked`: another event was seen in its place. */
  @IsIn(parkedStatuses) status!: string;
  @IsInt() attempts!: number;
  @Nullable() @IsDateString() nextAt!: string | null;
  @Nullable() @IsString() errorClass!: string | null;
  @Nullable() @IsString() errorCode!: string | null;
  @Nullable() @IsString() message!: string | null;
  @IsDateString() firstFailedAt!: string;
}

export class ParkedList {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Parked) items!: Parked[];
  /** Where the next page begins; null on the last one. */
  @Nullable() @IsString() next!: string | null;
}

export class ListParkedQuery {
  @IsOptional() @IsString() @MaxLength(80) unit?: string;
  @IsOptional() @IsIn(parkedStatuses) status?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(500) limit: number = 50;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(160) after?: string;
}

/** What an action did, or would do. */
export class OpsOutcome {
  @IsIn(['parked.retry', 'parked.discard', 'key.release', 'events.republish', 'unit.resync', 'timer.revive']) action!: string;
  /** How many records, events or partitions it concerned. */
  @IsInt() count!: number;
}

/** A parked record and how far its key is in the unit, both locked: the runner and the retrier wait. */
export interface LockedParked {
  readonly status: (typeof parkedStatuses)[number];
  readonly topic: string;
  readonly key: string | null;
  readonly sequence: number | null;
  /** The last sequence of the key that took effect. */
  readonly last: number;
  /** The first parked event of the key, which has to be dealt with before all others. */
  readonly first: string | null;
}

const find = statement('ops-parked-key', 'SELECT topic, key FROM parked WHERE unit = $1 AND event_id = $2');
const lockKey = statement(
  'ops-lock-key',
  `WITH made AS (INSERT INTO key_seq (key, topic, unit, last_seq) VALUES ($3, $2, $1, 0) ON CONFLICT DO NOTHING)
   SELECT last_seq::int AS last FROM key_seq WHERE unit = $1 AND topic = $2 AND key = $3 FOR UPDATE`,
);
const read = statement(
  'ops-parked-lock',
  `SELECT p.status, p.topic, p.key, p.sequence::int AS sequence,
          (SELECT event_id FROM parked f WHERE f.unit = p.unit AND f.topic = p.topic AND f.key = p.key ORDER BY f.sequence LIMIT 1) AS first
     FROM parked p WHERE p.unit = $1 AND p.event_id = $2 FOR UPDATE`,
);

/** Locks in the one order that everybody keeps: the key, then its parked records. Throws `NotFound`. */
export const lockParked = async (tx: Tx, { unit, eventId }: ParkedPath): Promise<LockedParked> => {
  const [place] = await tx.query<{ topic: string; key: string | null }>(find, [unit, eventId]);
  if (!place) throw new NotFound('parked');
  const [state] = place.key === null ? [] : await tx.query<{ last: number }>(lockKey, [unit, place.topic, place.key]);
  const [row] = await tx.query<Omit<LockedParked, 'last'>>(read, [unit, eventId]);
  if (!row) throw new NotFound('parked');
  return { ...row, last: state?.last ?? 0 };
};
