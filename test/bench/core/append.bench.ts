import { randomUUID } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { TicketOpenedV1 } from '@aftercare/contracts';
import { Database, mechanismMigrations, statement } from '@aftercare/event-store';
import { testDatabase } from '@aftercare/testing';
import pg from 'pg';
import type { BenchContext, Series } from '../../../tools/bench/bench.ts';
import { closedLoop } from '../load.ts';

export const name = 'append';
export const expectedSeconds = 50;

const connections = 8;
const keys = Array.from({ length: 1000 }, () => randomUUID());
const anyKey = (): string => keys[Math.floor(Math.random() * keys.length)]!;

const migrations = [...mechanismMigrations, { name: '0002-state', sql: 'CREATE TABLE state (id uuid PRIMARY KEY, n integer NOT NULL)' }];
const change = statement('change-state', 'UPDATE state SET n = n + 1 WHERE id = $1');

/** The least that can be sent to have the same rows durable: one statement, one round trip. */
const raw = {
  name: 'raw',
  text: `WITH changed AS (UPDATE state SET n = n + 1 WHERE id = $1::uuid),
    head AS (INSERT INTO stream_head AS h (key, topic, last_seq, last_at) VALUES ($1::text, $2, 1, clock_timestamp())
             ON CONFLICT (key, topic) DO UPDATE SET last_seq = h.last_seq + 1, last_at = excluded.last_at RETURNING last_seq),
    stored AS (INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
               SELECT $3::uuid, $2, $1::text, last_seq, $4, $5, $6, $7, clock_timestamp() FROM head RETURNING id)
    INSERT INTO outbox (id, shard, topic, key) SELECT id, 0, $2, $1::text FROM stored`,
};

/** State and event in one transaction through the event store, against the same rows in one raw statement, 8 connections each. */
export async function run({ runs, postgres, say }: BenchContext): Promise<readonly Series[]> {
  process.env['TEST_DATABASE_URL'] = await postgres();
  const test = await testDatabase('bench', migrations);
  const database = await Database.open({ url: test.databaseUrl, service: 'bench', poolSize: connections });
  const pool = new pg.Pool({ connectionString: test.databaseUrl, max: connections });
  try {
    await pool.query('INSERT INTO state SELECT id, 0 FROM unnest($1::uuid[]) AS id', [keys]);
    const { example, topic, type } = TicketOpenedV1;
    const payload = Buffer.from(JSON.stringify(example));
    const headers = Buffer.alloc(500, 'h');
    const context = { principal: systemPrincipal('bench', '*'), branches: '*' } as const;
    const viaStore = (): Promise<void> => database.withTx(context, async (tx) => {
      const ticketId = anyKey();
      await tx.query(change, [ticketId]);
      tx.raise(TicketOpenedV1.of({ ...example, ticketId }), new Date());
    });
    const viaStatement = async (): Promise<void> => void (await pool.query(raw, [anyKey(), topic, randomUUID(), type, example.branchId, headers, payload]));

    const values: number[] = [];
    const limits: number[] = [];
    await closedLoop(connections, 1, viaStore);
    await closedLoop(connections, 1, viaStatement);
    for (let round = 1; round <= runs; round++) {
      values.push((await closedLoop(connections, 4, viaStore)).perSecond);
      limits.push((await closedLoop(connections, 4, viaStatement)).perSecond);
      say(`run ${round}: ${values.at(-1)!.toFixed(0)} tx/s, raw ${limits.at(-1)!.toFixed(0)} tx/s`);
    }
    return [{ name: 'append, state + event', unit: 'tx/s', target: { of: 'ratio', atLeast: 0.8 }, values, limits }];
  } finally {
    await pool.end();
    await database.close();
    await test.drop();
  }
}
