import type { LogRecord } from '@aftercare/event-bus';
import type { Service, Common } from './service';
import { idOf } from './twins/memory-database';

/**
 * The person on duty: does what the system's own words ask for, and nothing else. What is destroyed and not named is never repaired, and
 * then shows as a loss.
 */
export class Operator {
  /** What had to be done, by its command. */
  readonly done: string[] = [];
  #busy = false;

  constructor(
    private readonly common: Common,
    private readonly services: () => readonly Service[],
    private readonly restart: (service: Service) => void,
  ) {}

  lookAround(): void {
    if (this.#busy) return;
    const running = this.services().filter(({ process }) => process.alive && !process.frozen);
    for (const service of running) {
      const { reason } = service.relay.status();
      if (reason?.includes('ops restore')) return this.#restore();
    }
    for (const service of running) {
      for (const unit of service.units) {
        const { reason, parked } = unit.status();
        if (reason?.includes('ops restore')) return this.#restore();
        if (reason?.includes('ops resync')) this.#resync(unit.status().unit, service);
        if (parked.gaps > 0) this.#republish(unit.status().unit);
        if (parked.dead > 0) this.#retry(unit.status().unit);
      }
      if (this.common.database.held.rows.size > 0) this.#release();
      this.#rewind();
    }
  }

  /** Reads everything again; the guard drops what is known. */
  #resync(unit: string, service: Service): void {
    this.#note(`resync ${unit}`);
    const { offsets } = this.common.database;
    for (const [id, row] of offsets.rows) if (row.unit === unit) offsets.rows.set(id, { ...row, next: 0n, lastEventId: null });
    this.restart(service);
  }

  /** Refills the log from the database, and reads it again. */
  #restore(): void {
    this.#note('restore');
    const { world } = this.common;
    const services = this.services();
    for (const { process } of services) process.crash();
    // Nobody sends any more, and what was sent has arrived.
    this.#busy = true;
    world.after(6_000, () => {
      this.#refill();
      for (const service of services) this.restart(service);
      this.#busy = false;
    });
  }

  #refill(): void {
    const { database, broker } = this.common;
    broker.wipe();
    database.published.rows.clear();
    database.aside.rows.clear();
    for (const [id, { id: number, topic, key }] of database.events.rows) database.outbox.rows.set(id, { id: number, topic, key });
    for (const [id, row] of database.offsets.rows) database.offsets.rows.set(id, { ...row, next: 0n, lastEventId: null });
  }

  /** Sends what a key misses once more. */
  #republish(unit: string): void {
    const { parked, keys, events, outbox } = this.common.database;
    const firsts = new Map<string, number>();
    for (const { unit: of, topic, key, sequence } of parked.rows.values()) {
      if (of !== unit || key === null || sequence === null) continue;
      const place = idOf(topic, key);
      firsts.set(place, Math.min(firsts.get(place) ?? Number.POSITIVE_INFINITY, sequence));
    }
    for (const [place, first] of firsts) {
      const last = keys.rows.get(idOf(unit, place))?.last ?? 0;
      if (first <= last + 1) continue;
      this.#note(`republish ${place} from ${last + 1}`);
      for (const [id, event] of events.rows) {
        if (idOf(event.topic, event.key) === place && event.sequence > last) outbox.rows.set(id, { id: event.id, topic: event.topic, key: event.key });
      }
    }
  }

  #retry(unit: string): void {
    const { world, database: { parked } } = this.common;
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
    const { held, aside, outbox } = this.common.database;
    for (const [id, { topic, key }] of held.rows) {
      if (this.common.broker.refused.has(key)) continue;
      this.#note(`outbox release ${key}`);
      held.rows.delete(id);
      for (const [waiting, row] of aside.rows) {
        if (row.topic !== topic || row.key !== key) continue;
        aside.rows.delete(waiting);
        outbox.rows.set(waiting, row);
      }
    }
  }

  #note(what: string): void {
    this.done.push(what);
    this.common.world.tell(() => `operator: ${what}`);
  }
}

export const eventIdOf = (record: LogRecord): string => String(record.headers['ce_id']);
