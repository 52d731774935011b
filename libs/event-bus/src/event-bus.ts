/** Header values as a broker hands them over. */
export type RecordHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/** A record to publish. Its key decides the partition and is never empty. */
export interface BusRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The broker has it on every in-sync replica, at this place. */
export interface PublishedAck {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A record as it lies in the log. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** Records of one partition in offset order; never empty. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  /** Where the subscriber is. `records[0]` lies there, or beyond it when the log has a hole at this place. */
  readonly from: bigint;
  readonly records: readonly LogRecord[];
  /** The offset that the next record of the partition will get. */
  readonly end: bigint;
}

/** One topic as seen by one group. Offsets belong to the subscriber; the broker is never asked for them. */
export interface Subscriber {
  /**
   * A new assignment: gives the offset to start at for each partition. No record is delivered before; it is tried again when it
   * throws. `signal` aborts when the assignment ends first.
   */
  assigned(partitions: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, bigint>>;
  /**
   * Takes a batch and gives the offset to go on at: after its last record when all of it took effect, less when not. When that is
   * `from` again, the partition rests for a second, so that others flow. At most one call per partition and assignment is open.
   * After `signal` aborts the partition may belong to another member: no new effect may be begun. Must not throw. The signal is this
   * batch's own and aborts at its end at the latest, so that nothing that listens to it outlives the batch.
   */
  batch(batch: RecordBatch, signal: AbortSignal): Promise<bigint>;
  /** The group is out of reach; the subscription tries again by itself and tells so by `assigned`. */
  lost(reason: string): void;
}

export interface SubscribeOptions {
  readonly group: string;
  readonly topic: string;
  /** Where fetching may begin before `assigned` has answered; asked before each joining. A good guess saves one fetch. */
  hints(): Promise<ReadonlyMap<number, bigint>>;
}

export interface Subscription {
  /** No further batch begins; resolves when the open ones have ended and the group is left. */
  close(): Promise<void>;
}

export interface PartitionRange {
  readonly partition: number;
  /** Oldest offset still there. */
  readonly low: bigint;
  /** The offset that the next record will get. */
  readonly high: bigint;
}

/** Where a partition ends. */
export interface PartitionEnd extends Pick<PartitionRange, 'partition' | 'high'> {
  readonly topic: string;
}

export interface BusAdmin {
  /** Rejects with `TopicRefused` when the topic does not exist or is not shown to us. In order of partition. */
  offsets(topic: string): Promise<PartitionRange[]>;
  /** Where every partition of these topics ends, by one request to each broker that leads some. Rejects with `TopicRefused` like `offsets`. */
  ends(topics: readonly string[]): Promise<PartitionEnd[]>;
  /** What a group has told the broker, for lag tools; -1 = nothing. */
  committed(group: string, topic: string): Promise<{ partition: number; offset: bigint }[]>;
  /** The record at exactly this offset, or null when there is none. */
  readRecord(topic: string, partition: number, offset: bigint): Promise<LogRecord | null>;
  /** Where `publishBatch` puts a key. */
  partitionOf(key: string, partitions: number): number;
}

/**
 * The broker will never take at least one record of the send as it is: too large, or it fails the broker's checks. Others of the send
 * may lie in the log. Also a limit on the whole of a send's records looks like this, so only a record sent alone is known to be refused.
 */
export class RecordRefused extends Error {
  constructor(
    /** The broker's word for it, e.g. `MESSAGE_TOO_LARGE`. */
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A topic does not exist, or this service may not use it; the message names it and the remedy. No other topic is meant. */
export class TopicRefused extends Error {}

/** The log that carries events between services. At-least-once, in order per partition; everything else is made in Postgres. */
export interface EventBus {
  /**
   * Resolves when every record is acknowledged by all in-sync replicas, in the given order per partition; the acks are in the
   * order of the records. Rejects when that is not known of any one of them: some may lie in the log all the same, so whoever
   * publishes must publish again, and readers must drop repeats. With `RecordRefused` or `TopicRefused` when sending the same again
   * is known not to help. One call at a time: a second one rejects. Nothing is sent later by itself. At most 500 records or 512 KB
   * is the caller's business.
   */
  publishBatch(records: readonly BusRecord[]): Promise<PublishedAck[]>;
  subscribe(options: SubscribeOptions, subscriber: Subscriber): Subscription;
  readonly admin: BusAdmin;
  /** Ends every subscription and connection. */
  close(): Promise<void>;
}
