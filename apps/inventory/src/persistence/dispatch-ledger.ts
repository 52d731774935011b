import { statement, type Tx } from '@aftercare/event-store';
import type { DeliveryNote } from '../domain/delivery-note';

/** Why a row of the ledger is put right. */
export const correctionReasons = ['returned', 'miscounted', 'wrong_line', 'over_accepted'] as const;
export type CorrectionReason = (typeof correctionReasons)[number];

const enter = statement(
  'dispatch-ledger-enter',
  `INSERT INTO dispatch_ledger (branch_id, note_id, line_no, request_id, shipment_id, dealer_code, part, qty, reason, actor, entered_on, entered_at)
   SELECT $1, $2, (l->>'lineNo')::int, $3, $4, $5, l->>'part', (l->>'qty')::int, 'dispatched', $6, $7, $8 FROM jsonb_array_elements($9::jsonb) WITH ORDINALITY e (l, place) ORDER BY place`,
);
// What is left of each row after earlier corrections.
const takeBack = statement(
  'dispatch-ledger-take-back',
  `INSERT INTO dispatch_ledger (branch_id, note_id, line_no, request_id, shipment_id, dealer_code, part, qty, reason, corrects, actor, entered_on, entered_at)
   SELECT l.branch_id, l.note_id, l.line_no, l.request_id, l.shipment_id, l.dealer_code, l.part, -left_over.qty, 'returned', l.id, $2, $3, $4
     FROM dispatch_ledger l CROSS JOIN LATERAL (SELECT l.qty + coalesce(sum(c.qty), 0)::int AS qty FROM dispatch_ledger c WHERE c.corrects = l.id) left_over
    WHERE l.note_id = $1 AND l.corrects IS NULL AND left_over.qty > 0 ORDER BY l.id`,
);
const original = statement(
  'dispatch-ledger-row',
  `SELECT l.id, l.branch_id AS "branchId", l.corrects, l.qty + coalesce((SELECT sum(c.qty) FROM dispatch_ledger c WHERE c.corrects = l.id), 0)::int AS qty
     FROM dispatch_ledger l WHERE l.id = $1`,
);
const holdNote = statement('dispatch-ledger-hold', 'SELECT 1 FROM delivery_note WHERE id = (SELECT note_id FROM dispatch_ledger WHERE id = $1) FOR UPDATE');
const correct = statement(
  'dispatch-ledger-correct',
  `INSERT INTO dispatch_ledger (branch_id, note_id, line_no, request_id, shipment_id, dealer_code, part, qty, reason, corrects, actor, entered_on, entered_at)
   SELECT branch_id, note_id, line_no, request_id, shipment_id, dealer_code, part, $2, $3, id, $4, $5, $6 FROM dispatch_ledger WHERE id = $1 RETURNING id::text`,
);

/** A row that was entered at a dispatch, with what it comes to after its corrections. */
export interface LedgerRow {
  readonly id: string;
  readonly branchId: string;
  /** The row that it corrects; `null`: it is an entry itself. */
  readonly corrects: string | null;
  readonly qty: number;
}

/** One row per line of a note that has just left. */
export const enterDispatch = (tx: Tx, { branchId, id, requestId, dealerCode, lines }: DeliveryNote, shipmentId: string, day: string, now: Date): Promise<unknown> =>
  tx.query(enter, [branchId, id, requestId, shipmentId, dealerCode, tx.context.principal.subject, day, now, JSON.stringify(lines.map(({ lineNo, part, qty }) => ({ lineNo, part, qty })))]);

/** What a note that came back had entered is taken back, row by row. */
export const enterReturn = (tx: Tx, noteId: string, day: string, now: Date): Promise<unknown> => tx.query(takeBack, [noteId, tx.context.principal.subject, day, now]);

/** One row of the caller's branches, held with its note until the transaction ends; `undefined`: there is none. */
export const ledgerRow = async (tx: Tx, id: string): Promise<LedgerRow | undefined> => {
  await tx.query(holdNote, [id]);
  return (await tx.query<LedgerRow>(original, [id]))[0];
};

/** A further row that changes what the original comes to; gives its number. */
export const enterCorrection = async (tx: Tx, id: string, qty: number, reason: CorrectionReason, day: string, now: Date): Promise<string> => {
  const [row] = await tx.query<{ id: string }>(correct, [id, qty, reason, tx.context.principal.subject, day, now]);
  if (!row) throw new Error('a row that was there is gone from an append-only ledger');
  return row.id;
};
