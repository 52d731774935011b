import pg from 'pg';
import { connected } from './database.ts';
import { Refusal } from './refusal.ts';

/**
 * Business time of a new installation begins at this instant, past or future, in every service by the same number. Only what has seen
 * nothing yet can be set back: afterwards its clock only moves forward.
 */
export async function beginAt(databaseUrl: string, schemas: readonly string[], instant: Date): Promise<void> {
  const ahead = instant.getTime() - Date.now();
  await connected(databaseUrl, async (client) => {
    // The trigger that lets no clock go back rests while this one transaction runs.
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    for (const schema of schemas.map((name) => pg.escapeIdentifier(name))) {
      const { rowCount } = await client.query(`SELECT FROM ${schema}.event LIMIT 1`);
      if (rowCount !== 0) throw new Refusal('TEST_CLOCK_FROM 只能用于新安装，此处已有历史：请用 --reset 启动，或去掉 TEST_CLOCK_FROM · TEST_CLOCK_FROM sets the clock of a new installation, and this one has a history: start it with --reset, or without TEST_CLOCK_FROM');
      await client.query(`UPDATE ${schema}.clock_offset SET ahead = make_interval(secs => $1::float8 / 1000)`, [ahead]);
    }
    await client.query('COMMIT');
  });
}
