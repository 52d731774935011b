import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { closedLoop } from './load.ts';

export const name = 'sweep';
export const expectedSeconds = 280;

const duties = 1_000_000;
/** So many fall due one after the other, one every few milliseconds, and so many at the same moment. */
const inTurn = 1_000;
const turnMs = 10;
const atOnce = 3_000;
/** As many as a service fires at a time. */
const lanes = 4;
const within = 60_000;

/**
 * Duties to return old parts among a million of them, each with two timers: how late the facts are that they fall due, when one does every ten
 * milliseconds and when three thousand do at once, and how long the lists take over which somebody bends then.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare(['issuer', 'dealer-returns']);
  const client = httpClient(system.services['dealer-returns']!.url, { connections: lanes, expect: 200 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  const pool = new pg.Pool({ connectionString: system.databaseUrl, max: lanes, options: '-c search_path="dealer-returns"' });
  try {
    await admin.connect();
    await admin.query('SET search_path = "dealer-returns"');
    await admin.query(owed, [duties]);
    await admin.query(timers, [duties]);
    await admin.query('VACUUM ANALYZE obligation, timer');
    say(`${duties.toLocaleString('en')} duties are there, each with two timers`);
    const [late50, late99, latest, lateBurst, burst, raw]: number[][] = [[], [], [], [], [], []];
    for (let round = 1; round <= runs; round++) {
      const turn = await fallDue(admin, inTurn, turnMs);
      late50!.push(percentile(turn.late, 0.5));
      late99!.push(percentile(turn.late, 0.99));
      latest!.push(Math.max(...turn.late));
      const together = await fallDue(admin, atOnce, 0);
      lateBurst!.push(Math.max(...together.late));
      burst!.push(together.perSecond);
      raw!.push(await rawly(admin, pool));
      say(`run ${round}: p99 ${late99!.at(-1)!.toFixed(0)} ms late in turn, ${burst!.at(-1)!.toFixed(0)}/s at once, raw ${raw!.at(-1)!.toFixed(0)}/s`);
    }
    const lists: Series[] = [];
    for (const [what, who, path] of [['what is overdue in a branch', 'ST030', '/obligations?overdueDays=1'], ['who owes in a branch', 'ST030', '/debtors'], ['who owes in all branches', 'ST003', '/debtors']] as const) {
      const authorization = `Bearer ${await system.tokenFor('dealer-returns', who)}`;
      const ask = (): Promise<void> => client.get(path, { authorization });
      await closedLoop(lanes, 1, ask);
      const values: number[] = [];
      for (let round = 1; round <= runs; round++) values.push(percentile((await closedLoop(lanes, 3, ask)).durations, 0.99));
      say(`${what}: p99 ${values.map((value) => value.toFixed(1)).join(', ')} ms`);
      lists.push({ name: `${what}, among ${duties.toLocaleString('en')} duties, p99`, unit: 'ms', target: { of: 'value', atMost: 300 }, values });
    }
    return [
      { name: `a duty falls due, one every ${turnMs} ms, late by, p50`, unit: 'ms', target: null, values: late50! },
      { name: '… p99', unit: 'ms', target: { of: 'value', atMost: 2_000 }, values: late99! },
      { name: '… at most', unit: 'ms', target: { of: 'value', atMost: 2_000 }, values: latest! },
      { name: `${atOnce.toLocaleString('en')} duties at once, the last one late by`, unit: 'ms', target: null, values: lateBurst! },
      { name: '… fired', unit: '1/s', target: null, values: burst!, limits: raw! },
      ...lists,
    ];
  } finally {
    client.close();
    await pool.end();
    await admin.end();
    await system.stop();
  }
}

/** Some of the duties fall due, the first of them in a moment; by how much later than that each of the facts was committed, in milliseconds. */
async function fallDue(admin: pg.Client, count: number, everyMs: number): Promise<{ readonly late: readonly number[]; readonly perSecond: number }> {
  await admin.query('CREATE TEMP TABLE IF NOT EXISTS awaited (subject text PRIMARY KEY, due_at timestamptz NOT NULL)');
  await admin.query('TRUNCATE awaited');
  await admin.query(choose, [count, everyMs]);
  const until = performance.now() + within + count * everyMs;
  for (;;) {
    const { rows: [row] } = await admin.query<{ left: number }>('SELECT count(*)::int AS left FROM awaited a JOIN timer t ON t.kind = $1 AND t.subject = a.subject', ['obligation.due']);
    if (row!.left === 0) break;
    if (performance.now() > until) throw new Error(`${row!.left} of ${count} duties have not fallen due within ${(until / 1000).toFixed(0)} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { rows } = await admin.query<{ late: number; at: number }>(
    `SELECT extract(epoch FROM e.created_at - a.due_at)::float8 * 1000 AS late, extract(epoch FROM e.created_at)::float8 AS at FROM awaited a JOIN event e ON e.key = a.subject AND e.type LIKE '%.obligation.overdue.v1'`);
  if (rows.length !== count) throw new Error(`${count} duties fell due and ${rows.length} facts say so`);
  const times = rows.map(({ at }) => at);
  return { late: rows.map(({ late }) => late), perSecond: count / Math.max(0.001, Math.max(...times) - Math.min(...times)) };
}

/** The least that can be sent to have the same durable: one statement that takes the timer, changes the duty and writes what happened down. */
async function rawly(admin: pg.Client, pool: pg.Pool): Promise<number> {
  const { rows } = await admin.query<{ subject: string }>(`SELECT subject FROM timer WHERE kind = 'obligation.due' AND due_at > business_now() + interval '1 day' LIMIT $1`, [atOnce]);
  const left = rows.map(({ subject }) => subject);
  const from = performance.now();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let subject = left.pop(); subject !== undefined; subject = left.pop()) await pool.query(taken, [subject]);
  }));
  return (atOnce * 1000) / (performance.now() - from);
}

const owed = `
  INSERT INTO obligation (id, number, branch_id, zone, dealer_code, note_id, note_number, line_no, part, shipped_as, qty, received_qty, waived_qty, state, due_on, incurred_at, version, unit_price, currency)
  SELECT md5('duty ' || n)::uuid, 'OB-BENCH-' || n, 'BR' || lpad((1 + n % 12)::text, 2, '0'), 'Asia/Shanghai', 'DL' || lpad((1 + n % 40)::text, 3, '0'), md5('note ' || n)::uuid, 'DN-BENCH-' || n, 1,
         'PT' || lpad((1 + n % 140)::text, 3, '0'), 'PT' || lpad((1 + n % 140)::text, 3, '0'), 1 + n % 3, 0, 0,
         -- In each branch half of them have ended; of the others one in a hundred is overdue, and one in three is over and is still to be told so.
         CASE WHEN of_branch % 2 = 0 THEN 'received' WHEN of_branch % 100 = 1 THEN 'overdue' ELSE 'reminded' END,
         (business_now() AT TIME ZONE 'Asia/Shanghai')::date + CASE WHEN of_branch % 100 = 1 OR of_branch % 3 = 0 THEN -1 ELSE 30 END, business_now(), 1, '96.25', 'CNY'
    FROM generate_series(1, $1::int) n, LATERAL (SELECT n / 12 AS of_branch) b`;

/** Two for each, also for those that have ended: as many as there would be of a million that are owed. */
const timers = `
  INSERT INTO timer (kind, subject, branch_id, due_at)
  SELECT kind, md5('duty ' || n)::uuid::text, 'BR' || lpad((1 + n % 12)::text, 2, '0'), business_now() + interval '30 days' + n * interval '1 second'
    FROM generate_series(1, $1::int) n, unnest(ARRAY['obligation.reminder', 'obligation.due']) AS kind`;

/** Their day is over already; when it is said so is what the timer says. */
const choose = `
  WITH chosen AS (
    SELECT o.id::text AS subject, row_number() OVER () AS nth FROM obligation o JOIN timer t ON t.kind = 'obligation.due' AND t.subject = o.id::text
     WHERE o.state = 'reminded' AND o.due_on < (business_now() AT TIME ZONE 'Asia/Shanghai')::date AND t.due_at > business_now() + interval '1 day' LIMIT $1
  ), set_ AS (
    UPDATE timer t SET due_at = date_trunc('milliseconds', business_now()) + interval '3 seconds' + c.nth * $2::int * interval '1 millisecond' FROM chosen c WHERE t.kind = 'obligation.due' AND t.subject = c.subject RETURNING t.subject, t.due_at
  )
  INSERT INTO awaited SELECT subject, due_at FROM set_`;

const taken = {
  name: 'raw',
  text: `WITH gone AS (DELETE FROM timer WHERE kind = 'obligation.due' AND subject = $1 RETURNING subject),
              duty AS (UPDATE obligation o SET state = 'overdue', version = version + 1 FROM gone WHERE o.id = gone.subject::uuid RETURNING o.id, o.branch_id)
         INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
         SELECT gen_random_uuid(), 'aftercare.bench.obligation', id::text, 1, 'aftercare.bench.obligation.overdue.v1', branch_id, convert_to(repeat('h', 400), 'UTF8'), convert_to(repeat('p', 600), 'UTF8'), business_now() FROM duty`,
};
