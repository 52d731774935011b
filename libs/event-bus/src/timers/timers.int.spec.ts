import { systemPrincipal } from '@aftercare/auth';
import { clockState, Database, mechanismMigrations, moveClock, type Migration, type Tx } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { eventually, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import type { Logger } from '../logger';
import { realSurroundings } from '../surroundings';
import { SqlTimerStore } from './sql-timer-store';
import { Timers, type Firing, type TimerLimits } from './timers';

const service = 'timer_test';
const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  { name: '0002-thing', sql: 'CREATE TABLE thing (id uuid PRIMARY KEY, rings integer NOT NULL DEFAULT 0)' },
];

const log: string[] = [];
const note = (fields: object, message: string) => void log.push(`${message} ${JSON.stringify(fields)}`);
const logger: Logger = { debug: () => undefined, info: () => undefined, warn: note, error: note };

let disk: TestDatabase;
let database: Database;
let store: SqlTimerStore;
let admin: Client;
let running: Timers<Tx>[] = [];

beforeAll(async () => {
  disk = await testDatabase(service, migrations);
  database = await Database.open({ url: disk.databaseUrl, service, poolSize: 12 });
  admin = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await admin.connect();
  store = new SqlTimerStore(database);
});
beforeEach(async () => {
  log.length = 0;
  await admin.query('DELETE FROM timer; DELETE FROM thing');
});
afterEach(async () => {
  await Promise.all(running.map((timers) => timers.stop()));
  running = [];
});
afterAll(async () => {
  await database?.close();
  await admin?.end();
  await disk?.drop();
});

const inTx = <R>(work: (tx: Tx) => Promise<R>): Promise<R> => database.withTx({ principal: systemPrincipal(service, '*'), branches: '*' }, work);
const now = (): Promise<Date> => inTx((tx) => tx.now());
const rings = async (kind = 'ring'): Promise<Record<string, number>> =>
  Object.fromEntries((await admin.query<{ id: string; rings: number }>(`SELECT id, rings FROM thing t WHERE NOT EXISTS (SELECT FROM timer WHERE subject = t.id::text AND kind = $1)`, [kind])).rows.map((row) => [row.id, row.rings]));
const timerRows = async () => (await admin.query<{ kind: string; attempts: number; next_at: Date | number | null }>('SELECT kind, attempts, next_at FROM timer ORDER BY due_at')).rows;

/** A thing with a timer that is due `inMs` from now. */
const thing = async (kind: string, inMs: number, id = newId()): Promise<string> => {
  const at = (await now()).getTime() + inMs;
  await inTx(async (tx) => {
    await tx.query('INSERT INTO thing (id) VALUES ($1)', [id]);
    await store.set(tx, { kind, subject: id, branchId: null, dueAt: new Date(at), data: {} });
  });
  return id;
};

const lock = async (tx: Tx, subject: string): Promise<void> => void (await tx.query('SELECT 1 FROM thing WHERE id = $1 FOR UPDATE', [subject]));
const ring: Firing<Tx> = { lock, fire: async ({ subject }, tx) => void (await tx.query('UPDATE thing SET rings = rings + 1 WHERE id = $1', [subject])) };
const broken: Firing<Tx> = { lock, fire: () => Promise.reject(new Error('the handler is broken')) };

const start = (firings: Record<string, Firing<Tx>>, limits: Partial<TimerLimits> = {}): Timers<Tx> => {
  const timers = new Timers({ service, firings: new Map(Object.entries(firings)), store, surroundings: realSurroundings, logger, limits });
  running.push(timers);
  timers.start();
  return timers;
};

describe('a timer', () => {
  it('fires when it is due and not before, and is gone', async () => {
    start({ ring });
    const early = await now();
    const id = await thing('ring', 400);
    await eventually(async () => expect(await rings()).toEqual({ [id]: 1 }));
    expect((await now()).getTime() - early.getTime()).toBeGreaterThanOrEqual(400);
  });

  it('fires once, however many instances look at it at the same time', async () => {
    for (let n = 0; n < 40; n++) await thing('ring', -1);
    const looking = Array.from({ length: 3 }, () => start({ ring }));
    await eventually(async () => expect(Object.keys(await rings())).toHaveLength(40));
    await Promise.all(looking.map((timers) => timers.stop()));
    expect(new Set(Object.values(await rings()))).toEqual(new Set([1]));
  });

  it('that is set again moves, and that is taken back never fires', async () => {
    const [moved, cancelled, due] = [await thing('ring', -1), await thing('ring', -1), await thing('ring', -1)];
    await inTx(async (tx) => {
      await store.set(tx, { kind: 'ring', subject: moved, branchId: null, dueAt: new Date((await tx.now()).getTime() + 3_600_000), data: {} });
      await store.cancel(tx, 'ring', cancelled);
    });
    start({ ring });
    await eventually(async () => expect(await rings()).toMatchObject({ [due]: 1 }));
    expect(await rings()).toEqual({ [due]: 1, [cancelled]: 0 });
  });

  it('does nothing when a command takes it back that holds its subject, and keeps that command waiting for nothing', async () => {
    const id = await thing('ring', -1);
    await inTx(async (tx) => {
      await lock(tx, id);
      start({ ring });
      // The runner has found it due and waits for the subject.
      await eventually(async () => expect((await admin.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount).toBe(1));
      await tx.query(`SET LOCAL lock_timeout = '300ms'`);
      await store.cancel(tx, 'ring', id);
    });
    const next = await thing('ring', -1);
    await eventually(async () => expect(await rings()).toEqual({ [id]: 0, [next]: 1 }));
    expect(log).toEqual([]);
  });

  it('may set itself anew while it fires', async () => {
    const again: Firing<Tx> = {
      lock,
      fire: async (timer, tx) => {
        await ring.fire(timer, tx);
        await store.set(tx, { ...timer, dueAt: new Date(timer.dueAt.getTime() + 50) });
      },
    };
    const id = await thing('again', 0);
    start({ again }, { pollMs: 20 });
    await eventually(async () => expect((await rings('none'))[id]).toBeGreaterThanOrEqual(3));
  });

  it('fires in its branch alone', async () => {
    const id = await thing('where', 3_600_000);
    const seen: string[] = [];
    await inTx(async (tx) => store.set(tx, { kind: 'where', subject: id, branchId: 'BR05', dueAt: new Date((await tx.now()).getTime() - 1), data: {} }));
    start({ where: { lock, fire: async (_, tx) => void seen.push((await tx.query<{ b: string }>(`SELECT current_setting('app.branches') AS b`))[0]?.b ?? '') } });
    await eventually(() => expect(seen).toEqual(['BR05']));
  });
});

describe('timers that fail', () => {
  it('200 of them keep nobody waiting, and are tried again later', async () => {
    for (let n = 0; n < 200; n++) await thing('broken', -60_000 + n);
    const good = await Promise.all([thing('ring', 0), thing('ring', 500), thing('ring', 1_000)]);
    const begun = performance.now();
    start({ ring, broken });
    await eventually(async () => expect(await rings()).toMatchObject(Object.fromEntries(good.map((id) => [id, 1]))));
    expect(performance.now() - begun).toBeLessThan(4_000);
    await eventually(async () => expect(new Set((await timerRows()).map(({ attempts }) => attempts))).toEqual(new Set([1])));
    expect(await timerRows()).toHaveLength(200);
  });

  it('are tried again after pauses that double, and after the last attempt stand still for a person, loudly', async () => {
    await thing('broken', -1);
    start({ broken }, { firstRetryMs: 40, longestRetryMs: 100, attempts: 4, pollMs: 10 });
    await eventually(async () => expect(await timerRows()).toEqual([{ kind: 'broken', attempts: 4, next_at: Infinity }]));
    expect(log.filter((line) => line.includes('will be tried again'))).toHaveLength(3);
    expect(log.at(-1)).toMatch(/请运行 ops timers revive broken .*then run ops timers revive broken .*"kind":"broken".*"attempts":4.*the handler is broken/);
    expect(await store.standing()).toEqual({ nextInMs: null, dead: 1 });
    expect(await store.due(10)).toEqual([]);
  });

  it('leave nothing behind of what they had done', async () => {
    const id = await thing('half', -1);
    const half: Firing<Tx> = { lock, fire: async (timer, tx) => { await ring.fire(timer, tx); throw new Error('in the middle'); } };
    start({ half });
    await eventually(async () => expect(await timerRows()).toMatchObject([{ attempts: 1 }]));
    expect(await rings('none')).toEqual({ [id]: 0 });
  });

  it('count no attempt for a trouble that passes by itself', async () => {
    const id = await thing('held', -1);
    const holder = await holding(id);
    start({ held: { ...ring, lock: async (tx, subject) => { await tx.query(`SET LOCAL lock_timeout = '50ms'`); await lock(tx, subject); } } }, { restMs: 20, pollMs: 20 });
    await eventually(() => expect(log.filter((line) => line.includes('has failed')).length).toBeGreaterThan(2));
    expect(await timerRows()).toMatchObject([{ attempts: 0 }]);
    expect(await clockState(database)).toMatchObject({ dueTimers: 1 }); // whoever waits for rest waits for it
    await holder();
    await eventually(async () => expect(await rings('held')).toEqual({ [id]: 1 }));
  });

  it('of a kind that nobody here fires are kept and reported', async () => {
    await thing('unheard-of', -1);
    start({ ring });
    await eventually(async () => expect(await timerRows()).toMatchObject([{ kind: 'unheard-of', attempts: 1 }]));
    expect(log.at(-1)).toContain('this version has nothing that fires unheard-of');
  });
});

describe('business time', () => {
  it('moves forward and takes the timers along; retries keep to real time', async () => {
    const [tomorrow, nextWeek] = [await thing('ring', 86_400_000), await thing('ring', 7 * 86_400_000)];
    await thing('broken', -1);
    const timers = start({ ring, broken });
    await eventually(async () => expect(await timerRows()).toContainEqual(expect.objectContaining({ kind: 'broken', attempts: 1 })));
    await moveClock(database, 86_400_000);
    timers.kick();
    await eventually(async () => expect(await rings()).toMatchObject({ [tomorrow]: 1 }), { within: 900 });
    expect((await rings())[nextWeek]).toBeUndefined();
    expect(await timerRows()).toContainEqual(expect.objectContaining({ kind: 'broken', attempts: 1 }));
  });

  it('never goes back, whoever asks', async () => {
    await moveClock(database, 2 * 86_400_000);
    const before = await now();
    await moveClock(database, 1_000);
    expect((await now()).getTime()).toBeGreaterThanOrEqual(before.getTime());
    await expect(inTx((tx) => tx.query(`UPDATE clock_offset SET ahead = '1 second'`))).rejects.toThrow('only moves forward');
    await expect(inTx((tx) => tx.query('DELETE FROM clock_offset'))).rejects.toThrow('only moves forward');
  });
});

/** Holds a thing's lock until the function that it gives is called. */
const holding = async (id: string): Promise<() => Promise<void>> => {
  const client = new Client({ connectionString: disk.adminUrl, options: `-c search_path=${service}` });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM thing WHERE id = $1 FOR UPDATE', [id]);
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
};
