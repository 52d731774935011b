import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { defineEvent, encodeHeaders } from '@aftercare/contracts';
import { ensureTopics, waitForBroker } from '@aftercare/event-bus';
import type { Logger } from '@aftercare/event-bus';
import { mechanismMigrations } from '@aftercare/event-store';
import { testDatabase } from '@aftercare/testing';
import pg from 'pg';
import { Type } from 'typebox';

/** The event of these benches: 230 bytes or so of JSON, one topic for each run, so that no run reads another's. */
export const movedOf = (tag: string) => defineEvent({
  type: `aftercare.bench.parcel${tag}.moved.v1`,
  meaning: { zh: '测量', en: 'measurement' },
  keyField: 'parcelId',
  branchField: 'branchId',
  personalData: 'none',
  fields: { parcelId: Type.String({ format: 'uuid' }), branchId: Type.String(), number: Type.Integer(), filler: Type.String() },
  example: { parcelId: '0197e6a0-0000-7000-8000-000000000001', branchId: 'BR05', number: 1, filler: 'x'.repeat(140) },
});

export const keys: readonly string[] = Array.from({ length: 1_000 }, (_, n) => createHash('md5').update(`key ${n}`).digest('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'));

const migrations = [
  ...mechanismMigrations,
  {
    name: '0002-bench',
    sql: 'CREATE TABLE parcel (id uuid PRIMARY KEY, version integer NOT NULL); CREATE TABLE view (key uuid PRIMARY KEY, events bigint NOT NULL, last bigint NOT NULL) WITH (fillfactor = 70);',
  },
];

export const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A database of the service `bench` and a topic, both new. */
export interface Stack {
  readonly tag: string;
  readonly topic: string;
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly admin: pg.Pool;
  close(): Promise<void>;
}

export async function startStack(postgres: string, brokers: string): Promise<Stack> {
  process.env['TEST_DATABASE_URL'] = postgres;
  const tag = randomBytes(4).toString('hex');
  const { topic } = movedOf(tag);
  const test = await testDatabase('bench', migrations);
  await waitForBroker([brokers], 60_000);
  await ensureTopics([brokers], [topic]);
  const admin = new pg.Pool({ connectionString: test.adminUrl, max: 2, options: '-c search_path=bench' });
  admin.on('error', () => undefined); // a bench may crash the server
  return {
    tag, topic, brokers, admin, databaseUrl: test.databaseUrl,
    close: async () => {
      await admin.end();
      await test.drop();
    },
  };
}

/** Events of all keys in turn, as if they had been appended, without an app: a million in seconds. */
export async function fillEvents({ admin, tag, topic }: Stack, count: number): Promise<void> {
  const contract = movedOf(tag);
  const headers = encodeHeaders({
    id: '<id>', type: contract.type, source: contract.source, subject: '<key>', time: '2026-01-01T00:00:00.000Z', dataschema: contract.schemaId,
    correlationid: '0197e6a0-0000-7000-8000-000000000003', branchid: 'BR05',
  });
  const payload = { ...contract.example, parcelId: '<key>' };
  await admin.query(
    `INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
     SELECT id, $1, key, 1 + n / $2, $3, 'BR05', convert_to(replace(replace($4, '<id>', id::text), '<key>', key), 'UTF8'), convert_to(replace($5, '<key>', key), 'UTF8'), '2026-01-01'
       FROM (SELECT n, gen_random_uuid() AS id, ($6::text[])[1 + n % $2] AS key FROM generate_series(0, $7::int - 1) n) made`,
    [topic, keys.length, contract.type, JSON.stringify(headers), JSON.stringify(payload), keys, count],
  );
  await admin.query('INSERT INTO stream_head (key, topic, last_seq, last_at) SELECT key, topic, max(sequence), max(occurred_at) FROM event GROUP BY key, topic');
  await admin.query('ANALYZE event');
}

/** Makes the first `count` events wait for that many relays. */
export async function fillOutbox({ admin }: Stack, count: number, shards: number): Promise<void> {
  await admin.query('TRUNCATE outbox');
  await admin.query('SELECT set_relay_shards($1)', [shards]);
  await admin.query('INSERT INTO outbox (id, shard, topic, key) SELECT id, relay_shard(key), topic, key FROM event ORDER BY id LIMIT $1', [count]);
  await admin.query('ANALYZE outbox');
}

/** How many events are committed, and how many of them the view has. Cheap at any size. */
export async function progress({ admin }: Stack): Promise<{ committed: number; applied: number }> {
  const { rows } = await admin.query<{ committed: number; applied: number }>(
    "SELECT (SELECT coalesce(sum(last_seq), 0) FROM stream_head)::int AS committed, (SELECT coalesce(sum(last_seq), 0) FROM key_seq WHERE unit = 'views')::int AS applied",
  );
  return rows[0]!;
}

export interface ProcessOptions {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly tag: string;
}

/** `raw-…`: the same with nothing but drivers in it. */
export type Role = 'writer' | 'reader' | 'raw-writer' | 'raw-reader';

/** A process of the system under test: answers one call at a time. */
export class BenchProcess {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  static async start(role: Role, { databaseUrl, brokers, tag }: ProcessOptions): Promise<BenchProcess> {
    const child = fork(join(import.meta.dirname, `${role}.ts`), [JSON.stringify({ databaseUrl, brokers, tag } satisfies ProcessOptions)], { serialization: 'advanced', execArgv: ['--disable-warning=TimeoutNegativeWarning'] });
    const process = new BenchProcess(child);
    await process.#answer();
    return process;
  }

  async call<T>(name: string, ...args: readonly unknown[]): Promise<T> {
    this.child.send({ name, args });
    return (await this.#answer()) as T;
  }

  async kill(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await ended;
  }

  async #answer(): Promise<unknown> {
    const ended = new AbortController();
    const [message] = (await Promise.race([
      once(this.child, 'message', { signal: ended.signal }),
      once(this.child, 'exit', { signal: ended.signal }).then(() => Promise.reject(new Error('a process of the bench has ended'))),
    ]).finally(() => ended.abort())) as [{ answer?: unknown; error?: string }];
    if (message.error !== undefined) throw new Error(message.error);
    return message.answer;
  }
}
