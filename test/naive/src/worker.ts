/** Where a process of this stack finds its servers, and the topics of this run. */
export interface NaiveOptions {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly moved: string;
  readonly noticed: string;
}

export const options = JSON.parse(process.argv[2] ?? '') as NaiveOptions;

/** Does what the parent asks for, and ends when the parent does. */
export const serveParent = (calls: Readonly<Record<string, (argument: never) => unknown>>): void => {
  process.on('message', ({ id, call, argument }: { id: number; call: string; argument: never }) => {
    void Promise.resolve(calls[call]?.(argument)).then((answer) => process.send?.({ id, answer }), (error: unknown) => process.send?.({ id, error: String(error) }));
  });
  process.on('disconnect', () => process.exit(1));
  process.send?.({ id: 0, answer: 'up' });
};
