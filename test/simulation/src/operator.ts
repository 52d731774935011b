import type { LogRecord } from '@aftercare/event-bus';
import { databaseOf, readings, type Common, type Running } from './service';
import { idOf, type MemoryDatabase } from './twins/memory-database';

/**
 * The person on duty: does what the system's own words ask for, and nothing else. What is destroyed and not named is never repaired, and
 * then shows as a loss.
 */
export class Operator {
  /** What had to be done, by its command. */
  readonly done: string[] = [];
  /** Between stopping everything and starting it: nobody else may start anything. */
  #restoring = false;

  constructor(
    private readonly common: Common,
    private readonly services: () => readonly Running[],
    private readonly restart: (service: Running) => void,
  ) {}

  get restoring(): boolean {
    return this.#restoring;
  }

  lookAround(): void {
    if (this.#restoring) return;
    const running = this.services().filter(({ process }) => process.alive && !process.frozen);
    for (const { relays } of running) {
      if (relays?.status().reason?.includes('ops restore')) return this.#restore();
    }
    for (const service of running) {
      for (const unit of service.units) {
        const { unit: name, reason, parked } = unit.status();
        if (reason?.includes('ops restore')) return this.#restore();
        if (reason?.includes('ops resync')) this.#resync(name, service);
        if (reason?.includes("since: 'now'")) return this.#deploy();
        if (parked.gaps > 0) this.#republish(name, service.database);
        if (parked.dead > 0) this.#retry(name, service.database);
      }
    }
    if (this.common.database.held.rows.size > 0) this.#release();
    this.#rewind();
  }

  /** What `ops restore` does while nothing runs: the log is made anew from the database, and read from its beginning. */
  refill(): void {
    const { common } = this;
    const { database, broker } = common;
    broker.wipe();
    for (const table of [database.published, database.aside, database.held]) table.rows.clear();
    for (const event of database.events.rows.values()) database.queue(event);
    for (const unit of readings(common)) {
      const { offsets } = databaseOf(common, unit);
      for (const [id, row] of offsets.rows) offsets.rows.set(id, { ...row, next: 0n, lastEventId: null });
    }
  }

  /** Reads everything again; the guard drops what is known. */
  #resync(unit: string, service: Running): void {
    this.#note(`resync ${unit}`);
    const { offsets } = service.database;
    for (const [id, row] of offsets.rows) if (row.unit === unit) offsets.rows.set(id, { ...row, next: 0n, lastEventId: null });
    this.restart(service);
  }

  #restore(): void {
    this.#note('restore');
    const services = this.services();
    for (const { process } of services) process.crash();
    // Nobody sends any more, and what was sent has arrived.
    this.#restoring = true;
    this.common.world.after(6_000, () => {
      this.refill();
      for (const service of services) this.restart(service);
      this.#restoring = false;
    });
  }

  /** The next version says that its new handler begins in the middle. */
  #deploy(): void {
    this.#note('since now');
    this.common.version = 'weighing since now';
    for (const service of this.services()) this.restart(service);
  }

  /** Sends what a key misses once more. */
  #republish(unit: string, { parked, keys }: MemoryDatabase): void {
    const { database } = this.common;
    const firsts = new Map<string, number>();
    const forked = new Set<string>();
    for (const { unit: of, topic, key, sequence, status } of parked.rows.values()) {
      if (of !== unit || key === null || sequence === null) continue;
      const place = idOf(topic, key);
      firsts.set(place, Math.min(firsts.get(place) ?? Number.POSITIVE_INFINITY, sequence));
      if (status === 'forked') forked.add(place);
    }
    for (const [place, first] of firsts) {
      const last = keys.rows.get(idOf(unit, place))?.last ?? 0;
      if (first <= last + 1 || forked.has(place)) continue;
      this.#note(`republish ${place} from ${last + 1}`);
      for (const event of database.events.rows.values()) if (idOf(event.topic, event.key) === place && event.sequence > last) database.queue(event);
    }
  }

  #retry(unit: string, { parked }: MemoryDatabase): void {
    const { world } = this.common;
    for (const [id, row] of parked.rows) {
      if (row.unit !== unit || row.status !== 'dead') continue;
      if (row.key === null) {
        // Bytes that are no event: what they stood for shows as a gap.
        this.#note(`parked discard ${row.topic}/${row.part}/${row.offset}`);
        parked.rows.delete(id);
        continue;
      }
      this.#note(`parked retry ${row.topic} ${row.key} ${row.sequence}`);
      parked.rows.set(id, { ...row, status: 'failing', attempts: 0, nextAt: new Date(world.now) });
    }
  }

  /** Timers that have failed too often. */
  #rewind(): void {
    const { timers } = this.common.database;
    for (const [id, row] of timers.rows) {
      if (row.nextAt !== Number.POSITIVE_INFINITY) continue;
      this.#note(`timers retry ${row.subject}`);
      timers.rows.set(id, { ...row, attempts: 0, nextAt: null });
    }
  }

  #release(): void {
    const { database, broker } = this.common;
    const { held, aside } = database;
    for (const [id, { topic, key }] of held.rows) {
      if (broker.refused.has(key)) continue;
      this.#note(`outbox release ${key}`);
      held.rows.delete(id);
      for (const [waiting, row] of aside.rows) {
        if (row.topic !== topic || row.key !== key) continue;
        aside.rows.delete(waiting);
        database.queue(row);
      }
    }
  }

  #note(what: string): void {
    this.done.push(what);
    this.common.world.tell(() => `operator: ${what}`);
  }
}

export const eventIdOf = (record: LogRecord): string => String(record.headers['ce_id']);
