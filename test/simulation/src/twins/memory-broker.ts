import type { BusRecord, LogRecord, PartitionRange, PublishedAck } from '@aftercare/event-bus';
import { RecordRefused, TopicRefused } from '@aftercare/event-bus';
import type { Process } from '../process';
import type { World } from '../world';

interface Log {
  readonly partition: number;
  /** Without those that were lost. */
  records: LogRecord[];
  low: bigint;
  high: bigint;
  /** Fetches that wait for more. */
  waiting: (() => void)[];
}

/** A member of a group, as the broker sees it. */
export interface Member {
  readonly process: Process;
  assigned(generation: number, partitions: readonly number[]): void;
  disconnected(): void;
}

interface Group {
  readonly topic: string;
  readonly members: Set<Member>;
  generation: number;
}

export class BrokerAway extends Error {
  readonly code = 'ECONNREFUSED';
}

/** The twin of a Kafka broker: logs, and groups that hand out partitions. */
export class MemoryBroker {
  readonly #topics = new Map<string, Log[]>();
  readonly #groups = new Map<string, Group>();
  /** Keys whose records it refuses. */
  readonly refused = new Set<string>();
  #away = false;

  constructor(
    readonly world: World,
    topics: readonly string[],
    partitions: number,
  ) {
    for (const topic of topics) {
      this.#topics.set(topic, Array.from({ length: partitions }, (_, partition) => ({ partition, records: [], low: 0n, high: 0n, waiting: [] })));
    }
  }

  logs(topic: string): readonly Log[] {
    if (this.#away) throw new BrokerAway('the broker is away');
    return this.peek(topic);
  }

  /** For whoever looks from outside: it is never away. */
  peek(topic: string): readonly Log[] {
    const logs = this.#topics.get(topic);
    if (!logs) throw new TopicRefused(`topic ${topic} does not exist`);
    return logs;
  }

  ranges(topic: string): PartitionRange[] {
    return this.logs(topic).map(({ partition, low, high }) => ({ partition, low, high }));
  }

  partitionOf(key: string, partitions: number): number {
    let hash = 2_166_136_261;
    for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 16_777_619);
    return (hash >>> 0) % partitions;
  }

  /** Appends `copies` of what `takes` lets through, one partition after the other. The acks are those of the last copies. */
  write(records: readonly BusRecord[], copies = 1, takes: (topic: string, partition: number) => boolean = () => true): PublishedAck[] {
    const placed = records.map((record) => {
      const logs = this.logs(record.topic);
      return { record, log: logs[this.partitionOf(record.key, logs.length)] as Log };
    });
    const refused = records.find(({ key }) => this.refused.has(key));
    if (refused) throw new RecordRefused('MESSAGE_TOO_LARGE', `a record of ${refused.key} is too large`);
    const acks: PublishedAck[] = [];
    for (let copy = 0; copy < copies; copy += 1) {
      placed.forEach(({ record, log }, at) => {
        if (!takes(record.topic, log.partition)) return;
        const { topic, key, value, headers } = record;
        const offset = log.high;
        log.records.push({ topic, partition: log.partition, offset, key: Buffer.from(key), value, headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])) });
        log.high += 1n;
        acks[at] = { topic, partition: log.partition, offset };
      });
    }
    for (const { log } of placed) wake(log);
    return acks;
  }

  /** At most `most` records from `from` on, or from where the log begins; waits while there are none. */
  async fetch(topic: string, partition: number, from: bigint, most: number): Promise<LogRecord[]> {
    for (;;) {
      const log = this.logs(topic)[partition] as Log;
      // Kafka's client resets a position beyond the end to the beginning, and ours seeks back to it: nothing comes until the log is there.
      const found = from > log.high ? [] : log.records.slice(search(log.records, from)).slice(0, most);
      if (found.length > 0) return found;
      await new Promise<void>((resolve) => log.waiting.push(resolve));
    }
  }

  read(topic: string, partition: number, offset: bigint): LogRecord | null {
    return this.logs(topic)[partition]?.records.find((record) => record.offset === offset) ?? null;
  }

  // What goes wrong with it.

  /** Loses the newest records of a partition; gives how many. */
  cut(topic: string, partition: number, count: number): number {
    const log = this.peek(topic)[partition] as Log;
    const kept = log.records.slice(0, Math.max(0, log.records.length - count));
    const lost = log.records.length - kept.length;
    log.records = kept;
    log.high = (kept.at(-1)?.offset ?? log.low - 1n) + 1n;
    return lost;
  }

  /** Loses one record in the middle of a log. */
  lose(topic: string, partition: number, offset: bigint): void {
    const log = this.peek(topic)[partition] as Log;
    log.records = log.records.filter((record) => record.offset !== offset);
  }

  /** Makes the newest record of a partition unreadable. */
  mangle(topic: string, partition: number): void {
    const { records } = this.peek(topic)[partition] as Log;
    const newest = records.pop();
    if (newest) records.push({ ...newest, value: Buffer.from('{') });
  }

  /** Loses what is older than the retention allows. */
  trim(topic: string, partition: number): void {
    const log = this.peek(topic)[partition] as Log;
    Object.assign(log, { records: [], low: log.high });
  }

  /** Forgets everything, as when its disk is replaced. */
  wipe(): void {
    for (const logs of this.#topics.values()) for (const log of logs) Object.assign(log, { records: [], low: 0n, high: 0n });
  }

  /** Goes away for so long: every call fails, every member has to join anew. */
  restart(ms: number): void {
    this.#away = true;
    for (const group of this.#groups.values()) {
      const members = [...group.members];
      group.members.clear();
      for (const member of members) this.world.after(this.world.latency(), () => member.process.hear(() => member.disconnected()));
    }
    for (const logs of this.#topics.values()) for (const log of logs) wake(log);
    this.world.after(ms, () => {
      this.#away = false;
    });
  }

  // Groups.

  join(name: string, topic: string, member: Member): void {
    this.logs(topic);
    let group = this.#groups.get(name);
    if (!group) this.#groups.set(name, (group = { topic, members: new Set(), generation: 0 }));
    group.members.add(member);
    this.#rebalance(group);
    const gone = (): void => this.leave(name, member);
    member.process.onDeath(() => this.world.after(this.world.random.int(1_000, 8_000), gone));
    member.process.onStandstill(8_000, () => {
      gone();
      // Going on, it works for a while before a heartbeat tells it.
      member.process.hear(() => this.world.after(this.world.random.int(0, 2_000), () => member.process.hear(() => member.disconnected())));
    });
  }

  leave(name: string, member: Member): void {
    const group = this.#groups.get(name);
    if (group?.members.delete(member)) this.#rebalance(group);
  }

  /** Hands out every partition anew. Members learn of it one after the other, so that for a while two of them may hold one. */
  rebalanceAll(): void {
    for (const group of this.#groups.values()) this.#rebalance(group);
  }

  #rebalance(group: Group): void {
    const { random } = this.world;
    group.generation += 1;
    const { generation } = group;
    const members = [...group.members];
    const shift = random.int(0, 7);
    const partitions = this.peek(group.topic).map(({ partition }) => partition);
    members.forEach((member, at) => {
      const own = partitions.filter((partition) => (partition + shift) % members.length === at);
      this.world.after(random.often(0.3) ? random.int(10, 3_000) : this.world.latency(), () => member.process.hear(() => {
        if (group.members.has(member)) member.assigned(generation, own);
      }));
    });
  }
}

const wake = (log: Log): void => {
  const { waiting } = log;
  log.waiting = [];
  for (const goOn of waiting) goOn();
};

/** The place of the first record at or after `offset`. */
const search = (records: readonly LogRecord[], offset: bigint): number => {
  let [low, high] = [0, records.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle] as LogRecord).offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};
