import { allEvents } from '@aftercare/contracts';
import type { EventBus } from '../event-bus';
import type { RelaySession, Surroundings } from '../event-store';
import type { Logger } from '../logger';
import { realSurroundings } from '../surroundings';
import { Relay, type RelayMetrics, type RelayStatus } from './relay';
import { SqlRelaySession } from './sql-relay-session';

export interface ShardRelaysOptions {
  readonly service: string;
  /** Each relay sends on a bus of its own, and closes it. */
  readonly openBus: () => EventBus;
  readonly open: (shard: number) => Promise<RelaySession>;
  readonly surroundings: Surroundings;
  readonly logger: Logger;
  /** The topics that the service publishes to. */
  readonly topics: readonly string[];
  readonly metrics?: RelayMetrics;
}

export interface RelaysOptions extends Omit<ShardRelaysOptions, 'open' | 'surroundings' | 'topics'> {
  /** The service's own schema, by its app role; a direct connection, not a pooler's. */
  readonly databaseUrl: string;
  /** By default those of the service's contracts. */
  readonly topics?: readonly string[];
  /** A statement of a relay without an answer for so long has failed, in ms. */
  readonly answerMs?: number;
}

/** The relays of one process of a service: one per shard. When the number of shards is changed, they follow within seconds. */
export class ShardRelays {
  readonly #running: { readonly relay: Relay; readonly bus: EventBus }[] = [];
  readonly #ending = new Set<Promise<void>>();
  #stopped = false;

  constructor(private readonly options: ShardRelaysOptions) {}

  /** Begins in the background; how it goes is in `status()`. */
  start(): void {
    this.#be(1);
  }

  /** Something was committed: look now instead of at the next poll. */
  kick(): void {
    for (const { relay } of this.#running) relay.kick();
  }

  /** Lets the sends in flight end and be settled, then gives up every lead. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#be(0);
    await Promise.all(this.#ending);
  }

  /** One relay that is not healthy makes the whole so; leader = of every shard. */
  status(): RelayStatus {
    const all = this.#running.map(({ relay }) => relay.status());
    const worst = all.find(({ healthy }) => !healthy);
    return { leader: all.length > 0 && all.every(({ leader }) => leader), healthy: all.length > 0 && !worst, reason: worst?.reason ?? (all.length > 0 ? null : 'stopped') };
  }

  /** So much waits that those who can come back later should. */
  get overloaded(): boolean {
    return this.#running.some(({ relay }) => relay.overloaded);
  }

  #be(shards: number): void {
    while (this.#running.length < shards) this.#begin(this.#running.length);
    for (const { relay, bus } of this.#running.splice(shards)) {
      const ending = relay.stop().then(() => bus.close());
      this.#ending.add(ending);
      void ending.finally(() => this.#ending.delete(ending)).catch(() => undefined);
    }
  }

  #begin(shard: number): void {
    const { openBus, open, metrics, ...shared } = this.options;
    const bus = openBus();
    const relay = new Relay({
      ...shared,
      shard, bus,
      open: () => open(shard),
      metrics: {
        ...metrics,
        backlog: (_, backlog) => {
          metrics?.backlog?.(shard, backlog);
          if (shard === 0 && backlog && !this.#stopped) this.#be(backlog.shards);
        },
      },
    });
    this.#running.push({ relay, bus });
    relay.start();
  }
}

/** They work on the service's own database, in real time. */
export class Relays extends ShardRelays {
  constructor({ databaseUrl, topics, answerMs, ...options }: RelaysOptions) {
    const { service, logger } = options;
    super({
      ...options,
      topics: topics ?? topicsOf(service),
      surroundings: realSurroundings,
      open: (shard) => SqlRelaySession.open({ databaseUrl, service, shard, logger, answerMs }),
    });
  }
}

const topicsOf = (service: string): string[] => {
  const own = service.replaceAll('-', '_');
  return [...new Set(allEvents.filter((event) => event.service === own).map(({ topic }) => topic))];
};
