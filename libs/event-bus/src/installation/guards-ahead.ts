import type { Client } from 'pg';
import { enter, ownerOf } from './schemas';

/** A unit has seen an event that the service whose event it was does not have. */
export interface GuardAhead {
  readonly service: string;
  readonly unit: string;
  readonly topic: string;
  readonly key: string;
  /** The last sequence that took effect in the unit. */
  readonly seen: number;
  /** The last one that its service knows; 0 = none. Not before `seen`, it has another event in that one's place. */
  readonly stored: number;
}

interface Guard {
  readonly key: string;
  readonly topic: string;
  readonly unit: string;
  readonly last: string;
  readonly eventId: string | null;
}

const page = 5_000;

/**
 * Guards that are beyond the last event of their key, or have seen another one in the place of an event. In one consistent database there
 * are none: an event is committed before anybody hears it. Where there is one, databases were set back to different times; the next events
 * of the key would be dropped as repeats, or, if its service has given out the sequences once more meanwhile, be parked as a fork.
 * Call it inside one transaction with one snapshot. When `services` are only `part` of all, guards of the others' topics are passed over.
 */
export async function* guardsAhead(client: Client, services: readonly string[], part = false): AsyncGenerator<GuardAhead> {
  for (const service of services) {
    for (let after: [string, string, string] | null = null; ; ) {
      await enter(client, service);
      const { rows: guards }: { rows: Guard[] } = await client.query<Guard>(
        `SELECT key, topic, unit, last_seq AS last, last_event_id AS "eventId" FROM key_seq WHERE last_seq > 0 AND ($1::text IS NULL OR (key, topic, unit) > ($1 COLLATE "C", $2, $3)) ORDER BY key, topic, unit LIMIT $4`,
        [...(after ?? [null, null, null]), page],
      );
      for (const owner of new Set(guards.map(({ topic }) => ownerOf(topic, services)))) {
        if (owner === null && part) continue;
        const own = guards.filter(({ topic }) => ownerOf(topic, services) === owner);
        yield* (await unknownTo(client, owner, own)).map((found) => ({ service, ...found }));
      }
      const last: Guard | undefined = guards.at(-1);
      if (guards.length < page || !last) break;
      after = [last.key, last.topic, last.unit];
    }
  }
}

const unknownTo = async (client: Client, owner: string | null, guards: readonly Guard[]): Promise<Omit<GuardAhead, 'service'>[]> => {
  if (owner === null) return guards.map(({ key, topic, unit, last }) => ({ key, topic, unit, seen: Number(last), stored: 0 }));
  await enter(client, owner);
  const { rows } = await client.query<{ at: string; stored: string }>(
    `SELECT g.at, coalesce(h.last_seq, 0) AS stored FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[]) WITH ORDINALITY AS g(key, topic, last, event_id, at)
       LEFT JOIN stream_head h ON h.key = g.key AND h.topic = g.topic
      WHERE g.last > coalesce(h.last_seq, 0)
         OR EXISTS (SELECT FROM event e WHERE e.key = g.key AND e.topic = g.topic AND e.sequence = g.last AND e.event_id <> g.event_id)`,
    [guards.map(({ key }) => key), guards.map(({ topic }) => topic), guards.map(({ last }) => last), guards.map(({ eventId }) => eventId)],
  );
  return rows.map(({ at, stored }) => {
    const { key, topic, unit, last } = guards[Number(at) - 1] as Guard;
    return { key, topic, unit, seen: Number(last), stored: Number(stored) };
  });
};
