/** What the parent may ask of a worker, by name. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>;

interface Request {
  readonly id: number;
  readonly call: string;
  readonly argument: unknown;
}

/** Answers the parent's calls. Ends in good order on SIGTERM, and at once when the parent is gone. */
export const serveParent = (calls: Calls, stop: () => Promise<void>): void => {
  const answer = async ({ id, call, argument }: Request): Promise<void> => {
    try {
      process.send?.({ id, answer: await (calls[call] as (argument: unknown) => unknown)(argument) });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
  };
  process.on('message', (request: Request) => void answer(request));
  process.on('disconnect', () => process.exit(1));
  process.on('SIGTERM', () => {
    stop().then(() => process.exit(0), (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
  });
  process.send?.({ id: 0, answer: 'up' });
};

/** The parent's options for this worker. */
export const workerOptions = <O>(): O => JSON.parse(process.argv[2] ?? '') as O;

const line = (level: string) => (fields: object, message: string): void => void process.stderr.write(`${new Date().toISOString()} ${level} ${message} ${JSON.stringify(fields)}\n`);

export const workerLogger = { debug: () => undefined, info: line('info'), warn: line('warn'), error: line('error') };

/** Keeps the event loop busy, as a bad regular expression would. */
export const block = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};
