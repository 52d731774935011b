import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** A writer or a reader in a process of its own, as the test sees it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  readonly #exited: Promise<unknown>;
  #calls = 0;

  private constructor(
    script: string,
    /** Of its log and its ledger. */
    readonly name: string,
    options: object,
    logFile: string,
  ) {
    const log = openSync(logFile, 'a');
    this.#child = fork(join(__dirname, '../dist', script), [JSON.stringify(options)], { execArgv: ['--enable-source-maps'], stdio: ['ignore', log, log, 'ipc'], env: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(dirname(logFile), 'compiled') } });
    closeSync(log);
    this.#exited = once(this.#child, 'exit');
    const up = new Promise((resolve, reject) => this.#open.set(0, { resolve, reject }));
    this.#child.on('message', ({ id, answer, error }: Answer) => {
      const call = this.#open.get(id);
      this.#open.delete(id);
      if (error === undefined) call?.resolve(answer);
      else call?.reject(new Error(error));
    });
    this.#child.on('error', () => undefined);
    this.#child.on('exit', () => {
      for (const { reject } of this.#open.values()) reject(new Error(`${name} has ended`));
      this.#open.clear();
    });
    this.up = up;
    up.catch(() => undefined);
  }

  /** Resolves when it answers calls. */
  readonly up: Promise<unknown>;

  /** A start can meet a server that does not accept connections yet; whoever runs services tries again, and so does this. */
  static async start(script: string, name: string, options: object, logFile: string): Promise<WorkerProcess> {
    for (let tries = 1; ; tries++) {
      const worker = new WorkerProcess(script, name, options, logFile);
      try {
        await worker.up;
        return worker;
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async call<T = void>(call: string, argument: unknown = null): Promise<T> {
    if (!this.#child.connected) throw new Error(`${this.name} has ended`);
    const id = ++this.#calls;
    const answer = new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
    this.#child.send({ id, call, argument }, () => undefined);
    return (await answer) as T;
  }

  /** Resolves when the process has ended, by whatever cause. */
  async ended(): Promise<void> {
    await this.#exited;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** SIGTERM; gives the seconds that it took and whether it ended in good order. */
  async stop(): Promise<{ seconds: number; clean: boolean }> {
    const from = performance.now();
    this.#child.kill('SIGTERM');
    await this.#exited;
    return { seconds: (performance.now() - from) / 1_000, clean: this.#child.exitCode === 0 };
  }
}
