import type { EventBus } from '@aftercare/event-bus';
import { Client } from 'pg';

/** Where a process dies or waits: just before or just after one exchange with Postgres or Kafka. */
export interface Failpoint {
  /** A statement's name, `BEGIN`, `COMMIT after <statement>`, or `publish`. */
  readonly place: string;
  readonly when: 'before' | 'after';
  /** Only in transactions whose append carries this key. */
  readonly key?: string;
  /** Waits there until `release` instead of dying. */
  readonly hold?: boolean;
}

let armed: Failpoint | null = null;
let goOn = (): void => undefined;
const seen = new Set<string>();

export const arm = (failpoint: Failpoint | null): void => {
  armed = failpoint;
};

/** Every exchange that this process has had, by the names that failpoints go by. */
export const placesSeen = (): string[] => [...seen].sort();

const reached = async (place: string, when: Failpoint['when'], keys: string): Promise<void> => {
  if (armed?.place !== place || armed.when !== when || !keys.includes(armed.key ?? '')) return;
  if (!armed.hold) process.kill(process.pid, 'SIGKILL');
  armed = null;
  await new Promise<void>((resolve) => (goOn = resolve));
};

export const release = (): void => goOn();

type Query = (this: Session, ...args: unknown[]) => unknown;
interface Session {
  lastStatement?: string;
  appended?: string;
}

/** Puts a failpoint around every statement of this process; the code under test has none in itself. */
export const watchStatements = (): void => {
  const original = Client.prototype.query as unknown as Query;
  const watched: Query = function (this: Session, ...args) {
    const place = placeOf(args[0], this);
    if (place === null || typeof args.at(-1) === 'function') return original.apply(this, args);
    seen.add(place);
    if (place === 'append-events') this.appended = JSON.stringify((args[0] as { values: unknown[] }).values[2]);
    const keys = this.appended ?? '';
    if (place.startsWith('COMMIT')) this.appended = undefined;
    if (armed?.place !== place) return original.apply(this, args);
    return (async () => {
      await reached(place, 'before', keys);
      const result = await original.apply(this, args);
      await reached(place, 'after', keys);
      return result;
    })();
  };
  Client.prototype.query = watched as unknown as typeof Client.prototype.query;
};

const placeOf = (query: unknown, session: Session): string | null => {
  // An append is one place, in either of its forms.
  if (typeof query === 'object' && query !== null && 'name' in query && typeof query.name === 'string') return (session.lastStatement = query.name === 'append-event' ? 'append-events' : query.name);
  const [word] = typeof query === 'string' ? query.split(/[;\s]/, 1) : [];
  if (word === 'BEGIN') session.lastStatement = 'nothing';
  if (word === 'COMMIT') return `COMMIT after ${session.lastStatement}`;
  return word === 'BEGIN' ? word : null;
};

/** The same bus with a failpoint around each send. */
export const watchedBus = (bus: EventBus): EventBus => ({
  admin: bus.admin,
  subscribe: (options, subscriber) => bus.subscribe(options, subscriber),
  close: () => bus.close(),
  publishBatch: async (records) => {
    seen.add('publish');
    await reached('publish', 'before', '');
    const acks = await bus.publishBatch(records);
    await reached('publish', 'after', '');
    return acks;
  },
});
