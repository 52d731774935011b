import type { Principal } from '@aftercare/auth';
import { statement, type Database } from '@aftercare/event-store';
import type { JudgedRow } from './import.store';

const page = statement('import-rows', 'SELECT row, detail AS verdict, cells, numbers FROM import_row WHERE import_id = $1 AND row > $2 ORDER BY row LIMIT $3');
const atOnce = 1_000;

/** The rows of an import with their verdicts, in the order of the sheet, however many there are. */
export async function* judgedRows(database: Database, actor: Principal, id: string): AsyncGenerator<JudgedRow> {
  let last = 0;
  for (;;) {
    const rows = await database.read<JudgedRow>(actor, 'table:import', page, [id, last, atOnce]);
    yield* rows;
    if (rows.length < atOnce) return;
    last = rows.at(-1)!.row;
  }
}
