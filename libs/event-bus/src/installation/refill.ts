import type { Client } from 'pg';
import { pause } from '../back-off';
import type { EventBus } from '../event-bus';
import type { Logger } from '../logger';
import { Relays } from '../relay/relays';
import { enter, inTransaction } from './schemas';

export interface RestoreMark {
  /** In whose name. */
  readonly actor: string;
  readonly reason: string;
}

/**
 * Queues every event of these services again, in one transaction, for a log that is about to be made anew: nothing counts as published
 * or as held any more, every unit begins at offset 0 (its guard drops what took effect), and followers of a feed learn that their place
 * is of another history. Gives the number of events.
 */
export const queueEverything = async (client: Client, services: readonly string[], { actor, reason }: RestoreMark): Promise<number> =>
  inTransaction(client, async () => {
    let events = 0;
    for (const service of services) {
      await enter(client, service);
      // A held key is let go: its events have to be in the log, and what the broker still refuses is held anew.
      await client.query('DELETE FROM held_key');
      await client.query('DELETE FROM outbox_held');
      await client.query('DELETE FROM published');
      await client.query('INSERT INTO outbox (id, shard, topic, key) SELECT id, relay_shard(key), topic, key FROM event ORDER BY id ON CONFLICT (id) DO NOTHING');
      await client.query('UPDATE consumer_offset SET next_offset = 0, last_event_id = NULL, updated_at = clock_timestamp()');
      await client.query('UPDATE feed_generation SET generation = gen_random_uuid()');
      await client.query("INSERT INTO audit (actor, action, subject, outcome, reason) VALUES ($1, 'ops.restore', $2, 'done', $3)", [actor, service, reason]);
      events += await waiting(client);
    }
    return events;
  });

export interface RefillOptions {
  readonly client: Client;
  /** With the address of each one's schema, by its app role. */
  readonly services: readonly { readonly service: string; readonly databaseUrl: string }[];
  readonly openBus: () => EventBus;
  readonly logger: Logger;
  /** Told about once a second. */
  readonly left: (events: number) => void;
}

const patienceMs = 60_000;

/** Publishes what waits of these services by their own relays, until nothing does. Rejects when it has not gone on for a minute. */
export const refillLog = async ({ client, services, openBus, logger, left }: RefillOptions): Promise<void> => {
  const relays = services.map(({ service, databaseUrl }) => new Relays({ service, databaseUrl, openBus, logger }));
  for (const relay of relays) relay.start();
  try {
    let moved = performance.now();
    for (let before = Number.POSITIVE_INFINITY; ; await pause(500)) {
      const now = await inTransaction(client, async () => {
        let sum = 0;
        for (const { service } of services) {
          await enter(client, service);
          sum += await waiting(client);
        }
        return sum;
      });
      left(now);
      if (now === 0) return;
      if (now < before) moved = performance.now();
      if (performance.now() - moved > patienceMs) throw new Error(`the log cannot be filled, ${now} events wait: ${relays.map((relay) => stuck(relay)).find((reason) => reason !== null) ?? 'nothing moves'}`);
      before = now;
    }
  } finally {
    await Promise.all(relays.map((relay) => relay.stop()));
  }
};

const stuck = (relay: Relays): string | null => {
  const { leader, reason } = relay.status();
  return reason ?? (leader ? null : 'another process publishes for the service: stop it first');
};

const waiting = async (client: Client): Promise<number> => Number((await client.query<{ n: string }>('SELECT count(*) AS n FROM outbox')).rows[0]?.n ?? 0);
