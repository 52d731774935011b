import type { Client } from 'pg';
import type { Report } from './deviation';
import { enter } from './schemas';

interface Place {
  readonly topic: string;
  readonly key: string;
}

/** What one service's rows say of each other. */
export const verifyRows = async (client: Client, service: string, report: Report): Promise<void> => {
  await enter(client, service);
  const { rows: holes } = await client.query<Place & { sequence: string; n: string }>(
    `SELECT DISTINCT ON (key, topic) topic, key, sequence, n
       FROM (SELECT topic, key, sequence, row_number() OVER (PARTITION BY key, topic ORDER BY sequence) AS n FROM event) numbered
      WHERE sequence <> n ORDER BY key, topic, n`,
  );
  for (const { topic, key, sequence, n } of holes) report('sequence', service, `event ${n} of ${topic} ${key} is ${Number(sequence) > Number(n) ? 'not there' : 'there twice'}`);

  const { rows: heads } = await client.query<Place & { head: string | null; last: string | null }>(
    `SELECT topic, key, h.last_seq AS head, e.last FROM stream_head h
       FULL JOIN (SELECT topic, key, max(sequence) AS last FROM event GROUP BY key, topic) e USING (key, topic) WHERE h.last_seq IS DISTINCT FROM e.last`,
  );
  for (const { topic, key, head, last } of heads) report('head', service, `the head of ${topic} ${key} stands at ${head ?? 'nothing'}, its last event is ${last ?? 'none'}`);

  const { rows: pointers } = await client.query<Place & { id: string; kept: string }>(
    `SELECT o.id, o.topic, o.key, o.kept FROM (SELECT id, topic, key, 'outbox' AS kept FROM outbox UNION ALL SELECT id, topic, key, 'outbox_held' FROM outbox_held) o
      WHERE NOT EXISTS (SELECT FROM event e WHERE e.id = o.id AND e.topic = o.topic AND e.key = o.key)`,
  );
  for (const { id, topic, key, kept } of pointers) report('outbox', service, `row ${id} of ${kept} points at no event of ${topic} ${key}`);

  const { rows: orphans } = await client.query<Place & { n: string }>(
    'SELECT topic, key, count(*) AS n FROM outbox_held o WHERE NOT EXISTS (SELECT FROM held_key h WHERE h.topic = o.topic AND h.key = o.key) GROUP BY topic, key',
  );
  for (const { topic, key, n } of orphans) report('outbox', service, `${n} events of ${topic} ${key} are set aside, but the key is not held: nobody will send them`);

  const { rows: held } = await client.query<Place & { reason: string; n: string }>(
    'SELECT topic, key, reason, (SELECT count(*) FROM outbox_held o WHERE o.topic = h.topic AND o.key = h.key) AS n FROM held_key h',
  );
  for (const { topic, key, reason, n } of held) report('held', service, `${topic} ${key} is held (${reason}), ${n} events wait`);

  const { rows: parked } = await client.query<Place & { unit: string; first: string; last: string }>(
    `SELECT p.unit, p.topic, p.key, p.first, coalesce(s.last_seq, 0) AS last
       FROM (SELECT unit, topic, key, min(sequence) AS first FROM parked WHERE key IS NOT NULL GROUP BY unit, topic, key) p
       LEFT JOIN key_seq s ON s.key = p.key AND s.topic = p.topic AND s.unit = p.unit WHERE p.first <> coalesce(s.last_seq, 0) + 1`,
  );
  for (const { unit, topic, key, first, last } of parked) {
    report('parked', service, Number(first) <= Number(last)
      ? `${unit}: event ${first} of ${topic} ${key} is parked, but the key is at ${last} already`
      : `${unit}: event ${first} of ${topic} ${key} is parked, it waits for event ${Number(last) + 1}, which has not come`);
  }
};
