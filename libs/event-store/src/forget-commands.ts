import { systemPrincipal } from '@aftercare/auth';
import type { Database } from './database';
import { statement } from './statement';

/** How many a transaction takes at most: it must not hold up the commands of the day. */
const atOnce = 5_000;

const forget = statement(
  'idempotency-forget',
  // Real time, not business time: it is about the caller's retries.
  `DELETE FROM idempotency WHERE (client, key) IN
     (SELECT client, key FROM idempotency WHERE created_at < clock_timestamp() - interval '72 hours' ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING 1`,
);

/** Forgets the answers of commands older than 72 hours, for good; a repetition after that is a new command. Gives their number. */
export const forgetOldCommands = async (database: Database): Promise<number> => {
  for (let total = 0; ; ) {
    const rows = await database.withTx({ principal: systemPrincipal(database.service, []), branches: [] }, (tx) => tx.query(forget, [atOnce]));
    total += rows.length;
    if (rows.length < atOnce) return total;
  }
};
