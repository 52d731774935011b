import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type * as EventBus from '@aftercare/event-bus';
import type * as Contracts from '@aftercare/contracts';
import type * as EventStore from '@aftercare/event-store';
import { buildConsole } from '../console.ts';
import { DataFolder } from './data-folder.ts';
import { checkDatabase, connected, ensureDatabase } from './database.ts';
import { readJson, writeWhole } from './files.ts';
import { startKafka } from './kafka.ts';
import { checkMachine, checkPort } from './machine.ts';
import type { Options } from './options.ts';
import { freePort, freePortPair } from './ports.ts';
import { startPostgres } from './postgres.ts';
import type { ProcessIdentity } from './processes.ts';
import type { Progress } from './progress.ts';
import { Refusal } from './refusal.ts';
import { root } from './root.ts';
import { importSample, sampleCallers, samplePartsFor } from './sample.ts';
import { databaseUsers, environmentOf, schemaOwners, serviceNames, urlOf } from './services.ts';
import type { Addresses, DatabaseUser, ServiceName } from './services.ts';
import { Service } from './supervisor.ts';
import { beginAt } from './test-clock.ts';

/** The whole running installation. */
export class System {
  readonly #options: Options;
  readonly #progress: Progress;
  readonly #folder: DataFolder;
  readonly #services = new Map<ServiceName, Service>();
  readonly #aborted = new AbortController();
  #starting: Promise<void> | null = null;
  #addresses: Addresses | null = null;
  #databaseUrl = '';

  constructor(options: Options, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#folder = new DataFolder(options.dataDir);
  }

  /** Starts everything, telling each step. The first failure cuts the other steps short. Whether it succeeds or not, `stop` ends what runs. */
  start(build: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#aborted;
    this.#starting = this.#start(build).catch((error: unknown) => { throw signal.aborted ? signal.reason : error; });
    return this.#starting;
  }

  async #start(build: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#aborted;
    await this.#step('check', () => this.#check());
    const { databaseUrl, kafkaBrokers } = this.#options;
    if (databaseUrl) await this.#step('Postgres of DATABASE_URL', () => checkDatabase(databaseUrl), ({ version }) => version);
    const ports = await this.#choosePorts(this.#options.port);
    const [, database, brokers] = await together(
      this.#step('build', () => build(signal)),
      this.#startDatabase(),
      this.#startBroker(),
    );
    this.#databaseUrl = database;
    const passwords = this.#folder.passwords();
    const { migrate, roleUrl } = load<typeof EventStore>('@aftercare/event-store');
    const { ensureTopics, waitForBroker } = load<typeof EventBus>('@aftercare/event-bus');
    const { topics } = load<typeof Contracts>('@aftercare/contracts');
    const addresses: Addresses = {
      ports,
      started: this.#options.services,
      kafkaBrokers: brokers,
      databaseUrls: Object.fromEntries(databaseUsers.map((user) => [user, roleUrl(database, `${user}_app`, passwords[user].app)])) as Record<DatabaseUser, string>,
      issuerData: this.#folder.issuer,
      sampleCallers: this.#options.empty ? {} : sampleCallers(),
      traces: this.#folder.traces,
    };
    this.#addresses = addresses;
    const list = brokers.split(',');
    if (kafkaBrokers) await this.#step('Kafka of KAFKA_BROKERS', () => waitForBroker(list, 10_000).catch(refuse));
    await together(
      this.#step('tables', async () => {
        for (const service of databaseUsers) {
          const { migrations } = load<{ migrations: readonly EventStore.Migration[] }>(join(root, `apps/${service}/dist/persistence/migrations.js`));
          await migrate({ adminUrl: database, service, migrations, passwords: passwords[service] }).catch(refuse);
        }
      }),
      this.#step('topics', async () => {
        if (!kafkaBrokers) await waitForBroker(list, 60_000).catch(refuse);
        await ensureTopics(list, topics.map(({ name }) => name)).catch((error: Error) => { throw new Refusal(`无法建立主题 · the topics could not be made: ${error.message}${kafkaBrokers ? '' : ` (log: ${this.#folder.log('kafka')})`}`); });
      }, () => `${topics.length} topics`),
    );
    const { clockFrom } = this.#options;
    if (clockFrom) await this.#step('test clock', () => beginAt(database, schemaOwners, clockFrom), () => clockFrom.toISOString());
    if (this.#options.services.length > 0) await this.#step('log', () => this.#compareLog(database, list));
    await this.#startServices(addresses);
    await this.#loadSample(addresses);
    if (this.#options.readyFile) writeWhole(this.#options.readyFile, JSON.stringify(this.#ready(addresses)));
  }

  /** Starts the built service anew and waits until it works; for `npm run dev`. */
  async restart(names: readonly ServiceName[]): Promise<void> {
    await Promise.all(names.flatMap((name) => this.#services.get(name) ?? []).map(async (service) => {
      await service.restart();
      await service.ready(this.#aborted.signal);
    }));
  }

  /** Ends everything in order, who asks first and the databases last; while starting, too. */
  async stop(): Promise<void> {
    this.#aborted.abort();
    await this.#starting?.catch(() => undefined);
    await this.#services.get('gateway')?.stop();
    await Promise.all([...this.#services.values()].map((service) => service.stop()));
    if (!this.#folder.isOurs) return;
    await this.#folder.endInfrastructure();
    this.#folder.release();
  }

  /** Address, people to sign in as, and where things lie. */
  summary(): string {
    const addresses = this.#addresses;
    if (!addresses) return '';
    const near = (path: string): string => (path.startsWith(process.cwd()) ? relative(process.cwd(), path) : path);
    return [
      '',
      ...(this.#services.has('gateway') ? [`  ${urlOf(addresses, 'gateway')}   平台，接口说明见 · the platform; its reference: /docs/api, /docs/events`] : []),
      ...(this.#services.has('issuer') ? [`  ${urlOf(addresses, 'issuer')}   登录服务 · the sign-in server`, '', ...demoPeople(join(this.#folder.issuer, 'people.json'), near, addresses.sampleCallers)] : []),
      `  日志 · logs   ${near(this.#folder.logs)}`,
      '  停止 · stop   Ctrl-C   （--reset 从头开始 · starts over; --help 列出全部 · lists the rest)',
      '',
    ].join('\n');
  }

  async #check(): Promise<void> {
    const { dataDir, port, services, kafkaBrokers } = this.#options;
    checkMachine(dataDir);
    if (kafkaBrokers && !kafkaBrokers.split(',').every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker))) throw new Refusal(`KAFKA_BROKERS 是 "${kafkaBrokers}"，应为 host:port，多个之间用逗号分隔、不留空格 · KAFKA_BROKERS is "${kafkaBrokers}": it is host:port, several joined by commas without blanks`);
    this.#folder.claim();
    const left = await this.#folder.endLeftServices();
    if (left.length > 0) this.#progress.note(`  已结束被强行终止的启动器留下的 ${left.join(', ')} · ended what a killed launcher had left`);
    if (this.#options.reset) {
      await this.#folder.endInfrastructure();
      await this.#folder.remove();
      if (this.#options.databaseUrl || this.#options.kafkaBrokers) this.#progress.note('  --reset 只删除此目录的数据，DATABASE_URL 与 KAFKA_BROKERS 保持不变 · --reset deletes the data in this folder; DATABASE_URL and KAFKA_BROKERS are left as they are');
    }
    const restore = this.#folder.restoreUnderWay();
    if (restore) throw new Refusal(`恢复尚未完成，请先执行 · a restore began at ${restore.since} and is not complete, go on with: npm run ops -- restore${restore.from ? ` ${restore.from}` : ''} --as CODE --reason WHY`);
    if (port !== 0 && services.includes('gateway')) await checkPort(port, { zh: '网关', en: 'the gateway' });
    if (port !== 0 && services.includes('issuer')) await checkPort(port + 1, { zh: '登录服务', en: 'the sign-in server' });
  }

  async #choosePorts(port: number): Promise<Record<ServiceName, number>> {
    const known = this.#folder.state().ports;
    const gateway = port || (await freePortPair());
    const ports = { gateway, issuer: gateway + 1, directory: await freePort(known.directory), tickets: await freePort(known.tickets), inventory: await freePort(known.inventory), 'dealer-returns': await freePort(known['dealer-returns']), notifier: await freePort(known.notifier), analytics: await freePort(known.analytics) };
    this.#folder.remember({ ports: { ...known, ...ports } });
    return ports;
  }

  async #startDatabase(): Promise<string> {
    const external = this.#options.databaseUrl;
    if (external) return external;
    const { ports } = this.#folder.state();
    const server = await this.#step('Postgres', () => startPostgres({ dataDir: this.#folder.postgres, logFile: this.#folder.log('postgres'), port: ports.postgres }), ({ adopted, port, dataDir }) => `port ${port}${adopted ? ', was running' : ''}${dataDir === this.#folder.postgres ? '' : `, data in ${dataDir}`}`);
    this.#rememberPort('postgres', server.port);
    return ensureDatabase(server.url, 'aftercare');
  }

  async #startBroker(): Promise<string> {
    if (this.#options.kafkaBrokers) return this.#options.kafkaBrokers;
    const { ports } = this.#folder.state();
    const broker = await this.#step('Kafka', () => startKafka({ dataDir: this.#folder.kafka, logFile: this.#folder.log('kafka'), port: ports.kafka }), ({ adopted, port }) => `port ${port}${adopted ? ', was running' : ''}`);
    this.#rememberPort('kafka', broker.port);
    return broker.brokers;
  }

  #rememberPort(name: string, port: number): void {
    this.#folder.remember({ ports: { ...this.#folder.state().ports, [name]: port } });
  }

  /**
   * A database that was set back is found before anybody reads: a service's relay would notice as well, but by then others have taken in
   * events that are no more.
   */
  async #compareLog(database: string, brokers: readonly string[]): Promise<void> {
    const { LogScan, vanishing } = load<typeof EventBus>('@aftercare/event-bus');
    const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const scan = new LogScan(brokers, silent);
    try {
      const ahead = (await connected(database, (client) => vanishing(client, scan, schemaOwners))).filter(({ events }) => events > 0);
      if (ahead.length === 0) return;
      throw new Refusal(`数据库被恢复到较早的状态，请执行 · Kafka tells of events that the database does not have, so it must have been set back (${ahead.map(({ topic, events }) => `${topic}: ${events}`).join(', ')}): run ops restore (npm run ops -- restore --as CODE --reason WHY; --dry-run says what would be lost)`);
    } finally {
      await scan.close();
    }
  }

  /** Each service's part once per database, as soon as it and directory run; an import adds only what is missing. */
  async #loadSample(addresses: Addresses): Promise<void> {
    if (this.#options.empty) return;
    const database = this.#options.databaseUrl ? new URL(this.#options.databaseUrl).host + new URL(this.#options.databaseUrl).pathname : 'embedded';
    for (const part of samplePartsFor((name) => this.#services.has(name), this.#options)) {
      const { samples } = this.#folder.state();
      const mark = `${database} ${part.name}`;
      if (samples.includes(mark)) continue;
      await this.#step(`sample ${part.name}`, () => importSample(part, addresses), (changed) => `${changed} records`);
      this.#folder.remember({ samples: [...samples, mark] });
    }
  }

  async #startServices(addresses: Addresses): Promise<void> {
    mkdirSync(this.#folder.traces, { recursive: true });
    const running: Record<string, ProcessIdentity> = {};
    for (const name of serviceNames.filter((name) => this.#options.services.includes(name))) {
      this.#services.set(name, new Service({
        name,
        main: join(root, `apps/${name}/dist/main.js`),
        env: environmentOf(name, addresses, process.env),
        logFile: this.#folder.log(name),
        readyUrl: `${urlOf(addresses, name)}/health/ready`,
      }, {
        say: (line) => this.#progress.note(line),
        changed: (changed, process) => {
          if (process) running[changed] = process;
          else delete running[changed];
          this.#folder.remember({ services: running });
        },
      }));
    }
    await together(...[...this.#services].map(([name, service]) => this.#step(name, () => {
      service.start();
      return service.ready(this.#aborted.signal);
    }, () => urlOf(addresses, name))));
  }

  #ready(addresses: Addresses): object {
    const services = [...this.#services].map(([name, service]) => [name, { url: urlOf(addresses, name), pid: service.pid }]);
    return { gateway: urlOf(addresses, 'gateway'), issuer: urlOf(addresses, 'issuer'), databaseUrl: this.#databaseUrl, brokers: addresses.kafkaBrokers, services: Object.fromEntries(services) };
  }

  async #step<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T> {
    this.#aborted.signal.throwIfAborted();
    try {
      return await this.#progress.step(name, work, detail);
    } catch (error) {
      this.#aborted.abort(error);
      throw error;
    }
  }
}

/** Compiles everything that changed, the console too. */
export async function build(signal: AbortSignal): Promise<void> {
  await together(compile(signal), buildConsole(signal));
}

async function compile(signal: AbortSignal): Promise<void> {
  const compiler = spawn(process.execPath, [join(root, 'node_modules/typescript7/bin/tsc'), '-b'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], signal });
  const code = await new Promise<number | null>((resolve, reject) => compiler.once('error', reject).once('exit', resolve));
  if (code !== 0) throw new Refusal('编译失败，见上文 · the build failed: see the lines above');
}

const load = createRequire(import.meta.url) as <T>(id: string) => T;

/** All of them, to the end: when one fails, nothing of the others is left half-way. */
async function together<T extends readonly Promise<unknown>[]>(...work: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
}

/** An error of a library that is already one clear line. */
function refuse(error: Error): never {
  throw new Refusal(error.message);
}

/** One person of each of the main roles, of a branch where it has one. */
function demoPeople(file: string, near: (path: string) => string, callers: Readonly<Record<string, string>>): string[] {
  const people = Object.entries(readJson<Record<string, { name: string; role: string; branch: string; password: string }>>(file) ?? {})
    .sort(([, one], [, other]) => one.branch.localeCompare(other.branch)); // branches, BR…, before the factory, FA…
  const shown = ['clerk', 'storekeeper', 'technician', 'branch_manager', 'hq_analyst'].map((role) => people.find(([, person]) => person.role === role)).filter((found) => found !== undefined);
  return [
    '  登录页上按人名即可，或用 · on the sign-in page press a name, or sign in as',
    ...shown.map(([code, { name, role, branch, password }]) => `    ${code}  ${password}  ${role.padEnd(14)} ${branch}  ${name}`),
    ...[callers[shown[0]?.[1].branch ?? '']].flatMap((caller) => (caller === undefined ? [] : [`    来电号码可用 · a caller for the clerk: ${caller}`])),
    `    全部 ${people.length} 人见 · all of them in ${near(file)}`,
    '',
  ];
}
