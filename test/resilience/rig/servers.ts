import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForBroker } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import { startKafka, type Kafka, type KafkaOptions, type Proxied, type Secured } from '../../../tools/platform/kafka.ts';
import { freePort, portProblem, released } from '../../../tools/platform/ports.ts';
import { startPostgres, type Postgres } from '../../../tools/platform/postgres.ts';
import { waitForExit } from '../../../tools/platform/processes.ts';
import { FaultProxy } from '../src/fault-proxy';

interface Listeners {
  readonly proxied: Proxied;
  readonly secured: Secured;
}

/**
 * One Postgres with default durability and one broker, each behind a proxy that can do damage. The servers live in the folder of
 * the whole lane, a set for each of Jest's workers or of another name, and are taken over from file to file; the proxies belong to the file.
 */
export class Servers {
  private constructor(
    readonly folder: string,
    private readonly listeners: Listeners,
    private ports: { postgres: Postgres; kafka: Kafka },
    readonly postgresProxy: FaultProxy,
    readonly kafkaProxy: FaultProxy,
  ) {}

  static async start(set = process.env.JEST_WORKER_ID): Promise<Servers> {
    const lane = process.env.RESILIENCE_FOLDER;
    if (!lane) throw new Error('RESILIENCE_FOLDER is not set; run these tests with: npm test -- --only resilience');
    const folder = join(lane, `servers-${set}`);
    // The database server's account has to enter; what it keeps there is private by itself.
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const listenersFile = join(folder, 'listeners.json');
    if (!existsSync(listenersFile)) {
      const listeners: Listeners = { proxied: { port: await freePort(), proxy: await freePort() }, secured: { port: await freePort(), users: { depot: randomUUID(), desk: randomUUID() } } };
      writeFileSync(listenersFile, JSON.stringify(listeners));
    }
    const listeners = JSON.parse(readFileSync(listenersFile, 'utf8')) as Listeners;
    const [postgres, kafka] = await Promise.all([startPostgres(postgresOptions(folder)), startKafka(kafkaOptions(folder, listeners))]);
    const ports = { postgres, kafka };
    const servers = new Servers(folder, listeners, ports, await FaultProxy.listen('postgres', () => servers.ports.postgres.port), await FaultProxy.listen('kafka', () => listeners.proxied.port, listeners.proxied.proxy));
    await waitForBroker([kafka.brokers], 30_000);
    released(listeners.proxied.port, listeners.proxied.proxy, listeners.secured.port);
    return servers;
  }

  /** The broker without a proxy: for the test itself. */
  get brokers(): string[] {
    return [this.ports.kafka.brokers];
  }

  /** The listener that asks who is there, and who may say so. */
  get secured(): Secured {
    return this.listeners.secured;
  }

  /** The broker as workers know it. */
  get proxiedBrokers(): string {
    return `127.0.0.1:${this.kafkaProxy.port}`;
  }

  /** Superuser, without a proxy. */
  databaseUrl(database: string): string {
    return at(this.ports.postgres.url, database);
  }

  /** The same by way of the proxy. */
  proxiedDatabaseUrl(url: string): string {
    const proxied = new URL(url);
    proxied.port = String(this.postgresProxy.port);
    return proxied.href;
  }

  async killBroker(): Promise<void> {
    process.kill(this.ports.kafka.process.pid, 'SIGKILL');
    await waitForExit(this.ports.kafka.process, 10_000);
    // Its threads end after it has, and hold its ports until then.
    for (const port of [this.ports.kafka.port, this.listeners.proxied.port, this.listeners.secured.port]) await eventually(async () => expect(await portProblem(port)).toBeNull());
  }

  async startBroker(): Promise<void> {
    const kafka = await startKafka({ ...kafkaOptions(this.folder, this.listeners), port: this.ports.kafka.port });
    this.ports = { ...this.ports, kafka };
    await waitForBroker(this.brokers, 30_000);
  }

  /** As `pg_ctl -m immediate stop`: no checkpoint, nobody is asked. */
  async crashPostgres(): Promise<void> {
    process.kill(this.ports.postgres.process.pid, 'SIGQUIT');
    await waitForExit(this.ports.postgres.process, 10_000);
  }

  async startPostgres(): Promise<void> {
    const postgres = await startPostgres({ ...postgresOptions(this.folder), port: this.ports.postgres.port });
    this.ports = { ...this.ports, postgres };
  }

  /** Starts whatever a fault has left dead. */
  async revive(): Promise<void> {
    this.heal();
    await Promise.all([this.startPostgres(), this.startBroker()]);
  }

  heal(): void {
    this.postgresProxy.heal();
    this.kafkaProxy.heal();
  }

  /** The servers stay for the next file. */
  async close(): Promise<void> {
    await Promise.all([this.postgresProxy.close(), this.kafkaProxy.close()]);
  }
}

const postgresOptions = (folder: string) => ({ dataDir: join(folder, 'postgres'), logFile: join(folder, 'postgres.log') });
const kafkaOptions = (folder: string, listeners: Listeners): KafkaOptions => ({
  dataDir: join(folder, 'kafka'), logFile: join(folder, 'kafka.log'), ...listeners,
  // So that a member's death is noticed in less than the usual 6 s at least.
  settings: ['group.min.session.timeout.ms=1000'],
});

const at = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};
