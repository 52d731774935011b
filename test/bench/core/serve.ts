import type { ProcessOptions } from './stack.ts';

export const options = JSON.parse(process.argv[2]!) as ProcessOptions;

/** Every process of the machine reads the same: milliseconds since it was started. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;

export const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;

/** Answers the parent's calls, and ends with it. */
export function serve(calls: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  process.on('message', ({ name, args }: { name: string; args: never[] }) => {
    Promise.resolve().then(() => calls[name]!(...args)).then((answer) => process.send!({ answer }), (error: unknown) => process.send!({ error: String(error) }));
  });
  process.on('disconnect', () => process.exit());
  process.send!({ answer: 'up' });
}
