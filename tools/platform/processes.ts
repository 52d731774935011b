import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** One process for as long as it lives: a pid alone may belong to somebody else tomorrow. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The identity of a running process, or null when there is none (a zombie does not run). */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? linuxStart(pid) : psStart(pid);
  return startedAt === null ? null : { pid, startedAt };
}

export function isRunning(known: ProcessIdentity): boolean {
  return identify(known.pid)?.startedAt === known.startedAt;
}

/** Waits until the process is gone; false when it is still there after the time. */
export async function waitForExit(known: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(known)) {
    if (Date.now() > deadline) return false;
    await delay(15);
  }
  return true;
}

/** Sends the polite signal, and SIGKILL when it has no effect in time. */
export async function endProcess(known: ProcessIdentity, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  for (const next of [signal, 'SIGKILL'] as const) {
    if (!isRunning(known)) return;
    try {
      process.kill(known.pid, next);
    } catch {
      return; // it ended between the look and the signal
    }
    if (await waitForExit(known, patienceMs)) return;
  }
}

/** A short name for people: the program and, for an interpreter, what it runs. Arguments may hold secrets and are left out. */
export function programName(pid: number): string | null {
  try {
    const [program = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (program === '') return null;
    return /^(node|python|java|ruby|bun)/.test(basename(program)) && /^[^-]/.test(script) ? `${basename(program)} ${basename(script)}` : basename(program);
  } catch {
    return null;
  }
}

function linuxStart(pid: number): string | null {
  try {
    // pid (name, which may hold blanks and brackets) state ppid … ; the 22nd field is the start in clock ticks since boot
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)}:${fields[19]}`;
  } catch {
    return null;
  }
}

function psStart(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null;
  } catch {
    return null;
  }
}
