import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { advance, systemClock } from './advance';
import { eventually } from './eventually';

/** What tools/start.ts writes to AFTERCARE_READY_FILE once everything is ready. */
interface Ready {
  readonly gateway: string;
  readonly issuer: string;
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly services: Readonly<Record<string, { readonly url: string; readonly pid: number }>>;
}

export interface RunningSystem extends Ready {
  /** The folder with its data and logs; gone after stop(). */
  readonly folder: string;
  /** The launcher's process. */
  readonly pid: number;
  /** Milliseconds from spawning the launcher to everything being ready. */
  readonly readyAfter: number;
  /** An access token of a sample person, `ST030`, from the development issuer. */
  token(code: string): Promise<string>;
  /** The service's process at this moment: after a kill the launcher starts another. */
  pidOf(name: string): Promise<number>;
  /** kill -9 of one service. */
  killService(name: string): Promise<void>;
  /** Lets business time run to this instant, stopping at every timer on the way. Needs `env: { APP_PROFILE: 'test' }`. */
  advanceTo(instant: Date | string): Promise<void>;
  /** What the launcher has printed so far. */
  output(): string;
  /** As Ctrl-C does: everything ends cleanly. Then the folder goes, unless it is to be started again. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export interface StartOptions {
  /** Only these services. */
  readonly only?: readonly string[];
  /** Further arguments of `npm start`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder of an earlier run, stopped with `keep`. */
  readonly folder?: string;
  readonly within?: number;
}

const root = resolve(__dirname, '../../..');

/** The whole real system in child processes, on free ports and in a folder of its own, beside whatever else runs. */
export async function startSystem({ only, args = [], env, folder: given, within = 120_000 }: StartOptions = {}): Promise<RunningSystem> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'aftercare-')));
  await chmod(folder, 0o755); // the database server has an account of its own when root runs the tests
  const data = join(folder, 'data');
  const readyFile = join(folder, 'ready.json');
  await rm(readyFile, { force: true });
  const started = performance.now();
  const launcher = spawn(process.execPath, ['tools/start.ts', ...(only ? ['--only', only.join(',')] : []), ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined, KAFKA_BROKERS: undefined, PORT: '0', AFTERCARE_DATA: data, AFTERCARE_READY_FILE: readyFile, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const exited = once(launcher, 'exit');
  const running = () => launcher.exitCode === null && launcher.signalCode === null;
  const stop = async ({ keep = false } = {}) => {
    if (running()) launcher.kill('SIGINT');
    await exited;
    if (!keep) await rm(folder, { recursive: true, force: true });
  };
  const ready = await eventually(async () => {
    if (running()) return JSON.parse(await readFile(readyFile, 'utf8')) as Ready;
    return null;
  }, { within }).catch(() => null);
  if (ready === null) {
    const why = running() ? `was not ready within ${within} ms` : 'ended while starting';
    await stop();
    throw new Error(`the system ${why}:\n${printed}`);
  }
  const { issuer } = ready;
  const pidOf = async (name: string): Promise<number> => {
    const { services } = JSON.parse(await readFile(join(data, 'run.json'), 'utf8')) as { services: Record<string, { pid: number }> };
    const service = services[name];
    if (!service) throw new Error(`the service ${name} does not run; there are ${Object.keys(services).join(', ')}`);
    return service.pid;
  };
  return {
    ...ready,
    folder,
    pid: launcher.pid!,
    readyAfter: performance.now() - started,
    async token(code) {
      const { stdout } = await promisify(execFile)(process.execPath, ['tools/token.ts', code], { cwd: root, env: { ...process.env, AFTERCARE_DATA: data, ISSUER_URL: issuer } });
      return stdout.trim();
    },
    pidOf,
    killService: async (name) => void process.kill(await pidOf(name), 'SIGKILL'),
    advanceTo: (instant) => advance(systemClock(ready.gateway), instant),
    output: () => printed,
    stop,
  };
}
