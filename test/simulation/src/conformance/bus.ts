import { TopicRefused, type BusRecord, type EventBus, type RecordBatch, type Subscription } from '@aftercare/event-bus';
import { eventually } from '@aftercare/testing';

/** A bus as the suite meets it: the real one or its twin. */
export interface BusUnderTest {
  /** Another process's way to the same broker. */
  open(): EventBus;
  /** A topic that nobody has used. */
  topic(): Promise<string>;
  close(): Promise<void>;
}

const within = { within: 30_000 };

/** What every bus promises. */
export const busConformance = (make: () => Promise<BusUnderTest>): void => {
  let under: BusUnderTest;
  let topic = '';
  const buses: EventBus[] = [];
  const open = (): EventBus => {
    const bus = under.open();
    buses.push(bus);
    return bus;
  };
  beforeAll(async () => {
    under = await make();
  });
  afterAll(() => under?.close());
  beforeEach(async () => {
    topic = await under.topic();
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });

  const record = (key: string, n: number): BusRecord => ({ topic, key, value: Buffer.from(`${key}/${n}`), headers: { n: String(n) } });
  const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
  const fill = (bus: EventBus, rounds: number, first = 1) => bus.publishBatch(Array.from({ length: rounds }, (_, n) => keys.map((key) => record(key, first + n))).flat());

  interface Reader {
    readonly seen: string[];
    readonly batches: RecordBatch[];
    readonly signals: AbortSignal[];
    readonly assignments: (readonly number[])[];
    readonly subscription: Subscription;
  }
  /** Reads everything from the start, or goes on as `takes` says; several readers share what they have seen. */
  const read = (bus: EventBus, positions = new Map<number, bigint>(), takes: (batch: RecordBatch) => number = ({ records }) => records.length, refusals = 0): Reader => {
    const seen: string[] = [];
    const batches: RecordBatch[] = [];
    const signals: AbortSignal[] = [];
    const assignments: (readonly number[])[] = [];
    let refused = 0;
    const subscription = bus.subscribe({ group: `${topic}.readers`, topic, hints: () => Promise.resolve(new Map()) }, {
      assigned: (partitions) => {
        if ((refused += 1) <= refusals) return Promise.reject(new Error('not yet'));
        assignments.push(partitions);
        return Promise.resolve(new Map(partitions.map((partition) => [partition, positions.get(partition) ?? 0n])));
      },
      batch: (batch, signal) => {
        if (signal.aborted) return Promise.resolve(batch.from);
        batches.push(batch);
        signals.push(signal);
        const taken = batch.records.slice(0, takes(batch));
        for (const { value } of taken) seen.push(String(value));
        const next = (taken.at(-1)?.offset ?? batch.from - 1n) + 1n;
        positions.set(batch.partition, next);
        return Promise.resolve(next);
      },
      lost: () => undefined,
    });
    return { seen, batches, signals, assignments, subscription };
  };
  const inOrder = (seen: readonly string[], rounds: number): void => {
    for (const key of keys) expect(seen.filter((one) => one.startsWith(`${key}/`))).toEqual(Array.from({ length: rounds }, (_, n) => `${key}/${n + 1}`));
  };

  describe('publishing', () => {
    it('acknowledges in the order of the records where each of them lies, by its key', async () => {
      const bus = open();
      const acks = await fill(bus, 2);
      const ranges = await bus.admin.offsets(topic);
      expect(acks).toHaveLength(40);
      acks.forEach((ack, at) => expect(ack.partition).toBe(bus.admin.partitionOf(keys[at % 20] as string, ranges.length)));
      for (const at of [0, 19, 20, 39]) {
        const { partition, offset } = acks[at] as (typeof acks)[number];
        const found = await bus.admin.readRecord(topic, partition, offset);
        expect([String(found?.key), String(found?.value), String(found?.headers['n'])]).toEqual([keys[at % 20], `${keys[at % 20]}/${at < 20 ? 1 : 2}`, at < 20 ? '1' : '2']);
      }
      expect(ranges.map(({ partition }) => partition)).toEqual(ranges.map((_, at) => at));
      expect(ranges.reduce((sum, { low, high }) => sum + Number(high - low), 0)).toBe(40);
      expect(await bus.admin.readRecord(topic, 0, 1_000n)).toBeNull();
      const other = await under.topic();
      const ends = await bus.admin.ends([topic, other]);
      const endsOf = (one: string) => ends.filter((end) => end.topic === one).map(({ partition, high }) => ({ partition, high })).sort((a, b) => a.partition - b.partition);
      expect(endsOf(topic)).toEqual(ranges.map(({ partition, high }) => ({ partition, high })));
      expect(endsOf(other)).toEqual(ranges.map(({ partition }) => ({ partition, high: 0n })));
    });

    it('refuses a second send while one is in flight', async () => {
      const bus = open();
      const first = fill(bus, 1);
      await expect(fill(bus, 1)).rejects.toThrow();
      expect(await first).toHaveLength(20);
    });

    it('never makes a topic, and says that there is none', async () => {
      const bus = open();
      await expect(bus.admin.offsets(`${topic}.nowhere`)).rejects.toThrow(TopicRefused);
      await expect(bus.admin.ends([topic, `${topic}.nowhere`])).rejects.toThrow(TopicRefused);
      await expect(bus.publishBatch([{ ...record('a', 1), topic: `${topic}.nowhere` }])).rejects.toThrow();
      expect(await fill(bus, 1)).toHaveLength(20);
    });
  });

  describe('a subscriber', () => {
    it('gets every record in the order of its partition, from where it says, in batches without a hole', async () => {
      const bus = open();
      await fill(bus, 3);
      const { seen, batches } = read(open());
      await eventually(() => expect(seen).toHaveLength(60), within);
      await fill(bus, 2, 4);
      await eventually(() => expect(seen).toHaveLength(100), within);
      inOrder(seen, 5);
      for (const { from, records, end } of batches) {
        expect(records.map(({ offset }) => offset)).toEqual(records.map((_, at) => from + BigInt(at)));
        expect(end).toBeGreaterThan(records.at(-1)?.offset as bigint);
      }
    });

    it('has a signal for each batch, which ends with it, so that nothing that listens keeps the batch', async () => {
      await fill(open(), 2);
      const { seen, signals } = read(open());
      await eventually(() => expect(seen).toHaveLength(40), within);
      await eventually(() => expect(signals.map(({ aborted }) => aborted)).toEqual(signals.map(() => true)), within);
      expect(new Set(signals).size).toBe(signals.length);
    });

    it('gets again what it did not take', async () => {
      await fill(open(), 3);
      let refusals = 0;
      const { seen } = read(open(), new Map(), ({ records }) => ((refusals += 1) % 2 === 0 ? records.length : Math.floor(records.length / 2)));
      await eventually(() => expect(seen).toHaveLength(60), within);
      inOrder(seen, 3);
    });

    it('gets nothing before it has said where to begin, and is asked until it does', async () => {
      await fill(open(), 1);
      const bus = open();
      const positions = new Map((await bus.admin.offsets(topic)).map(({ partition, high }) => [partition, high]));
      const { seen, assignments } = read(bus, positions, undefined, 2);
      await eventually(() => expect(assignments.length).toBeGreaterThan(0), within);
      await fill(bus, 1, 2);
      await eventually(() => expect(seen).toHaveLength(20), within);
      expect(new Set(seen)).toEqual(new Set(keys.map((key) => `${key}/2`)));
    });
  });

  describe('a group', () => {
    it('shares the partitions, and goes on without a member that leaves', async () => {
      const bus = open();
      const all = (await bus.admin.offsets(topic)).map(({ partition }) => partition);
      const positions = new Map<number, bigint>();
      const [one, two] = [read(open(), positions), read(open(), positions)];
      await eventually(() => {
        const [a, b] = [one.assignments.at(-1) ?? [], two.assignments.at(-1) ?? []];
        expect(a.length * b.length).toBeGreaterThan(0);
        expect([...a, ...b].sort((x, y) => x - y)).toEqual(all);
      }, within);
      await fill(bus, 2);
      await eventually(() => expect(one.seen.length + two.seen.length).toBe(40), within);
      await two.subscription.close();
      const before = two.batches.length;
      await fill(bus, 2, 3);
      await eventually(() => expect(one.seen.length + two.seen.length).toBe(80), within);
      expect(two.batches).toHaveLength(before);
      inOrder([...one.seen, ...two.seen].sort((a, b) => Number(a.split('/')[1]) - Number(b.split('/')[1])), 4);
    });
  });
};
