import { spawnSync } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Refusal } from './refusal.ts';

const oldest = 17;
const ways = 'Debian: apt install openjdk-17-jdk-headless maven; macOS: brew install openjdk maven';
const remedy = {
  zh: `请安装 JDK ${oldest} 或更新版本（${ways}），或把 KAFKA_BROKERS 设为自己的 Kafka`,
  en: `install a JDK ${oldest} or newer (${ways}), or set KAFKA_BROKERS to brokers of your own`,
};

/** The `java` program of JAVA_HOME, else of the PATH. */
export function findJava(env: NodeJS.ProcessEnv = process.env): string {
  const java = env.JAVA_HOME ? executable(join(env.JAVA_HOME, 'bin'), 'java') : onPath('java', env);
  if (java !== null) return realpathSync(java);
  throw new Refusal(env.JAVA_HOME
    ? `JAVA_HOME 是 ${env.JAVA_HOME}，其中没有 bin/java：请更正或取消 · JAVA_HOME is ${env.JAVA_HOME}, which has no bin/java: correct it or unset it`
    : `Kafka 需要 Java，PATH 上没有：${remedy.zh} · Kafka needs Java and there is none on the PATH: ${remedy.en}`);
}

export function findMaven(env: NodeJS.ProcessEnv = process.env): string {
  const maven = onPath('mvn', env);
  if (maven !== null) return maven;
  throw new Refusal('Kafka 由 Maven 下载，PATH 上没有 mvn：请安装（Debian: apt install maven; macOS: brew install maven），或把 KAFKA_BROKERS 设为自己的 Kafka · Kafka is fetched by Maven and there is no mvn on the PATH: install it (Debian: apt install maven; macOS: brew install maven), or set KAFKA_BROKERS to brokers of your own');
}

/** Refuses a Java that cannot run Kafka. */
export function checkJava(java: string): void {
  const { stderr, error } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const major = javaMajor(stderr ?? '');
  if (major === null) throw new Refusal(`${java} 无法运行：${remedy.zh} · ${java} cannot be run${error ? ` (${error.message})` : ''}: ${remedy.en}`);
  if (major < oldest) throw new Refusal(`${java} 是 Java ${major}，Kafka 需要 ${oldest}：${remedy.zh} · ${java} is Java ${major}, Kafka needs ${oldest}: ${remedy.en}`);
}

/** The feature release in the text of `java -version`: 17 for "17.0.15", 8 for "1.8.0_402". */
export function javaMajor(text: string): number | null {
  const found = /version "(?:1\.)?(\d+)/.exec(text);
  return found ? Number(found[1]) : null;
}

function onPath(program: string, env: NodeJS.ProcessEnv): string | null {
  for (const directory of (env.PATH ?? '').split(delimiter)) {
    const found = executable(directory, program);
    if (found !== null) return found;
  }
  return null;
}

function executable(directory: string, program: string): string | null {
  for (const ending of process.platform === 'win32' ? ['.exe', '.cmd'] : ['']) {
    const path = join(directory, program + ending);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // the next one
    }
  }
  return null;
}
