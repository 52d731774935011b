import { branchesFor, type Permission, type Principal } from '@aftercare/auth';
import { isUuid } from '@aftercare/kernel';
import { branchParam, type Database } from './database';
import { CursorMalformed, CursorOutdated } from './errors';
import { statement, type Statement } from './statement';

/** A row of a feed. Of a thing that changed several times a reader sees the newest state, once or more. */
export interface InFeed {
  readonly id: string;
}

export interface FeedPage<R> {
  /** In the order in which they were changed. */
  readonly items: readonly R[];
  /** Where to go on; good for ever, until the database is restored from a backup. An empty page gives the place where it stood. */
  readonly next: string;
}

interface Bounds {
  readonly generation: string;
  /** The cursor names a transaction that this database has not seen yet: it was set back. */
  readonly beyond: boolean;
  readonly changedTx: string | null;
}

interface Cursor {
  readonly generation: string | null;
  readonly tx: string;
  readonly id: string;
}

const beginning: Cursor = { generation: null, tx: '0', id: '00000000-0000-0000-0000-000000000000' };
const newestTx = 2n ** 64n - 1n;

/**
 * Lets an outside reader follow a table by asking again and again. A row is given out only when every transaction that began to write
 * before its own has ended, so that a late commit can never appear behind a reader: a page may wait, it never skips. The table has
 * `id uuid`, `branch_id`, `changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id()` with an index on (changed_tx, id), and a store with `inFeed`.
 */
export class Feed<R extends InFeed> {
  readonly #page: Statement;

  /** `columns`: what of a row is given out besides its id, as the list of a SELECT. */
  constructor(table: string, columns: string) {
    this.#page = statement(
      `${table}-feed`,
      `WITH bounds AS MATERIALIZED (
         SELECT generation, pg_snapshot_xmin(pg_current_snapshot()) AS oldest_running, $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) AS beyond FROM feed_generation
       )
       SELECT bounds.generation, bounds.beyond, page.* FROM bounds LEFT JOIN LATERAL (
         SELECT changed_tx::text AS "changedTx", id, ${columns} FROM ${table}
          WHERE (changed_tx, id) > ($1::xid8, $2::uuid) AND changed_tx < bounds.oldest_running AND ($4::text[] IS NULL OR branch_id = ANY ($4))
          ORDER BY changed_tx, id LIMIT $3
       ) page ON true`,
    );
  }

  /**
   * The rows changed after `cursor`, from the first one on when it is null, as far as `principal` may see them. Throws `CursorMalformed`,
   * or `CursorOutdated` when the database has been restored meanwhile.
   */
  async page(database: Database, principal: Principal, permission: Permission, cursor: string | null, limit: number): Promise<FeedPage<R>> {
    const after = cursor === null ? beginning : parse(cursor);
    const values = [after.tx, after.id, limit, branchParam(branchesFor(principal, permission))];
    const rows = await database.read<R & Bounds>(principal, permission, this.#page, values);
    const [bounds] = rows;
    if (!bounds) throw new Error('the feed has no generation');
    if (bounds.beyond || (after.generation !== null && after.generation !== bounds.generation)) throw new CursorOutdated();
    const changed = rows.filter(({ changedTx }) => changedTx !== null);
    const last = changed.at(-1);
    return {
      items: changed.map(({ generation: _generation, beyond: _beyond, changedTx: _changedTx, ...item }) => item as unknown as R),
      next: [bounds.generation, last?.changedTx ?? after.tx, last?.id ?? after.id].join('.'),
    };
  }
}

const parse = (cursor: string): Cursor => {
  const [generation = '', tx = '', id = '', ...rest] = cursor.split('.');
  const sound = rest.length === 0 && isUuid(generation) && /^\d{1,20}$/.test(tx) && BigInt(tx) <= newestTx && isUuid(id);
  if (!sound) throw new CursorMalformed();
  return { generation, tx, id };
};
