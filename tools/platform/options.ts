import { join, resolve } from 'node:path';
import { Refusal } from './refusal.ts';
import { root } from './root.ts';
import { serviceNames } from './services.ts';
import type { ServiceName } from './services.ts';

/** What one run of the launcher is asked to do. */
export interface Options {
  readonly action: 'start' | 'stop' | 'help';
  readonly dataDir: string;
  /** The gateway's port; the issuer has the next one. 0 = free ones. */
  readonly port: number;
  readonly services: readonly ServiceName[];
  readonly reset: boolean;
  readonly empty: boolean;
  /** The sample factory with its past. */
  readonly history: boolean;
  /** Postgres and brokers that replace the embedded ones. */
  readonly databaseUrl: string | null;
  readonly kafkaBrokers: string | null;
  /** Where to say in JSON that everything is ready. */
  readonly readyFile: string | null;
  /** When business time of a new installation begins; only in the test profile. */
  readonly clockFrom: Date | null;
}

export const usage = `npm start [-- FLAGS]

  --only A,B   只启动其中这些服务；不写名称则只启动 Postgres 和 Kafka · only these services; with no name only Postgres and Kafka:
               ${serviceNames.join(', ')}
  --empty      不导入示例工厂 · without the sample factory
  --no-history 导入示例工厂，但不含过去一年 · the sample factory without its past year
  --reset      先删除此目录的数据 · delete this folder's data first
  --stop       只结束被强行终止的启动器所留下的进程 · end what a killed launcher left running, and nothing else

  PORT=8080   登录服务用 PORT + 1；0 = 任意 · the sign-in server has PORT + 1; 0 = any
  AFTERCARE_DATA=.data
  DATABASE_URL, KAFKA_BROKERS   替换内置的 Postgres 和 Kafka · replace the embedded Postgres and Kafka
`;

export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const flags = new Set<string>();
  let services: readonly ServiceName[] = serviceNames;
  for (let i = 0; i < args.length; i++) {
    const [flag = '', inline] = (args[i] ?? '').split(/=(.*)/s);
    if (flag === '--only') {
      const next = args[i + 1];
      const list = inline ?? (next !== undefined && !next.startsWith('--') ? args[++i] : '');
      services = parseServices(list ?? '');
    } else if (['--empty', '--no-history', '--reset', '--stop', '--help'].includes(flag) && inline === undefined) flags.add(flag);
    else throw new Refusal(`npm start 没有参数 "${args[i]}"，可用的有 · "${args[i]}" is no flag of npm start: there are --only A,B  --empty  --no-history  --reset  --stop  --help`);
  }
  if (flags.has('--stop') && flags.has('--reset')) throw new Refusal('--stop 与 --reset 不能同时使用：--reset 会先停止并删除，再启动 · --stop and --reset exclude each other: --reset stops and deletes, then starts');
  return {
    action: flags.has('--help') ? 'help' : flags.has('--stop') ? 'stop' : 'start',
    dataDir: resolve(env.AFTERCARE_DATA || join(root, '.data')),
    port: parsePort(env.PORT),
    services,
    reset: flags.has('--reset'),
    empty: flags.has('--empty'),
    history: !flags.has('--no-history'),
    databaseUrl: env.DATABASE_URL || null,
    kafkaBrokers: env.KAFKA_BROKERS || null,
    readyFile: env.AFTERCARE_READY_FILE || null,
    clockFrom: parseClock(env),
  };
}

function parseServices(list: string): ServiceName[] {
  const wanted = list.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const unknown = wanted.find((name) => !serviceNames.some((known) => known === name));
  if (unknown !== undefined) throw new Refusal(`--only：没有服务 "${unknown}"，现有 · there is no service "${unknown}"; there are ${serviceNames.join(', ')}`);
  return serviceNames.filter((name) => wanted.includes(name));
}

function parsePort(text = '8080'): number {
  const port = Number(text === '' ? '8080' : text);
  if (!Number.isInteger(port) || port < 0 || port > 65_534) throw new Refusal(`PORT 是 "${text}"：请设为 1 到 65534 的整数（下一个端口也会用到），或设为 0 任选空闲端口 · PORT is "${text}": set it to a whole number from 1 to 65534 (the next one is used too), or to 0 for any free port`);
  return port;
}

function parseClock({ TEST_CLOCK_FROM: text, APP_PROFILE: profile }: NodeJS.ProcessEnv): Date | null {
  if (!text) return null;
  if (profile !== 'test') throw new Refusal('TEST_CLOCK_FROM 只用于 APP_PROFILE=test，请去掉 · TEST_CLOCK_FROM is for APP_PROFILE=test only: leave it out');
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime()) || !text.endsWith('Z')) throw new Refusal(`TEST_CLOCK_FROM 是 "${text}"，应为这样的时刻 · TEST_CLOCK_FROM is "${text}": it is an instant like 2026-07-01T00:00:00.000Z`);
  return instant;
}
