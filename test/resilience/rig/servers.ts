import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForBroker } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';
import { startKafka, type Kafka, type Proxied } from '../../../tools/platform/kafka.ts';
import { freePort, portProblem } from '../../../tools/platform/ports.ts';
import { startPostgres, type Postgres } from '../../../tools/platform/postgres.ts';
import { waitForExit } from '../../../tools/platform/processes.ts';
import { FaultProxy } from '../src/fault-proxy';

/**
 * One Postgres with default durability and one broker, each behind a proxy that can do damage. The servers live in the folder of
 * the whole lane and are taken over from file to file; the proxies belong to the file.
 */
export class Servers {
  private constructor(
    readonly folder: string,
    private readonly proxied: Proxied,
    private ports: { postgres: Postgres; kafka: Kafka },
    readonly postgresProxy: FaultProxy,
    readonly kafkaProxy: FaultProxy,
  ) {}

  static async start(): Promise<Servers> {
    const folder = process.env.RESILIENCE_FOLDER;
    if (!folder) throw new Error('RESILIENCE_FOLDER is not set; run these tests with: npm test -- --only resilience');
    const portsFile = join(folder, 'proxied.json');
    if (!existsSync(portsFile)) writeFileSync(portsFile, JSON.stringify({ port: await freePort(), proxy: await freePort() } satisfies Proxied));
    const proxied = JSON.parse(readFileSync(portsFile, 'utf8')) as Proxied;
    const [postgres, kafka] = await Promise.all([startPostgres(postgresOptions(folder)), startKafka(kafkaOptions(folder, proxied))]);
    const ports = { postgres, kafka };
    const servers = new Servers(folder, proxied, ports, await FaultProxy.listen('postgres', () => servers.ports.postgres.port), await FaultProxy.listen('kafka', () => proxied.port, proxied.proxy));
    await waitForBroker([kafka.brokers], 30_000);
    return servers;
  }

  /** The broker without a proxy: for the test itself. */
  get brokers(): string[] {
    return [this.ports.kafka.brokers];
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
    for (const port of [this.ports.kafka.port, this.proxied.port]) await eventually(async () => expect(await portProblem(port)).toBeNull());
  }

  async startBroker(): Promise<void> {
    const kafka = await startKafka({ ...kafkaOptions(this.folder, this.proxied), port: this.ports.kafka.port });
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
const kafkaOptions = (folder: string, proxied: Proxied) => ({ dataDir: join(folder, 'kafka'), logFile: join(folder, 'kafka.log'), proxied });

const at = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};
