import { systemPrincipal } from '@aftercare/auth';
import { statement, type Database, type Tx } from '@aftercare/event-store';
import { BackOff } from '../back-off';
import type { EventBus } from '../event-bus';
import type { Surroundings } from '../event-store';
import { reasonOf, type Logger } from '../logger';
import { classify } from '../units/classify';
import type { Handler } from '../units/handler-calls';
import type { UnitLimits } from '../units/limits';
import { SqlUnitStore } from '../units/sql-unit-store';
import { Unit } from '../units/unit';
import { liveBoundBus } from './live-bound-bus';
import type { RebuildEnd, RebuildRun, RebuiltTable } from './rebuild-row';
import { RebuildStore } from './rebuild-store';

/** The unit whose projections are rebuilt. */
const live = 'views';
/** The longest that the live unit is held up before it is known that the rebuilt one stands at the same place. */
const meetMs = 5_000;
/** The longest wait for a lock: readers queue behind it while a longer one is at the old tables. */
const lockMs = 1_000;
const lookMs = 500;
/** So many events are read while the live unit waits. Under load it is never found at the same place without waiting. */
const nearEvents = 1_000;
const longestRestMs = 30_000;

export interface RebuildOptions extends RebuildRun {
  readonly service: string;
  /** The projection's own; their names begin with it. */
  readonly handlers: readonly Handler<Tx>[];
  readonly bus: EventBus;
  readonly database: Database;
  readonly surroundings: Surroundings;
  readonly logger: Logger;
  readonly limits?: Partial<UnitLimits>;
}

interface Ended {
  readonly end: RebuildEnd;
  readonly tables: readonly RebuiltTable[];
  readonly message: string | null;
}

const begin = statement('rebuild-begin', 'SELECT begin_rebuild($1)');
const tablesOf = statement('rebuild-tables', 'SELECT table_name AS "table" FROM projection_table WHERE projection = $1 ORDER BY table_name');
const progress = statement('rebuild-progress', 'UPDATE rebuild SET events_read = $2, events_total = $3, message = $4 WHERE run = $1');
const pinLive = statement('rebuild-pin-live', 'SELECT topic, part, next_offset AS next FROM consumer_offset WHERE unit = $1 AND topic = ANY ($2) ORDER BY topic, part FOR UPDATE');
const hold = statement(
  'rebuild-hold',
  `SELECT accept_difference AS "acceptDifference", actor, reason, correlation_id AS "correlationId" FROM rebuild WHERE run = $1 AND status = 'running' FOR UPDATE`,
);
const holdTables = statement('rebuild-hold-tables', 'SELECT hold_projection($1)');
const keysApart = statement('rebuild-keys-apart', 'SELECT topic, key, live::int, rebuilt::int, parked FROM rebuild_keys_apart($1, 5)');
const refusalsOf = statement('rebuild-refusals', 'SELECT topic, key, sequence::int, message FROM rebuild_refusals(5)');
const compare = statement('rebuild-compare', 'SELECT before::int, after::int, differing::int, examples FROM compare_rebuilt($1)');
const missed = statement('rebuild-missed', 'SELECT type FROM skipped WHERE unit = $1 AND type = ANY ($2) AND $3 <> ALL (rebuilt) FOR UPDATE');
const swap = statement('rebuild-swap', 'SELECT swap_rebuilt($1)');
const knowAll = statement('rebuild-know-all', 'UPDATE skipped SET rebuilt = rebuilt || $3::text WHERE unit = $1 AND type = ANY ($2)');
const drop = statement('rebuild-drop', 'SELECT drop_rebuild()');
const endRun = statement('rebuild-end', `UPDATE rebuild SET status = $2, ended_at = clock_timestamp(), tables = $3, message = $4 WHERE run = $1 AND status = 'running'`);
const askAgain = statement('rebuild-ask-again', `UPDATE rebuild SET status = 'requested', started_at = NULL, events_read = 0, deaths = 0 WHERE run = $1 AND status = 'running'`);
const note = statement(
  'rebuild-audit',
  `INSERT INTO audit (actor, action, subject, outcome, code, correlation_id, reason) VALUES ($1, 'projection.swap', $2, $3, $4, $5, $6)`,
);

/**
 * One rebuild of one projection. A unit of its own reads from the first event into new tables, never beyond the live unit, while the old
 * tables stay in use and up to date. When it has caught up, one transaction holds the live unit where it stands, waits until the rebuilt
 * one stands at the same place, compares both, and puts the new tables in place of the old ones; since both units are equally far, the
 * live one goes on with them as if they had always been its own. Until that COMMIT nothing has changed for anybody; after it the old
 * tables are gone.
 */
export class Rebuild {
  readonly #own: RebuildStore;
  readonly #live: SqlUnitStore;
  readonly #topics: readonly string[];
  readonly #types: readonly string[];
  /** Why it has not been swapped in although it has caught up. */
  #waitsFor: string | null = null;
  /** Its unit is shut out from here on. */
  #over = false;

  constructor(private readonly options: RebuildOptions) {
    const { database, service, run, handlers } = options;
    this.#own = new RebuildStore(database, service, run);
    this.#live = new SqlUnitStore(database, service);
    const contracts = handlers.flatMap((handler) => handler.contracts);
    this.#topics = [...new Set(contracts.map(({ topic }) => topic))].sort();
    this.#types = [...new Set(contracts.map(({ type }) => type))].sort();
  }

  /**
   * Brings it to an end, which it writes down, or asks for it once more when `signal` aborts before or the database is away for a moment.
   * Rejects only when not even that can be written; then whoever next holds the lock finds it left.
   */
  async go(signal: AbortSignal): Promise<void> {
    const { projection, service, logger } = this.options;
    try {
      await this.#build(signal);
    } catch (error) {
      const passes = classify(error) === 'transient';
      if (passes && !signal.aborted) logger.warn({ service, projection, reason: reasonOf(error) }, 'a rebuild begins anew');
      if (passes || signal.aborted) return void (await this.#write((tx) => tx.query(askAgain, [this.options.run])));
      logger.error({ service, projection, reason: reasonOf(error) }, 'a projection could not be rebuilt');
      await this.#write((tx) => this.#end(tx, { end: 'failed', tables: [], message: reasonOf(error) }));
    }
  }

  async #build(signal: AbortSignal): Promise<void> {
    const { service, projection, handlers, bus, surroundings, logger, limits, run } = this.options;
    await this.#write(async (tx) => {
      const tables = await tx.query(tablesOf, [projection]);
      if (tables.length === 0) throw new Error(`迁移中没有声明 ${projection} 的表 / no migration says which tables ${projection} fills: filledBy('${projection}', …)`);
      await tx.query(begin, [projection]);
    });
    const unit = new Unit({
      name: live, service, handlers, surroundings, limits, store: this.#own, metrics: {},
      bus: liveBoundBus(bus, `${service}.rebuild`, (topic) => this.#live.positions(live, topic)),
      logger: quietWhen(() => this.#over, logger),
    });
    unit.start();
    // A finish that failed has held up the live unit for nothing: not again at once.
    const rest = new BackOff(2 * lookMs, longestRestMs, () => surroundings.chance());
    try {
      while (!signal.aborted) {
        const { read, total, near } = await this.#distance();
        const { stopped, reason } = unit.status();
        if (stopped) throw new Error(reason ?? 'its unit has stopped');
        await this.#write((tx) => tx.query(progress, [run, read, total, reason ?? this.#waitsFor]));
        if (near && (await this.#finish())) return;
        await surroundings.pause(near ? rest.next() : lookMs, signal);
      }
      signal.throwIfAborted();
    } finally {
      await unit.close();
    }
  }

  async #distance(): Promise<{ readonly read: number; readonly total: number; readonly near: boolean; readonly met: boolean }> {
    const places = await Promise.all(this.#topics.map(async (topic) => {
      const [own, theirs] = await Promise.all([this.#own.positions(live, topic), this.#live.positions(live, topic)]);
      return [...theirs].map(([part, next]) => ({ next, own: own.get(part) ?? 0n }));
    }));
    const all = places.flat();
    const read = all.reduce((sum, { own }) => sum + Number(own), 0);
    const total = all.reduce((sum, { next }) => sum + Number(next), 0);
    return { read, total, near: total - read <= nearEvents && all.every(({ own, next }) => own <= next), met: all.every(({ own, next }) => own === next) };
  }

  /** False when it has to be tried again: the units did not meet, or somebody held a lock for too long. */
  async #finish(): Promise<boolean> {
    const { service, projection, logger, database } = this.options;
    try {
      return await database.withTx({ principal: systemPrincipal(service, '*'), branches: '*', lockTimeoutMs: lockMs }, (tx) => this.#decide(tx));
    } catch (error) {
      this.#over = false;
      if (classify(error) !== 'transient') throw error;
      logger.warn({ service, projection, reason: reasonOf(error) }, 'the rebuilt projection could not be swapped in yet');
      this.#waitsFor = `旧表正被占用 / the old tables are in use: ${reasonOf(error)}`;
      return false;
    }
  }

  async #decide(tx: Tx): Promise<boolean> {
    const { run, projection, service, logger } = this.options;
    this.#over = false;
    // The same order as a chunk of the live unit: offsets, then rows. It waits from here on; readers never do.
    await tx.query(pinLive, [live, this.#topics]);
    if (!(await this.#meets())) return false;
    const [asked] = await tx.query<{ acceptDifference: boolean; actor: string; reason: string; correlationId: string | null }>(hold, [run]);
    if (!asked) throw new Error('somebody else has begun this rebuild anew');
    // Also the live unit's retrier, which moves no offset.
    await tx.query(holdTables, [projection]);
    const ended = await this.#judge(tx, asked.acceptDifference);
    if (!ended) return false;
    const { end, tables, message } = ended;
    if (end === 'swapped') {
      await tx.query(swap, [projection]);
      await tx.query(knowAll, [live, this.#types, projection]);
    }
    await this.#end(tx, ended);
    const differs = tables.some(({ differing }) => differing > 0);
    const code = end === 'failed' ? 'rebuild.failed' : differs ? `rebuild.difference-${end === 'swapped' ? 'accepted' : 'refused'}` : null;
    await tx.query(note, [asked.actor, projection, end === 'swapped' ? 'done' : 'refused', code, asked.correlationId, asked.reason]);
    logger.info({ service, projection, end, reason: message, tables: tables.map(({ table, before, after, differing }) => ({ table, before, after, differing })) }, 'a projection was rebuilt');
    this.#over = true;
    return true;
  }

  /** Both are held at the same place now: what may become of it? `null`: not to be said yet. */
  async #judge(tx: Tx, acceptDifference: boolean): Promise<Ended | null> {
    const { projection } = this.options;
    const names = await tx.query<{ table: string }>(tablesOf, [projection]);
    const apart = await tx.query<{ topic: string; key: string; live: number; rebuilt: number; parked: boolean }>(keysApart, [this.#topics]);
    // After a resync or a restore the live unit reads again what its guard has seen: only when it is through are both equally far.
    if (apart.length > 0 && !apart.some(({ parked }) => parked)) {
      this.#waitsFor = '等待现用单元重新读完 / waits until the live unit has read again what it has seen';
      return null;
    }
    if (apart.length > 0) {
      const places = apart.map((one) => `${one.topic} ${one.key} ${one.live} / ${one.rebuilt}`);
      const refusals = (await tx.query<{ topic: string; key: string; sequence: number; message: string }>(refusalsOf)).map((one) => `${one.topic} ${one.key} ${one.sequence}: ${one.message}`);
      const why = refusals.length === 0 ? '' : `; 重建时处理失败 / failed while rebuilding: ${refusals.join('; ')}`;
      return {
        end: 'failed', tables: [],
        message: `有键只在一侧被停放，请先用 ops parked 处理或修正投影，再重建 / keys are parked on one side only: deal with them by ops parked, or mend the projection, then rebuild (live / rebuilt): ${places.join('; ')}${why}`,
      };
    }
    const tables: RebuiltTable[] = [];
    for (const { table } of names) {
      const [row] = await tx.query<Omit<RebuiltTable, 'table'> & object>(compare, [table]);
      tables.push({ table, ...(row as Omit<RebuiltTable, 'table'>) });
    }
    const differing = tables.filter((one) => one.differing > 0).map((one) => `${one.table}: ${one.differing}`);
    if (differing.length === 0) return { end: 'swapped', tables, message: null };
    const figures = differing.join(', ');
    // The live unit has passed some of its events by: the old rows cannot be right.
    const partial = (await tx.query(missed, [live, this.#types, projection])).length > 0;
    if (partial || acceptDifference) return { end: 'swapped', tables, message: `差异已接受 / the difference was accepted: ${figures}` };
    return { end: 'differs', tables, message: `有行与旧视图不同，未切换；确认新行正确后请加 --accept-difference 重建 / rows differ from the old view, nothing was swapped; when the new rows are right, rebuild with --accept-difference: ${figures}` };
  }

  /** The rebuilt one may have some records to go; it can reach this place but not pass it. */
  async #meets(): Promise<boolean> {
    const { surroundings } = this.options;
    const until = surroundings.now() + meetMs;
    for (;;) {
      const { met } = await this.#distance();
      if (met || surroundings.now() > until) return met;
      await surroundings.pause(50);
    }
  }

  async #end(tx: Tx, { end, tables, message }: Ended): Promise<void> {
    await tx.query(drop);
    await tx.query(endRun, [this.options.run, end, JSON.stringify(tables), message]);
  }

  async #write(work: (tx: Tx) => Promise<unknown>): Promise<void> {
    const { database, service } = this.options;
    await database.withTx({ principal: systemPrincipal(service, []), branches: [] }, work);
  }
}

/** A unit whose rebuild has ended can do nothing any more, which is no news. */
const quietWhen = (over: () => boolean, logger: Logger): Logger => {
  const passing = (level: keyof Logger) => (fields: object, message: string): void => {
    if (!over()) logger[level](fields, message);
  };
  return { debug: passing('debug'), info: passing('info'), warn: passing('warn'), error: passing('error') };
};
