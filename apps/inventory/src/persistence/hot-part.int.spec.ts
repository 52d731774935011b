import type { Tx } from '@aftercare/event-store';
import { newId, RuleViolation, Unavailable } from '@aftercare/kernel';
import { bin, outside } from '../domain/stock';
import { InventoryUnderTest } from '../inventory.fixture';
import type { ReservedLine } from './reservations';

const clients = 64;
const tries = 1_500;
const pieces = 400;
const part = 'PT039';
const location = 'WH-BR05';

let inventory: InventoryUnderTest;
beforeAll(async () => {
  inventory = await InventoryUnderTest.start({ poolSize: 24 });
  await inventory.stock(part, pieces);
});
afterAll(() => inventory?.service.stop());

/** As the service does it; whoever finds no connection free comes again. */
const asked = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await inventory.itself(['BR05'], work);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
    }
  }
};

/** What one client has been told: `+` promised, `-` let go of, `>` gone. */
type Told = readonly ['+' | '-' | '>', number];

it(`${clients} clients who want one part: none gets what another has, and the ledger says what they were told`, async () => {
  const { ledger } = inventory;
  const history: Told[] = [];
  const standing: ReservedLine[] = [];
  let left = tries;
  let refused = 0;
  const worker = async (seed: number): Promise<void> => {
    let state = seed;
    const chance = (n: number): number => (state = (state * 48271) % 2_147_483_647) % n;
    const mine: ReservedLine[] = [];
    while (left-- > 0) {
      const luck = chance(10);
      const held = mine.length > 0 && luck < 4 ? mine.splice(chance(mine.length), 1)[0]! : null;
      if (held && luck < 2) {
        await asked((tx) => ledger.release(tx, [held]));
        history.push(['-', held.qty]);
      } else if (held) {
        await asked((tx) => ledger.consume(tx, [held], { kind: 'delivery_note', id: newId() }));
        history.push(['>', held.qty]);
      } else {
        const wish = { requestId: newId(), lineNo: 1, location, part, qty: 1 + chance(3), expiresAt: new Date('2099-01-01T00:00:00Z'), partial: chance(2) === 0 };
        try {
          const [got = 0] = await asked((tx) => ledger.reserve(tx, [wish]));
          if (got > 0) mine.push({ ...wish, qty: got });
          if (got > 0) history.push(['+', got]);
          else refused++;
        } catch (error) {
          if (!(error instanceof RuleViolation) || error.code !== 'stock.insufficient') throw error;
          refused++;
        }
      }
    }
    standing.push(...mine);
  };
  await Promise.all(Array.from({ length: clients }, (_, n) => worker(n + 1)));

  const told = (sign: Told[0]) => history.filter(([one]) => one === sign).reduce((sum, [, qty]) => sum + qty, 0);
  const [shelf] = await inventory.service.rows<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = $2', part, `bin:${location}:good`);
  expect(shelf).toEqual({ on_hand: pieces - told('>'), reserved: told('+') - told('-') - told('>') });
  expect(shelf!.reserved).toBe(standing.reduce((sum, { qty }) => sum + qty, 0));
  const rows = await inventory.service.rows<{ request_id: string; qty: number }>('SELECT request_id, qty FROM stock_reservation');
  expect(new Map(rows.map(({ request_id, qty }) => [request_id, qty]))).toEqual(new Map(standing.map(({ requestId, qty }) => [requestId, qty])));
  // It was fought for: without refusals nothing is proven.
  expect(refused).toBeGreaterThan(50);
  expect(told('>')).toBeLessThanOrEqual(pieces);
}, 120_000);

it('goods that come while it is fought for are all promised or free, never both', async () => {
  const { ledger } = inventory;
  const before = (await inventory.service.rows<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = $2', part, `bin:${location}:good`))[0]!;
  const arriving = Array.from({ length: 20 }, () => asked((tx) => ledger.post(tx, [{ part, qty: 5, from: outside('supplier'), to: bin(location, 'good'), reason: 'purchase', document: { kind: 'goods_receipt', id: newId() } }])));
  const wanting = Array.from({ length: 60 }, () => asked((tx) => ledger.reserve(tx, [{ requestId: newId(), lineNo: 1, location, part, qty: 3, expiresAt: new Date('2099-01-01T00:00:00Z'), partial: true }])));
  const [got] = await Promise.all([Promise.all(wanting), Promise.all(arriving)]);
  const after = (await inventory.service.rows<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = $2', part, `bin:${location}:good`))[0]!;
  expect(after).toEqual({ on_hand: before.on_hand + 100, reserved: before.reserved + got.flat().reduce((sum, qty) => sum + qty, 0) });
});
