import { appendFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type * as EventBus from '@aftercare/event-bus';
import { checkDatabase } from '../platform/database.ts';
import { DataFolder } from '../platform/data-folder.ts';
import { startKafka } from '../platform/kafka.ts';
import { isStarted, startPostgres } from '../platform/postgres.ts';
import { Refusal } from '../platform/refusal.ts';
import { systemOf } from '../platform/restored-cluster.ts';
import { root } from '../platform/root.ts';

/** An installation on this machine as a command finds it: what runs is used, what does not is started and ended with the command. */
export class Installation {
  readonly folder: DataFolder;
  readonly json: boolean;
  readonly externalDatabase: string | null;
  readonly #externalBrokers: string | null;
  readonly #started: { stop(): Promise<void> }[] = [];
  #claimed = false;

  constructor(env: NodeJS.ProcessEnv, json: boolean) {
    this.json = json;
    this.folder = new DataFolder(resolve(env['AFTERCARE_DATA'] || join(root, '.data')));
    this.externalDatabase = env['DATABASE_URL'] || null;
    this.#externalBrokers = env['KAFKA_BROKERS'] || null;
  }

  /** Keeps `npm start` out until `close`; refuses while it runs. */
  claim(): void {
    this.folder.claim();
    this.#claimed = true;
  }

  /** The same, unless `npm start` runs: then its servers are used. */
  join(): void {
    if (this.folder.launcher() === null) this.claim();
  }

  /** Superuser of the embedded server, or the account of DATABASE_URL. */
  async database(): Promise<string> {
    if (this.externalDatabase) {
      await checkDatabase(this.externalDatabase);
      return this.externalDatabase;
    }
    if (systemOf(this.folder.postgres) === null) throw new Refusal(`there is no installation in ${this.folder.path}: set AFTERCARE_DATA to where it is`);
    if (!this.#claimed && !isStarted(this.folder.postgres)) throw new Refusal('npm start is starting or stopping at this moment: try again');
    const server = await startPostgres({ dataDir: this.folder.postgres, logFile: this.folder.log('postgres'), port: this.folder.state().ports['postgres'] });
    if (!server.adopted) this.#started.push(server);
    return aftercareAt(server.url);
  }

  async brokers(): Promise<string[]> {
    const { waitForBroker } = lib<typeof EventBus>('@aftercare/event-bus');
    if (this.#externalBrokers) {
      await waitForBroker(this.#externalBrokers.split(','), 10_000).catch(refuse);
      return this.#externalBrokers.split(',');
    }
    const broker = await startKafka({ dataDir: this.folder.kafka, logFile: this.folder.log('kafka'), port: this.folder.state().ports['kafka'] });
    if (!broker.adopted) this.#started.push(broker);
    await waitForBroker([broker.brokers], 60_000).catch(refuse);
    return [broker.brokers];
  }

  /** What libraries have to say goes to a file of its own. */
  get logger(): EventBus.Logger {
    const file = this.folder.log('ops');
    const write = (level: string) => (fields: object, message: string): void => {
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`, { mode: 0o600 });
    };
    return { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error') };
  }

  say(line: string): void {
    if (!this.json) process.stdout.write(`${line}\n`);
  }

  /** One line with its time when it is done. */
  async step<T>(name: string, work: () => Promise<T>, detail: (result: T) => string = () => ''): Promise<T> {
    const from = performance.now();
    const result = await work();
    this.say(`  ${name.padEnd(28)} ${((performance.now() - from) / 1_000).toFixed(1).padStart(6)} s  ${detail(result)}`.trimEnd());
    return result;
  }

  /** Ends what this command has started. */
  async close(): Promise<void> {
    await Promise.all(this.#started.map((server) => server.stop()));
    if (this.#claimed) this.folder.release();
  }
}

export const lib = createRequire(import.meta.url) as <T>(id: string) => T;

/** An error of a library that is already one clear line. */
export function refuse(error: Error): never {
  throw new Refusal(error.message);
}

/** The platform's database on a server of ours. */
export function aftercareAt(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = '/aftercare';
  return url.href;
}

export const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
