import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { baseBackup } from './base-backup.ts';
import { writeWhole } from './files.ts';
import { Refusal } from './refusal.ts';

/** What a backup says of itself. */
export interface BackupFacts {
  readonly format: 1;
  /** When it was begun: what was committed by then is in it, and what was committed while it was made. */
  readonly takenAt: string;
  /** Postgres' own number of the installation: a backup goes back to where it came from, or to an empty folder. */
  readonly system: string;
  readonly postgres: string;
  /** Events of each service that are in it, at least. */
  readonly events: Readonly<Record<string, number>>;
  /** Of the unpacked data. */
  readonly bytes: number;
}

const archive = 'postgres.tar.gz';
const factsFile = 'backup.json';
/** As `sha256sum -c` reads it. Whoever keeps backups can check them with it. */
const sums = 'SHA256SUMS';

/** Where a backup goes: into `to` when that is a folder, else it becomes `to`. */
export function backupPath(to: string, takenAt: string): string {
  const name = `aftercare-${takenAt.replaceAll(':', '-').replace(/\.\d+Z$/, 'Z')}`;
  const path = existsSync(to) && statSync(to).isDirectory() ? join(to, name) : to;
  if (existsSync(path)) throw new Refusal(`${path} 已存在，请另选位置 · ${path} is there already: name another place`);
  return resolve(path);
}

/** Writes a backup of the cluster at `url` (a superuser) to `path`, under another name until it is whole. Gives its size on disk. */
export async function writeBackup(path: string, url: string, facts: Omit<BackupFacts, 'format' | 'bytes'>, copied: (bytes: number) => void): Promise<{ facts: BackupFacts; size: number }> {
  const half = join(dirname(path), `.${basename(path)}.half`);
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o700 });
  try {
    let bytes = 0;
    const gzip = createGzip({ level: 1 });
    const digest = new Digest();
    await Promise.all([
      pipeline(gzip, digest, createWriteStream(join(half, archive), { mode: 0o600, flush: true })),
      baseBackup(url, 'aftercare', gzip, (now) => copied((bytes = now))),
    ]);
    const whole: BackupFacts = { format: 1, ...facts, bytes };
    const text = `${JSON.stringify(whole, null, 1)}\n`;
    writeWhole(join(half, factsFile), text);
    writeWhole(join(half, sums), `${digest.hex()}  ${archive}\n${createHash('sha256').update(text).digest('hex')}  ${factsFile}\n`);
    renameSync(half, path);
    return { facts: whole, size: statSync(join(path, archive)).size };
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  }
}

/** Reads a backup's facts after having read all of it: refuses what is no backup, and what is not as it was written. */
export async function checkedBackup(path: string): Promise<BackupFacts> {
  const [, ...expected] = /^([0-9a-f]{64}) {2}postgres\.tar\.gz\n([0-9a-f]{64}) {2}backup\.json\n$/.exec(read(path, sums)) ?? [];
  const text = read(path, factsFile);
  const digest = new Digest();
  digest.resume();
  await pipeline(createReadStream(join(path, archive)), digest).catch((error: Error) => { throw new Refusal(`${join(path, archive)} 无法读取 · ${join(path, archive)} cannot be read: ${error.message}`); });
  const found = [digest.hex(), createHash('sha256').update(text).digest('hex')];
  const damaged = [archive, factsFile].filter((_, at) => found[at] !== expected[at]);
  if (damaged.length > 0) throw new Refusal(`${path} 已损坏，未作任何更改，请换一个备份 · ${path} is damaged: ${damaged.join(' and ')} ${damaged.length > 1 ? 'are' : 'is'} not as written; nothing was changed, take another backup`);
  const facts = JSON.parse(text) as BackupFacts;
  if (facts.format !== 1) throw new Refusal(`${path} 由更新的版本写成，请使用该版本 · ${path} was written by a newer version of Aftercare: use that one`);
  return facts;
}

/** The tar inside. */
export function backupData(path: string): Readable {
  const packed = createReadStream(join(path, archive));
  const data = createGunzip();
  packed.once('error', (error) => data.destroy(error));
  return packed.pipe(data);
}

function read(path: string, name: string): string {
  try {
    return readFileSync(join(path, name), 'utf8');
  } catch (error) {
    throw new Refusal(`${path} 不是本系统的备份 · ${path} is no backup of Aftercare: it has no ${name} (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Passes everything on and knows its SHA-256 at the end. */
class Digest extends Transform {
  readonly #hash = createHash('sha256');

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk);
    done(null, chunk);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}
