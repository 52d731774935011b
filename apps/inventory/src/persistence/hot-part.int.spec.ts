import type { Tx } from '@aftercare/event-store';
import { newId, RuleViolation, Unavailable } from '@aftercare/kernel';
import { bin, outside } from '../domain/stock';
import { InventoryUnderTest } from '../inventory.fixture';
import type { ReservedLine } from './reservations';
import { contradictions, type Told } from './stock-history.fixture';

const clients = 64;
const full = process.env.FULL === '1';
const tries = full ? 100_000 : 3_000;
const pieces = tries / 4;
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

interface Kept extends Told {
  readonly requestId: string;
  /** By which pieces have left. */
  readonly document: string | null;
}

it(`${clients} clients who want one part, ${tries} tries: nothing is promised twice or refused that is there, and the ledger has each of them once, as they were told`, async () => {
  const { ledger } = inventory;
  const history: Kept[] = [];
  const standing: ReservedLine[] = [];
  let left = tries;
  const told = async (requestId: string, wanted: number, rest: Pick<Kept, 'what' | 'partial' | 'document'>, ask: (tx: Tx) => Promise<number>): Promise<number> => {
    const began = performance.now();
    const got = await asked(ask).catch((error: unknown) => {
      if (!(error instanceof RuleViolation) || error.code !== 'stock.insufficient') throw error;
      return 0;
    });
    history.push({ began, ended: performance.now(), requestId, wanted, got, ...rest });
    return got;
  };
  const worker = async (seed: number): Promise<void> => {
    let state = seed;
    const chance = (n: number): number => (state = (state * 48271) % 2_147_483_647) % n;
    const mine: ReservedLine[] = [];
    while (left-- > 0) {
      const luck = chance(10);
      const held = mine.length > 0 && luck < 4 ? mine.splice(chance(mine.length), 1)[0]! : null;
      if (held && luck < 2) {
        await told(held.requestId, held.qty, { what: 'free', partial: false, document: null }, async (tx) => {
          await ledger.release(tx, [held]);
          return held.qty;
        });
      } else if (held) {
        const document = newId();
        await told(held.requestId, held.qty, { what: 'gone', partial: false, document }, async (tx) => {
          await ledger.consume(tx, [held], { kind: 'delivery_note', id: document });
          return held.qty;
        });
      } else {
        const wish = { requestId: newId(), lineNo: 1, location, part, qty: 1 + chance(3), expiresAt: new Date('2099-01-01T00:00:00Z'), partial: chance(2) === 0 };
        const qty = await told(wish.requestId, wish.qty, { what: 'promised', partial: wish.partial, document: null }, async (tx) => (await ledger.reserve(tx, [wish]))[0] ?? 0);
        if (qty > 0) mine.push({ ...wish, qty });
      }
    }
    standing.push(...mine);
  };
  await Promise.all(Array.from({ length: clients }, (_, n) => worker(n + 1)));

  expect(contradictions(history, pieces)).toEqual([]);
  const sum = (what: Told['what']) => history.filter((one) => one.what === what).reduce((total, { got }) => total + got, 0);
  const [shelf] = await inventory.service.rows<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = $2', part, `bin:${location}:good`);
  expect(shelf).toEqual({ on_hand: pieces - sum('gone'), reserved: sum('promised') - sum('free') - sum('gone') });
  // Each promise that stands is a row of its own, each that was kept one row of the ledger, and there are no others.
  const rows = await inventory.service.rows<{ request_id: string; qty: number }>('SELECT request_id, qty FROM stock_reservation ORDER BY request_id');
  expect(rows).toEqual(standing.map(({ requestId, qty }) => ({ request_id: requestId, qty })).toSorted((one, other) => (one.request_id < other.request_id ? -1 : 1)));
  const posted = await inventory.service.rows<{ document_id: string; qty: number }>("SELECT document_id, qty FROM stock_transfer WHERE reason = 'dispatched' ORDER BY document_id");
  expect(posted).toEqual(history.flatMap(({ document, got }) => (document === null ? [] : [{ document_id: document, qty: got }])).toSorted((one, other) => (one.document_id < other.document_id ? -1 : 1)));
  // It was fought for: without refusals nothing is proven.
  expect(history.filter(({ what, got, wanted }) => what === 'promised' && got < wanted).length).toBeGreaterThan(tries / 30);
}, full ? 900_000 : 300_000);

it('goods that come while it is fought for are all promised or free, never both', async () => {
  const { ledger } = inventory;
  const before = (await inventory.service.rows<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = $2', part, `bin:${location}:good`))[0]!;
  const arriving = Array.from({ length: 20 }, () => asked((tx) => ledger.post(tx, [{ part, qty: 5, from: outside('supplier'), to: bin(location, 'good'), reason: 'purchase', document: { kind: 'goods_receipt', id: newId() } }])));
  const wanting = Array.from({ length: 60 }, () => asked((tx) => ledger.reserve(tx, [{ requestId: newId(), lineNo: 1, location, part, qty: 3, expiresAt: new Date('2099-01-01T00:00:00Z'), partial: true }])));
  const [got] = await Promise.all([Promise.all(wanting), Promise.all(arriving)]);
  const after = (await inventory.service.rows<{ on_hand: number; reserved: number }>('SELECT on_hand, reserved FROM stock_balance WHERE part = $1 AND account = $2', part, `bin:${location}:good`))[0]!;
  expect(after).toEqual({ on_hand: before.on_hand + 100, reserved: before.reserved + got.flat().reduce((sum, qty) => sum + qty, 0) });
});
