import type { ContractEvent } from '@aftercare/contracts';
import type { Key, ParkedRecord, ParkedStatus, RelaySession, Timer, TimerStore, UnitStore } from '@aftercare/event-bus';
import { Moved } from '../contracts';

/** A store as the suite meets it: the real one or its twin, empty at first. */
export interface StoreUnderTest<T> {
  readonly units: UnitStore<T>;
  readonly timers: TimerStore<T>;
  /** A relay's session; all are of one service and shard. */
  session(): Promise<RelaySession>;
  raise(tx: T, event: ContractEvent): void;
  now(): Promise<Date>;
  close(): Promise<void>;
}

const scope = '*' as const;
const topic = 'aftercare.simulation.shelf';
const minute = 60_000;

/** What every store promises. Each test has a unit, or a subject, of its own. */
export const storeConformance = <T>(make: () => Promise<StoreUnderTest<T>>): void => {
  let store: StoreUnderTest<T>;
  let units: UnitStore<T>;
  let count = 0;
  let unit = '';
  beforeAll(async () => {
    store = await make();
    units = store.units;
  });
  afterAll(() => store?.close());
  beforeEach(() => {
    unit = `unit-${(count += 1)}`;
  });

  const inTx = <R>(work: (tx: T) => Promise<R>): Promise<R> => store.units.transaction(scope, work);
  const key = (name: string): Key => ({ topic, key: name });
  const move = (part: number, from: number, next: number) => ({ topic, part, from: BigInt(from), next: BigInt(next), lastEventId: uuid(next) });
  const run = (name: string, first: number, last: number) => ({ ...key(name), first, last, lastEventId: uuid(last) });
  const state = (name: string) => inTx(async (tx) => (await units.lock(tx, unit, [key(name)]))[0]);
  const names = (keys: readonly Key[]): string[] => keys.map((one) => one.key).sort();
  const record = (name: string, sequence: number, status: ParkedStatus, nextAt: Date | null = null): ParkedRecord => ({
    eventId: uuid(count * 1_000_000 + Number(name.slice(1)) * 1_000 + sequence), topic, part: 0, offset: BigInt(sequence), key: name, sequence, type: 'x.y', headers: { ce_id: 'ä' }, recordKey: Buffer.from(name), value: Buffer.from([0, 255]),
    status, attempts: 0, nextAt, failure: { errorClass: 'handler', errorCode: null, message: 'it broke', stack: null },
  });
  const placeOf = ({ sequence, eventId }: ParkedRecord) => ({ sequence, eventId });
  /** The store keeps waits by the database's clock, so an instant comes back some milliseconds off: it is compared to the second. */
  const parked = async (name: string, limit = 100): Promise<ParkedRecord[]> =>
    (await inTx((tx) => units.parked(tx, unit, key(name), limit))).map((one) => ({ ...one, nextAt: one.nextAt && new Date(Math.round(one.nextAt.getTime() / 1_000) * 1_000) }));
  const inAWhile = async (ms: number): Promise<Date> => new Date((await store.now()).getTime() + ms);

  describe('a transaction', () => {
    it('takes effect as a whole', async () => {
      await units.offsets(unit, topic, [0]);
      await inTx(async (tx) => {
        expect(await units.move(tx, unit, [move(0, 0, 5)])).toBe(true);
        expect(await units.advance(tx, unit, [run('k1', 1, 3)])).toEqual([key('k1')]);
        await units.skip(tx, unit, [{ topic, type: 'a', count: 2 }]);
      });
      expect(await units.positions(unit, topic)).toEqual(new Map([[0, 5n]]));
      expect(await state('k1')).toEqual({ ...key('k1'), last: 3, lastEventId: uuid(3), parked: [], forked: false });
      expect(await units.skippedTypes(unit)).toEqual(['a']);
    });

    it('leaves nothing behind when its work throws', async () => {
      await units.offsets(unit, topic, [0]);
      await expect(inTx(async (tx) => {
        await units.move(tx, unit, [move(0, 0, 5)]);
        await units.advance(tx, unit, [run('k1', 1, 3)]);
        await units.park(tx, unit, [record('k2', 1, 'dead')]);
        throw new Error('changed my mind');
      })).rejects.toThrow('changed my mind');
      expect(await units.positions(unit, topic)).toEqual(new Map([[0, 0n]]));
      expect(await state('k1')).toMatchObject({ last: 0 });
      expect(await parked('k2')).toEqual([]);
    });
  });

  describe('offsets', () => {
    it('begin at 0 where nobody was, and come in order of partition', async () => {
      await units.offsets(unit, topic, [2]);
      await inTx((tx) => units.move(tx, unit, [move(2, 0, 7)]));
      expect(await units.offsets(unit, topic, [3, 2, 0])).toEqual([{ part: 0, next: 0n, lastEventId: null }, { part: 2, next: 7n, lastEventId: uuid(7) }, { part: 3, next: 0n, lastEventId: null }]);
    });

    it('do not move from where they are not, nor where nobody was', async () => {
      await units.offsets(unit, topic, [0, 1]);
      expect(await inTx((tx) => units.move(tx, unit, [move(0, 3, 5)]))).toBe(false);
      expect(await inTx((tx) => units.move(tx, unit, [move(0, 0, 5), move(1, 1, 5)]))).toBe(false);
      expect(await inTx((tx) => units.move(tx, unit, [move(8, 0, 5)]))).toBe(false);
    });

    it('are moved by one of two members that hold the same partitions for a while, in whichever order they name them', async () => {
      await units.offsets(unit, topic, [0, 1]);
      let other: Promise<boolean> | undefined;
      expect(await inTx(async (tx) => {
        const moved = await units.move(tx, unit, [move(0, 0, 5), move(1, 0, 5)]);
        other = inTx((second) => units.move(second, unit, [move(1, 0, 9), move(0, 0, 9)]));
        await units.skip(tx, unit, [{ topic, type: 'a', count: 1 }]);
        return moved;
      })).toBe(true);
      expect(await other).toBe(false);
      expect(await units.positions(unit, topic)).toEqual(new Map([[0, 5n], [1, 5n]]));
    });
  });

  describe('keys', () => {
    it('advance where their run is the next one and nothing is parked', async () => {
      await inTx(async (tx) => {
        await units.advance(tx, unit, [run('k1', 1, 2), run('k3', 1, 1)]);
        await units.park(tx, unit, [record('k3', 2, 'failing', new Date(0))]);
      });
      const moved = await inTx((tx) => units.advance(tx, unit, [run('k1', 3, 4), run('k2', 2, 2), run('k3', 2, 2), run('k4', 1, 1)]));
      expect(names(moved)).toEqual(['k1', 'k4']);
      expect(await state('k1')).toMatchObject({ last: 4, lastEventId: uuid(4) });
      expect(await state('k3')).toEqual({ ...key('k3'), last: 1, lastEventId: uuid(1), parked: [placeOf(record('k3', 2, 'failing'))], forked: false });
    });

    it('advance in one of two transactions', async () => {
      let other: Promise<Key[]> | undefined;
      const first = await inTx(async (tx) => {
        const moved = await units.advance(tx, unit, [run('k1', 1, 2)]);
        other = inTx((second) => units.advance(second, unit, [run('k1', 1, 1)]));
        await units.skip(tx, unit, [{ topic, type: 'a', count: 1 }]);
        return moved;
      });
      expect(first).toHaveLength(1);
      expect(await other).toEqual([]);
    });

    it('are locked: the next one waits, and sees what the first one did', async () => {
      let other: Promise<unknown> | undefined;
      await inTx(async (tx) => {
        await units.lock(tx, unit, [key('k1'), key('k2')]);
        other = inTx((second) => units.lock(second, unit, [key('k2'), key('k1')]));
        await units.reach(tx, unit, [{ ...key('k1'), last: 4, lastEventId: uuid(4) }]);
        await units.park(tx, unit, [record('k2', 3, 'behind'), record('k2', 2, 'dead')]);
      });
      expect(await other).toEqual(expect.arrayContaining([
        { ...key('k1'), last: 4, lastEventId: uuid(4), parked: [], forked: false },
        { ...key('k2'), last: 0, lastEventId: null, parked: [record('k2', 2, 'dead'), record('k2', 3, 'behind')].map(placeOf), forked: false },
      ]));
    });
  });

  describe('parked records', () => {
    it('come back as they were, in order of sequence, and are parked once', async () => {
      const [first, second] = [record('k1', 1, 'failing', new Date(5_000)), record('k1', 2, 'behind')];
      await inTx((tx) => units.park(tx, unit, [second, first]));
      await inTx((tx) => units.park(tx, unit, [{ ...first, status: 'dead' }]));
      expect(await parked('k1')).toEqual([first, second]);
      expect(await parked('k1', 1)).toEqual([first]);
    });

    it('are due when their turn has come, the longest waiting first', async () => {
      const [later, before, longBefore] = [await inAWhile(minute), await inAWhile(-minute), await inAWhile(-2 * minute)];
      await inTx(async (tx) => {
        await units.advance(tx, unit, [run('k4', 1, 1)]);
        await units.park(tx, unit, [
          record('k1', 1, 'failing', before), record('k1', 2, 'behind'), record('k2', 1, 'failing', later), record('k3', 1, 'dead'), record('k4', 2, 'behind'), record('k5', 2, 'behind'), record('k6', 1, 'failing', longBefore),
          { ...record('k7', 1, 'dead'), key: null, sequence: null },
        ]);
      });
      expect((await units.due(unit, 10)).map((one) => one.key)).toEqual(['k6', 'k1', 'k4']);
      expect((await units.due(unit, 1)).map((one) => one.key)).toEqual(['k6']);
      expect(await units.standing(unit)).toEqual({ failing: 3, behind: 3, dead: 2, forked: 0, gaps: 1 });
    });

    it('hold their key when it is forked, whatever else of it is parked, and are told apart from what waits', async () => {
      const before = await inAWhile(-minute);
      const second = { ...record('k1', 2, 'forked'), eventId: uuid(count * 1_000_000 + 999) };
      await inTx(async (tx) => {
        await units.advance(tx, unit, [run('k1', 1, 1)]);
        await units.park(tx, unit, [record('k1', 2, 'failing', before), second, record('k2', 1, 'failing', before)]);
      });
      expect(await state('k1')).toEqual({ ...key('k1'), last: 1, lastEventId: uuid(1), parked: [placeOf(record('k1', 2, 'failing'))], forked: true });
      expect(await units.due(unit, 10)).toEqual([key('k2')]);
      expect(await inTx((tx) => units.advance(tx, unit, [run('k1', 2, 2)]))).toEqual([]);
      expect(await units.standing(unit)).toEqual({ failing: 2, behind: 0, dead: 0, forked: 1, gaps: 0 });
    });

    it('are due to be cleared away when their key has been moved past them', async () => {
      await inTx((tx) => units.park(tx, unit, [record('k1', 1, 'dead')]));
      await inTx(async (tx) => {
        await units.lock(tx, unit, [key('k1')]);
        await units.reach(tx, unit, [{ ...key('k1'), last: 1, lastEventId: uuid(1) }]);
      });
      expect(await units.due(unit, 10)).toEqual([key('k1')]);
    });

    it('meet their fate', async () => {
      const [first, second, third] = [record('k1', 1, 'failing', new Date(0)), record('k1', 2, 'behind'), record('k1', 3, 'behind')];
      await inTx((tx) => units.park(tx, unit, [first, second, third]));
      const failure = { errorClass: 'handler', errorCode: 'a.b', message: 'again', stack: null };
      await inTx((tx) => units.settle(tx, unit, [
        { eventId: first.eventId, status: 'gone', attempts: 0, nextAt: null, failure: null },
        { eventId: second.eventId, status: 'failing', attempts: 1, nextAt: new Date(9_000), failure },
      ]));
      expect(await parked('k1')).toEqual([{ ...second, status: 'failing', attempts: 1, nextAt: new Date(9_000), failure }, third]);
    });
  });

  describe('timers', () => {
    const timer = (dueAt: Date, over: Partial<Timer> = {}): Timer => ({ kind: 'ring', subject: `subject-${count}`, branchId: null, dueAt, data: { n: 1 }, attempts: 0, ...over });
    const set = (one: Timer) => inTx((tx) => store.timers.set(tx, one));
    const due = async () => (await store.timers.due(100)).filter(({ subject }) => subject.startsWith(`subject-${count}`));

    it('are due at their time, those that failed less and wait longer first; setting one anew moves it, taking it back ends it', async () => {
      const [past, longPast, later] = [await inAWhile(-minute), await inAWhile(-2 * minute), await inAWhile(minute)];
      const [a, b, c, d] = [timer(past), timer(longPast, { subject: `subject-${count}b` }), timer(past, { subject: `subject-${count}c` }), timer(past, { subject: `subject-${count}d` })];
      for (const one of [a, b, c, d]) await set(one);
      await set({ ...c, dueAt: later });
      await inTx((tx) => store.timers.cancel(tx, 'ring', d.subject));
      await inTx((tx) => store.timers.cancel(tx, 'ring', 'nobody'));
      expect(await due()).toEqual([b, a]);
      await store.timers.postpone(b, { attempts: 1, nextAt: past });
      expect(await due()).toEqual([a, { ...b, attempts: 1 }]);
    });

    it('are taken once, when due, and not where they have been moved', async () => {
      const [past, later] = [await inAWhile(-minute), await inAWhile(minute)];
      const one = timer(past);
      await set(one);
      let other: Promise<boolean> | undefined;
      expect(await inTx(async (tx) => {
        const taken = await store.timers.take(tx, one);
        other = inTx((second) => store.timers.take(second, one));
        await units.skip(tx, unit, [{ topic, type: 'a', count: 1 }]);
        return taken;
      })).toBe(true);
      expect(await other).toBe(false);
      await set({ ...one, dueAt: later });
      expect(await inTx((tx) => store.timers.take(tx, one))).toBe(false);
      expect(await inTx((tx) => store.timers.take(tx, { ...one, dueAt: later }))).toBe(false);
    });

    it('come back with a transaction that fails', async () => {
      const one = timer(await inAWhile(-minute));
      await set(one);
      await expect(inTx(async (tx) => {
        await store.timers.take(tx, one);
        throw new Error('the handler broke');
      })).rejects.toThrow('the handler broke');
      expect(await due()).toEqual([one]);
    });

    it('wait when they are postponed, once per failure, for ever without a time', async () => {
      const one = timer(await inAWhile(-minute));
      await set(one);
      await store.timers.postpone(one, { attempts: 1, nextAt: await inAWhile(minute) });
      await store.timers.postpone(one, { attempts: 1, nextAt: null });
      expect(await due()).toEqual([]);
      const { dead } = await store.timers.standing();
      await store.timers.postpone({ ...one, attempts: 1 }, { attempts: 2, nextAt: null });
      expect((await store.timers.standing()).dead).toBe(dead + 1);
      await set(one);
      expect(await due()).toEqual([one]);
    });
  });

  describe('a relay session', () => {
    const sessions: RelaySession[] = [];
    const open = async (): Promise<RelaySession> => {
      const session = await store.session();
      sessions.push(session);
      return session;
    };
    afterEach(async () => {
      await Promise.all(sessions.splice(0).map((session) => session.end()));
    });
    const raise = (...parcels: string[]) => inTx((tx) => {
      for (const parcelId of parcels) store.raise(tx, Moved.of({ parcelId }) as never);
      return Promise.resolve();
    });
    const drain = async (session: RelaySession): Promise<void> => {
      for (let page = await session.page(); page.length > 0; page = await session.page()) await session.settle(page.map(({ id }) => id), []);
    };
    const told = (page: readonly { readonly key: string; readonly sequence: number }[]): string[] => page.map((event) => `${event.key}/${event.sequence}`);

    it('leads alone until it ends', async () => {
      const [first, second] = [await open(), await open()];
      expect([await first.lead(), await second.lead(), await first.lead()]).toEqual([true, false, true]);
      await first.end();
      expect(await second.lead()).toBe(true);
    });

    it('pages what is committed and not settled, from the oldest, with sequences without a hole per key', async () => {
      const session = await open();
      await drain(session);
      const [a, b] = [`a${count}`, `b${count}`];
      await raise(a, b, a);
      await expect(inTx((tx) => {
        store.raise(tx, Moved.of({ parcelId: a }) as never);
        return Promise.reject(new Error('rolled back'));
      })).rejects.toThrow('rolled back');
      await raise(a);
      const page = await session.page();
      expect(told(page)).toEqual([`${a}/1`, `${b}/1`, `${a}/2`, `${a}/3`]);
      expect(page.map(({ id }) => BigInt(id))).toEqual(page.map(({ id }) => BigInt(id)).sort((x, y) => (x < y ? -1 : 1)));
      expect(JSON.parse(String(page[0]?.headers))).toMatchObject({ ce_id: page[0]?.eventId, ce_type: Moved.type, ce_subject: a });
      await session.settle(page.slice(0, 2).map(({ id }) => id), []);
      expect(told(await session.page())).toEqual([`${a}/2`, `${a}/3`]);
      expect(await session.backlog()).toMatchObject({ rows: 2, heldKeys: 0, shards: 1 });
      expect(await session.find(Moved.topic, a, 1, page[0]?.eventId as string)).toBe(page[0]?.id);
      expect(await session.find(Moved.topic, a, 2, page[0]?.eventId as string)).toBeNull();
      await drain(session);
    });

    it('keeps the newest record of each partition, whichever is told last', async () => {
      const session = await open();
      const place = { topic: `t${count}`, part: 1 };
      await session.settle([], [{ ...place, offset: 7n, eventId: uuid(7) }]);
      await session.settle([], [{ ...place, offset: 3n, eventId: uuid(3) }]);
      expect(await session.published([place.topic])).toEqual([{ ...place, offset: 7n, eventId: uuid(7) }]);
    });

    it('sets aside what waits of a held key, and what comes', async () => {
      const session = await open();
      await drain(session);
      const [a, b] = [`a${count}`, `b${count}`];
      await raise(a, b);
      const [head] = await session.page();
      await session.hold(head as NonNullable<typeof head>, 'MESSAGE_TOO_LARGE', 'too large');
      await raise(a, a);
      expect(told(await session.page())).toEqual([`${b}/1`]);
      expect(await session.backlog()).toMatchObject({ rows: 1, heldKeys: 1 });
      await drain(session);
    });

    it('queues a partition again, once, and forgets what was acknowledged for it', async () => {
      const session = await open();
      const [a, b] = [`a${count}`, `b${count}`];
      await raise(a, b, a);
      await drain(session);
      const lost = { topic: Moved.topic, part: 2, offset: 9n, eventId: uuid(9) };
      await session.settle([], [lost]);
      expect(await session.requeue(lost, (name) => name === a)).toBe(2);
      expect(await session.requeue(lost, (name) => name === a)).toBe(2);
      expect(told(await session.page())).toEqual([`${a}/1`, `${a}/2`]);
      expect(await session.published([Moved.topic])).not.toContainEqual(lost);
      await drain(session);
    });
  });
};

const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
