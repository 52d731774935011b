import type { Tx } from '@aftercare/event-store';
import type { Key } from '../event-store';

/**
 * Lets a held key go on: everything that waits of it is queued again, in id order among all others. Gives the number of events, or
 * null when the key is not held. Whatever made the broker refuse it has to be gone before, or the key is held again.
 */
export const releaseKey = async (tx: Tx, { topic, key }: Key): Promise<number | null> => {
  // First this row, so that a relay that is setting an event aside has either done so or never does.
  const held = await tx.query('DELETE FROM held_key WHERE topic = $1 AND key = $2 RETURNING key', [topic, key]);
  if (held.length === 0) return null;
  const [row] = await tx.query<{ count: string }>(
    `WITH back AS (DELETE FROM outbox_held WHERE topic = $1 AND key = $2 RETURNING id, topic, key),
          queued AS (INSERT INTO outbox (id, shard, topic, key) SELECT id, relay_shard(key), topic, key FROM back ORDER BY id ON CONFLICT (id) DO NOTHING)
     SELECT count(*) AS count FROM back`,
    [topic, key],
  );
  return Number(row?.count ?? 0);
};
