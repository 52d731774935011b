import { statement, type Tx } from '@aftercare/event-store';

const hold = statement('settled-line-hold', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 304))');
const add = statement(
  'settled-line-add',
  'INSERT INTO settled_line AS s (note_id, line_no, branch_id, qty) VALUES ($1, $2, $3, $4) ON CONFLICT (note_id, line_no) DO UPDATE SET qty = s.qty + excluded.qty',
);
const ofNote = statement('settled-lines-of-note', 'SELECT line_no AS "lineNo", qty FROM settled_line WHERE note_id = $1');

/** Whoever hears something of this note meanwhile waits: the dispatch comes by another topic than what was settled, and either may be the first. */
export const holdNote = async (tx: Tx, noteId: string): Promise<void> => void (await tx.query(hold, [noteId]));

/** So many pieces of the line never came for good. */
export const settleLine = async (tx: Tx, noteId: string, lineNo: number, branchId: string, qty: number): Promise<void> => void (await tx.query(add, [noteId, lineNo, branchId, qty]));

/** What is known already of a note whose dispatch is heard now: pieces by line. */
export const settledBefore = async (tx: Tx, noteId: string): Promise<ReadonlyMap<number, number>> =>
  new Map((await tx.query<{ lineNo: number; qty: number }>(ofNote, [noteId])).map(({ lineNo, qty }) => [lineNo, qty]));
