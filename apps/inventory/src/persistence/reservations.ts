import { setTimer, statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { bin, checkQuantity } from '../domain/stock';
import { reservationExpiry, reservationSubject } from '../timers';
import { holdShelves, knownOf } from './places';
import { alarmFall } from './safety-stock';

/** Pieces of a line of a request, at a place. */
export interface ReservedLine {
  readonly requestId: string;
  readonly lineNo: number;
  readonly location: string;
  readonly part: string;
  readonly qty: number;
}

export interface Wish extends ReservedLine {
  readonly expiresAt: Date;
  /** Take what there is. Otherwise all of it or nothing. */
  readonly partial: boolean;
}

interface Taken {
  readonly branch_id: string;
  readonly qty: number;
  readonly available: number;
  readonly safety_stock: number;
}

// The one statement that decides: never looked at first and taken afterwards. A row that another transaction holds is judged again as that one leaves it.
const reserve = statement(
  'reservation-take',
  `WITH taken AS (
     UPDATE stock_balance b SET reserved = b.reserved + least($3::int, b.on_hand - b.reserved)
      WHERE b.part = $1 AND b.account = 'bin:' || $2::text || ':good' AND b.on_hand - b.reserved >= CASE WHEN $4 THEN 1 ELSE $3 END
     RETURNING b.branch_id, new.reserved - old.reserved AS qty, new.on_hand - new.reserved AS available
   ), kept AS (
     INSERT INTO stock_reservation AS r (request_id, line_no, part, location, branch_id, qty, expires_at) SELECT $5, $6, $1, $2, branch_id, qty, $7 FROM taken
     ON CONFLICT (request_id, line_no, part, location) DO UPDATE SET qty = r.qty + excluded.qty, expires_at = greatest(r.expires_at, excluded.expires_at)
   )
   SELECT t.branch_id, t.qty, t.available, CASE l.kind WHEN 'warehouse' THEN p.safety_stock ELSE 0 END AS safety_stock
     FROM taken t, part p, location l WHERE p.code = $1 AND l.code = $2`,
);
const end = statement(
  'reservation-end',
  `WITH kept AS (SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::int[]) AS k (request_id, line_no, part, location, qty)),
        gone AS (DELETE FROM stock_reservation r USING kept k
                  WHERE (r.request_id, r.line_no, r.part, r.location) = (k.request_id, k.line_no, k.part, k.location) AND r.qty = k.qty RETURNING 1),
        fewer AS (UPDATE stock_reservation r SET qty = r.qty - k.qty FROM kept k
                   WHERE (r.request_id, r.line_no, r.part, r.location) = (k.request_id, k.line_no, k.part, k.location) AND r.qty > k.qty RETURNING 1)
   SELECT (SELECT count(*) FROM gone)::int + (SELECT count(*) FROM fewer)::int AS ended`,
);
const free = statement(
  'reservation-free',
  `WITH freed AS (SELECT part, location, sum(qty)::int AS qty FROM unnest($1::text[], $2::text[], $3::int[]) AS f (part, location, qty) GROUP BY part, location),
        held AS MATERIALIZED (SELECT b.part, b.account, b.branch_id, f.qty FROM freed f JOIN stock_balance b ON b.part = f.part AND b.account = 'bin:' || f.location || ':good'
                               ORDER BY b.part, b.account FOR UPDATE OF b)
   UPDATE stock_balance b SET reserved = b.reserved - h.qty FROM held h WHERE (b.part, b.account, b.branch_id) = (h.part, h.account, h.branch_id)`,
);
const availableIn = statement('stock-available', `SELECT part, on_hand - reserved AS available FROM stock_balance WHERE location = $1 AND part = ANY ($2) AND bin = 'good'`);

/** Good pieces that are promised to lines of requests and have not left yet. */
@Injectable()
export class Reservations {
  /**
   * Promises good pieces until `expiresAt`; gives how many each of the wishes got, in the order asked. Where one gets fewer than it asked for,
   * the balance is held to the end of the transaction: goods that come meanwhile find it waiting. `stock.insufficient` when one that wants all
   * of them cannot have them.
   */
  async reserve(tx: Tx, wishes: readonly Wish[]): Promise<number[]> {
    const got = await this.#reserve(tx, wishes);
    for (const [wish, { qty, available, safety_stock: safetyStock, branch_id: branchId }] of got) {
      await alarmFall(tx, { location: wish.location, part: wish.part, branchId, before: available + qty, after: available, safetyStock });
    }
    return wishes.map((wish) => got.get(wish)?.qty ?? 0);
  }

  /** The same for lines that have waited: what has just come for them could not be had before, so nothing falls short by it. */
  async serve(tx: Tx, wishes: readonly Wish[]): Promise<number[]> {
    const got = await this.#reserve(tx, wishes);
    return wishes.map((wish) => got.get(wish)?.qty ?? 0);
  }

  /** Takes promises back: the pieces can be had by others. `stock.not-reserved` when a line has not so many. */
  async release(tx: Tx, lines: readonly ReservedLine[]): Promise<void> {
    if (lines.length === 0) return;
    await this.end(tx, lines);
    await tx.query(free, [lines.map(({ part }) => part), lines.map(({ location }) => location), lines.map(({ qty }) => qty)]);
  }

  /** The promises end and the balances are the caller's: for the ledger only. */
  async end(tx: Tx, lines: readonly ReservedLine[]): Promise<void> {
    if (lines.length === 0) return;
    for (const { qty, part } of lines) checkQuantity(qty, part);
    const [{ ended } = { ended: 0 }] = await tx.query<{ ended: number }>(end, [
      lines.map(({ requestId }) => requestId), lines.map(({ lineNo }) => lineNo), lines.map(({ part }) => part), lines.map(({ location }) => location), lines.map(({ qty }) => qty),
    ]);
    if (ended < lines.length) throw new RuleViolation('stock.not-reserved', { parts: lines.map(({ part, qty, location }) => `${part} × ${qty} (${location})`).join(', ') });
  }

  /** How many good pieces of each part can be promised there at this moment; 0 for one that was never there. */
  async available(tx: Tx, location: string, parts: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map((await tx.query<{ part: string; available: number }>(availableIn, [location, parts])).map(({ part, available }) => [part, available]));
    return new Map(parts.map((part) => [part, found.get(part) ?? 0]));
  }

  async #reserve(tx: Tx, wishes: readonly Wish[]): Promise<ReadonlyMap<Wish, Taken>> {
    const got = new Map<Wish, Taken>();
    for (const wish of wishes.toSorted(byShelf)) {
      const { part, location, qty, partial } = wish;
      checkQuantity(qty, part);
      // Before the pieces: their balance is what everybody wants, and is held from here to COMMIT. A timer that finds nothing promised does nothing.
      await setTimer(tx, { kind: reservationExpiry, subject: reservationSubject(wish.requestId, wish.lineNo), branchId: null, dueAt: wish.expiresAt, data: {} });
      let taken = await this.#take(tx, wish, qty);
      if ((taken?.qty ?? 0) < qty) {
        const { places } = await knownOf(tx, [location], [part]);
        await holdShelves(tx, [{ part, account: bin(location, 'good'), branchId: places[location]!.branch_id }]);
        const more = await this.#take(tx, wish, qty - (taken?.qty ?? 0));
        if (more) taken = { ...more, qty: more.qty + (taken?.qty ?? 0) };
      }
      if ((taken?.qty ?? 0) < qty && !partial) throw new RuleViolation('stock.insufficient', { part, location, bin: 'good', asked: qty, available: (await this.available(tx, location, [part])).get(part)! });
      if (taken) got.set(wish, taken);
    }
    return got;
  }

  async #take(tx: Tx, { location, part, requestId, lineNo, expiresAt, partial }: Wish, qty: number): Promise<Taken | undefined> {
    return (await tx.query<Taken>(reserve, [part, location, qty, partial, requestId, lineNo, expiresAt]))[0];
  }
}

/** As the ledger holds balances: by part, then by account. */
const byShelf = (one: Wish, other: Wish): number => compare(one.part, other.part) || compare(one.location, other.location) || compare(one.requestId, other.requestId) || one.lineNo - other.lineNo;
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
