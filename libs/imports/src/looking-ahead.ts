import { halfWidth } from '@aftercare/kernel';
import { typedText, type SheetRow, type Table } from '@aftercare/tables';

/** Rows that are looked ahead: what a file could name is too much to hold all of it, and one look for each row would be too many. */
const window = 500;

/**
 * The table, whose rows are given out window by window: first `look` has been shown what stands in all cells of the window, written as codes
 * are. It is called even for nothing that looks like a code: a transaction that says nothing for ten seconds is ended.
 */
export const lookingAhead = (table: Table, look: (texts: readonly string[]) => Promise<void>): Table => ({ ...table, rows: () => lookedUp(table.rows(), look) });

async function* lookedUp(rows: AsyncGenerator<SheetRow>, look: (texts: readonly string[]) => Promise<void>): AsyncGenerator<SheetRow> {
  for (let ahead = await take(rows); ahead.length > 0; ahead = await take(rows)) {
    await look(ahead.flatMap(({ cells }) => cells.map(({ text }) => halfWidth(typedText(text)).trim().toUpperCase())));
    yield* ahead;
  }
}

const take = async (rows: AsyncGenerator<SheetRow>): Promise<SheetRow[]> => {
  const taken: SheetRow[] = [];
  while (taken.length < window) {
    const { done, value } = await rows.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
};
