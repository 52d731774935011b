import { statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import type { Values, Verdict } from '@aftercare/tables';
import type { ImportState } from './import';

/** A file that was sent, as it is kept. */
export interface ImportRecord {
  readonly id: string;
  readonly branch_id: string;
  /** The branches that its rows may belong to; null is every branch. */
  readonly reach: readonly string[] | null;
  readonly kind: string;
  readonly source: string;
  readonly file: string;
  readonly encoding: string | null;
  readonly sheet: string | null;
  readonly header_row: number;
  readonly header: readonly string[];
  readonly state: ImportState;
  /** How often this very file was sent. */
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly merged: number;
  /** Accepted rows with a number that another name has further up. */
  readonly proposed: number;
  /** The last row that is on file, and how many were gone through; of these so many were new or said something new. */
  readonly applied_row: number;
  readonly applied: number;
  readonly changed: number;
  readonly made_by: string;
  readonly made_at: Date;
  readonly applied_by: string | null;
  readonly applied_at: Date | null;
}

export interface JudgedRow {
  readonly row: number;
  readonly verdict: Verdict;
  readonly cells: readonly string[];
  /** The places of cells that were numbers in their workbook. */
  readonly numbers: readonly number[];
}

interface AcceptedRow {
  readonly row: number;
  readonly values: Values;
}

type Head = Pick<ImportRecord, 'id' | 'branch_id' | 'reach' | 'kind' | 'source' | 'file' | 'encoding' | 'sheet' | 'header_row' | 'header' | 'made_by'>;

const held = statement('import-held', 'SELECT * FROM import WHERE id = $1 FOR UPDATE');
const exists = statement('import-exists', 'SELECT 1 FROM import WHERE id = $1');
const free = statement('import-free', 'SELECT * FROM import WHERE id = $1 FOR UPDATE SKIP LOCKED');
const sentAgain = statement('import-sent-again', 'UPDATE import SET sent = sent + 1 WHERE id = $1');
const forget = statement('import-forget-rows', "WITH rows AS (DELETE FROM import_row WHERE import_id = $1) UPDATE import SET header = '{}' WHERE id = $1");
const open = statement(
  'import-open',
  `INSERT INTO import (id, branch_id, reach, kind, source, file, encoding, sheet, header_row, header, made_by, made_at,
     sent, state, accepted, rejected, merged, proposed, applied_row, applied, changed)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, 'judged', 0, 0, 0, 0, 0, 0, 0)
   ON CONFLICT (id) DO UPDATE SET state = 'judged', sent = import.sent + 1, reach = excluded.reach, file = excluded.file, encoding = excluded.encoding, sheet = excluded.sheet,
     header_row = excluded.header_row, header = excluded.header, made_by = excluded.made_by, made_at = excluded.made_at,
     accepted = 0, rejected = 0, merged = 0, proposed = 0, applied_row = 0, applied = 0, changed = 0, applied_by = NULL, applied_at = NULL`,
);
const add = statement(
  'import-add-rows',
  `INSERT INTO import_row (import_id, branch_id, row, verdict, detail, cells, numbers)
   SELECT $1, $2, r.row, r.verdict ->> 'verdict', r.verdict, r.cells, r.numbers
     FROM jsonb_to_recordset($3::jsonb) AS r(row integer, verdict jsonb, cells text[], numbers integer[])`,
);
const count = statement('import-count', 'UPDATE import SET accepted = $2, rejected = $3, merged = $4, proposed = $5 WHERE id = $1');
const begin = statement('import-begin', "UPDATE import SET state = 'applying', applied_by = $2, applied_at = $3 WHERE id = $1");
const next = statement(
  'import-next-rows',
  `SELECT row, detail -> 'values' AS values FROM import_row WHERE import_id = $1 AND row > $2 AND verdict = 'accepted' ORDER BY row LIMIT $3`,
);
const progress = statement('import-progress', 'UPDATE import SET applied_row = $2, applied = applied + $3, changed = changed + $4, state = $5 WHERE id = $1');
const columnsOf = statement('import-columns', 'SELECT columns FROM import_columns WHERE source = $1 AND kind = $2');
const remember = statement(
  'import-remember-columns',
  'INSERT INTO import_columns (source, kind, columns) VALUES ($1, $2, $3) ON CONFLICT (source, kind) DO UPDATE SET columns = excluded.columns',
);

/** Files that were sent, the verdict on each of their rows, and how far those are on file. */
export class ImportStore {
  /** Holds the import for the rest of the transaction. `NotFound` when there is none in sight. */
  async lockIn(tx: Tx, id: string): Promise<void> {
    await this.heldIn(tx, id);
  }

  async heldIn(tx: Tx, id: string): Promise<ImportRecord> {
    const [found] = await tx.query<ImportRecord>(held, [id]);
    if (!found) throw new NotFound('import');
    return found;
  }

  /** The same without waiting: `busy` while somebody else holds it, who puts its next rows on file; null when there is none in sight. */
  async freeIn(tx: Tx, id: string): Promise<ImportRecord | 'busy' | null> {
    const [found] = await tx.query<ImportRecord>(free, [id]);
    if (found) return found;
    return (await tx.query(exists, [id])).length > 0 ? 'busy' : null;
  }

  async sentAgain(tx: Tx, id: string): Promise<void> {
    await tx.query(sentAgain, [id]);
  }

  /** Begins a verdict; what an earlier one of the same file said is gone. */
  async open(tx: Tx, head: Head): Promise<void> {
    const { id, branch_id, reach, kind, source, file, encoding, sheet, header_row, header, made_by } = head;
    await tx.query(forget, [id]);
    await tx.query(open, [id, branch_id, reach, kind, source, file, encoding, sheet, header_row, header, made_by, await tx.now()]);
  }

  async add(tx: Tx, { id, branch_id }: Pick<Head, 'id' | 'branch_id'>, rows: readonly JudgedRow[]): Promise<void> {
    await tx.query(add, [id, branch_id, JSON.stringify(rows)]);
  }

  async count(tx: Tx, id: string, counts: Readonly<Record<Verdict['verdict'] | 'proposed', number>>): Promise<void> {
    await tx.query(count, [id, counts.accepted, counts.rejected, counts.merged, counts.proposed]);
  }

  async begin(tx: Tx, id: string, by: string, now: Date): Promise<void> {
    await tx.query(begin, [id, by, now]);
  }

  /** The next accepted rows that are not on file. */
  async next(tx: Tx, { id, applied_row }: ImportRecord, limit: number): Promise<AcceptedRow[]> {
    return tx.query<AcceptedRow>(next, [id, applied_row, limit]);
  }

  async advance(tx: Tx, { id, applied_row }: ImportRecord, rows: readonly AcceptedRow[], changed: number, state: ImportState): Promise<void> {
    await tx.query(progress, [id, rows.at(-1)?.row ?? applied_row, rows.length, changed, state]);
  }

  /** The rows go, the counts stay: rows hold what people wrote about people. */
  async forgetRows(tx: Tx, id: string): Promise<void> {
    await tx.query(forget, [id]);
  }

  /** Which header is which field in the sheets of this source, as somebody has said once. */
  async columnsOf(tx: Tx, source: string, kind: string): Promise<Readonly<Record<string, string>>> {
    return (await tx.query<{ columns: Record<string, string> }>(columnsOf, [source, kind]))[0]?.columns ?? {};
  }

  async rememberColumns(tx: Tx, source: string, kind: string, columns: Readonly<Record<string, string>>): Promise<void> {
    await tx.query(remember, [source, kind, JSON.stringify(columns)]);
  }
}
