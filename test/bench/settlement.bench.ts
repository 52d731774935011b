import { randomUUID } from 'node:crypto';
import { request } from '@aftercare/testing';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { percentile } from '../../tools/bench/report.ts';
import { startBare } from './bare-system.ts';
import type { BareSystem } from './bare-system.ts';
import { httpClient } from './http-client.ts';
import { copiesOf } from './core/copied-rows.ts';

export const name = 'settlement';
export const expectedSeconds = 200;

const differences = 1_000;
const callers = 12;
const part = 'PT039';

interface Settling {
  /** The case that all others of the branch are copies of, with what it belongs to. */
  readonly caseId: string;
  readonly authorization: string;
}

/**
 * A thousand differences of twelve branches are settled: the dealer agrees to a credit for a piece that a carrier has lost. With each of them the piece
 * leaves in-transit, the carrier owes us, the dealer is credited, the request is fulfilled, and six facts are told; against one statement that does the same.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const system = await startBare();
  const client = httpClient(system.services['inventory']!.url, { connections: callers, expect: 200 });
  const admin = new pg.Client({ connectionString: system.databaseUrl });
  const pool = new pg.Pool({ connectionString: system.databaseUrl, max: callers, options: '-c search_path=inventory' });
  try {
    await admin.connect();
    await admin.query('SET search_path = inventory');
    const branches = await offered(system, admin);
    const accept = (id: string, { authorization }: Settling): Promise<void> => client.post(`/discrepancies/${id}/accept`, {}, { authorization, 'idempotency-key': randomUUID() });
    const agree = async (run: string, count: number): Promise<{ perSecond: number; durations: number[] }> => settleAll(await copies(admin, branches, run, count), accept);
    await agree('warm', 200);
    const values: number[] = [];
    const limits: number[] = [];
    const p99: number[] = [];
    for (let round = 1; round <= runs; round++) {
      const { perSecond, durations } = await agree(`service-${round}`, differences);
      values.push(perSecond);
      p99.push(percentile(durations, 0.99));
      limits.push((await settleAll(await copies(admin, branches, `raw-${round}`, differences), async (id) => void (await pool.query(raw, [id])))).perSecond);
      say(`run ${round}: ${values.at(-1)!.toFixed(0)} settled/s, raw ${limits.at(-1)!.toFixed(0)}/s, p99 ${p99.at(-1)!.toFixed(0)} ms`);
    }
    const { rows: [sums] } = await admin.query<{ wrong: number }>(addsUp);
    return [
      { name: `${differences.toLocaleString('en')} differences settled, ${callers} callers`, unit: '1/s', target: null, values, limits },
      { name: '… one of them, p99', unit: 'ms', target: null, values: p99 },
      { name: 'accounts and balances that do not add up after it', unit: 'rows', target: { of: 'value', atMost: 0 }, values: [sums!.wrong] },
    ];
  } finally {
    client.close();
    await pool.end();
    await admin.end();
    await system.stop();
  }
}

/** One callers' loop over all of them, once. */
async function settleAll(cases: readonly (Settling & { readonly id: string })[], settle: (id: string, one: Settling) => Promise<void>): Promise<{ perSecond: number; durations: number[] }> {
  const left = [...cases];
  const durations: number[] = [];
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, async () => {
    for (let one = left.shift(); one; one = left.shift()) {
      const from = performance.now();
      await settle(one.id, one);
      durations.push(performance.now() - from);
    }
  }));
  return { perSecond: (cases.length * 1000) / (performance.now() - start), durations };
}

/** In each branch two pieces are sent, one comes, and we offer a credit for the other one: by the commands of the people who do it. */
async function offered(system: BareSystem, admin: pg.Client): Promise<Settling[]> {
  const url = system.services['inventory']!.url;
  const { rows } = await admin.query<{ dealer: string; location: string; at: number }>(
    `SELECT DISTINCT ON (d.branch_id) d.code AS dealer, l.code AS location, substr(d.branch_id, 3)::int AS at
       FROM dealer d JOIN location l ON l.branch_id = d.branch_id AND l.kind = 'warehouse' ORDER BY d.branch_id, d.code`);
  const made: Settling[] = [];
  for (const { dealer, location, at } of rows) {
    const as = async (code: string) => {
      const http = request(url, { token: await system.tokenFor('inventory', code) });
      return async (path: string, body: object): Promise<string> => {
        const answer = await http.post<{ id: string }>(path, body);
        if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
        return answer.body.id;
      };
    };
    const staff = (place: number): Promise<(path: string, body: object) => Promise<string>> => as(`ST${String(9 + 4 * at + place).padStart(3, '0')}`);
    const [manager, clerk, keeper, receiver] = [await staff(0), await staff(1), await staff(2), await as(dealer)];
    const lines = [{ part, qty: 2 }];
    await keeper('/goods-receipts', { part, qty: 1_000, location, bin: 'good' });
    const id = await clerk('/parts-requests', { dealer, reason: 'replenishment', underWarranty: true, lines });
    await manager(`/parts-requests/${id}/decision`, { lines: [{ part, approved: 2 }], warrantyGround: 'part_itself' });
    const pickingId = await keeper(`/parts-requests/${id}/pickings`, { scans: lines });
    await clerk(`/pickings/${pickingId}/check`, { counts: lines });
    const noteId = await keeper('/delivery-notes', { pickingId });
    await keeper('/shipments', { carrier: 'CR01', waybill: `KDA-${randomUUID().slice(0, 18)}`, noteIds: [noteId] });
    await receiver(`/delivery-notes/${noteId}/receipt`, { lines: [{ part, received: 1, rejected: 0 }] });
    const { rows: [found] } = await admin.query<{ id: string }>('SELECT id FROM discrepancy WHERE note_id = $1', [noteId]);
    await clerk(`/discrepancies/${found!.id}/offer`, { qty: 1, cause: 'carrier', remedy: 'credit', amount: '1.00' });
    made.push({ caseId: found!.id, authorization: `Bearer ${await system.tokenFor('inventory', dealer)}` });
  }
  return made;
}

/** Copies of the cases in turn, each with a request and a note of its own, and with its piece on its way. */
async function copies(admin: pg.Client, branches: readonly Settling[], run: string, count: number): Promise<(Settling & { id: string })[]> {
  const all: (Settling & { id: string })[] = [];
  for (const [at, branch] of branches.entries()) {
    const some = Math.floor((count + branches.length - 1 - at) / branches.length);
    for (const table of ['parts_request', 'delivery_note'] as const) await admin.query(await copying(admin, table), [branch.caseId, run, some]);
    const { rows } = await admin.query<{ id: string }>(`${await copying(admin, 'discrepancy')} RETURNING id`, [branch.caseId, run, some]);
    await admin.query(onTheirWay, [branch.caseId, some]);
    all.push(...rows.map(({ id }) => ({ ...branch, id })));
  }
  // Branch by branch in turn, as they come.
  return all.map((one, nth) => ({ one, turn: nth % Math.ceil(count / branches.length) })).toSorted((a, b) => a.turn - b.turn).map(({ one }) => one);
}

/** What copies of a case, its request and its note are otherwise. Ids of cases are such as the routes take. */
const requestId = "md5('request ' || d.id || $2 || n)::uuid";
const noteId = "md5('note ' || d.id || $2 || n)::uuid";
const again = {
  parts_request: { changes: `jsonb_build_object('id', ${requestId}, 'number', 'PR-' || $2 || '-' || n || '-' || d.branch_id)`, from: 'discrepancy d JOIN parts_request o ON o.id = d.request_id' },
  delivery_note: { changes: `jsonb_build_object('id', ${noteId}, 'number', 'DN-' || $2 || '-' || n || '-' || d.branch_id, 'request_id', ${requestId})`, from: 'discrepancy d JOIN delivery_note o ON o.id = d.note_id' },
  discrepancy: {
    changes: `jsonb_build_object('id', overlay(overlay(md5('case ' || d.id || $2 || n) placing '4' from 13) placing '8' from 17)::uuid, 'number', 'DC-' || $2 || '-' || n || '-' || d.branch_id, 'note_id', ${noteId}, 'request_id', ${requestId})`,
    from: 'discrepancy d JOIN discrepancy o ON o.id = d.id',
  },
} as const;
const copying = async (admin: pg.Client, table: keyof typeof again): Promise<string> => `${await copiesOf(admin, table, again[table].changes, `(${again[table].from}) CROSS JOIN generate_series(1, $3::int) n`)} WHERE d.id = $1`;
/** What is on its way has left somewhere: the opening, for a row of the ledger and for both balances. */
const onTheirWay = `
  WITH case_ AS (SELECT branch_id, part, location, unit_price::numeric AS price FROM discrepancy WHERE id = $1),
       row_ AS (INSERT INTO stock_transfer (branch_id, part, qty, value, from_account, to_account, reason, document_kind, document_id, actor, moved_at)
                SELECT branch_id, part, $2::int, $2::int * price, 'opening', 'bin:' || location || ':in_transit', 'opening', 'opening', 'bench', 'bench', business_now() FROM case_ RETURNING 1),
       from_ AS (INSERT INTO stock_balance AS b (part, account, branch_id, on_hand, value) SELECT part, 'opening', branch_id, -$2::int, -$2::int * price FROM case_
                 ON CONFLICT (part, account, branch_id) DO UPDATE SET on_hand = b.on_hand + excluded.on_hand, value = b.value + excluded.value RETURNING 1)
  UPDATE stock_balance b SET on_hand = b.on_hand + $2::int, value = b.value + $2::int * c.price FROM case_ c WHERE b.part = c.part AND b.branch_id = c.branch_id AND b.account = 'bin:' || c.location || ':in_transit'`;

/** The least that can be sent to have the same durable: one statement, one round trip. */
const raw = {
  name: 'raw',
  text: `
  WITH case_ AS (UPDATE discrepancy SET state = 'settled', settled_qty = qty, agreed_by = received_by_whom, agreed_at = business_now(), settled_at = business_now(), version = version + 1 WHERE id = $1 AND state <> 'settled' RETURNING *),
       request AS (UPDATE parts_request r SET state = 'fulfilled', lines = jsonb_set(r.lines, '{0,discrepancies}', '0'), version = r.version + 1 FROM case_ c WHERE r.id = c.request_id RETURNING r.id),
       here AS (UPDATE stock_balance b SET on_hand = b.on_hand - c.in_transit, value = b.value - c.in_transit * c.unit_price::numeric FROM case_ c WHERE b.part = c.part AND b.branch_id = c.branch_id AND b.account = 'bin:' || c.location || ':in_transit' RETURNING 1),
       gone AS (INSERT INTO stock_balance AS b (part, account, branch_id, on_hand, value) SELECT part, 'loss', branch_id, in_transit, in_transit * unit_price::numeric FROM case_
                ON CONFLICT (part, account, branch_id) DO UPDATE SET on_hand = b.on_hand + excluded.on_hand, value = b.value + excluded.value RETURNING 1),
       moved AS (INSERT INTO stock_transfer (branch_id, part, qty, value, from_account, to_account, reason, document_kind, document_id, actor, moved_at)
                 SELECT branch_id, part, in_transit, in_transit * unit_price::numeric, 'bin:' || location || ':in_transit', 'loss', 'lost', 'discrepancy', id::text, received_by_whom, business_now() FROM case_ RETURNING 1),
       entered AS (INSERT INTO dealer_account_row (branch_id, dealer_code, currency, amount, kind, document_id, document, actor, entered_at)
                   SELECT branch_id, dealer_code, currency, -1, 'difference_credited', id::text, number, received_by_whom, business_now() FROM case_ RETURNING dealer_code, currency, amount),
       account AS (INSERT INTO dealer_account AS a (dealer_code, currency, balance) SELECT dealer_code, currency, amount FROM entered ON CONFLICT (dealer_code, currency) DO UPDATE SET balance = a.balance + excluded.balance RETURNING 1),
       claim AS (INSERT INTO carrier_claim (id, branch_id, discrepancy_id, carrier, amount, currency, deadline, recovered, state, made_at, version)
                 SELECT gen_random_uuid(), branch_id, id, 'CR01', unit_price, currency, (business_now() AT TIME ZONE 'UTC')::date + 30, '0.00', 'open', business_now(), 1 FROM case_ RETURNING 1)
  INSERT INTO event (event_id, topic, key, sequence, type, branch_id, headers, payload, occurred_at)
  SELECT gen_random_uuid(), 'aftercare.bench.case', id::text || n, 1, 'aftercare.bench.case.settled.v1', branch_id, convert_to(repeat('h', 400), 'UTF8'), convert_to(repeat('p', 600), 'UTF8'), business_now() FROM case_, generate_series(1, 6) n`,
};

const addsUp = `
  SELECT ((SELECT count(*) FROM dealer_account a WHERE balance <> (SELECT coalesce(sum(amount), 0) FROM dealer_account_row r WHERE r.dealer_code = a.dealer_code AND r.currency = a.currency))
        + (SELECT count(*) FROM (SELECT part FROM stock_balance GROUP BY part HAVING sum(on_hand) <> 0 OR sum(value) <> 0) b)
        + (SELECT count(*) FROM discrepancy WHERE state <> 'settled' AND number LIKE 'DC-%-BR%'))::int AS wrong`;
