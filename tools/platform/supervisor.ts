import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openLog } from './files.ts';
import type { Log } from './files.ts';
import { identify } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { Refusal } from './refusal.ts';
import { root } from './root.ts';

/**
 * Far more than a service needs. How far a heap grows before V8 collects all of it depends on this limit: up to four times what lives where it is 2 GB or more, which
 * it is by default, 1.6 times here. An import took 160 MB less by it, and no longer (docs/measurements.md).
 */
const mostHeapMegabytes = 1_024;

export interface ServiceSpec {
  readonly name: string;
  readonly main: string;
  readonly env: Record<string, string>;
  readonly logFile: string;
  /** Answers 200 once the service can do its work. */
  readonly readyUrl: string;
}

export interface ServiceEvents {
  /** One line for people. */
  say(line: string): void;
  /** A process appeared or is gone. */
  changed(name: string, process: ProcessIdentity | null): void;
}

const firstPause = 1000;
const longestPause = 30_000;
const stable = 60_000;

/**
 * One service in a process of its own, kept running: when it dies it is started again, after 1 s, then 2 … 30 s. Its
 * channel to the launcher tells it when the launcher dies; its own process group keeps Ctrl-C for the launcher, which
 * stops the parts in order.
 */
export class Service {
  readonly spec: ServiceSpec;
  readonly #events: ServiceEvents;
  #child: ChildProcess | null = null;
  #log: Log | null = null;
  /** How the last process ended. */
  #end = '';
  /** What is wanted; a process that ends while it is wanted is started again. */
  #wanted = false;
  #everReady = false;
  #pause = firstPause;
  #retry: NodeJS.Timeout | undefined;

  constructor(spec: ServiceSpec, events: ServiceEvents) {
    this.spec = spec;
    this.#events = events;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    this.#wanted = true;
    const { name, main, env, logFile } = this.spec;
    const log = openLog(logFile);
    const child = spawn(process.execPath, ['--enable-source-maps', `--max-old-space-size=${mostHeapMegabytes}`, main], { cwd: root, env, detached: true, stdio: ['ignore', log.fd, log.fd, 'ipc'] });
    closeSync(log.fd);
    this.#log = log;
    this.#child = child;
    const started = performance.now();
    child.on('error', () => undefined); // a message to a service that has just gone
    child.once('exit', (code, signal) => this.#ended(child, signal ?? `code ${code}`, performance.now() - started));
    this.#events.changed(name, identify(child.pid ?? 0));
  }

  /** Resolves when the service can work; refuses with its last words when that takes too long or it ends at its first start. */
  async ready(signal: AbortSignal, timeoutMs = 60_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      signal.throwIfAborted();
      const missing = await whatIsMissing(this.spec.readyUrl);
      if (missing === null) break;
      if (this.#child === null && !this.#everReady) throw new Refusal(`${this.spec.name} 在启动时结束 · ${this.spec.name} ended while starting (${this.#end}): ${this.#log?.lastWords()}`);
      if (performance.now() > deadline) throw new Refusal(`${this.spec.name} 在 ${timeoutMs / 1000} 秒内未就绪 · ${this.spec.name} was not ready within ${timeoutMs / 1000} s: ${missing} (log: ${this.spec.logFile})`);
      await delay(40, undefined, { signal });
    }
    this.#everReady = true;
  }

  /** Puts a new process in the place of the one that runs, which ends while the new one loads: it frees its port at once. */
  async restart(): Promise<void> {
    const ended = this.stop();
    this.start();
    await ended;
  }

  /** SIGTERM lets it finish what it is doing; after 10 s it is killed. */
  async stop(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#retry);
    const child = this.#child;
    if (child === null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(kill);
  }

  #ended(child: ChildProcess, how: string, lifetime: number): void {
    if (this.#child !== child) return; // another one has taken its place
    this.#child = null;
    this.#end = how;
    this.#events.changed(this.spec.name, null);
    if (!this.#wanted || !this.#everReady) return;
    if (lifetime > stable) this.#pause = firstPause;
    this.#events.say(`${this.spec.name} ended (${how}); it is started again in ${this.#pause / 1000} s, its log is ${this.spec.logFile}`);
    this.#retry = setTimeout(() => this.start(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, longestPause);
  }
}

/** Why the service is not ready, in its own words; null when it is. */
async function whatIsMissing(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(3000) });
    const text = await answer.text();
    if (answer.ok) return null;
    const { reasons = {} } = JSON.parse(text) as { reasons?: Record<string, string> };
    return Object.entries(reasons).map(([part, reason]) => `${part}: ${reason}`).join('; ');
  } catch {
    return 'it gives no answer';
  }
}
