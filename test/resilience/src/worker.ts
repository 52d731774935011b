import { flushCompileCache } from 'node:module';
import type { KafkaLimits } from '@aftercare/event-bus';
import { beginWithWrongClock, setClockWrong } from './clock';

/** What every worker is told. */
export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly tag: string;
  /** Time constants of the broker's clients, where the test wants shorter ones. */
  readonly kafka?: Partial<KafkaLimits>;
  /** Who it is to the broker, which asks. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Two versions of the software can run at once. */
  readonly release?: 'first' | 'later';
  /** A folder with the libs' code, in which each await has a failpoint. */
  readonly awaits?: string;
  /** The machine's clock is wrong by so much, in ms. */
  readonly clockWrongBy?: number;
}

/** What the parent may ask of a worker, by name. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>;

interface Request {
  readonly id: number;
  readonly call: string;
  readonly argument: unknown;
}

/**
 * Answers the parent's calls. Ends at once when the parent is gone. On SIGTERM it stops and then ends by itself, which it can only do when
 * nothing is left that could still send or write; whatever lingers for 5 s is an end in bad order.
 */
export const serveParent = (calls: Calls, stop: () => Promise<void>): void => {
  const answer = async ({ id, call, argument }: Request): Promise<void> => {
    try {
      process.send?.({ id, answer: await (calls[call] as (argument: unknown) => unknown)(argument) });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  };
  process.on('message', (request: Request) => void answer(request));
  const alone = (): never => process.exit(1);
  process.on('disconnect', alone);
  process.on('SIGTERM', () => {
    stop().then(() => {
      process.off('disconnect', alone);
      process.disconnect?.();
      setTimeout(() => {
        process.stderr.write(`still open: ${process.getActiveResourcesInfo().join(', ')}\n`);
        process.exit(1);
      }, 5_000).unref();
    }, (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
  });
  // For whoever is started next; one that is killed would keep nothing.
  flushCompileCache();
  process.send?.({ id: 0, answer: 'up' });
};

/** The parent's options for this worker. */
export const workerOptions = <O extends WorkerOptions>(): O => {
  const options = JSON.parse(process.argv[2] ?? '') as O;
  if (options.clockWrongBy !== undefined) beginWithWrongClock(options.clockWrongBy);
  return options;
};

const line = (level: string) => (fields: object, message: string): void => void process.stderr.write(`${new Date().toISOString()} ${level} ${message} ${JSON.stringify(fields)}\n`);

export const workerLogger = { debug: () => undefined, info: line('info'), warn: line('warn'), error: line('error') };

/** What every worker can be asked besides. */
export const commonCalls = {
  /** The machine's clock steps: it is wrong by so much from now on. */
  clock: (wrongBy: number) => setClockWrong(wrongBy),
  /** Keeps the event loop busy, as a bad regular expression would. */
  block: (ms: number): void => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  },
};
