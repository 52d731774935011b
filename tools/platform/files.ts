import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes the whole file or nothing: a reader never sees half of it. Without a mode only its owner may read it. */
export function writeWhole(file: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.new`;
  const fd = openSync(half, 'w', mode);
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(half, file);
}

export function readJson<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

/** The secret kept in this file; made, once, when there is none. */
export function keptSecret(file: string): string {
  if (!existsSync(file)) writeWhole(file, randomBytes(24).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}

const largestLog = 20 * 1024 * 1024;

/** The log of one run of a program, appended to those of earlier runs. */
export interface Log {
  readonly fd: number;
  /** Why this run failed, in one line that names the file. */
  lastWords(): string;
}

/** Opens a log to append to; a large one is put aside first, and one older generation is kept. */
export function openLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > largestLog) renameSync(file, `${file}.old`);
  const fd = openSync(file, 'a', 0o600);
  const { size } = fstatSync(fd);
  return { fd, lastWords: () => `${tellingLine(readFileSync(file).subarray(size).toString())} (log: ${file})` };
}

/** The line of a program's output that says why it failed: the last with an error in it, else the last; with the remedy where only we know it. */
export function tellingLine(output: string): string {
  const lines = output.split('\n').map((line) => plain(line.trim())).filter((line) => line !== '');
  const found = lines.findLast((line) => /^Caused by|Exception|OutOfMemory|[eE]rror:|ERROR|FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  if (/OutOfMemory|Could not reserve|Cannot allocate memory|insufficient memory/i.test(found)) return `${found}: end other programs, or give the machine or container more memory`;
  if (/No space left on device/i.test(found)) return `${found}: free 1 GB, or set AFTERCARE_DATA to a folder on another disk`;
  return found;
}

/** What a JSON log line of a service says. */
function plain(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { level, message = '', error } = JSON.parse(line) as { level?: string; message?: string; error?: { message?: string } };
    return `${level === 'error' || level === 'fatal' ? 'error: ' : ''}${message}${error?.message ? `: ${error.message}` : ''}`;
  } catch {
    return line;
  }
}
