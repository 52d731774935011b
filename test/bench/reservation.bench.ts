import { randomUUID } from 'node:crypto';
import { systemPrincipal } from '@aftercare/auth';
import { Database } from '@aftercare/event-store';
import type { migrate, Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { testDatabase } from '@aftercare/testing';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { built } from './built.ts';
import { closedLoop } from './load.ts';

export const name = 'reservation';
export const expectedSeconds = 200;

const callers = 16;
const seconds = 4;
const parts = 1_000;
const fighters = 64;
const tries = 100_000;
const location = 'WH-BR05';
const expiresAt = new Date('2099-01-01T00:00:00Z');

interface Wish { readonly requestId: string; readonly lineNo: number; readonly location: string; readonly part: string; readonly qty: number; readonly expiresAt: Date; readonly partial: boolean }
interface Reserving { reserve(tx: Tx, wishes: readonly Wish[]): Promise<number[]> }

const { Reservations } = built<{ Reservations: new () => Reserving }>('inventory', 'persistence/reservations');
const { migrations } = built<{ migrations: Parameters<typeof migrate>[0]['migrations'] }>('inventory', 'persistence/migrations');

/** The least that can be sent to have the same promise durable: one conditional statement, one round trip. */
const raw = {
  name: 'raw',
  text: `WITH taken AS (UPDATE stock_balance SET reserved = reserved + 1 WHERE part = $1 AND account = 'bin:WH-BR05:good' AND on_hand - reserved >= 1 RETURNING branch_id)
    INSERT INTO stock_reservation (request_id, line_no, part, location, branch_id, qty, expires_at) SELECT $2, 1, $1, 'WH-BR05', branch_id, 1, $3 FROM taken`,
};

/** Promising one piece of one hot part, and of a thousand parts by chance, each in its transaction, against the raw conditional statement; and who gets what when 64 want more than there is. */
export async function run({ runs, postgres, say }: BenchContext): Promise<readonly Series[]> {
  process.env['TEST_DATABASE_URL'] = await postgres();
  const test = await testDatabase('inventory', migrations);
  const database = await Database.open({ url: test.databaseUrl, service: 'inventory', poolSize: callers, poolWaitMs: 30_000 });
  const admin = new pg.Client({ connectionString: test.adminUrl, options: '-c search_path=inventory' });
  const pool = new pg.Pool({ connectionString: test.adminUrl, max: callers, options: '-c search_path=inventory' });
  try {
    await admin.connect();
    await admin.query(stocked, [parts, 2_000_000_000]);
    const reservations = new Reservations();
    const context = { principal: systemPrincipal('inventory', ['BR05']), branches: ['BR05'] };
    const promise = (part: string, qty = 1, partial = false): Promise<number[]> =>
      database.withTx(context, (tx) => reservations.reserve(tx, [{ requestId: randomUUID(), lineNo: 1, location, part, qty, expiresAt, partial }]));
    const anyPart = (): string => `PT${1_000 + Math.floor(Math.random() * parts)}`;
    const series: Series[] = [];
    for (const [what, part] of [['one hot part', () => 'PT1000'], ['a thousand parts', anyPart]] as const) {
      const values: number[] = [];
      const limits: number[] = [];
      await closedLoop(callers, 1, async () => void (await promise(part())));
      await closedLoop(callers, 1, async () => void (await pool.query(raw, [part(), randomUUID(), expiresAt])));
      for (let round = 1; round <= runs; round++) {
        values.push((await closedLoop(callers, seconds, async () => void (await promise(part())))).perSecond);
        limits.push((await closedLoop(callers, seconds, async () => void (await pool.query(raw, [part(), randomUUID(), expiresAt])))).perSecond);
        say(`${what}, run ${round}: ${values.at(-1)!.toFixed(0)}/s, raw ${limits.at(-1)!.toFixed(0)}/s`);
      }
      series.push({ name: `reservation, ${what}, ${callers} clients`, unit: '1/s', target: { of: 'ratio', atLeast: 0.8 }, values, limits });
    }
    return [...series, { name: `oversold in ${tries.toLocaleString('en')} tries by ${fighters} clients`, unit: 'pieces', target: { of: 'value', atMost: 0 }, values: [await fought(admin, promise, say)] }];
  } finally {
    await pool.end();
    await admin.end();
    await database.close();
    await test.drop();
  }
}

/** How many pieces were promised that are not there, by what the clients were told and by what the database says. */
async function fought(admin: pg.Client, promise: (part: string, qty: number, partial: boolean) => Promise<number[]>, say: BenchContext['say']): Promise<number> {
  const there = tries;
  await admin.query("DELETE FROM stock_reservation WHERE part = 'PT1001'");
  await admin.query("UPDATE stock_balance SET on_hand = $1::int, reserved = 0, value = $1::int WHERE part = 'PT1001'", [there]);
  let left = tries;
  let told = 0;
  let refused = 0;
  await Promise.all(Array.from({ length: fighters }, async () => {
    while (left-- > 0) {
      try {
        const [got = 0] = await promise('PT1001', 1 + (left % 3), left % 2 === 0);
        told += got;
        if (got === 0) refused++;
      } catch (error) {
        if (!(error instanceof RuleViolation)) throw error;
        refused++;
      }
    }
  }));
  const { rows: [row] } = await admin.query<{ reserved: number; promised: number; on_hand: number }>(
    "SELECT on_hand, reserved, (SELECT sum(qty)::int FROM stock_reservation WHERE part = 'PT1001') AS promised FROM stock_balance WHERE part = 'PT1001' AND bin = 'good'");
  const { on_hand: onHand, reserved, promised } = row!;
  say(`${told} of ${onHand} pieces promised, ${refused} refused`);
  return Math.max(told, reserved, promised) - onHand + Math.abs(told - reserved) + Math.abs(told - promised);
}

const stocked = `
  WITH parts AS (INSERT INTO part (code, name, name_initials, unit, fits_models, price, currency, substitutes, safety_stock, content_hash)
      SELECT 'PT' || (999 + n), 'P' || n, 'p', '个', '{}', 1, 'CNY', '{}', 0, '' FROM generate_series(1, $1::int) n RETURNING code),
       place AS (INSERT INTO location (code, kind, branch_id, name, content_hash) VALUES ('WH-BR05', 'warehouse', 'BR05', '杭州配件库', '') RETURNING code)
  INSERT INTO stock_balance (part, account, branch_id, location, bin, on_hand, value) SELECT parts.code, 'bin:WH-BR05:good', 'BR05', place.code, 'good', $2::int, $2 FROM parts, place`;
