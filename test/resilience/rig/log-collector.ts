import { randomUUID } from 'node:crypto';
import { sequenceHeader } from '@aftercare/contracts';
import { KafkaBus, type BusRecord, type LogRecord, type Subscription } from '@aftercare/event-bus';
import type { Logged } from '../src/checker';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The test's own eyes and hand at the log: reads every record of some topics into memory, and writes records that nobody would. */
export class LogCollector {
  readonly bus: KafkaBus;
  readonly #records = new Map<string, LogRecord[]>();
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(
    brokers: readonly string[],
    private readonly topics: readonly string[],
  ) {
    // Whoever leaves a group waits for his last fetch, which lasts a third of a session.
    this.bus = new KafkaBus({ brokers, clientId: 'resilience', logger: silent, limits: { sessionMs: 3_000 } });
    for (const topic of topics) this.#subscribe(topic);
  }

  /** Everything up to now, once it is here. Throws while it is not. */
  async all(): Promise<LogRecord[]> {
    for (const topic of this.topics) {
      for (const { partition, high } of await this.bus.admin.offsets(topic)) {
        const { length } = this.#partition(topic, partition);
        if (BigInt(length) !== high) throw new Error(`${topic} partition ${partition}: ${length} of ${high} records collected`);
      }
    }
    return [...this.#records.values()].flat();
  }

  /** The topic was deleted and begins anew. */
  forget(topic: string): void {
    for (const place of this.#records.keys()) if (place.startsWith(`${topic}|`)) this.#records.delete(place);
    this.#subscribe(topic);
  }

  async close(): Promise<void> {
    await this.bus.close();
  }

  #subscribe(topic: string): void {
    void this.#subscriptions.get(topic)?.close();
    const subscription = this.bus.subscribe(
      { group: `resilience-${randomUUID()}`, topic, hints: () => Promise.resolve(this.#positions(topic)) },
      {
        assigned: (partitions) => Promise.resolve(new Map(partitions.map((partition) => [partition, this.#positions(topic).get(partition) ?? 0n]))),
        batch: ({ partition, records }, signal) => {
          const known = this.#partition(topic, partition);
          if (signal.aborted) return Promise.resolve(BigInt(known.length));
          if (records[0]?.offset !== BigInt(known.length)) return Promise.reject(new Error(`the collector was at ${known.length}, records begin at ${records[0]?.offset}`));
          known.push(...records);
          return Promise.resolve(BigInt(known.length));
        },
        lost: () => undefined,
      },
    );
    this.#subscriptions.set(topic, subscription);
  }

  #partition(topic: string, partition: number): LogRecord[] {
    const place = `${topic}|${partition}`;
    const known = this.#records.get(place) ?? [];
    this.#records.set(place, known);
    return known;
  }

  #positions(topic: string): ReadonlyMap<number, bigint> {
    return new Map(Array.from({ length: 12 }, (_, partition) => [partition, BigInt(this.#partition(topic, partition).length)]));
  }
}

/** A record of the log as something to publish again. */
export const again = ({ topic, key, value, headers }: LogRecord): BusRecord => ({
  topic,
  key: String(key),
  value: value ?? Buffer.alloc(0),
  headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)])),
});

export const loggedOf = ({ topic, partition, offset, key, headers }: LogRecord): Logged => {
  const sequence = Number(headers['ce_sequence']);
  if (String(headers['ce_sequence']) !== sequenceHeader(sequence)) throw new Error(`no sequence at ${topic} ${partition} ${offset}`);
  return { topic, partition, offset: Number(offset), key: String(key), sequence, eventId: String(headers['ce_id']) };
};
