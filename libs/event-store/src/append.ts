import { encodeHeaders } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { statement, type Statement } from './statement';
import type { PendingEvent } from './pending-event';
import type { TxContext } from './tx-context';

/**
 * State changes leave a transaction through this one statement. The head rows are locked in (topic, key) order and held to
 * COMMIT; therefore, per key, sequences have no hole, id order is commit order, and event n is visible whenever n+1 is.
 */
const appendStatement = statement(
  'append-events',
  `WITH input AS (
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::timestamptz[])
       WITH ORDINALITY AS i(event_id, topic, key, type, branch_id, headers, payload, occurred_at, ord)
   ), head AS (
     INSERT INTO stream_head AS h (key, topic, last_seq, last_at)
     SELECT key, topic, count(*), max(occurred_at) FROM input GROUP BY topic, key ORDER BY topic, key COLLATE "C"
     ON CONFLICT (key, topic) DO UPDATE SET last_seq = h.last_seq + excluded.last_seq, last_at = greatest(h.last_at, excluded.last_at)
     RETURNING key, topic, last_seq
   ), stored AS (
     INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
     SELECT i.event_id, i.topic, i.key,
            h.last_seq - count(*) OVER (PARTITION BY i.topic, i.key) + row_number() OVER (PARTITION BY i.topic, i.key ORDER BY i.ord),
            i.type, i.branch_id, i.headers, i.payload, i.occurred_at
       FROM input i JOIN head h USING (topic, key) ORDER BY i.ord
     RETURNING id, topic, key
   )
   INSERT INTO outbox (id, shard, topic, key)
   SELECT id, (hashtext(key) & 2147483647) % (SELECT shards FROM relay_setting), topic, key FROM stored`,
);

/** The same for exactly one event, which is what most transactions carry: less than half of the work for the database. */
const appendOneStatement = statement(
  'append-event',
  `WITH head AS (
     INSERT INTO stream_head AS h (key, topic, last_seq, last_at) VALUES ($3, $2, 1, $8)
     ON CONFLICT (key, topic) DO UPDATE SET last_seq = h.last_seq + 1, last_at = greatest(h.last_at, excluded.last_at)
     RETURNING last_seq
   ), stored AS (
     INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
     SELECT $1::uuid, $2, $3, last_seq, $4, $5, $6, $7, $8 FROM head
     RETURNING id
   )
   INSERT INTO outbox (id, shard, topic, key)
   SELECT id, (hashtext($3) & 2147483647) % (SELECT shards FROM relay_setting), $2, $3 FROM stored`,
);

/** The statement that stores these events and queues them, with its parameters. */
export const appending = (pending: readonly PendingEvent[], context: TxContext): readonly [Statement, readonly unknown[]] => {
  const correlationId = context.correlationId ?? newId();
  const rows = pending.map(({ id, event, payload, occurredAt, cause }) => {
    const { contract } = event;
    const data = event.data as Readonly<Record<string, unknown>>;
    const key = String(data[contract.keyField]);
    const branchId = contract.branchField === null ? null : String(data[contract.branchField]);
    const headers = encodeHeaders({
      id,
      type: contract.type,
      source: contract.source,
      subject: key,
      time: occurredAt.toISOString(),
      dataschema: contract.schemaId,
      correlationid: cause.correlationId ?? correlationId,
      ...(branchId !== null && { branchid: branchId }),
      ...(cause.causationId != null && { causationid: cause.causationId }),
      ...(cause.traceparent != null && { traceparent: cause.traceparent }),
    });
    return [id, contract.topic, key, contract.type, branchId, Buffer.from(JSON.stringify(headers)), payload, occurredAt];
  });
  const [first = [], ...others] = rows;
  if (others.length === 0) return [appendOneStatement, first];
  return [appendStatement, first.map((_, column) => rows.map((row) => row[column]))]; // an array per column
};
