import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { backupData } from './backup-folder.ts';
import { keptSecret, tellingLine, writeWhole } from './files.ts';
import { serverAccount, startPostgres, stopPostgres, usableBinaries, usableDataDir } from './postgres.ts';
import type { Postgres } from './postgres.ts';
import { Refusal } from './refusal.ts';
import { untar } from './untar.ts';

/** Beside the cluster whose place it may take. */
const beside = (dataDir: string): string => `${dataDir}.restored`;
const replacedBy = (live: string): string => `${live}.replaced`;

/** Unpacks a backup beside the cluster of `dataDir` and starts a server on it, with the password of `dataDir`. The cluster itself is not touched. */
export async function startRestored(dataDir: string, backup: string, logFile: string): Promise<Postgres> {
  await discardRestored(dataDir);
  const account = serverAccount();
  const directory = usableDataDir(beside(dataDir), account);
  mkdirSync(directory, { mode: 0o700 });
  if (account) chownSync(directory, account.uid, account.gid);
  await untar(backupData(backup), directory, account);
  const password = keptSecret(`${dataDir}.password`);
  await setPassword(directory, password);
  writeWhole(`${beside(dataDir)}.password`, password);
  return startPostgres({ dataDir: beside(dataDir), logFile });
}

export const stopRestored = (dataDir: string): Promise<boolean> => stopPostgres(beside(dataDir));

/** Ends the server on what was unpacked and deletes it. */
export async function discardRestored(dataDir: string): Promise<void> {
  await stopRestored(dataDir);
  rmSync(usableDataDir(beside(dataDir), serverAccount()), { recursive: true, force: true });
  rmSync(`${beside(dataDir)}.password`, { force: true });
}

/** Puts what was unpacked in the place of the cluster, which is kept until `forgetReplaced`. Neither may be running. */
export function putInPlace(dataDir: string): void {
  const account = serverAccount();
  const live = usableDataDir(dataDir, account);
  // What is in place when there is a replaced one already was put there by a restore that did not get to its end.
  if (existsSync(live) && existsSync(replacedBy(live))) rmSync(live, { recursive: true });
  if (existsSync(live)) renameSync(live, replacedBy(live));
  renameSync(usableDataDir(beside(dataDir), account), live);
  rmSync(`${beside(dataDir)}.password`, { force: true });
}

export function forgetReplaced(dataDir: string): void {
  rmSync(replacedBy(usableDataDir(dataDir, serverAccount())), { recursive: true, force: true });
}

/** Postgres' own number of the cluster in this folder, whether it runs or not; `null` = there is none. */
export function systemOf(dataDir: string): string | null {
  const control = join(usableDataDir(dataDir, serverAccount()), 'global/pg_control');
  return existsSync(control) ? String(readFileSync(control).readBigUInt64LE(0)) : null;
}

/** A backup knows the password of its time only as a hash, and that may be another one: so the server is asked without one, before it is open to anybody. */
async function setPassword(directory: string, password: string): Promise<void> {
  const account = serverAccount();
  const server = spawn(join(usableBinaries(account), 'bin/postgres'), ['--single', '-D', directory, 'postgres'], { ...account, cwd: tmpdir(), stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  server.stdin.end(`ALTER ROLE postgres PASSWORD ${pg.escapeLiteral(password)}\n`);
  const code = await new Promise<number | null>((resolve, reject) => server.once('error', reject).once('close', resolve));
  if (code !== 0 || /^.*(ERROR|FATAL|PANIC):/m.test(said)) throw new Refusal(`Postgres 无法使用该备份 · Postgres cannot use the backup: ${tellingLine(said)}`);
}
