import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTopics, type KafkaLimits, type UnitLimits, type UnitStatus } from '@aftercare/event-bus';
import { migrate, roleUrl, type Migration } from '@aftercare/event-store';
import { eventually } from '@aftercare/testing';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { Client, escapeIdentifier, Pool } from 'pg';
import { judge, type Effect, type Evidence, type Stored, type Verdict } from '../src/checker';
import { contractsOf } from '../src/contracts';
import { depotMigrations, deskMigrations } from '../src/migrations';
import type { ReaderOptions } from '../src/reader';
import type { WorkerOptions } from '../src/worker';
import type { Work } from '../src/writer';
import { withAdmin } from './kafka-tools';
import { LogCollector, loggedOf } from './log-collector';
import type { Servers } from './servers';
import { WorkerProcess } from './worker-process';

const password = 'test';

export interface WriterStatus {
  readonly leader: boolean;
  readonly healthy: boolean;
  readonly reason: string | null;
  readonly failures: Readonly<Record<string, number>>;
  readonly megabytes: number;
}

export interface ReaderStatus {
  readonly units: readonly UnitStatus[];
  readonly relay: { readonly leader: boolean; readonly healthy: boolean; readonly reason: string | null };
  readonly counts: { readonly applied: number; readonly duplicates: number; readonly skipped: number; readonly parked: number; readonly gaps: number; readonly failed: number; readonly withGrams: number; readonly withoutGrams: number };
  readonly megabytes: number;
}

/** So that dead lines and dead members are noticed within seconds. */
const hasty: KafkaLimits = { answerMs: 4_000, sessionMs: 4_000 };

export interface ChainOptions {
  /** Time constants of the units, where the test wants shorter ones. */
  readonly limits?: Partial<UnitLimits>;
  /** Time constants of the broker's clients; without them shorter ones than those of production. */
  readonly kafka?: Partial<KafkaLimits>;
  /** A folder with the libs' code, in which each await has a failpoint. */
  readonly awaits?: string;
  /** Workers come by the listener that asks who is there; what they may do has to be granted. */
  readonly secured?: boolean;
  /** `false`: the writers' topic does not exist yet. */
  readonly topics?: boolean;
}

/**
 * The whole way of an event on real processes: writers append in the service `depot`, its relay publishes, readers of the service
 * `desk` take effect in a view and a reaction, the reaction raises events of its own, and the view hears those as well. Both
 * services live in one database, and all of it goes through the proxies.
 */
export class Chain {
  readonly contracts: ReturnType<typeof contractsOf>;
  readonly keys: readonly string[] = Array.from({ length: 40 }, () => randomUUID());
  readonly collector: LogCollector;
  readonly writers: WorkerProcess[] = [];
  readonly readers: WorkerProcess[] = [];
  readonly #folder: string;
  /** A test looks many times a second: a connection for each look would cost more than all that it looks at. */
  readonly #eyes: Readonly<Record<'depot' | 'desk', Pool>>;
  #workers = 0;

  private constructor(
    readonly servers: Servers,
    readonly tag: string,
    readonly database: string,
    private readonly options: ChainOptions,
  ) {
    this.#folder = servers.folder;
    this.contracts = contractsOf(tag);
    this.#eyes = { depot: eyes(servers.databaseUrl(database), 'depot'), desk: eyes(servers.databaseUrl(database), 'desk') };
    this.collector = new LogCollector(servers.brokers, [this.contracts.Moved.topic, this.contracts.Noticed.topic]);
  }

  /** Ready means: everybody leads, everything is assigned. */
  static async start(servers: Servers, options: ChainOptions = {}): Promise<Chain> {
    const { topics = true } = options;
    const tag = randomBytes(4).toString('hex');
    const database = `chain_${tag}`;
    await withClient(servers.databaseUrl('postgres'), (admin) => admin.query(`CREATE DATABASE ${escapeIdentifier(database)}`));
    const adminUrl = servers.databaseUrl(database);
    const make = (service: string, migrations: readonly Migration[]) => migrate({ adminUrl, service, migrations, passwords: { migrate: password, app: password, report: password } });
    await make('depot', depotMigrations);
    await make('desk', deskMigrations);
    const { Moved, Noticed, Stray, Granted } = contractsOf(tag);
    const others = [Noticed.topic, Stray.topic, Granted.topic];
    await ensureTopics(servers.brokers, topics ? [Moved.topic, ...others] : others);
    const chain = new Chain(servers, tag, database, options);
    if (options.secured) {
      await chain.grant('desk', 'READ', Moved.topic, Stray.topic, Granted.topic);
      await chain.grant('desk', 'ALL', Noticed.topic);
      await chain.grant('depot', 'READ', Moved.topic);
    }
    try {
      await Promise.all([chain.startWriter(), chain.startReader()]);
      if (topics && !options.secured) await chain.ready();
      return chain;
    } catch (error) {
      await chain.close();
      throw error;
    }
  }

  /** Lets a service do this with these topics; to read, in groups of its own. */
  async grant(service: 'depot' | 'desk', operation: 'READ' | 'WRITE' | 'ALL', ...topics: string[]): Promise<void> {
    await withAdmin(this.servers.brokers, (admin) => admin.createAcls({ acl: [
      ...topics.map((name) => allowed(service, AclResourceTypes.TOPIC, name, ResourcePatternTypes.LITERAL, operation)),
      allowed(service, AclResourceTypes.GROUP, `${service}.`, ResourcePatternTypes.PREFIXED, 'ALL'),
    ] }));
  }

  /** The app role of a service, directly or through the proxy. */
  url(service: 'depot' | 'desk', proxied = true): string {
    const url = roleUrl(this.servers.databaseUrl(this.database), `${service}_app`, password);
    return proxied ? this.servers.proxiedDatabaseUrl(url) : url;
  }

  async startWriter(special: Pick<WorkerOptions, 'release' | 'clockWrongBy'> = {}): Promise<WorkerProcess> {
    const name = `writer-${this.tag}-${++this.#workers}`;
    return this.#start(this.writers, 'writer.js', name, { ...this.#common('depot'), ...special, ledger: join(this.#folder, `${name}.ledger`) });
  }

  async startReader(special: Pick<ReaderOptions, 'release' | 'clockWrongBy' | 'withdrawn'> = {}): Promise<WorkerProcess> {
    return this.#start(this.readers, 'reader.js', `reader-${this.tag}-${++this.#workers}`, { ...this.#common('desk'), limits: this.options.limits, ...special });
  }

  async #start(among: WorkerProcess[], script: 'writer.js' | 'reader.js', name: string, options: object): Promise<WorkerProcess> {
    const worker = await WorkerProcess.start(script, name, options, join(this.#folder, `${name}.log`));
    among.push(worker);
    return worker;
  }

  #common(service: 'depot' | 'desk'): WorkerOptions {
    const { secured: { port, users }, proxiedBrokers } = this.servers;
    const { secured, kafka = hasty, awaits } = this.options;
    const broker = secured ? { brokers: `127.0.0.1:${port}`, credentials: { username: service, password: users[service] ?? '' } } : { brokers: proxiedBrokers };
    return { databaseUrl: this.url(service), tag: this.tag, ...broker, kafka, awaits };
  }

  get writer(): WorkerProcess {
    return living(this.writers);
  }

  get reader(): WorkerProcess {
    return living(this.readers);
  }

  /** Everybody lives, leads or waits for the lead, and reads. */
  async ready(within = 30_000): Promise<void> {
    await eventually(async () => {
      for (const writer of this.writers.filter(({ running }) => running)) refuse(await writer.call<WriterStatus>('status'), ({ healthy }) => healthy);
      for (const reader of this.readers.filter(({ running }) => running)) {
        const { units, relay } = await reader.call<ReaderStatus>('status');
        refuse(relay, ({ healthy }) => healthy);
        for (const unit of units) refuse(unit, ({ healthy, assigned }) => healthy && assigned);
      }
    }, { within });
  }

  /** Lets the newest writer write from now on. */
  async write(work: Partial<Work> = {}): Promise<void> {
    await this.writer.call('work', { keys: this.keys, perSecond: 40, lanes: 4, aborts: 0.1, ...work } satisfies Work);
  }

  async stopWriting(): Promise<void> {
    await Promise.all(this.writers.filter(({ running }) => running).map((writer) => writer.call('work', { keys: [], perSecond: 0, lanes: 0, aborts: 0 } satisfies Work)));
  }

  async query<R extends object>(service: 'depot' | 'desk', sql: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.#eyes[service].query<R>(sql, [...values])).rows;
  }

  async count(service: 'depot' | 'desk', table: string, where = 'true'): Promise<number> {
    const [row] = await this.query<{ n: string }>(service, `SELECT count(*) AS n FROM ${escapeIdentifier(table)} WHERE ${where}`);
    return Number(row?.n);
  }

  /** Resolves when all that was committed is published and taken in by every unit. In this order nothing can slip by. */
  async quiet(within = 60_000): Promise<void> {
    const { Moved, Noticed, Stray } = this.contracts;
    await eventually(async () => {
      await this.#empty('depot');
      await this.#atEnd('reactions', Moved.topic);
      await this.#nothingParked(Moved.topic, Noticed.topic);
      await this.#empty('desk');
      for (const { topic } of [Moved, Noticed, Stray]) await this.#atEnd('views', topic);
      await this.collector.all();
    }, { within });
  }

  async #empty(service: 'depot' | 'desk'): Promise<void> {
    const waiting = await this.count(service, 'outbox');
    if (waiting > 0) throw new Error(`${waiting} events wait in the outbox of ${service}; ${await this.#condition()}`);
  }

  async #nothingParked(...topics: string[]): Promise<void> {
    const [row] = await this.query<{ n: string }>('desk', 'SELECT count(*) AS n FROM parked WHERE topic = ANY($1::text[])', [topics]);
    if (row?.n !== '0') throw new Error(`${row?.n} events are parked; ${await this.#condition()}`);
  }

  async #atEnd(unit: string, topic: string): Promise<void> {
    const rows = await this.query<{ part: number; next: string }>('desk', 'SELECT part, next_offset AS next FROM consumer_offset WHERE unit = $1 AND topic = $2', [unit, topic]);
    const next = new Map(rows.map((row) => [row.part, BigInt(row.next)]));
    for (const { partition, high } of await this.collector.bus.admin.offsets(topic)) {
      if ((next.get(partition) ?? 0n) !== high) throw new Error(`${unit} is at ${next.get(partition)} of ${high} in partition ${partition} of ${topic}; ${await this.#condition()}`);
    }
  }

  async #condition(): Promise<string> {
    const all = [...this.writers, ...this.readers].filter(({ running }) => running);
    const told = await Promise.all(all.map((worker) => Promise.race([worker.call('status').then((status) => JSON.stringify(status), String), silence()])));
    return told.join('; ');
  }

  async evidence(client?: Client): Promise<Evidence> {
    const { Moved, Noticed } = this.contracts;
    const logged = (await this.collector.all()).map(loggedOf);
    const ledger = readdirSync(this.#folder).filter((file) => file.startsWith(`writer-${this.tag}-`) && file.endsWith('.ledger')).flatMap((file) => readFileSync(join(this.#folder, file), 'utf8').split('\n'));
    const marked = (mark: string): string[] => ledger.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
    const rows = async <R extends object>(sql: string): Promise<R[]> => (client ? (await client.query<R>(sql)).rows : this.query<R>('depot', sql));
    const stored = async (service: string, topic: string) =>
      (await rows<Omit<Stored, 'sequence'> & { sequence: string }>(
        `SELECT topic, key, sequence, event_id AS "eventId", convert_from(headers, 'UTF8')::json ->> 'ce_causationid' AS cause,
                convert_from(payload, 'UTF8')::json ->> 'write' AS write FROM ${service}.event WHERE topic = '${topic}' ORDER BY id`,
      )).map((row) => ({ ...row, sequence: Number(row.sequence) }));
    const versions = await rows<{ id: string; version: number }>('SELECT id, version FROM depot.parcel');
    const effects = await rows<Omit<Effect, 'sequence'> & { sequence: string }>(`SELECT unit, topic, key, sequence, event_id AS "eventId" FROM desk.effect WHERE topic IN ('${Moved.topic}', '${Noticed.topic}') ORDER BY id`);
    return {
      stored: [...(await stored('depot', Moved.topic)), ...(await stored('desk', Noticed.topic))],
      acknowledged: marked('+'),
      aborted: marked('-'),
      versions: new Map(versions.map(({ id, version }) => [id, version])),
      logged,
      effects: effects.map((row) => ({ ...row, sequence: Number(row.sequence) })),
      hears: { views: [Moved.topic, Noticed.topic], reactions: [Moved.topic] },
      reaction: { to: Moved.topic, raises: Noticed.topic },
    };
  }

  async judge(): Promise<Verdict> {
    return judge(await this.evidence());
  }

  /** Writes that began and of which this writer never learnt what became of them. */
  unresolved(writer: WorkerProcess): string[] {
    const lines = readFileSync(join(this.#folder, `${writer.name}.ledger`), 'utf8').split('\n');
    const ended = new Set(lines.filter((line) => /^[+-]/.test(line)).map((line) => line.slice(2)));
    return lines.filter((line) => line.startsWith('?')).map((line) => line.slice(2)).filter((write) => !ended.has(write));
  }

  /** The last words of every worker. */
  logTail(lines = 15): string {
    const logs = existsSync(this.#folder) ? readdirSync(this.#folder).filter((file) => file.includes(this.tag) && file.endsWith('.log')) : [];
    return logs.map((file) => `--- ${file}\n${readFileSync(join(this.#folder, file), 'utf8').trimEnd().split('\n').slice(-lines).join('\n')}`).join('\n');
  }

  async close(): Promise<void> {
    await Promise.all([...this.writers, ...this.readers].filter(({ running }) => running).map((worker) => worker.kill()));
    await this.collector.close();
    await Promise.all(Object.values(this.#eyes).map((pool) => pool.end()));
    await withClient(this.servers.databaseUrl('postgres'), (admin) => admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(this.database)} WITH (FORCE)`)).catch(() => undefined);
  }
}

const allowed = (service: string, resourceType: AclResourceTypes, resourceName: string, resourcePatternType: ResourcePatternTypes, operation: 'READ' | 'WRITE' | 'ALL') => ({
  resourceType, resourceName, resourcePatternType,
  principal: `User:${service}`, host: '*', operation: AclOperationTypes[operation], permissionType: AclPermissionTypes.ALLOW,
});

const eyes = (connectionString: string, service: string): Pool => {
  const pool = new Pool({ connectionString, max: 4, options: `-c search_path=${service}` });
  // Postgres is made to crash: the next look opens a new connection.
  pool.on('error', () => undefined);
  return pool;
};

export const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const living = (workers: readonly WorkerProcess[]): WorkerProcess => {
  const found = workers.findLast(({ running }) => running);
  if (!found) throw new Error('none of these workers lives');
  return found;
};

const refuse = <T>(status: T, wanted: (status: T) => boolean): void => {
  if (!wanted(status)) throw new Error(JSON.stringify(status));
};

/** A stopped process answers nothing. */
const silence = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 500, 'no answer').unref());
