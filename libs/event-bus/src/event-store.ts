import type { Branches } from '@aftercare/auth';

/** A key of a topic: what order means. */
export interface Key {
  readonly topic: string;
  readonly key: string;
}

/** Moves one partition of a unit from `from` to `next`, if it is still there. */
export interface OffsetMove {
  readonly topic: string;
  readonly part: number;
  readonly from: bigint;
  readonly next: bigint;
  readonly lastEventId: string | null;
}

export interface StoredOffset {
  readonly part: number;
  readonly next: bigint;
  readonly lastEventId: string | null;
}

/** How far a key is: the last sequence that took effect, was discarded, or skipped by rule, and which event that was. */
export interface Reached {
  /** 0 when there is none. */
  readonly last: number;
  /** `null` = none, or not known: it was seen by a version that did not write it down. */
  readonly lastEventId: string | null;
}

/** One key's stretch of sequences: the unit has seen all below `first`, and will have seen `last`. */
export interface KeyRun extends Key, Reached {
  readonly first: number;
}

/** A parked event of a key. */
export interface ParkedPlace {
  readonly sequence: number;
  readonly eventId: string;
}

/** How far a key is in a unit. */
export interface KeyState extends Key, Reached {
  /** What is parked of the key, in order of sequence, without what is `forked`; some may be done with by now, when `last` has been moved past them. */
  readonly parked: readonly ParkedPlace[];
  /** Something of it is parked as `forked`, so nothing of it takes effect. */
  readonly forked: boolean;
}

/**
 * `failing`: its handler threw, it is tried again at `nextAt`. `behind`: it waits for an earlier one of its key. `dead`: only a person can
 * help; it holds its key all the same. `forked`: another event has taken effect in its place, or waits to; its key is held until a person
 * has decided.
 */
export type ParkedStatus = 'failing' | 'behind' | 'dead' | 'forked';

/** Why a record was parked: in words for people, and never with the payload's values. */
export interface Failure {
  /**
   * `handler`, `not-found` (a handler's row does not exist, or not in the event's branch), `unreadable`, `contract`, `unknown-version`,
   * `foreign-branch` (header and data name different ones), `gap`, `behind`, `forked-history`.
   */
  readonly errorClass: string;
  /** Rule code or SQLSTATE, where there is one. */
  readonly errorCode: string | null;
  readonly message: string;
  readonly stack: string | null;
}

/** A record put aside so that others flow. Its bytes are kept as they came. */
export interface ParkedRecord {
  /** The event's id; of bytes that are no event `uuidv5(topic/partition/offset)`. */
  readonly eventId: string;
  readonly topic: string;
  readonly part: number;
  readonly offset: bigint;
  /** `null` = unreadable, and so is `sequence` then: such a record holds no key. */
  readonly key: string | null;
  readonly sequence: number | null;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly recordKey: Buffer | null;
  readonly value: Buffer | null;
  readonly status: ParkedStatus;
  readonly attempts: number;
  /** When it is tried again; `null` for `dead`, and for `behind`, whose turn comes with the one before it. */
  readonly nextAt: Date | null;
  readonly failure: Failure;
}

/** What became of a parked record that was tried. */
export interface ParkedFate {
  readonly eventId: string;
  /** `gone`: it took effect or was discarded, and its row goes. */
  readonly status: ParkedStatus | 'gone';
  readonly attempts: number;
  readonly nextAt: Date | null;
  readonly failure: Failure | null;
}

/**
 * What units keep in their service's own database. `T` is the open transaction that handlers write through as well: what is done in it
 * takes effect together or not at all. Every verb that takes `tx` runs in it; the others are transactions of their own.
 */
export interface UnitStore<T> {
  /** Runs `work` in one transaction that sees the rows of `branches`; it is on disk when this resolves, for the unit goes on from there in memory. */
  transaction<R>(branches: Branches, work: (tx: T) => Promise<R>): Promise<R>;
  /** How far the unit is in every partition that it ever saw. */
  positions(unit: string, topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** How far the unit is, in order of partition; a partition that it never saw begins at 0. */
  offsets(unit: string, topic: string, parts: readonly number[]): Promise<StoredOffset[]>;
  /** False when a partition is not where we took it to be: somebody else has been there, and everything must roll back. */
  move(tx: T, unit: string, moves: readonly OffsetMove[]): Promise<boolean>;
  /** Advances every key whose next event begins its run and that has nothing parked, and gives those keys; the others stay as they are. */
  advance(tx: T, unit: string, runs: readonly KeyRun[]): Promise<Key[]>;
  /** Locks keys in one fixed order, against other members and the retrier, and tells how far they are. One entry per key. */
  lock(tx: T, unit: string, keys: readonly Key[]): Promise<KeyState[]>;
  /** Says how far locked keys are now. */
  reach(tx: T, unit: string, keys: readonly (Key & Reached)[]): Promise<void>;
  /** Counts events that no handler of the unit wants. */
  skip(tx: T, unit: string, counts: readonly { readonly topic: string; readonly type: string; readonly count: number }[]): Promise<void>;
  /** Puts records aside; one that is parked already stays as it is. */
  park(tx: T, unit: string, records: readonly ParkedRecord[]): Promise<void>;
  /** Keys whose first parked record may be tried now: it is due, or the one before it has taken effect; never of a key that is `forked`. Longest waiting first; no lock. */
  due(unit: string, limit: number): Promise<Key[]>;
  /** The parked records of a locked key in order of sequence, at most `limit`. */
  parked(tx: T, unit: string, key: Key, limit: number): Promise<ParkedRecord[]>;
  settle(tx: T, unit: string, fates: readonly ParkedFate[]): Promise<void>;
  /** What the unit has put aside. */
  standing(unit: string): Promise<Standing>;
  /** The types that were counted by `skip`; not those since whose last count `projection` was made anew from the first event. */
  skippedTypes(unit: string, projection?: string): Promise<string[]>;
}

/** How many records of a unit are parked, by status, and how many keys wait for an event that nobody has seen. */
export interface Standing extends Readonly<Record<ParkedStatus, number>> {
  readonly gaps: number;
}

/** Something that has to happen at a time unless it is taken back before. One per kind and subject. */
export interface Timer {
  /** What fires, e.g. `ticket.first-response`. */
  readonly kind: string;
  /** Whom it is about: an aggregate's id. */
  readonly subject: string;
  /** The branch whose rows it may touch; `null` = every branch. */
  readonly branchId: string | null;
  /** In business time. */
  readonly dueAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** How often it has failed. */
  readonly attempts: number;
}

/** What waits of a service's timers. */
export interface TimersStanding {
  /** Milliseconds of business time until the next one that has not failed; negative when it is due, `null` when there is none. */
  readonly nextInMs: number | null;
  /** Timers that fire no more by themselves: a person has to look. */
  readonly dead: number;
}

/** Timers are rows of the service's own database, set and taken back in the transaction that makes them necessary or needless. */
export interface TimerStore<T> {
  /** Runs `work` in one transaction that sees the rows of `branches`. */
  transaction<R>(branches: Branches, work: (tx: T) => Promise<R>): Promise<R>;
  /** Sets the timer of this kind and subject, in place of an earlier one. */
  set(tx: T, timer: Omit<Timer, 'attempts'>): Promise<void>;
  /** Takes it back; nothing happens when there is none. */
  cancel(tx: T, kind: string, subject: string): Promise<void>;
  /** Timers that are due by business time and not postponed; those that have failed least first, among them the longest due; no lock. */
  due(limit: number): Promise<Timer[]>;
  standing(): Promise<TimersStanding>;
  /** Takes a due timer away for good; false when it was taken back, moved, or has fired meanwhile: then there is nothing to do. */
  take(tx: T, timer: Timer): Promise<boolean>;
  /** After a failure: not before `nextAt`, in real time; `null` = never by itself. Nothing happens when the timer is gone, moved or has failed again. */
  postpone(timer: Timer, failed: { readonly attempts: number; readonly nextAt: Date | null }): Promise<void>;
}

/** An event that waits to be published. */
export interface WaitingEvent extends Key {
  readonly id: string;
  readonly eventId: string;
  readonly sequence: number;
  readonly type: string;
  readonly headers: Buffer;
  readonly payload: Buffer;
}

/** The newest acknowledged record of a partition. */
export interface Published {
  readonly topic: string;
  readonly part: number;
  readonly offset: bigint;
  readonly eventId: string;
}

/** What waits for a shard's relay. */
export interface Backlog {
  /** Counted up to a million; events of held keys are not among them. */
  readonly rows: number;
  /** Age of the oldest one; 0 when nothing waits. */
  readonly oldestSeconds: number;
  /** Keys of the shard that wait for a person. */
  readonly heldKeys: number;
  /** How many shards the service has. */
  readonly shards: number;
}

/** A relay's own session. When the process stops answering, the database ends the session within 5 s, and with it the lead. */
export interface RelaySession {
  /** True when this session is the only one of its service and shard from now on, until it ends. */
  lead(): Promise<boolean>;
  /**
   * The oldest waiting events, as many as one send may carry: 500, or 512 KB, but at least one. Always from the start, never from a
   * cursor: a lower id may commit later. Events of held keys are set aside by the same call and not among them.
   */
  page(): Promise<WaitingEvent[]>;
  /** Takes acknowledged events off the queue and remembers the newest record of each partition (never an older one), together. */
  settle(ids: readonly string[], newest: readonly Published[]): Promise<void>;
  /** Sets a key aside because its event at the head can never be sent; what waits of it and whatever comes is kept for `releaseKey`. */
  hold(event: WaitingEvent, reason: string, error: string): Promise<void>;
  /** The newest acknowledged record of each partition of these topics, whichever shard sent it. */
  published(topics: readonly string[]): Promise<Published[]>;
  /** The id of an event that was stored here, or null. */
  find(topic: string, key: string, sequence: number, eventId: string): Promise<string | null>;
  /** Queues all events of a partition again (`mine`: the keys that lie there), and forgets what was acknowledged for it. Gives their number. */
  requeue(lost: Omit<Published, 'eventId'>, mine: (key: string) => boolean): Promise<number>;
  backlog(): Promise<Backlog>;
  /** Gives up the lead. Never rejects. */
  end(): Promise<void>;
}

/** Time and chance as the core meets them; tests of the core put their own in its place. */
export interface Surroundings {
  /** Milliseconds since 1970, or since whenever in a test, on a clock that never steps. A row's `nextAt` is made of it. */
  now(): number;
  /** At least this long, or until the signal aborts; never rejects. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  chance(): number;
}
