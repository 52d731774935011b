import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from '../platform/data-folder.ts';
import { startKafka, stopKafka } from '../platform/kafka.ts';
import { removePostgresData, scratchDirectory, startPostgres, stopPostgres } from '../platform/postgres.ts';

/** What service tests need, on free ports and in a folder of its own: a run never meets a running `npm start`. */
export interface TestServers {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Postgres here waits for no disk: nothing that runs against it crashes the server. */
export async function startTestServers(): Promise<TestServers> {
  const folder = scratchDirectory();
  const dataDir = join(folder, 'postgres');
  const started = await Promise.allSettled([
    startPostgres({ dataDir, logFile: join(folder, 'postgres.log'), unsafe: true }),
    startKafka({ dataDir: join(folder, 'kafka'), logFile: join(folder, 'kafka.log') }),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(async (server) => server.status === 'fulfilled' && server.value.stop()));
    removePostgresData(dataDir);
    rmSync(folder, { recursive: true, force: true });
  };
  const [postgres, kafka] = started;
  if (postgres.status === 'fulfilled' && kafka.status === 'fulfilled') {
    return { env: { TEST_DATABASE_URL: postgres.value.url, TEST_KAFKA_BROKERS: kafka.value.brokers }, stop };
  }
  await stop();
  throw (started.find((server) => server.status === 'rejected') as PromiseRejectedResult).reason;
}

/** A folder on disk for what the tests of a lane start themselves and leave to one another. */
export interface LaneFolder {
  readonly path: string;
  /** Ends what still runs in it, and deletes everything. */
  clear(): Promise<void>;
}

/** For servers that tests crash, in `servers-<n>`, with default durability. */
export const crashFolder = (): LaneFolder =>
  laneFolder('servers-', async (own) => {
    const dataDir = join(own, 'postgres');
    await Promise.all([stopPostgres(dataDir), stopKafka(join(own, 'kafka'))]);
    removePostgresData(dataDir);
  });

/** For whole systems that journeys share, in `system-<n>`. */
export const journeysFolder = (): LaneFolder =>
  laneFolder('system-', async (own) => {
    const data = new DataFolder(join(own, 'data'));
    await data.endAll();
    await data.remove();
  });

function laneFolder(prefix: string, end: (own: string) => Promise<void>): LaneFolder {
  const path = mkdtempSync(join(tmpdir(), 'aftercare-'));
  chmodSync(path, 0o755); // the database server's account has to enter; what it keeps there is private by itself
  const clear = async (): Promise<void> => {
    for (const own of readdirSync(path).filter((name) => name.startsWith(prefix))) await end(join(path, own));
    rmSync(path, { recursive: true, force: true });
  };
  return { path, clear };
}
