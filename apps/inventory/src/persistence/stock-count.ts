import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { bin, checkCount, outside, type Shelf } from '../domain/stock';
import { Ledger } from './ledger';
import { PartsRequestStore } from './parts-request.store';
import { holdShelves, knownOf } from './places';

export interface Counted {
  readonly location: string;
  readonly part: string;
  readonly bin: Shelf;
  readonly counted: number;
  readonly documentId: string;
}

// Whoever would be served last loses first: the newest of those who are not urgent.
const promised = statement(
  'count-promised',
  `SELECT v.request_id, v.line_no, v.qty FROM stock_reservation v JOIN parts_request r ON r.id = v.request_id
    WHERE v.part = $1 AND v.location = $2 ORDER BY r.urgency = 'urgent', v.request_id DESC, v.line_no DESC`,
);

const recounted = statement('count-recounted', 'DELETE FROM recount_due WHERE location = $1 AND part = $2');

/** Puts the ledger right by what was counted. */
@Injectable()
export class StockCount {
  constructor(
    private readonly ledger: Ledger,
    private readonly requests: PartsRequestStore,
  ) {}

  /** Gives what should have been there, and whose it is. `stock.counted-below-picked` when pieces of a picking would be missing. */
  async post(tx: Tx, { location, part, bin: which, counted, documentId }: Counted): Promise<{ readonly expected: number; readonly branchId: string }> {
    checkCount(counted, part);
    const { places } = await knownOf(tx, [location], [part]);
    // The requests before the balance, as everybody does who has both.
    if (which === 'good') for (const id of (await this.#promised(tx, part, location)).map(({ request_id }) => request_id).toSorted()) await this.requests.lockIn(tx, id);
    const account = bin(location, which);
    const branchId = places[location]!.branch_id;
    const [held] = await holdShelves(tx, [{ part, account, branchId }]);
    const { on_hand: expected, reserved } = held!;
    if (counted < reserved) await this.#lose(tx, part, location, reserved - counted);
    const document = { kind: 'stock_count', id: documentId } as const;
    if (counted < expected) await this.ledger.post(tx, [{ part, qty: expected - counted, from: account, to: outside('loss'), reason: 'counted', document }]);
    if (counted > expected) await this.ledger.post(tx, [{ part, qty: counted - expected, from: outside('loss'), to: account, reason: 'counted', document }]);
    if (which === 'good') await tx.query(recounted, [location, part]);
    return { expected, branchId };
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
