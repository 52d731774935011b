import { statement, type Tx } from '@aftercare/event-store';
import { Money, newId, NotFound, RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { accountName, bin, checkCount, outside, type Shelf } from '../domain/stock';
import { StockCount, type StockCountReason } from '../domain/stock-count';
import { Ledger } from './ledger';
import { PartsRequestStore } from './parts-request.store';
import { holdShelves, knownOf } from './places';
import { StockCountStore } from './stock-count.store';

// Whoever would be served last loses first: the newest of those who are not urgent.
const promised = statement(
  'count-promised',
  `SELECT v.request_id, v.line_no, v.qty FROM stock_reservation v JOIN parts_request r ON r.id = v.request_id
    WHERE v.part = $1 AND v.location = $2 ORDER BY r.urgency = 'urgent', v.request_id DESC, v.line_no DESC`,
);

const whatWasCounted = statement('count-of-what', 'SELECT part, location, bin FROM stock_count WHERE id = $1');
const recounted = statement('count-recounted', 'DELETE FROM recount_due WHERE location = $1 AND part = $2');

const movedSince = statement(
  'count-moved-since',
  'SELECT coalesce(sum(CASE WHEN to_account = $1 THEN qty ELSE -qty END), 0)::int AS moved FROM stock_transfer WHERE part = $2 AND id > $3 AND (to_account = $1 OR from_account = $1)',
);

/** What somebody has counted. `asOf`: the newest row of the ledger that the bin had then; `null`: nothing has moved since. */
export interface Counted {
  readonly location: string;
  readonly part: string;
  readonly bin: Shelf;
  readonly counted: number;
  readonly asOf: string | null;
}

/** Puts the ledger right by what was counted: held in the order requests, count, stock. */
@Injectable()
export class StockCounts {
  constructor(
    private readonly ledger: Ledger,
    private readonly requests: PartsRequestStore,
    private readonly counts: StockCountStore,
  ) {}

  /** A count, posted at once where its difference is within the limit. `stock.counted-below-picked` when pieces of a picking would be missing. */
  async enter(tx: Tx, { location, part, bin: which, counted, asOf }: Counted): Promise<StockCount> {
    checkCount(counted, part);
    const { places, parts } = await knownOf(tx, [location], [part]);
    const { price, currency } = parts[part]!;
    await this.#holdRequests(tx, part, location, which);
    const account = bin(location, which);
    const branchId = places[location]!.branch_id;
    const [held] = await holdShelves(tx, [{ part, account, branchId }]);
    const [since] = asOf === null ? [] : await tx.query<{ moved: number }>(movedSince, [accountName(account), part, asOf]);
    const count = await this.counts.createIn<StockCount>(tx, ({ now, actor }) => {
      const made = StockCount.enter({ id: newId(), branchId, location, part, bin: which, counted, expected: held!.on_hand - (since?.moved ?? 0) }, Money.of(price, currency), actor.subject, now);
      return { aggregate: made.count, events: made.events, answer: made.count };
    });
    if (count.state === 'posted') await this.#post(tx, count);
    return count;
  }

  /** Another person agrees: the difference is posted on whatever lies there now. */
  async approve(tx: Tx, id: string, reason: StockCountReason, admit: (count: StockCount) => StockCount): Promise<StockCount> {
    const [found] = await tx.query<Pick<StockCount, 'part' | 'location' | 'bin'>>(whatWasCounted, [id]);
    if (!found) throw new NotFound('stock-count');
    await this.#holdRequests(tx, found.part, found.location, found.bin);
    const count = await this.counts.changeIn<StockCount>(tx, id, (one, { now, actor }) => ({ events: admit(one).approve(reason, actor.subject, now), answer: one }));
    await this.#post(tx, count);
    return count;
  }

  /** The requests before the balance, as everybody does who has both. */
  async #holdRequests(tx: Tx, part: string, location: string, which: Shelf): Promise<void> {
    if (which === 'good') for (const id of new Set((await this.#promised(tx, part, location)).map(({ request_id }) => request_id).toSorted())) await this.requests.lockIn(tx, id);
  }

  async #post(tx: Tx, { id, branchId, part, location, bin: which, difference }: StockCount): Promise<void> {
    const account = bin(location, which);
    const [held] = await holdShelves(tx, [{ part, account, branchId }]);
    const { on_hand: onHand, reserved } = held!;
    if (onHand + difference < reserved) await this.#lose(tx, part, location, reserved - onHand - difference);
    const document = { kind: 'stock_count', id } as const;
    if (difference < 0) await this.ledger.post(tx, [{ part, qty: -difference, from: account, to: outside('loss'), reason: 'counted', document }]);
    if (difference > 0) await this.ledger.post(tx, [{ part, qty: difference, from: outside('loss'), to: account, reason: 'counted', document }]);
    if (which === 'good') await tx.query(recounted, [location, part]);
  }

  async #lose(tx: Tx, part: string, location: string, missing: number): Promise<void> {
    let left = missing;
    for (const { request_id: requestId, line_no: lineNo, qty } of await this.#promised(tx, part, location)) {
      if (left === 0) return;
      const lost = await this.requests.changeIn<number>(tx, requestId, (request, { now }) => {
        const most = Math.min(left, qty, request.held.find((line) => line.lineNo === lineNo)?.qty ?? 0);
        return { events: most > 0 ? request.lose([{ lineNo, qty: most }], 'stock_lost', now) : [], answer: most };
      });
      if (lost > 0) await this.ledger.release(tx, [{ requestId, lineNo, part, location, qty: lost }]);
      left -= lost;
    }
    if (left > 0) throw new RuleViolation('stock.counted-below-picked', { part, location, picked: left });
  }

  #promised(tx: Tx, part: string, location: string): Promise<{ request_id: string; line_no: number; qty: number }[]> {
    return tx.query(promised, [part, location]);
  }
}
