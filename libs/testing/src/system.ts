import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
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

/** A system as journeys see it. */
export interface VisitedSystem extends Ready {
  /** The folder with its data and logs. */
  readonly folder: string;
  /** An access token of a sample person, `ST030`, or of a program, `aftercare-erp`, from the development issuer; one for each, good for an hour. */
  token(code: string): Promise<string>;
  /** The service's process at this moment: after a kill the launcher starts another. */
  pidOf(name: string): Promise<number>;
  /** kill -9 of one service. */
  killService(name: string): Promise<void>;
  /** Lets business time run to this instant, stopping at every timer on the way. Needs `env: { APP_PROFILE: 'test' }`. */
  advanceTo(instant: Date | string): Promise<void>;
}

/** A system of one's own. */
export interface RunningSystem extends VisitedSystem {
  /** The launcher's process. */
  readonly pid: number;
  /** Milliseconds from spawning the launcher to everything being ready. */
  readonly readyAfter: number;
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
  const readyFile = readyFileIn(folder);
  await rm(readyFile, { force: true });
  const started = performance.now();
  const printed = join(folder, 'launcher.log');
  const log = openSync(printed, 'w');
  const launcher = spawn(process.execPath, ['tools/start.ts', ...(only ? ['--only', only.join(',')] : []), ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined, KAFKA_BROKERS: undefined, PORT: '0', AFTERCARE_DATA: dataIn(folder), AFTERCARE_READY_FILE: readyFile, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  // What it prints goes to a file: one that is left to others keeps nobody's process waiting.
  launcher.unref();
  const exited = once(launcher, 'exit');
  const output = () => readFileSync(printed, 'utf8');
  const running = () => launcher.exitCode === null && launcher.signalCode === null;
  const stop = async ({ keep = false } = {}) => {
    launcher.ref();
    if (running()) launcher.kill('SIGINT');
    await exited;
    if (!keep) await rm(folder, { recursive: true, force: true });
  };
  const ready = await eventually(() => (running() ? readyIn(folder) : null), { within }).catch(() => null);
  if (ready === null) {
    const why = running() ? `was not ready within ${within} ms` : 'ended while starting';
    const words = output();
    await stop();
    throw new Error(`the system ${why}:\n${words}`);
  }
  return { ...visited(folder, ready), pid: launcher.pid!, readyAfter: performance.now() - started, output, stop };
}

/**
 * One system for all journeys that mind nobody else's data, with the profile of `npm start`: the first one that asks starts it, in the
 * folder of the whole lane, and the lane's runner ends it. Each of Jest's workers has one.
 */
export async function sharedSystem(): Promise<VisitedSystem> {
  const lane = process.env.E2E_FOLDER;
  if (!lane) throw new Error('E2E_FOLDER is not set; run these tests with: npm test -- --only e2e');
  const folder = join(lane, `system-${process.env.JEST_WORKER_ID}`);
  await mkdir(folder, { recursive: true });
  const ready = await readyIn(folder).catch(() => null);
  return ready ? visited(folder, ready) : startSystem({ folder });
}

const dataIn = (folder: string): string => join(folder, 'data');
const readyFileIn = (folder: string): string => join(folder, 'ready.json');
const readyIn = async (folder: string): Promise<Ready> => JSON.parse(await readFile(readyFileIn(folder), 'utf8')) as Ready;

const visited = (folder: string, ready: Ready): VisitedSystem => {
  const data = dataIn(folder);
  const tokens = new Map<string, Promise<string>>();
  const signIn = async (code: string): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['tools/token.ts', ...(/\d/.test(code) ? [] : ['--client']), code], { cwd: root, env: { ...process.env, AFTERCARE_DATA: data, ISSUER_URL: ready.issuer } });
    return stdout.trim();
  };
  const pidOf = async (name: string): Promise<number> => {
    const { services } = JSON.parse(await readFile(join(data, 'run.json'), 'utf8')) as { services: Record<string, { pid: number }> };
    const service = services[name];
    if (!service) throw new Error(`the service ${name} does not run; there are ${Object.keys(services).join(', ')}`);
    return service.pid;
  };
  return {
    ...ready,
    folder,
    token: (code) => {
      const token = tokens.get(code) ?? signIn(code);
      tokens.set(code, token);
      token.catch(() => tokens.delete(code));
      return token;
    },
    pidOf,
    killService: async (name) => void process.kill(await pidOf(name), 'SIGKILL'),
    advanceTo: (instant) => advance(systemClock(ready.gateway), instant),
  };
};
