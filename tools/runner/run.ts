import { spawn } from 'node:child_process';
import { root } from '../platform/root.ts';

export interface Ended {
  readonly succeeded: boolean;
  /** Both streams, in the order in which they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Aborted, it ends the run, which has failed then; its reason is told. */
  readonly signal?: AbortSignal;
  /** Output that means: this will not end by itself. The run is ended and has failed. */
  readonly stuck?: string;
}

/**
 * Runs a script with this Node from the root of the checkout. It leads a process group of its own: what it has started
 * itself gets the same SIGINT at an interruption, and may end in good order.
 */
export function runNode(args: readonly string[], { env, signal, stuck }: RunOptions = {}): Promise<Ended> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let ended = false;
    const end = (reason: string): void => {
      if (ended) return;
      ended = true;
      output += `\n${reason}\n`;
      toGroup(child.pid, 'SIGINT');
      setTimeout(() => toGroup(child.pid, 'SIGKILL'), 15_000).unref();
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (stuck !== undefined && output.slice(-text.length - stuck.length).includes(stuck)) end('ended: it did not end by itself');
      });
    }
    const aborted = (): void => end(`ended: ${(signal?.reason as Error).message}`);
    signal?.addEventListener('abort', aborted);
    const settle = (): void => signal?.removeEventListener('abort', aborted);
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code) => {
      settle();
      resolve({ succeeded: code === 0 && !ended, output });
    });
  });
}

function toGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (leader !== undefined) process.kill(-leader, signal);
  } catch {
    // it has ended meanwhile
  }
}

/** Does the work for all items, a few at a time, and gives the answers in the order of the items. */
export async function pooled<Item, Answer>(items: readonly Item[], width: number, work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers = new Array<Answer>(items.length);
  const queue = items.entries();
  await Promise.all(Array.from({ length: width }, async () => {
    for (const [index, item] of queue) answers[index] = await work(item);
  }));
  return answers;
}
