import { statement, type Database, type Tx } from '@aftercare/event-store';
import { SqlUnitStore } from '../units/sql-unit-store';
import { UnitStopped } from '../units/stopped';

const enter = statement(
  'rebuild-enter',
  `SELECT set_config('search_path', quote_ident(rebuild_schema()) || ', ' || quote_ident(current_schema()), true) FROM rebuild WHERE run = $1 AND status = 'running' FOR KEY SHARE`,
);

/**
 * What the unit of a rebuild keeps, beside the new tables that its handlers fill. Every transaction holds on to the run: once it has ended,
 * was swapped in or begun anew by somebody else, nothing is written any more, least of all to the tables in use.
 */
export class RebuildStore extends SqlUnitStore {
  constructor(
    database: Database,
    service: string,
    private readonly run: string,
  ) {
    super(database, service);
  }

  protected override async entered(tx: Tx): Promise<void> {
    const entered = await tx.query(enter, [this.run]);
    if (entered.length === 0) throw new UnitStopped('这次重建已经结束 / this rebuild has ended');
  }
}
