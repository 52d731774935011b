import type { Backlog } from '@aftercare/event-bus';
import type { Database } from '@aftercare/event-store';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { routeOf } from './request';

/** The numbers of a unit at one moment. */
export interface UnitNumbers {
  readonly unit: string;
  readonly lag: number;
  readonly paused: boolean;
  readonly parked: Readonly<Record<'failing' | 'behind' | 'dead' | 'forked' | 'gaps', number>>;
}

/** What Prometheus reads at `/metrics` of one service. The hooks are handed to the parts that know the numbers. */
export class Metrics {
  readonly register = new Registry();

  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds', help: 'Requests by route and status: rate, errors, duration',
    labelNames: ['method', 'route', 'status'] as const, buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers: [this.register],
  });
  readonly #published = this.#counter('relay_published_events_total', 'Events that the broker has acknowledged');
  readonly #failed = this.#counter('relay_failed_sends_total', 'Sends that failed or whose outcome is unknown');
  readonly #batches = new Histogram({ name: 'relay_batch_events', help: 'Events per acknowledged send', buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500], registers: [this.register] });
  readonly #waiting = this.#shardGauge('outbox_rows', 'Events that wait for the relay');
  readonly #oldest = this.#shardGauge('outbox_oldest_unpublished_seconds', 'Age of the oldest event that waits for the relay');
  readonly #held = this.#shardGauge('outbox_held_keys', 'Keys that wait for a person because the broker refuses one of their events');

  readonly #events = new Counter({
    name: 'unit_events_total', help: 'Events that a unit has applied, dropped as repeated, skipped as unknown, or parked', labelNames: ['unit', 'outcome'] as const, registers: [this.register],
  });
  readonly #gaps = new Counter({ name: 'unit_gaps_total', help: 'Times that events of a key were found missing in the log', labelNames: ['unit'] as const, registers: [this.register] });
  readonly #unitFailures = new Counter({ name: 'unit_failures_total', help: 'Transactions of a unit that failed', labelNames: ['unit'] as const, registers: [this.register] });

  readonly #timers = new Counter({ name: 'timers_total', help: 'Timers that have fired, or failed to', labelNames: ['kind', 'outcome'] as const, registers: [this.register] });
  readonly #deadTimers = new Gauge({ name: 'timers_dead', help: 'Timers that have failed too often and fire no more by themselves', registers: [this.register] });

  /** For the timers. */
  readonly timers = {
    fired: (kind: string): void => { this.#timers.inc({ kind, outcome: 'fired' }); },
    failed: (kind: string): void => { this.#timers.inc({ kind, outcome: 'failed' }); },
    dead: (timers: number): void => { this.#deadTimers.set(timers); },
  };
  /** For the units. */
  readonly units = {
    applied: (unit: string, events: number): void => { this.#events.inc({ unit, outcome: 'applied' }, events); },
    duplicates: (unit: string, events: number): void => { this.#events.inc({ unit, outcome: 'duplicate' }, events); },
    skipped: (unit: string, events: number): void => { this.#events.inc({ unit, outcome: 'skipped' }, events); },
    parked: (unit: string, events: number): void => { this.#events.inc({ unit, outcome: 'parked' }, events); },
    gap: (unit: string): void => { this.#gaps.inc({ unit }); },
    failed: (unit: string): void => { this.#unitFailures.inc({ unit }); },
  };
  /** For the relay. */
  readonly relay = {
    published: (events: number): void => {
      this.#published.inc(events);
      this.#batches.observe(events);
    },
    failed: (): void => { this.#failed.inc(); },
    backlog: (shard: number, backlog: Backlog | null): void => {
      const gauges = [[this.#waiting, backlog?.rows], [this.#oldest, backlog?.oldestSeconds], [this.#held, backlog?.heldKeys]] as const;
      for (const [gauge, value] of gauges) {
        if (value === undefined) gauge.remove({ shard });
        else gauge.set({ shard }, value);
      }
    },
  };

  constructor() {
    // A finer timer would keep an idle process awake.
    collectDefaultMetrics({ register: this.register, eventLoopMonitoringPrecision: 100 });
  }

  /** A number that is asked for at each reading. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({ name, help, registers: [this.register], collect() { this.set(read()); } });
  }

  /** Rate, errors and duration of every route of `http`. */
  observe(http: FastifyInstance): void {
    http.addHook('onResponse', (request, reply, done) => {
      this.#requests.observe({ method: request.method, route: routeOf(request), status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      done();
    });
  }

  observePool(database: Database): void {
    this.gauge('db_pool_connections', 'Open connections', () => database.pool.total);
    this.gauge('db_pool_idle_connections', 'Open connections that nobody uses', () => database.pool.idle);
    this.gauge('db_pool_waiting', 'Requests that wait for a connection', () => database.pool.waiting);
  }

  observeUnits(units: { unitStatus(): readonly UnitNumbers[] }): void {
    const perUnit = (name: string, help: string, read: (unit: UnitNumbers) => number): void => {
      new Gauge({ name, help, labelNames: ['unit'] as const, registers: [this.register], collect() { for (const unit of units.unitStatus()) this.set({ unit: unit.unit }, read(unit)); } });
    };
    perUnit('consumer_lag_events', 'Records that wait in the partitions held here', ({ lag }) => lag);
    perUnit('unit_paused', '1 while a unit pauses because most of its keys fail', ({ paused }) => Number(paused));
    perUnit('unit_keys_with_gap', 'Keys of a unit that wait for an event that nobody has seen', ({ parked }) => parked.gaps);
    new Gauge({
      name: 'unit_parked_events', help: 'Events that a unit has put aside', labelNames: ['unit', 'status'] as const, registers: [this.register],
      collect() {
        for (const { unit, parked } of units.unitStatus()) for (const status of ['failing', 'behind', 'dead', 'forked'] as const) this.set({ unit, status }, parked[status]);
      },
    });
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.register] });
  }
  #shardGauge(name: string, help: string): Gauge<'shard'> {
    return new Gauge({ name, help, labelNames: ['shard'] as const, registers: [this.register] });
  }
}
