import type { ReceivedEvent } from '@aftercare/contracts';
import type { Statement, Tx } from '@aftercare/event-store';

/**
 * Keeps of each thing that a chunk tells of what was said last: a register of others' facts. `upsert` takes the facts as one array,
 * `jsonb_to_recordset($1::jsonb) AS b ("branchId" text, zone text)`, and names what is needed of them; `key` is what tells the things apart. Each
 * comes once and in the order of its key, so that nobody locks the same rows the other way round.
 */
export const keepNewest = <Data extends object>(tx: Tx, upsert: Statement, events: readonly ReceivedEvent<Data>[], ...key: readonly (keyof Data & string)[]): Promise<unknown> => {
  const newest = new Map(events.map(({ data }) => [key.map((name) => String(data[name])).join(' '), data]));
  return tx.query(upsert, [JSON.stringify([...newest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, data]) => data))]);
};
