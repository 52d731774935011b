import { join } from 'node:path';
import type { RunningSystem } from '@aftercare/testing';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { closedLoop } from './load.ts';
import { recordCommand } from './recording.ts';
import type { RecordedStatement } from './recording.ts';

export const name = 'queue';
export const expectedSeconds = 150;

const callers = 4;
const seconds = 3;

/** What people look for: their own, a branch's, a rare kind in a region, what is late anywhere. */
const questions = [
  { name: 'mine', who: 'ST030', query: 'mine=true' },
  { name: 'a branch', who: 'ST030', query: '' },
  { name: 'rare in a region', who: 'ST008', query: 'type=staff_conduct&state=waiting' },
  { name: 'overdue anywhere', who: 'ST005', query: 'due=overdue' },
  { name: 'nothing anywhere', who: 'ST005', query: 'type=staff_conduct&priority=urgent&waitingFor=third_party' },
] as const;

/**
 * `GET /tickets/queue` among a million tickets, 150,000 of them not finished, against the same transactions on a bare connection without
 * service and branch wall. Each question's plan is printed as the service's own role gets it.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare(['issuer', 'tickets']);
  const client = httpClient(system.services['tickets']!.url, { connections: callers, expect: 200 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    await admin.query('SET search_path = tickets');
    await admin.query(branches);
    await admin.query(million);
    await admin.query('VACUUM ANALYZE ticket');
    say('a million tickets are there');
    const series: Series[] = [];
    for (const { name: asked, who, query } of questions) {
      const authorization = `Bearer ${await system.tokenFor('tickets', who)}`;
      const ask = (mark: string = crypto.randomUUID()): Promise<void> => client.get(`/tickets/queue?${query}&after=${encodeURIComponent(`1970-01-01T00:00:00+00~${mark}`)}`, { authorization });
      await closedLoop(callers, 1, () => ask());
      const [recorded] = await recordCommand(system.databaseUrl, join(system.folder, 'data/logs/postgres.log'), ask);
      for (const line of await planOf(admin, recorded)) say(line);
      const values: number[] = [];
      const limits: number[] = [];
      for (let round = 1; round <= runs; round++) {
        values.push(percentile((await closedLoop(callers, seconds, () => ask())).durations, 0.99));
        limits.push(percentile(await bare(system, recorded), 0.99));
      }
      say(`${asked}: p99 ${values.map((value) => value.toFixed(1)).join(', ')} ms, bare ${limits.map((limit) => limit.toFixed(1)).join(', ')} ms`);
      series.push({ name: `queue at 1 M tickets, ${asked}, p99`, unit: 'ms', target: { of: 'value', atMost: 300 }, values, limits });
    }
    return series;
  } finally {
    client.close();
    await admin.end();
    await system.stop();
  }
}

/** What directory would have told. */
const branches = `
  INSERT INTO branch (id, short_code, zone) SELECT 'BR' || lpad(n::text, 2, '0'), 'B' || n, 'Asia/Shanghai' FROM generate_series(1, 12) n`;

const million = `
  INSERT INTO ticket (id, branch_id, number, type, channel, state, owner_id, contact_id, opened_by, opened_at, opened_on, acknowledged_at, priority, waiting_for,
                      response_due_at, resolution_due_at, silent_consent_at, version)
  SELECT gen_random_uuid(), b.id, 'TK-' || b.short_code || '-2025-' || lpad(n::text, 7, '0'), (ARRAY['complaint', 'inquiry', 'repair', 'parts', 'call', 'suggestion', 'return'])[1 + n % 7],
         'phone', state, 'ST0' || lpad((14 + n % 48)::text, 2, '0'), gen_random_uuid(), 'ST030', at, at::date, at, (ARRAY['low', 'normal', 'high', 'urgent'])[1 + n % 4],
         CASE WHEN state = 'waiting' THEN (ARRAY['customer', 'parts', 'dealer'])[1 + n % 3] END,
         CASE WHEN state IN ('new', 'assigned') THEN at + interval '60 days' END, CASE WHEN state IN ('in_progress', 'waiting') AND n % 5 > 0 THEN at + interval '60 days' END,
         CASE WHEN state = 'resolved' THEN at + interval '97 days' END, 1
    FROM (SELECT n, now() - n % 129600 * interval '1 minute' AS at,
                 CASE WHEN n % 20 < 17 THEN 'closed' ELSE (ARRAY['new', 'assigned', 'in_progress', 'waiting', 'resolved'])[1 + n % 5] END AS state
            FROM generate_series(1, 1000000) n) made
    JOIN (SELECT id, short_code, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_of_them FROM branch WHERE id LIKE 'BR%') b ON b.place = n % b.all_of_them`;

/** The same transaction again and again on connections of their own. */
async function bare({ databaseUrl }: RunningSystem, transaction: readonly RecordedStatement[]): Promise<readonly number[]> {
  const clients = await Promise.all(Array.from({ length: callers }, async () => {
    const connection = new pg.Client({ connectionString: databaseUrl });
    await connection.connect();
    await connection.query('SET search_path = tickets');
    return connection;
  }));
  try {
    const free = [...clients];
    const { durations } = await closedLoop(callers, seconds, async () => {
      const connection = free.pop()!;
      for (const { name: prepared, text, values } of transaction) await connection.query({ ...(prepared === null ? {} : { name: prepared }), text, values: [...values] });
      free.push(connection);
    });
    return durations;
  } finally {
    await Promise.all(clients.map((connection) => connection.end()));
  }
}

/** How the service's own role, behind its branch wall, comes to the answer once the statement is planned for good. */
async function planOf(admin: pg.Client, transaction: readonly RecordedStatement[]): Promise<string[]> {
  await admin.query('BEGIN');
  try {
    await admin.query('SET LOCAL ROLE tickets_app');
    await admin.query("SET LOCAL plan_cache_mode = 'force_generic_plan'");
    const [question] = transaction.filter(({ name: prepared }) => prepared?.startsWith('queue-'));
    await admin.query(/SELECT set_config.*/s.exec(transaction[0]!.text)![0]);
    await admin.query(`PREPARE question AS ${question!.text}`);
    const values = question!.values.map((value) => (value === null ? 'NULL' : pg.escapeLiteral(value)));
    const { rows } = await admin.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS OFF, BUFFERS) EXECUTE question(${values.join(', ')})`);
    return rows.map((row) => row['QUERY PLAN']);
  } finally {
    await admin.query('ROLLBACK');
    await admin.query('DEALLOCATE ALL');
  }
}
