import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
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

/** An open log file to append to; a large one is put aside first, and one older generation is kept. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > largestLog) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}

/** The last lines of a log, for an error message. */
export function lastLines(file: string, count: number): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';
}

/** The line of a program's output that says why it failed: the last with an error in it, else the last. */
export function tellingLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return lines.findLast((line) => /^Caused by|Exception|OutOfMemory|error:|ERROR|FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}
