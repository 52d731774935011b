import { newId } from '@aftercare/kernel';
import fc from 'fast-check';
import type { PartsRequest } from './domain/parts-request';
import { supplied, type RequestLine } from './domain/request-line';
import { bin, outside, party } from './domain/stock';
import { InventoryUnderTest } from './inventory.fixture';
import type { PartsRequestStanding } from './parts-request-standing';

/**
 * The whole of stock under chance: people ask, approve, pick, put back, dispatch, receive, cancel and count; goods come, are set aside and put
 * away; promises expire. After each step the database is asked whether it still adds up (I1–I6), and the model whether anybody who waits could
 * be served. What is refused must have changed nothing.
 */
const location = 'WH-BR05';
const parts = ['PT037', 'PT038'] as const;
type Part = (typeof parts)[number];

interface Known {
  readonly id: string;
  /** Pieces that are in a picking, and on their way, by line. */
  readonly picked: Map<number, number>;
  readonly travelling: Map<number, number>;
}

let inventory: InventoryUnderTest;
let clerk: Awaited<ReturnType<InventoryUnderTest['service']['as']>>;
let manager: typeof clerk;
let keeper: typeof clerk;

beforeAll(async () => {
  inventory = await InventoryUnderTest.start();
  await inventory.hearOfPeople();
  [clerk, manager, keeper] = [await inventory.service.as('clerk'), await inventory.service.as('branchManager'), await inventory.service.as('storekeeper')];
});
afterAll(() => inventory?.service.stop());

/** Every way in which stock could fail to add up, as rows that must not be there. */
const broken = `
  SELECT 'I1 pieces come from nowhere' AS what, part AS where_, sum(on_hand)::text AS told FROM stock_balance GROUP BY part HAVING sum(on_hand) <> 0
  UNION ALL SELECT 'I1 value comes from nowhere', part, sum(value)::text FROM stock_balance GROUP BY part HAVING sum(value) <> 0
  UNION ALL SELECT 'I2 a balance is not the sum of its rows', b.part || ' ' || b.account, b.on_hand || ' / ' || coalesce(t.qty, 0) || ', ' || b.value || ' / ' || coalesce(t.value, 0)
    FROM stock_balance b LEFT JOIN (
      SELECT part, account, branch_id, sum(qty) AS qty, sum(value) AS value FROM (
        SELECT part, to_account AS account, branch_id, qty, value FROM stock_transfer UNION ALL SELECT part, from_account, branch_id, -qty, -value FROM stock_transfer) e GROUP BY 1, 2, 3) t
      USING (part, account, branch_id) WHERE b.on_hand <> coalesce(t.qty, 0) OR b.value <> coalesce(t.value, 0)
  UNION ALL SELECT 'I3 less than nothing, or than is promised', part || ' ' || account, on_hand || ' / ' || reserved FROM stock_balance WHERE location IS NOT NULL AND (reserved < 0 OR reserved > on_hand OR value < 0)
  UNION ALL SELECT 'I4 reserved is not what is promised', b.part || ' ' || b.account, b.reserved || ' / ' || coalesce(r.qty, 0)
    FROM stock_balance b LEFT JOIN (SELECT part, location, sum(qty) AS qty FROM stock_reservation GROUP BY 1, 2) r ON r.part = b.part AND r.location = b.location
   WHERE b.bin = 'good' AND b.reserved <> coalesce(r.qty, 0)
  UNION ALL SELECT 'I4 a promise is not what its line has', q.id || '/' || (l ->> 'lineNo'), (coalesce(r.qty, 0)) || ' / ' || (l ->> 'reserved') || ' + ' || (l ->> 'picked')
    FROM parts_request q CROSS JOIN LATERAL jsonb_array_elements(q.lines) l
    LEFT JOIN stock_reservation r ON r.request_id = q.id AND r.line_no = (l ->> 'lineNo')::int
   WHERE coalesce(r.qty, 0) <> (l ->> 'reserved')::int + (l ->> 'picked')::int
  UNION ALL SELECT 'I6 approved pieces are not all somewhere', q.id || '/' || (l ->> 'lineNo'), l::text
    FROM parts_request q CROSS JOIN LATERAL jsonb_array_elements(q.lines) l
   WHERE l ->> 'approved' IS NOT NULL
     AND (l ->> 'approved')::int <> (l ->> 'waiting')::int + (l ->> 'reserved')::int + (l ->> 'picked')::int + (l ->> 'shipped')::int + (l ->> 'cancelled')::int`;

const whole = () => inventory.service.rows(`SELECT (SELECT json_agg(b ORDER BY part, account) FROM stock_balance b) AS balances, (SELECT json_agg(r ORDER BY request_id, line_no) FROM stock_reservation r) AS promises,
  (SELECT json_agg(q.lines ORDER BY id) FROM parts_request q) AS lines, (SELECT count(*)::int FROM stock_transfer) AS rows`);
const linesOf = async (id: string): Promise<readonly RequestLine[]> => (await inventory.service.rows<{ lines: RequestLine[] }>('SELECT lines FROM parts_request WHERE id = $1', id))[0]!.lines;
const inBranch = <T>(id: string, change: (request: PartsRequest, now: Date) => { readonly events: ReturnType<PartsRequest['take']>; readonly answer: T }, then: (tx: Parameters<Parameters<InventoryUnderTest['itself']>[1]>[0], answer: T) => Promise<void>) =>
  inventory.itself(['BR05'], async (tx) => then(tx, await inventory.requests.changeIn<T>(tx, id, (request, { now }) => change(request, now))));
const add = (to: Map<number, number>, lineNo: number, qty: number) => to.set(lineNo, (to.get(lineNo) ?? 0) + qty);

class Steps {
  readonly requests: Known[] = [];

  async submit(qtys: Partial<Record<Part, number>>, urgent: boolean, approved: boolean): Promise<void> {
    const lines = Object.entries(qtys).filter(([, qty]) => qty > 0).map(([part, qty]) => ({ part, qty }));
    if (lines.length === 0) return;
    const { status, body } = await clerk.post<PartsRequestStanding>('/parts-requests', { dealer: 'DL005', reason: 'replenishment', underWarranty: true, urgency: urgent ? 'urgent' : 'normal', lines });
    expect([status, body]).toEqual([201, expect.anything()]);
    this.requests.push({ id: body.id, picked: new Map(), travelling: new Map() });
    if (approved) await this.decide(this.requests.length - 1, 0, false);
  }

  async decide(at: number, less: number, fromStockNow: boolean): Promise<void> {
    const request = this.#at(at);
    if (!request) return;
    const lines = (await linesOf(request.id)).map(({ part, requested }) => ({ part, approved: Math.max(0, requested - less), ...(less > 0 ? { reason: 'stock_rationing' } : {}) }));
    await this.#allowed([200, 409], () => manager.post(`/parts-requests/${request.id}/decision`, { lines, fromStockNow, warrantyGround: 'part_itself' }));
  }

  async cancel(at: number): Promise<void> {
    const request = this.#at(at);
    if (!request) return;
    const held = (await linesOf(request.id)).filter(({ reserved }) => reserved > 0).map(supplied);
    if (await this.#allowed([200, 409], () => clerk.post(`/parts-requests/${request.id}/cancel`, { reason: 'not_needed' }))) await this.#nobodyWaitsFor(held);
  }

  async pick(at: number, qty: number): Promise<void> {
    await this.#withLine(at, async (request, line) => {
      const taken = Math.min(qty, line.reserved);
      if (taken === 0) return;
      await inBranch(request.id, (found, now) => ({ events: found.take(newId(), [{ lineNo: line.lineNo, qty: taken, short: 0 }], now), answer: null }), async () => undefined);
      add(request.picked, line.lineNo, taken);
    });
  }

  async putBack(at: number, qty: number): Promise<void> {
    await this.#withLine(at, async (request, line) => {
      const back = Math.min(qty, request.picked.get(line.lineNo) ?? 0);
      if (back === 0) return;
      await inBranch(request.id, (found, now) => ({ events: found.putBack(newId(), [{ lineNo: line.lineNo, qty: back }], now), answer: null }), async () => undefined);
      add(request.picked, line.lineNo, -back);
    });
  }

  async dispatch(at: number): Promise<void> {
    await this.#withLine(at, async (request, line) => {
      const qty = request.picked.get(line.lineNo) ?? 0;
      if (qty === 0) return;
      const noteId = newId();
      await inBranch(request.id, (found, now) => ({ events: found.shipped(noteId, [{ lineNo: line.lineNo, qty }], now), answer: null }),
        async (tx) => {
          await inventory.ledger.consume(tx, [{ requestId: request.id, lineNo: line.lineNo, location, part: supplied(line), qty }], { kind: 'delivery_note', id: noteId });
        });
      add(request.picked, line.lineNo, -qty);
      add(request.travelling, line.lineNo, qty);
    });
  }

  async receive(at: number, missing: number): Promise<void> {
    await this.#withLine(at, async (request, line) => {
      const shipped = request.travelling.get(line.lineNo) ?? 0;
      if (shipped === 0) return;
      const received = Math.max(0, shipped - missing);
      const noteId = newId();
      await inBranch(request.id, (found, now) => ({ events: found.received(noteId, [{ lineNo: line.lineNo, shipped, received, rejected: 0 }], now), answer: null }), async (tx) => {
        if (received > 0) await inventory.ledger.post(tx, [{ part: supplied(line), qty: received, from: bin(location, 'in_transit'), to: party('dealer', 'DL005'), reason: 'received', document: { kind: 'receipt', id: noteId } }]);
      });
      request.travelling.delete(line.lineNo);
    });
  }

  /** The box comes back before anybody has counted: through quarantine, and its lines are owed again. */
  async comeBack(at: number): Promise<void> {
    await this.#withLine(at, async (request, line) => {
      const qty = request.travelling.get(line.lineNo) ?? 0;
      if (qty === 0) return;
      const noteId = newId();
      const part = supplied(line);
      await inBranch(request.id, (found, now) => ({ events: found.reopened(noteId, [{ lineNo: line.lineNo, qty }], now), answer: null }), async (tx) => {
        await inventory.ledger.post(tx, [{ part, qty, from: bin(location, 'in_transit'), to: bin(location, 'quarantine'), reason: 'returned', document: { kind: 'shipment', id: noteId } }]);
        await inventory.backOrders.serve(tx, location, [part]);
      });
      request.travelling.delete(line.lineNo);
    });
  }

  async arrive(part: Part, qty: number, cents: number): Promise<void> {
    await this.#allowed([201], () => keeper.post('/goods-receipts', { part, qty, location, bin: 'good', unitValue: (cents / 100).toFixed(2) }));
    await this.#nobodyWaitsFor([part]);
  }

  async move(part: Part, qty: number, from: 'good' | 'quarantine', to: 'good' | 'bad' | 'quarantine'): Promise<void> {
    const moved = await this.#allowed([201, 409], () => keeper.post('/stock-moves', { part, qty, location, from, to }));
    if (moved && to === 'good') await this.#nobodyWaitsFor([part]);
  }

  async count(part: Part, counted: number): Promise<void> {
    await this.#allowed([201, 409], () => manager.post('/stock-counts', { part, location, bin: 'good', counted }));
  }

  async wait(days: number): Promise<void> {
    const [row] = await inventory.service.rows<{ now: Date }>('SELECT inventory.business_now() AS now');
    await inventory.service.advanceTo(new Date(row!.now.getTime() + days * 86_400_000));
  }

  /** What has just come or become free has gone to who waits for it. */
  async #nobodyWaitsFor(awaited: readonly string[]): Promise<void> {
    const passedBy = await inventory.service.rows(
      "SELECT w.request_id, w.qty, b.on_hand, b.reserved FROM waiting_line w JOIN stock_balance b ON b.part = w.part AND b.location = w.location AND b.bin = 'good' WHERE w.part = ANY ($1) AND b.on_hand > b.reserved", awaited);
    expect(passedBy).toEqual([]);
  }

  /** A refusal changes nothing. `true`: it was done. */
  async #allowed(statuses: readonly number[], call: () => Promise<{ readonly status: number; readonly body: unknown }>): Promise<boolean> {
    const before = await whole();
    const { status, body } = await call();
    expect([statuses, { status, body }]).toEqual([expect.arrayContaining([status]), expect.anything()]);
    if (status >= 400) expect(await whole()).toEqual(before);
    return status < 400;
  }

  async #withLine(at: number, act: (request: Known, line: RequestLine) => Promise<void>): Promise<void> {
    const request = this.#at(at);
    if (!request) return;
    const lines = await linesOf(request.id);
    await act(request, lines[at % lines.length]!);
  }

  #at(at: number): Known | undefined {
    return this.requests[at % Math.max(1, this.requests.length)];
  }
}

const which = fc.nat({ max: 1_000 });
const few = fc.integer({ min: 1, max: 4 });
const anyPart = fc.constantFrom(...parts);
type Step = (steps: Steps) => Promise<void>;
const named = (text: string, step: Step): Step => Object.assign(step, { toString: () => text });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 }), fc.boolean(), fc.integer({ min: 1, max: 4 })).map(([one, two, urgent, luck]) => named(`submit ${one} ${two} ${urgent} ${luck > 1}`, (s) => s.submit({ PT037: one, PT038: two }, urgent, luck > 1))) },
  { weight: 2, arbitrary: fc.tuple(which, fc.nat({ max: 1 }), fc.boolean()).map(([at, less, now]) => named(`decide ${at} -${less} ${now}`, (s) => s.decide(at, less, now))) },
  { weight: 5, arbitrary: fc.tuple(which, few).map(([at, qty]) => named(`pick ${at} ${qty}`, (s) => s.pick(at, qty))) },
  { weight: 1, arbitrary: fc.tuple(which, few).map(([at, qty]) => named(`put back ${at} ${qty}`, (s) => s.putBack(at, qty))) },
  { weight: 3, arbitrary: which.map((at) => named(`dispatch ${at}`, (s) => s.dispatch(at))) },
  { weight: 2, arbitrary: fc.tuple(which, fc.nat({ max: 1 })).map(([at, missing]) => named(`receive ${at} -${missing}`, (s) => s.receive(at, missing))) },
  { weight: 1, arbitrary: which.map((at) => named(`come back ${at}`, (s) => s.comeBack(at))) },
  { weight: 1, arbitrary: which.map((at) => named(`cancel ${at}`, (s) => s.cancel(at))) },
  { weight: 4, arbitrary: fc.tuple(anyPart, fc.integer({ min: 1, max: 8 }), fc.nat({ max: 20_000 })).map(([part, qty, cents]) => named(`arrive ${part} ${qty} ${cents}`, (s) => s.arrive(part, qty, cents))) },
  { weight: 2, arbitrary: fc.tuple(anyPart, few, fc.constantFrom('good' as const, 'quarantine' as const), fc.constantFrom('good' as const, 'bad' as const, 'quarantine' as const)).map(([part, qty, from, to]) => named(`move ${part} ${qty} ${from} ${to}`, (s) => s.move(part, qty, from, to))) },
  { weight: 1, arbitrary: fc.tuple(anyPart, fc.nat({ max: 6 })).map(([part, counted]) => named(`count ${part} ${counted}`, (s) => s.count(part, counted))) },
  { weight: 1, arbitrary: fc.constantFrom(5, 15).map((days) => named(`wait ${days}`, (s) => s.wait(days))) },
);

it('adds up after every step, whatever happens in whatever order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
    await inventory.service.admin.query('DELETE FROM timer; DELETE FROM stock_reservation; DELETE FROM parts_request');
    await inventory.service.admin.query(`ALTER TABLE stock_transfer DISABLE TRIGGER append_only; TRUNCATE stock_transfer; ALTER TABLE stock_transfer ENABLE TRIGGER append_only; DELETE FROM stock_balance`);
    const state = new Steps();
    await inventory.itself(['BR05'], (tx) => inventory.ledger.post(tx, parts.map((part) => ({ part, qty: 3, from: outside('opening'), to: bin(location, 'good'), reason: 'opening', document: { kind: 'opening', id: part } }))));
    for (const act of steps) {
      await act(state);
      expect([String(act), await inventory.service.rows(broken)]).toEqual([String(act), []]);
    }
  }), { numRuns: 20 });
}, 240_000);
