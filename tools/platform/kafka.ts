import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openLog, readJson, tellingLine, writeWhole } from './files.ts';
import type { Log } from './files.ts';
import { accepts, freePort, released } from './ports.ts';
import { endProcess, identify, isRunning } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { Refusal } from './refusal.ts';
import { root } from './root.ts';

/** What kafka-install.ts found and made on this machine. */
export interface KafkaRuntime {
  readonly java: string;
  /** The jars in a fixed order: the class archive is valid for exactly this class path. */
  readonly classPath: readonly string[];
  /** Class-data archive that halves the start; null where it could not be made. */
  readonly archive: string | null;
}

export interface Kafka {
  readonly brokers: string;
  readonly port: number;
  readonly adopted: boolean;
  readonly process: ProcessIdentity;
  stop(): Promise<void>;
}

export interface KafkaOptions {
  readonly dataDir: string;
  readonly logFile: string;
  /** 0 = any free one; one that is taken is replaced by a free one. */
  readonly port?: number;
  readonly runtime?: KafkaRuntime;
  /** Additional JVM options. */
  readonly jvm?: readonly string[];
  /** A second listener, for clients that come through a proxy: its port, and the proxy's, which is the one that it tells its clients. */
  readonly proxied?: Proxied;
  /** A third listener, which asks who is there and lets nobody do what was not granted. Its users exist from the first start on. */
  readonly secured?: Secured;
  /** Further lines for server.properties. */
  readonly settings?: readonly string[];
}

export interface Proxied {
  readonly port: number;
  readonly proxy: number;
}

export interface Secured {
  readonly port: number;
  /** Passwords by name, for SCRAM-SHA-512. */
  readonly users: Readonly<Record<string, string>>;
}

interface BrokerRecord extends ProcessIdentity {
  readonly port: number;
}

const settings = join(root, 'deploy/kafka/server.properties');
export const runtimeFile = join(root, 'node_modules/.kafka/runtime.json');

/**
 * Starts one Kafka broker (its own controller) on 127.0.0.1, or adopts the one already running on this data directory.
 * It outlives its launcher. Returned as soon as its port accepts connections; whether it can serve, ask `waitForBroker`.
 */
export async function startKafka(options: KafkaOptions): Promise<Kafka> {
  const dataDir = resolve(options.dataDir);
  const running = runningBroker(dataDir);
  const log = openLog(options.logFile);
  try {
    if (running === null) return kafka(await launch(dataDir, options, log), false);
    await accepting(running, options.logFile, log);
    return kafka(running, true);
  } finally {
    closeSync(log.fd);
  }
}

function kafka(broker: BrokerRecord, adopted: boolean): Kafka {
  return {
    brokers: `127.0.0.1:${broker.port}`,
    port: broker.port,
    adopted,
    process: broker,
    stop: () => endProcess(broker, 'SIGTERM', 20_000),
  };
}

/** Ends the broker of this data directory, if one runs. */
export async function stopKafka(dataDir: string): Promise<boolean> {
  const running = runningBroker(resolve(dataDir));
  if (running === null) return false;
  await endProcess(running, 'SIGTERM', 20_000);
  return true;
}

/** Deletes the data. The broker must be stopped. */
export function removeKafkaData(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

async function launch(dataDir: string, options: KafkaOptions, log: Log): Promise<BrokerRecord> {
  const runtime = options.runtime ?? readJson<KafkaRuntime>(runtimeFile);
  if (runtime === null) throw new Refusal('未安装 Kafka，请执行 npm start（或 node tools/setup.mjs），或把 KAFKA_BROKERS 设为自己的 Kafka · Kafka is not installed: run npm start (or node tools/setup.mjs), or set KAFKA_BROKERS to brokers of your own');
  const port = await freePort(options.port);
  const controllerPort = await freePort();
  mkdirSync(dataDir, { recursive: true });
  await format(runtime, dataDir, port, controllerPort, options.secured);

  const properties = join(dataDir, 'server.properties');
  writeFileSync(properties, serverProperties(join(dataDir, 'log'), port, controllerPort, options));
  const child = spawn(runtime.java, [...jvmOptions(runtime), ...(options.jvm ?? []), 'kafka.Kafka', properties], { cwd: dataDir, detached: true, stdio: ['ignore', log.fd, log.fd] });
  child.on('error', () => undefined); // no pid: reported below
  child.unref();
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (identity === null) throw new Refusal(`Kafka 未能启动：${runtime.java} 无法运行 · the Kafka broker did not start: ${runtime.java} cannot be run`);
  const broker = { ...identity, port };
  writeWhole(brokerFile(dataDir), JSON.stringify(broker));
  await accepting(broker, options.logFile, log);
  released(port, controllerPort);
  return broker;
}

/** Gives a new data directory its cluster id, once: under another name first, so that a half-made one is never used. */
async function format(runtime: KafkaRuntime, dataDir: string, port: number, controllerPort: number, secured?: Secured): Promise<void> {
  const log = join(dataDir, 'log');
  if (existsSync(join(log, 'meta.properties'))) return;
  const half = join(dataDir, 'log.new');
  rmSync(half, { recursive: true, force: true });
  const properties = join(dataDir, 'format.properties');
  writeFileSync(properties, serverProperties(half, port, controllerPort));
  const clusterId = `A${randomBytes(16).toString('base64url').slice(1)}`; // a first "-" would be read as an option
  const users = Object.entries(secured?.users ?? {}).flatMap(([name, password]) => ['--add-scram', `SCRAM-SHA-512=[name=${name},password=${password}]`]);
  try {
    await promisify(execFile)(runtime.java, [...jvmOptions(runtime), 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties, ...users]);
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Refusal(`Kafka 无法在 ${dataDir} 建立数据 · Kafka could not create its data in ${dataDir}: ${tellingLine(stderr || stdout || message)}`);
  }
  rmSync(properties);
  renameSync(half, log);
}

/** The compiler stops at its first level and the archive spares class loading: a start takes 2 s instead of 7. */
function jvmOptions(runtime: KafkaRuntime): string[] {
  return [
    '-Xms128m', '-Xmx192m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData',
    ...(runtime.archive ? ['-Xshare:auto', `-XX:SharedArchiveFile=${runtime.archive}`] : []),
    `-Dlog4j2.configurationFile=${join(root, 'deploy/kafka/log4j2.properties')}`,
    '-cp', runtime.classPath.join(process.platform === 'win32' ? ';' : ':'),
  ];
}

/** The settings of deploy/kafka with addresses and directory. Voters are named in the file, so that ports may change between starts. */
export function serverProperties(logDir: string, port: number, controllerPort: number, { proxied, secured, settings: further = [] }: Pick<KafkaOptions, 'proxied' | 'secured' | 'settings'> = {}): string {
  const local = (name: string, at: number | undefined): string => (at === undefined ? '' : `,${name}://127.0.0.1:${at}`);
  return `${readFileSync(settings, 'utf8')}
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${local('PROXIED', proxied?.port)}${local('SECURED', secured?.port)}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}${local('PROXIED', proxied?.proxy)}${local('SECURED', secured?.port)}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT,SECURED:SASL_PLAINTEXT
log.dirs=${logDir.replaceAll('\\', '/')}
${[...(secured ? grants : []), ...further].join('\n')}
`;
}

/** Who comes by another listener is nobody to the broker, and the machine's own. */
const grants = [
  'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users=User:ANONYMOUS',
  'sasl.enabled.mechanisms=SCRAM-SHA-512',
  'listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
];

const brokerFile = (dataDir: string): string => join(dataDir, 'broker.json');

function runningBroker(dataDir: string): BrokerRecord | null {
  const known = readJson<BrokerRecord>(brokerFile(dataDir));
  return known !== null && isRunning(known) ? known : null;
}

async function accepting(broker: BrokerRecord, logFile: string, log: Log): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await accepts(broker.port))) {
    if (!isRunning(broker)) throw new Refusal(`Kafka 在启动时结束 · the Kafka broker ended while starting: ${log.lastWords()}`);
    if (Date.now() > deadline) throw new Refusal(`Kafka 在 90 秒内未就绪，见 · the Kafka broker was not up within 90 s: see ${logFile}`);
    await delay(20);
  }
}
