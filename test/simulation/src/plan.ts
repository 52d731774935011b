import { parcels, partitions, topics } from './contracts';
import { Random } from './random';

export const processNames = ['one', 'two'] as const;
export type ProcessName = (typeof processNames)[number];
export type UnitName = 'reactions' | 'views';
/** Where something can break: in a handler, in what a timer fires, or where it holds its subject. */
export type Troubled = UnitName | 'timers' | 'subjects';

/** A business transaction: raises events, takes its time, and commits or not. */
export interface Command {
  readonly at: number;
  readonly process: ProcessName;
  readonly parcels: readonly string[];
  readonly thinks: number;
  readonly aborts: boolean;
  /** Its first parcel is weighed as well. */
  readonly weighs: boolean;
  /** After how long the first parcel's timer is due, which it sets anew or takes back; `null` = it does neither. */
  readonly reminds: number | 'never' | null;
}

/** Something that goes wrong, once. */
export type Fault = { readonly at: number } & (
  | { readonly kind: 'crash'; readonly process: ProcessName; readonly backAfter: number }
  | { readonly kind: 'freeze'; readonly process: ProcessName; readonly ms: number }
  | { readonly kind: 'statement'; readonly process: ProcessName; readonly code: string; readonly done: boolean }
  | { readonly kind: 'commit'; readonly process: ProcessName; readonly done: boolean }
  | { readonly kind: 'publish'; readonly process: ProcessName; readonly copies: 0 | 1 | 2; readonly partly: boolean; readonly answered: boolean }
  | { readonly kind: 'rebalance' }
  | { readonly kind: 'broker-restart'; readonly ms: number }
  | { readonly kind: 'handler'; readonly unit: Troubled; readonly key: string; readonly trouble: 'poison' | 'transient'; readonly ms: number }
  | { readonly kind: 'refused-key'; readonly key: string; readonly ms: number }
  /** The number of shards is changed, as soon as nothing waits. */
  | { readonly kind: 'shards'; readonly to: number }
  /** From the next start on, reactions have a handler for what was passed by until then. */
  | { readonly kind: 'upgrade' }
  /** The log loses its newest records; `noticed`: with a restart of the broker, so that its members join anew. */
  | { readonly kind: 'tail-cut'; readonly topic: string; readonly partition: number; readonly count: number; readonly noticed: boolean }
  | { readonly kind: 'lost-record'; readonly topic: string; readonly partition: number }
  /** The newest record's bytes are no event any more. */
  | { readonly kind: 'mangled-record'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'wiped-log' }
  /** The log loses its oldest records, also some that a unit has yet to read. */
  | { readonly kind: 'trimmed-log' }
  /** Databases are set back to how they were `ago` ms before: of all services, of the one with the events, or of one that only reads. */
  | { readonly kind: 'old-database'; readonly ago: number; readonly whose: 'all' | 'owner' | 'reader'; readonly byOps: boolean }
);

export interface Plan {
  readonly seed: number;
  readonly commands: readonly Command[];
  readonly faults: readonly Fault[];
}

/** When faults stop. */
export const calmAt = 16_000;

const statements = [...['40001', '40P01', '57P01', '08006', '53300', '57014'].map((code) => ({ code, done: false })), ...['57P01', '08006', '08006'].map((code) => ({ code, done: true }))];

/** What a seed stands for. */
export const planOf = (seed: number): Plan => {
  const random = new Random(seed ^ 0x9e3779b9);
  const commands = Array.from({ length: random.int(25, 45) }, (): Command => ({
    at: random.int(0, calmAt - 2_000),
    process: random.pick(processNames),
    parcels: Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => random.pick(parcels)),
    thinks: random.often(0.2) ? random.int(10, 1_000) : 0,
    aborts: random.often(0.15),
    reminds: random.pick([null, null, 'never', random.int(100, 4_000)] as const),
    weighs: random.often(0.2),
  })).sort((a, b) => a.at - b.at);
  const faults = Array.from({ length: random.int(6, 12) }, () => faultAt(random, random.int(200, calmAt - 2_000)));
  // Data is destroyed in some runs only, and once: what it takes to recover hides other defects.
  if (random.often(0.25)) faults.push(destructionAt(random, random.int(4_000, calmAt - 6_000)));
  return { seed, commands, faults: faults.sort((a, b) => a.at - b.at) };
};

const faultAt = (random: Random, at: number): Fault => {
  const process = random.pick(processNames);
  switch (random.pick(['crash', 'crash', 'freeze', 'statement', 'statement', 'commit', 'publish', 'publish', 'rebalance', 'rebalance', 'broker-restart', 'handler', 'handler', 'refused-key', 'shards', 'upgrade'] as const)) {
    case 'crash':
      return { at, kind: 'crash', process, backAfter: random.int(50, 6_000) };
    case 'freeze':
      return { at, kind: 'freeze', process, ms: random.often(0.5) ? random.int(100, 4_000) : random.int(5_000, 12_000) };
    case 'statement':
      return { at, kind: 'statement', process, ...random.pick(statements) };
    case 'commit':
      return { at, kind: 'commit', process, done: random.often(0.5) };
    case 'publish':
      return { at, kind: 'publish', process, copies: random.pick([0, 1, 1, 2] as const), partly: random.often(0.5), answered: random.often(0.3) };
    case 'rebalance':
      return { at, kind: 'rebalance' };
    case 'broker-restart':
      return { at, kind: 'broker-restart', ms: random.int(100, 3_000) };
    case 'handler':
      return { at, kind: 'handler', unit: random.pick(['reactions', 'views', 'timers', 'subjects'] as const), key: random.pick(parcels), trouble: random.pick(['poison', 'poison', 'transient'] as const), ms: random.int(500, 8_000) };
    case 'refused-key':
      return { at, kind: 'refused-key', key: random.pick(parcels), ms: random.int(500, 5_000) };
    case 'shards':
      return { at, kind: 'shards', to: random.int(1, 3) };
    case 'upgrade':
      return { at, kind: 'upgrade' };
  }
};

const destructionAt = (random: Random, at: number): Fault => {
  const [topic, partition] = [random.pick(topics), random.int(0, partitions - 1)];
  switch (random.pick(['tail-cut', 'tail-cut', 'lost-record', 'mangled-record', 'wiped-log', 'trimmed-log', 'old-database', 'old-database', 'old-database'] as const)) {
    case 'tail-cut':
      return { at, kind: 'tail-cut', topic, partition, count: random.int(1, 8), noticed: random.often(0.6) };
    case 'lost-record':
      return { at, kind: 'lost-record', topic, partition };
    case 'mangled-record':
      return { at, kind: 'mangled-record', topic, partition };
    case 'wiped-log':
      return { at, kind: 'wiped-log' };
    case 'trimmed-log':
      return { at, kind: 'trimmed-log' };
    case 'old-database':
      return { at, kind: 'old-database', ago: random.int(500, 3_000), whose: random.pick(['all', 'owner', 'reader'] as const), byOps: random.often(0.5) };
  }
};
