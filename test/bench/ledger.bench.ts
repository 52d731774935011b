import type { Statement } from '@aftercare/event-store';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import { built } from './built.ts';
import { httpClient } from './http-client.ts';
import { closedLoop } from './load.ts';

export const name = 'ledger';
export const expectedSeconds = 420;

const callers = 4;
const seconds = 3;
const rows = 5_000_000;
const requests = 1_000_000;

const { ledgerPages } = built<{ ledgerPages: Readonly<Record<'document' | 'part' | 'location' | 'branches', Statement>> }>('inventory', 'features/stock/show-ledger');
const { requestsPage } = built<{ requestsPage: Statement }>('inventory', 'features/parts-request/find-parts-requests');

const bins = ['good', 'bad', 'quarantine', 'in_transit'].map((bin) => `bin:WH-BR05:${bin}`);
/** The values of a page of the ledger: branches, cursor, limit, part, accounts, document, reason, since. */
const page = (branches: readonly string[] | null, { part = null, accounts = null, document = null, reason = null, until = 'infinity' }: {
  readonly part?: string | null; readonly accounts?: readonly string[] | null; readonly document?: string | null; readonly reason?: string | null; readonly until?: string;
} = {}): readonly unknown[] => [branches, until, '0', 51, part, accounts, document, reason, '-infinity'];
const own = ['BR05'];

/** What people look for, with the statement that answers it and its values, for the plan. */
const questions = [
  { name: 'ledger, a branch', who: 'ST031', path: '/stock-transfers', statement: ledgerPages.branches, values: page(own) },
  { name: 'ledger, a place', who: 'ST031', path: '/stock-transfers?location=WH-BR05', statement: ledgerPages.location, values: page(own, { accounts: bins }) },
  { name: 'ledger, a rare reason at a place', who: 'ST031', path: '/stock-transfers?location=WH-BR05&reason=scrapped', statement: ledgerPages.location, values: page(own, { accounts: bins, reason: 'scrapped' }) },
  { name: 'ledger, a part at a place, a year ago', who: 'ST031', path: '/stock-transfers?location=WH-BR05&part=PT039&until=2026-01-01T00:00:00Z', statement: ledgerPages.part, values: page(own, { part: 'PT039', accounts: bins, until: '2026-01-01' }) },
  { name: 'ledger, a part anywhere', who: 'ST005', path: '/stock-transfers?part=PT039', statement: ledgerPages.part, values: page(null, { part: 'PT039' }) },
  { name: 'ledger, everywhere', who: 'ST005', path: '/stock-transfers', statement: ledgerPages.branches, values: page(null) },
  { name: 'ledger, a document', who: 'ST031', path: '/stock-transfers?document=D1000005', statement: ledgerPages.document, values: page(own, { document: 'D1000005' }) },
  { name: 'stock of a place', who: 'ST031', path: '/stock?location=WH-BR05&limit=200', statement: null, values: [] },
  { name: 'requests, a branch', who: 'ST030', path: '/parts-requests', statement: requestsPage, values: [own, null, 51, null, null, null, null] },
  { name: 'requests, a rare state anywhere', who: 'ST005', path: '/parts-requests?state=in_approval', statement: requestsPage, values: [null, null, 51, 'in_approval', null, null, null] },
  { name: 'requests, a dealer', who: 'ST030', path: '/parts-requests?dealer=DL017', statement: requestsPage, values: [own, null, 51, null, 'DL017', null, null] },
] as const;

/** Pages of the ledger among five million rows, and of requests among a million, over HTTP. Each question's plan is printed as the service's own role gets it. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare(['issuer', 'inventory']);
  const client = httpClient(system.services['inventory']!.url, { connections: callers, expect: 200 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  try {
    await admin.connect();
    await admin.query('SET search_path = inventory');
    await admin.query(registers);
    await admin.query(transfers, [rows]);
    say(`${rows.toLocaleString('en')} rows are there`);
    await admin.query(asked, [requests]);
    await admin.query('VACUUM ANALYZE stock_transfer, parts_request, stock_balance, part, location, branch');
    say(`${requests.toLocaleString('en')} requests are there`);
    const series: Series[] = [];
    for (const { name: question, who, path, statement, values: parameters } of questions) {
      const authorization = `Bearer ${await system.tokenFor('inventory', who)}`;
      const ask = (): Promise<void> => client.get(path, { authorization });
      await closedLoop(callers, 1, ask);
      if (statement) for (const line of await planOf(admin, who, statement, parameters)) say(line);
      const values: number[] = [];
      for (let round = 1; round <= runs; round++) values.push(percentile((await closedLoop(callers, seconds, ask)).durations, 0.99));
      say(`${question}: p99 ${values.map((value) => value.toFixed(1)).join(', ')} ms`);
      series.push({ name: `${question}, p99`, unit: 'ms', target: { of: 'value', atMost: 300 }, values });
    }
    return series;
  } finally {
    client.close();
    await admin.end();
    await system.stop();
  }
}

const registers = `
  INSERT INTO branch (id, short_code, zone, calendar_code) SELECT 'BR' || lpad(n::text, 2, '0'), 'B' || n, 'Asia/Shanghai', 'CN-STD' FROM generate_series(1, 12) n;
  INSERT INTO location (code, kind, branch_id, name, content_hash) SELECT 'WH-' || id, 'warehouse', id, id, '' FROM branch;
  INSERT INTO part (code, name, name_initials, unit, fits_models, price, currency, substitutes, safety_stock, content_hash)
  SELECT 'PT' || lpad(n::text, 3, '0'), 'P' || n, 'p', '个', '{}', 10, 'CNY', '{}', 0, '' FROM generate_series(1, 140) n;
  INSERT INTO stock_balance (part, account, branch_id, location, bin, on_hand, value)
  SELECT p.code, 'bin:' || l.code || ':' || bin, l.branch_id, l.code, bin, 100, 1000 FROM part p, location l, unnest(ARRAY['good', 'bad', 'quarantine', 'in_transit']) AS bin`;

const transfers = `
  INSERT INTO stock_transfer (branch_id, part, qty, value, from_account, to_account, reason, document_kind, document_id, actor, moved_at)
  SELECT b, 'PT' || lpad((1 + n % 140)::text, 3, '0'), 1 + n % 9, 10 * (1 + n % 9), 'bin:WH-' || b || ':good',
         CASE WHEN n % 3 = 0 THEN 'bin:WH-' || b || ':in_transit' ELSE 'dealer:DL' || lpad((1 + n % 40)::text, 3, '0') END,
         CASE WHEN n % 5000 = 0 THEN 'scrapped' WHEN n % 3 = 0 THEN 'dispatched' ELSE 'received' END, 'delivery_note', 'D' || n / 3, 'ST031', timestamptz '2024-01-01' + n * interval '15 seconds'
    FROM (SELECT n, 'BR' || lpad((1 + n * 7 / 11 % 12)::text, 2, '0') AS b FROM generate_series(1, $1::int) n) made`;

const asked = `
  INSERT INTO parts_request (id, branch_id, number, state, requested_by, requester_kind, dealer_code, receiver_kind, receiver, reason, urgency, under_warranty, location, lines, waiting_parts, drafted_at, submitted_at, version)
  SELECT (lpad(to_hex(n), 8, '0') || substr(gen_random_uuid()::text, 9))::uuid, b, 'PR-' || b || '-' || n, CASE WHEN n % 20000 = 0 THEN 'in_approval' WHEN n % 50 = 0 THEN 'approved' ELSE 'closed' END, 'ST030', 'staff', dealer, 'dealer', dealer,
         'defective', 'normal', true, 'WH-' || b, jsonb_build_array(jsonb_build_object('lineNo', 1, 'part', 'PT' || lpad((1 + n % 140)::text, 3, '0'), 'suppliedAs', NULL, 'requested', 2, 'approved', 2, 'reason', NULL, 'waiting', 0,
           'reserved', 0, 'short', 0, 'picked', 0, 'shipped', 2, 'counted', 2, 'received', 2, 'cancelled', 0, 'discrepancies', 0, 'backOrder', 0, 'backOrderSince', NULL, 'promisedOn', NULL, 'availableNow', 5, 'substitutes', '[]'::jsonb,
           'unitPrice', '10.00', 'currency', 'CNY', 'returnDays', 15)), '{}', timestamptz '2024-01-01' + n * interval '1 minute', timestamptz '2024-01-01' + n * interval '1 minute', 1
    FROM (SELECT n, 'BR' || lpad((1 + n % 12)::text, 2, '0') AS b, 'DL' || lpad((1 + n % 40)::text, 3, '0') AS dealer FROM generate_series(1, $1::int) n) made`;

/** How the service's own role, behind its branch wall, comes to the answer. */
async function planOf(admin: pg.Client, who: string, statement: Statement, values: readonly unknown[]): Promise<string[]> {
  const text = typeof statement === 'string' ? statement : statement.text;
  const written = (value: unknown): string =>
    value === null ? 'NULL' : Array.isArray(value) ? pg.escapeLiteral(`{${value.map((one) => `"${String(one)}"`).join(',')}}`) : pg.escapeLiteral(String(value));
  await admin.query('BEGIN');
  try {
    await admin.query('SET LOCAL ROLE inventory_app');
    // One with a name is planned once and for good, plain text at each use.
    await admin.query(`SET LOCAL plan_cache_mode = '${typeof statement === 'string' ? 'force_custom_plan' : 'force_generic_plan'}'`);
    await admin.query("SELECT set_config('app.branches', $1, true)", [who === 'ST005' ? '*' : 'BR05']);
    await admin.query(`PREPARE question AS ${text}`);
    const { rows: lines } = await admin.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS OFF, BUFFERS) EXECUTE question(${values.map(written).join(', ')})`);
    return lines.map((line) => line['QUERY PLAN']);
  } finally {
    await admin.query('ROLLBACK');
    await admin.query('DEALLOCATE ALL');
  }
}
