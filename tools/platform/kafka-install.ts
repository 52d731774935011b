/**
 * Run by tools/setup.mjs: finds Java, fetches Kafka's jars with Maven and makes the class archive of the broker, each
 * once. With nothing to do it is silent.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readJson, writeWhole } from './files.ts';
import { checkJava, findJava, findMaven } from './java.ts';
import { runtimeFile, startKafka, stopKafka } from './kafka.ts';
import type { KafkaRuntime } from './kafka.ts';
import { endProcess } from './processes.ts';
import { Refusal, exitWith } from './refusal.ts';
import { root } from './root.ts';

interface Installed extends KafkaRuntime {
  /** Changes with the JVM and with the list of jars. */
  readonly key: string;
}

const cache = join(root, 'node_modules/.kafka');
const pom = join(root, 'deploy/kafka/pom.xml');

/** Ctrl-C reaches Maven and Java too: their end ends the step, which leaves nothing half-made, and then this process. */
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));
const endIfInterrupted = (): void => {
  if (interrupted) process.exit(130);
};

async function install(): Promise<void> {
  const java = findJava();
  const { size, mtimeMs } = statSync(java);
  const jars = hash(readFileSync(pom, 'utf8'));
  const key = hash([cache, jars, java, size, mtimeMs].join(' '));
  const installed = readJson<Installed>(runtimeFile);
  if (installed?.key === key && installed.classPath.every((jar) => existsSync(jar))) return;

  checkJava(java);
  const libs = join(cache, `libs-${jars}`);
  if (!existsSync(libs)) await timed('Kafka jars, fetched by Maven', () => fetchJars(libs));
  const classPath = readdirSync(libs).sort().map((jar) => join(libs, jar));
  const archive = join(cache, `classes-${key}.jsa`);
  const made = await timed('Kafka class archive, for fast starts', () => makeArchive({ java, classPath, archive: null }, archive));
  writeWhole(runtimeFile, JSON.stringify({ key, java, classPath, archive: made ? archive : null } satisfies Installed, null, 1), 0o644);
}

async function fetchJars(libs: string): Promise<void> {
  const maven = findMaven();
  mkdirSync(cache, { recursive: true });
  const half = mkdtempSync(`${libs}.`);
  try {
    await promisify(execFile)(maven, ['-q', '-B', '-f', pom, 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies', `-DoutputDirectory=${half}`], { shell: process.platform === 'win32' });
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    endIfInterrupted();
    const { stdout, message } = error as Error & { stdout?: string };
    const said = (stdout || message).split('\n').find((line) => line.includes('ERROR'))?.replace(/^.*ERROR\S*\s*| -> \[Help.*/g, '') ?? message.split('\n')[0] ?? '';
    const why = (/Could not .*/.exec(said)?.[0] ?? said).slice(0, 400);
    throw new Refusal(`Maven 未能下载 Kafka：请检查网络与 ~/.m2/settings.xml，或把 KAFKA_BROKERS 设为自己的 Kafka · Maven could not fetch the Kafka jars: ${why}. Check the network and ~/.m2/settings.xml, or set KAFKA_BROKERS to brokers of your own`);
  }
  chmodSync(half, 0o755);
  renameSync(half, libs);
  endIfInterrupted();
}

/** Lets a throw-away broker start and end once while the JVM notes which classes that takes. Without the archive all works, slower. */
async function makeArchive(runtime: KafkaRuntime, archive: string): Promise<boolean> {
  const scratch = mkdtempSync(join(tmpdir(), 'aftercare-kafka-'));
  const dataDir = join(scratch, 'data');
  const abandon = (): void => void stopKafka(dataDir);
  process.once('SIGINT', abandon).once('SIGTERM', abandon);
  const half = `${archive}.new`;
  try {
    const broker = await startKafka({ dataDir, logFile: join(scratch, 'log'), runtime, jvm: [`-XX:ArchiveClassesAtExit=${half}`] });
    await endProcess(broker.process, 'SIGTERM', 120_000);
    renameSync(half, archive);
    return true;
  } catch (error) {
    if (!interrupted) process.stderr.write(`warning: no class archive for Kafka, its starts will take some seconds longer (${(error as Error).message})\n`);
    return false;
  } finally {
    process.off('SIGINT', abandon).off('SIGTERM', abandon);
    await stopKafka(dataDir);
    rmSync(scratch, { recursive: true, force: true });
    rmSync(half, { force: true });
    endIfInterrupted();
  }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  process.stdout.write(`  ${what.padEnd(42)} ${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s\n`);
  return result;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

process.stdout.on('error', () => undefined); // nobody reads any more; the installation is finished all the same
install().catch(exitWith);
