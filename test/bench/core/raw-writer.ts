// What a service that appends and publishes costs at least: one statement per transaction, and select, publish, delete.
import { randomUUID } from 'node:crypto';
import { encodeHeaders } from '@aftercare/contracts';
import pg from 'pg';
import { closedLoop } from '../load.ts';
import { rawRelay } from './raw-relay.ts';
import { monotonic, options, serve } from './serve.ts';
import { keys, movedOf } from './stack.ts';

const { topic, type, source, schemaId, example } = movedOf(options.tag);
const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 16 });
const append = {
  name: 'append',
  text: `WITH changed AS (INSERT INTO parcel AS p (id, version) VALUES ($1::uuid, 1) ON CONFLICT (id) DO UPDATE SET version = p.version + 1),
    head AS (INSERT INTO stream_head AS h (key, topic, last_seq, last_at) VALUES ($1::text, $2, 1, clock_timestamp())
             ON CONFLICT (key, topic) DO UPDATE SET last_seq = h.last_seq + 1, last_at = excluded.last_at RETURNING last_seq),
    stored AS (INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
               SELECT $3::uuid, $2, $1::text, last_seq, $4, 'BR05', $5, $6, clock_timestamp() FROM head RETURNING id)
    INSERT INTO outbox (id, shard, topic, key) SELECT id, 0, $2, $1::text FROM stored`,
};
let committed: [number: number, at: number][] = [];
let number = 0;

serve({
  relay: () => void rawRelay({ ...options, topic }, 0, new AbortController().signal, () => undefined),
  closed: async (width: number, seconds: number) => {
    await closedLoop(width, seconds, async () => {
      const key = keys[Math.floor(Math.random() * keys.length)]!;
      const id = randomUUID();
      const headers = encodeHeaders({ id, type, source, subject: key, time: new Date().toISOString(), dataschema: schemaId, correlationid: id, branchid: 'BR05' });
      await pool.query({ ...append, values: [key, topic, id, type, Buffer.from(JSON.stringify(headers)), Buffer.from(JSON.stringify({ ...example, parcelId: key, number: ++number }))] });
      committed.push([number, monotonic()]);
    });
    const all = committed;
    committed = [];
    return all;
  },
});
