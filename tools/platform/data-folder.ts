import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeWhole } from './files.ts';
import { removeKafkaData, stopKafka } from './kafka.ts';
import { removePostgresData, stopPostgres } from './postgres.ts';
import { endProcess, identify, isRunning, waitForExit } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { Refusal } from './refusal.ts';
import { discardRestored, forgetReplaced, stopRestored } from './restored-cluster.ts';
import { databaseUsers } from './services.ts';
import type { DatabaseUser } from './services.ts';

/** What a run leaves behind for the next one. */
interface RunState {
  /** Ports by name, taken again when they are still free. */
  ports: Record<string, number>;
  /** Services that were running. */
  services: Record<string, ProcessIdentity>;
  /** Which parts of the sample factory which database holds. */
  samples: string[];
}

/** A restore that has begun and has not come to its end: nothing may run on this data but another `ops restore`. */
export interface RestoreUnderWay {
  readonly since: string;
  /** The backup that is put back; `null` = the database was set back by other means, and the log follows it. */
  readonly from: string | null;
}

export type Passwords = Record<DatabaseUser, { readonly migrate: string; readonly app: string; readonly report: string }>;

/** The folder with everything one installation keeps; one launcher at a time works in it. */
export class DataFolder {
  readonly path: string;
  readonly postgres: string;
  readonly kafka: string;
  readonly logs: string;
  readonly traces: string;
  readonly issuer: string;

  constructor(path: string) {
    this.path = path;
    this.postgres = join(path, 'postgres');
    this.kafka = join(path, 'kafka');
    this.logs = join(path, 'logs');
    this.traces = join(path, 'logs/traces');
    this.issuer = join(path, 'issuer');
  }

  log(name: string): string {
    return join(this.logs, `${name}.log`);
  }

  get #lock(): string {
    return join(this.path, 'launcher.lock');
  }

  get #runFile(): string {
    return join(this.path, 'run.json');
  }

  /** The launcher at work here, if any. */
  launcher(): ProcessIdentity | null {
    const known = readJson<ProcessIdentity>(this.#lock);
    return known !== null && isRunning(known) ? known : null;
  }

  /** Makes this process the launcher of the folder, or refuses because there is one. */
  claim(): void {
    mkdirSync(this.path, { recursive: true });
    const other = this.launcher();
    if (other) throw new Refusal(`${this.path} 正被启动器使用（pid ${other.pid}）：请在那里按 Ctrl-C 或用 npm start -- --stop 停止它，或另设 AFTERCARE_DATA 与 PORT · ${this.path} is in use by a launcher (pid ${other.pid}): stop it with Ctrl-C there or npm start -- --stop, or set AFTERCARE_DATA and PORT`);
    rmSync(this.#lock, { force: true });
    try {
      const fd = openSync(this.#lock, 'wx', 0o600);
      writeSync(fd, JSON.stringify(identify(process.pid)));
      closeSync(fd);
    } catch {
      throw new Refusal(`${this.path} 刚被另一启动器占用，请重新启动 · ${this.path} was claimed by another launcher at this very moment: start again`);
    }
  }

  /** This process is the launcher. */
  get isOurs(): boolean {
    return this.launcher()?.pid === process.pid;
  }

  release(): void {
    if (this.isOurs) rmSync(this.#lock);
  }

  get #restoreFile(): string {
    return join(this.path, 'restore.json');
  }

  restoreUnderWay(): RestoreUnderWay | null {
    return readJson<RestoreUnderWay>(this.#restoreFile);
  }

  beginRestore(mark: RestoreUnderWay): void {
    writeWhole(this.#restoreFile, JSON.stringify(mark));
  }

  endRestore(): void {
    rmSync(this.#restoreFile, { force: true });
  }

  state(): RunState {
    return { ports: {}, services: {}, samples: [], ...readJson<Partial<RunState>>(this.#runFile) };
  }

  remember(change: Partial<RunState>): void {
    writeWhole(this.#runFile, JSON.stringify({ ...this.state(), ...change }, null, 1));
  }

  /** Passwords of the database roles, made once. */
  passwords(): Passwords {
    const file = join(this.path, 'secrets.json');
    const kept = readJson<Partial<Passwords>>(file) ?? {};
    const made = (): string => randomBytes(24).toString('base64url');
    const all = Object.fromEntries(databaseUsers.map((user) => [user, kept[user] ?? { migrate: made(), app: made(), report: made() }])) as Passwords;
    if (databaseUsers.some((user) => !kept[user])) writeWhole(file, JSON.stringify(all, null, 1));
    return all;
  }

  /** Ends services whose launcher was killed. They end by themselves within 5 s; only then are they pushed. */
  async endLeftServices(): Promise<string[]> {
    const left = Object.entries(this.state().services).filter(([, known]) => isRunning(known));
    await Promise.all(left.map(async ([, known]) => (await waitForExit(known, 6000)) || endProcess(known, 'SIGTERM', 5000)));
    if (left.length > 0) this.remember({ services: {} });
    return left.map(([name]) => name);
  }

  /** Ends everything that runs on this data, a launcher included. Says what that was. */
  async endAll(): Promise<string[]> {
    if (!existsSync(this.path)) return [];
    const ended: string[] = [];
    const launcher = this.launcher();
    if (launcher) {
      await endProcess(launcher, 'SIGTERM', 60_000);
      ended.push('launcher');
    }
    ended.push(...(await this.endLeftServices()));
    return [...ended, ...(await this.endInfrastructure())];
  }

  /** Ends the Postgres and the broker of this data. */
  async endInfrastructure(): Promise<string[]> {
    const [kafka, postgres] = await Promise.all([stopKafka(this.kafka), stopPostgres(this.postgres), stopRestored(this.postgres)]);
    return [...(kafka ? ['Kafka'] : []), ...(postgres ? ['Postgres'] : [])];
  }

  /** Deletes the data, what had to be put elsewhere included, and nothing in the folder that is not ours; backups stay. */
  async remove(): Promise<void> {
    await discardRestored(this.postgres);
    forgetReplaced(this.postgres);
    this.endRestore();
    removePostgresData(this.postgres);
    removeKafkaData(this.kafka);
    for (const name of ['logs', 'issuer', 'run.json', 'secrets.json']) rmSync(join(this.path, name), { recursive: true, force: true });
  }
}
