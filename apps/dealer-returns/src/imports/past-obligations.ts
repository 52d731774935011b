import { goOnAfter, statement } from '@aftercare/event-store';
import type { Keeping } from '@aftercare/imports';
import { derivedId, RuleViolation } from '@aftercare/kernel';
import { ReturnObligation, type PastDuty } from '../domain/obligation';
import type { ObligationStore } from '../persistence/obligation.store';

/** The duty that a number of a source stands for: the same on every machine, however often its row comes. */
export const pastObligationId = (source: string, number: string): string => derivedId('past-obligation', source, number);

/** Who applied the import stands there; its rows come one after the other, most of them by timer. */
const by = 'system:dealer-returns';

interface PastNote {
  readonly number: string;
  readonly id: string;
  readonly branchId: string;
  readonly ticketId: string | null;
  readonly part: string;
  readonly shortCode: string;
  readonly zone: string;
  /** How many duties it has on file already. */
  readonly lines: number;
}

const notes = statement(
  'past-obligation-notes',
  `SELECT n.number, n.id, n.branch_id AS "branchId", n.ticket_id AS "ticketId", n.part, b.short_code AS "shortCode", b.zone, (SELECT count(*)::int FROM obligation o WHERE o.note_id = n.id) AS lines
     FROM past_note n JOIN branch b ON b.id = n.branch_id WHERE n.number = ANY ($1)`,
);
const held = statement('past-obligation-held', 'SELECT id, number FROM obligation WHERE number = ANY ($1)');

/**
 * Puts duties of an earlier system on file, as they stood there, in the branch that had sent the parts. One that is on file stays as it is, whatever its row says now:
 * it has gone on here. Numbers of ours go on after theirs.
 */
export const pastObligations = (obligations: ObligationStore): Keeping['put'] => async (tx, rows, source) => {
  const noteOf = new Map((await tx.query<PastNote>(notes, [rows.map((row) => row['note_no'])])).map((note) => [note.number, note]));
  await goOnAfter(tx, 'OB', rows.map((row) => ({ ...noteOf.get(row['note_no']!)!, number: row['obligation_no']! })));
  const holderOf = new Map((await tx.query<{ id: string; number: string }>(held, [rows.map((row) => row['obligation_no'])])).map(({ number, id }) => [number, id]));
  const linesOf = new Map([...noteOf].map(([number, { lines }]) => [number, lines]));
  const fresh = rows.flatMap((row): PastDuty[] => {
    const number = row['obligation_no']!;
    const id = pastObligationId(source, number);
    const holder = holderOf.get(number);
    // Free when it was judged, and given to something else since.
    if (holder !== undefined && holder !== id) throw new RuleViolation('obligation.number-taken', { number });
    if (holder === id) return [];
    const { id: noteId, number: noteNumber, branchId, zone, ticketId, part: shippedAs } = noteOf.get(row['note_no']!)!;
    const lineNo = linesOf.get(noteNumber)! + 1;
    linesOf.set(noteNumber, lineNo);
    return [{
      id, number, source, branchId, zone, noteId, noteNumber, lineNo, ticketId, dealerCode: row['dealer_code']!, part: row['part_code']!, shippedAs, currency: 'CNY', qty: Number(row['qty']), dueOn: row['due_on']!,
      state: row['state'] as PastDuty['state'], incurredOn: row['opened_on']!, receivedQty: Number(row['received_qty'] || 0), receivedOn: row['received_on'] || null,
      waivedBy: row['waived_by'] || null, waiveReason: (row['waive_reason'] || null) as PastDuty['waiveReason'],
    }];
  });
  await obligations.createAllIn(tx, ({ now }) => fresh.map((past) => {
    const { obligation, events } = ReturnObligation.fromHistory(past, by, now);
    return { aggregate: obligation, events, answer: undefined, at: obligation.incurredAt };
  }));
  return fresh.length;
};
