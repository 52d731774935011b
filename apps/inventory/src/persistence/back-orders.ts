import { statement, type Tx } from '@aftercare/event-store';
import { Injectable } from '@nestjs/common';
import { longWaitDays, reservedUntil } from '../domain/stock';
import { PartsRequestStore } from './parts-request.store';
import { Reservations } from './reservations';

interface WaitingLine {
  readonly request_id: string;
  readonly line_no: number;
  readonly part: string;
  readonly qty: number;
}

// Whose turn it is, as far as what is free reaches.
const served = statement(
  'back-orders-served',
  `WITH free AS (SELECT part, on_hand - reserved AS qty FROM stock_balance WHERE location = $1 AND part = ANY ($2) AND bin = 'good' AND on_hand > reserved),
        queue AS (SELECT w.request_id, w.line_no, w.part, w.qty, f.qty AS free, (w.urgent OR w.waiting_since < business_now() - make_interval(days => $4)) AS first, w.waiting_since FROM waiting_line w JOIN free f USING (part)
                   WHERE w.location = $1 AND w.request_id IS DISTINCT FROM $3::uuid),
        turn AS (SELECT *, sum(qty) OVER t - qty AS before, row_number() OVER t AS place FROM queue WINDOW t AS (PARTITION BY part ORDER BY first DESC, waiting_since, request_id, line_no))
   SELECT request_id, line_no, part, least(qty, free - before)::int AS qty FROM turn WHERE before < free ORDER BY part COLLATE "C", place`,
);
const waiting = statement('back-orders-waiting', 'SELECT DISTINCT request_id FROM waiting_line WHERE location = $1 AND part = ANY ($2) ORDER BY request_id LIMIT 100');

/** Lines of requests that wait for goods. What can be had goes to them at once: urgent ones and those that wait long first, then the oldest. */
@Injectable()
export class BackOrders {
  constructor(
    private readonly reservations: Reservations,
    private readonly requests: PartsRequestStore,
  ) {}

  /** Holds the requests that goods may go to, before the goods themselves: whoever has a request asks for its goods next, never the other way round. */
  async hold(tx: Tx, location: string, parts: readonly string[]): Promise<void> {
    for (const { request_id } of await tx.query<WaitingLine>(waiting, [location, parts])) await this.requests.lockIn(tx, request_id);
  }

  /** Promises what is free of these parts to the lines that wait for it; `except` is a request that has just lost its turn. */
  async serve(tx: Tx, location: string, parts: readonly string[], except: string | null = null): Promise<void> {
    const lines = await this.#inTurn(tx, location, parts, except);
    if (lines.length === 0) return;
    const expiresAt = reservedUntil(await tx.now());
    const got = await this.reservations.serve(tx, lines.map(({ request_id: requestId, line_no: lineNo, part, qty }) => ({ requestId, lineNo, location, part, qty, expiresAt, partial: true })));
    const given = lines.map(({ request_id, line_no: lineNo }, at) => ({ request_id, lineNo, qty: got[at]! })).filter(({ qty }) => qty > 0);
    for (const requestId of new Set(given.map(({ request_id }) => request_id))) {
      await this.requests.changeIn(tx, requestId, (request, { now }) => request.serve(given.filter(({ request_id }) => request_id === requestId), now));
    }
  }

  /** Whose turn it is, each of their requests held: what was read before that may have been changed meanwhile. */
  async #inTurn(tx: Tx, location: string, parts: readonly string[], except: string | null): Promise<WaitingLine[]> {
    const held = new Set<string>();
    for (;;) {
      const lines = await tx.query<WaitingLine>(served, [location, parts, except, longWaitDays]);
      const more = [...new Set(lines.map(({ request_id }) => request_id))].filter((id) => !held.has(id)).toSorted();
      if (more.length === 0) return lines;
      for (const id of more) {
        await this.requests.lockIn(tx, id);
        held.add(id);
      }
    }
  }
}
