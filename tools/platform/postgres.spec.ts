import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { removePostgresData, scratchDirectory, startPostgres } from './postgres.ts';
import { waitForExit } from './processes.ts';

const answer = async (url: string): Promise<unknown> => {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query("SELECT lower('ÄÖ水') AS text, current_setting('listen_addresses') AS listens");
  await client.end();
  return rows[0];
};

describe('embedded Postgres', () => {
  const folder = scratchDirectory();
  const options = { dataDir: join(folder, 'postgres'), logFile: join(folder, 'log'), unsafe: true };
  afterAll(() => {
    removePostgresData(options.dataDir);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is adopted by the next launcher, survives kill -9, and ends when told to', async () => {
    const first = await startPostgres(options);
    expect(await answer(first.url)).toEqual({ text: 'äö水', listens: '127.0.0.1' });

    const second = await startPostgres(options);
    expect(second).toMatchObject({ adopted: true, port: first.port, process: first.process });

    process.kill(first.process.pid, 'SIGKILL');
    await waitForExit(first.process, 5000);
    const third = await startPostgres({ ...options, port: first.port });
    expect(third).toMatchObject({ adopted: false, port: first.port });
    expect(await answer(third.url)).toBeTruthy();

    await third.stop();
    await expect(answer(third.url)).rejects.toThrow('ECONNREFUSED');
  }, 60_000);
});
