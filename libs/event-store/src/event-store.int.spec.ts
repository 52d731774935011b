import { connect, createServer, type AddressInfo } from 'node:net';
import { newId, NotFound, RuleViolation } from '@aftercare/kernel';
import { principals, testDatabase, type TestDatabase } from '@aftercare/testing';
import * as fc from 'fast-check';
import { Client } from 'pg';
import type { Command } from './command';
import { Database } from './database';
import { forgetOldCommands } from './forget-commands';
import { IdempotencyKeyMissing, IdempotencyMismatch, RequestInProgress, TxBusy, TxSealed, VersionMismatch } from './errors';
import { Parcel, parcelMapping, parcelMigrations, ParcelStore, ParcelWeighedV1 } from './parcel.fixture';
import type { Tx } from './tx';

let disk: TestDatabase;
let database: Database;
let admin: Client;
let parcels: ParcelStore;

beforeAll(async () => {
  disk = await testDatabase('depot', parcelMigrations);
  // Patient: dozens ask for eight connections at once, on a machine that may be busy.
  database = await Database.open({ url: disk.databaseUrl, service: 'depot', poolSize: 8, poolWaitMs: 20_000, mappings: [parcelMapping] });
  admin = new Client({ connectionString: disk.adminUrl, options: '-c search_path=depot' });
  await admin.connect();
  parcels = new ParcelStore(database);
});

afterAll(async () => {
  await database.close();
  await admin.end();
  await disk.drop();
});

const clerk = { principal: principals.clerk, branches: ['BR05'] };
const command = (overrides: Partial<Command> = {}): Command => ({
  principal: principals.clerk,
  permission: 'ticket:open',
  idempotencyKey: newId(),
  route: 'POST /parcels',
  bodyHash: 'same',
  version: null,
  correlationId: newId(),
  ...overrides,
});
const pack = (overrides: Partial<Command> = {}, branchId = 'BR05', weight = 3): Promise<string> =>
  parcels.create(({ newId: id }) => {
    const made = id();
    const { parcel, events } = Parcel.pack(made, branchId, weight);
    return { aggregate: parcel, events, answer: made };
  }, command(overrides));
const rows = async <R>(sql: string, ...values: unknown[]): Promise<R[]> => (await admin.query<R & object>(sql, values)).rows;
const weigh = (tx: Tx, id: string, weight = 2): void => tx.raise(ParcelWeighedV1.of({ parcelId: id, branchId: 'BR05', weight }), new Date('2026-07-06T01:05:00Z'));

it('opens although the server is slow to answer at first, as when everything starts at once', async () => {
  const [real, beside] = [new URL(disk.databaseUrl), new URL(disk.databaseUrl)];
  let asked = 0;
  const slow = createServer((client) => {
    client.on('error', () => undefined);
    if (++asked === 1) return; // says nothing
    const server = connect(Number(real.port), real.hostname).on('error', () => undefined);
    client.pipe(server).pipe(client);
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => slow.once('listening', listening));
  beside.port = String((slow.address() as AddressInfo).port);
  const late = await Database.open({ url: beside.href, service: 'depot', poolSize: 1, poolWaitMs: 200 });
  expect(asked).toBeGreaterThan(1);
  await late.close();
  slow.close();
});

describe('a read', () => {
  it('cannot write, whatever its statement says', async () => {
    await expect(database.read(principals.clerk, 'ticket:read', 'DELETE FROM skipped')).rejects.toThrow('read-only transaction');
  });
});

describe('the answers of commands', () => {
  it('are forgotten after 72 hours, and not before', async () => {
    const [old, young] = [newId(), newId()];
    for (const idempotencyKey of [old, young]) await pack({ idempotencyKey });
    await admin.query(`UPDATE idempotency SET created_at = clock_timestamp() - CASE key WHEN $1 THEN interval '72 hours 1 second' ELSE interval '71 hours 59 minutes' END WHERE key IN ($1, $2)`, [old, young]);
    expect(await forgetOldCommands(database)).toBe(1);
    expect(await rows('SELECT key FROM idempotency WHERE key IN ($1, $2)', old, young)).toEqual([{ key: young }]);
  });
});

describe('a transaction', () => {
  it('leaves no row when one of two chains started at once fails and the other one goes on', async () => {
    // A table without the branch wall: outside the transaction the wall alone would refuse the row.
    const skip = (tx: Tx, subject: string): Promise<object[]> => tx.query('INSERT INTO skipped VALUES ($1, $2, $3, 1)', ['unit', 'topic', subject]);
    const stubborn = async (tx: Tx): Promise<void> => {
      for (let n = 0; n < 12; n++) await skip(tx, newId()).catch(() => undefined);
    };
    for (let n = 0; n < 50; n++) {
      await expect(database.withTx(clerk, (tx) => Promise.all([tx.query('SELECT 1/0'), stubborn(tx)]))).rejects.toThrow();
    }
    expect(await rows('SELECT * FROM skipped')).toEqual([]);
  });

  it('seals TypeORM’s own door too', async () => {
    const attempt = database.withTx(clerk, async (tx) => {
      await expect(tx.manager.query('SELECT 1/0')).rejects.toThrow('division by zero');
      await expect(tx.manager.insert('parcel', { id: newId(), branchId: 'BR05', weight: 76, version: 1 })).rejects.toThrow(TxSealed);
      return 'finished';
    });
    await expect(attempt).rejects.toThrow();
    expect(await rows('SELECT * FROM parcel WHERE weight = 76')).toEqual([]);
  });

  it('refuses a second statement while the first one is in flight', async () => {
    await expect(database.withTx(clerk, (tx) => Promise.all([tx.query('SELECT 1'), tx.query('SELECT 2')]))).rejects.toThrow(TxBusy);
  });

  it('is refused to programs that can wait while too many events wait, if it carries events; to nobody else', async () => {
    const integrator = { principal: principals.integrator, permission: 'ticket:open' } as const;
    let overloaded = true;
    database.turnAwayWhile(() => overloaded);
    const key = newId();
    await expect(pack({ ...integrator, idempotencyKey: key }, 'BR05', 41)).rejects.toMatchObject({ code: 'events.backlog', retryAfterSeconds: 5 });
    await expect(database.read(principals.integrator, 'ticket:read', 'SELECT 1')).resolves.toHaveLength(1);
    await expect(pack()).resolves.toBeDefined();
    expect(await rows('SELECT * FROM parcel WHERE weight = 41')).toEqual([]);
    overloaded = false;
    await expect(pack({ ...integrator, idempotencyKey: key }, 'BR05', 41)).resolves.toBeDefined();
  });

  it('does not let a forgotten statement run after it has ended', async () => {
    let late: Tx | undefined;
    await database.withTx(clerk, async (tx) => void (late = tx));
    await expect(late?.query('SELECT 1')).rejects.toThrow(TxSealed);
  });

  it('is tried again after a deadlock, and takes effect once', async () => {
    const [a, b] = [await pack(), await pack()];
    const waitingForSecond = new Set<string>();
    const both = (first: string, second: string): Promise<void> =>
      database.withTx(clerk, async (tx) => {
        await tx.query('UPDATE parcel SET weight = weight + 1 WHERE id = $1', [first]);
        waitingForSecond.add(first);
        while (waitingForSecond.size < 2) await tx.query('SELECT pg_sleep(0.01)');
        await tx.query('UPDATE parcel SET weight = weight + 1 WHERE id = $1', [second]);
      });
    await Promise.all([both(a, b), both(b, a)]);
    expect(await rows('SELECT weight FROM parcel WHERE id = ANY($1)', [a, b])).toEqual([{ weight: 5 }, { weight: 5 }]);
  });

  it('gives the connection back clean after the server has ended it', async () => {
    await expect(database.withTx(clerk, (tx) => tx.query('SELECT pg_terminate_backend(pg_backend_pid())'))).rejects.toThrow();
    await expect(database.withTx(clerk, (tx) => tx.query('SELECT 1 AS one'))).resolves.toEqual([{ one: 1 }]);
    expect(database.pool.waiting).toBe(0);
  });
});

describe('the branch wall in the database', () => {
  it('hides rows of other branches and refuses to write them', async () => {
    const id = await pack();
    const elsewhere = { principal: principals.clerkElsewhere, branches: ['BR01'] };
    await expect(database.withTx(elsewhere, (tx) => tx.query('SELECT * FROM parcel WHERE id = $1', [id]))).resolves.toEqual([]);
    await expect(database.withTx(elsewhere, (tx) => tx.query('UPDATE parcel SET weight = 9 WHERE id = $1 RETURNING id', [id]))).resolves.toEqual([]);
    await expect(database.withTx(elsewhere, (tx) => tx.query('INSERT INTO parcel VALUES ($1, $2, 1, 1)', [newId(), 'BR05']))).rejects.toThrow('row-level security');
  });

  it('shows nothing without a branch context, also on a connection that had one before', async () => {
    await pack();
    await database.withTx(clerk, (tx) => tx.query('SELECT 1'));
    await expect(database.withTx({ ...clerk, branches: [] }, (tx) => tx.query('SELECT * FROM parcel'))).resolves.toEqual([]);
  });

  it('never leaks a context between concurrent transactions', async () => {
    await pack();
    const seen = await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const branch = n % 2 === 0 ? 'BR05' : 'BR01';
        return database.withTx({ ...clerk, branches: [branch] }, (tx) => tx.query<{ branch_id: string }>('SELECT DISTINCT branch_id FROM parcel')).then((found) => [branch, found] as const);
      }),
    );
    for (const [branch, found] of seen) expect(found).toEqual(branch === 'BR05' ? [{ branch_id: 'BR05' }] : []);
  });
});

describe('append', () => {
  it('numbers the events of a key from 1 without a hole, in the order raised, across transactions that fail', async () => {
    const key = newId();
    await database.withTx(clerk, async (tx) => [weigh(tx, key, 1), weigh(tx, key, 2)]);
    await expect(database.withTx(clerk, async (tx) => { weigh(tx, key, 99); throw new Error('changed my mind'); })).rejects.toThrow('changed my mind');
    await database.withTx(clerk, async (tx) => weigh(tx, key, 3));
    const stored = await rows<{ sequence: string; weight: number }>(`SELECT sequence, (convert_from(payload, 'UTF8')::jsonb ->> 'weight')::int AS weight FROM event WHERE key = $1 ORDER BY id`, key);
    expect(stored).toEqual([1, 2, 3].map((n) => ({ sequence: String(n), weight: n })));
    expect(await rows('SELECT last_seq FROM stream_head WHERE key = $1', key)).toEqual([{ last_seq: '3' }]);
    expect(await rows('SELECT count(*)::int AS waiting FROM outbox WHERE key = $1', key)).toEqual([{ waiting: 3 }]);
  });

  it('keeps id order equal to sequence order per key under many writers that overlap', async () => {
    const keys = Array.from({ length: 5 }, newId);
    await Promise.all(
      Array.from({ length: 80 }, (_, n) =>
        database.withTx(clerk, async (tx) => {
          for (const key of n % 2 === 0 ? keys : keys.toReversed()) weigh(tx, key);
          if (n % 7 === 0) await tx.query('SELECT pg_sleep(0.005)');
          if (n % 5 === 0) throw new Error('aborted');
        }).catch((error: unknown) => expect(String(error)).toContain('aborted')),
      ),
    );
    const broken = await rows(
      `SELECT key FROM (SELECT key, sequence, row_number() OVER (PARTITION BY key ORDER BY id) AS nth FROM event WHERE key = ANY($1)) e WHERE sequence <> nth`, keys);
    expect(broken).toEqual([]);
    expect(await rows('SELECT DISTINCT last_seq FROM stream_head WHERE key = ANY($1)', keys)).toEqual([{ last_seq: '64' }]);
  });

  // One event alone is appended by a statement of its own.
  it('gives the same rows however a run of events is cut into transactions', async () => {
    const raised = fc.record({ key: fc.nat(2), weight: fc.integer({ min: 1, max: 9 }), second: fc.nat(59) });
    await admin.query('UPDATE relay_setting SET shards = 4');
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(raised, { minLength: 1, maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }), async (events, cuts) => {
          const written = async (lengths: readonly number[]): Promise<object[]> => {
            const keys = [newId(), newId(), newId()];
            const correlationId = newId();
            let rest = events;
            for (const length of lengths) {
              const [part, left] = [rest.slice(0, length), rest.slice(length)];
              rest = left;
              await database.withTx({ ...clerk, correlationId }, async (tx) => {
                for (const { key, weight, second } of part) tx.raise(ParcelWeighedV1.of({ parcelId: keys[key]!, branchId: 'BR05', weight }), new Date(Date.UTC(2026, 6, 6, 1, 5, second)));
              });
            }
            const stored = await rows<object>(
              `SELECT array_position($1::text[], key) AS nth, e.topic, sequence, type, branch_id, occurred_at, last_seq, last_at, o.shard = relay_shard(key) AS queued,
                      replace(convert_from(payload, 'UTF8'), key, 'KEY') AS payload,
                      replace(replace(replace(convert_from(headers, 'UTF8'), key, 'KEY'), event_id::text, 'ID'), $2, 'CORRELATION') AS headers
                 FROM event e JOIN stream_head USING (key, topic) LEFT JOIN outbox o USING (id, key, topic) WHERE key = ANY($1) ORDER BY nth, e.id`, keys, correlationId);
            expect(stored).toHaveLength(events.length);
            return stored;
          };
          const oneByOne = await written(events.map(() => 1));
          expect(await written([events.length])).toEqual(oneByOne);
          expect(await written(cuts)).toEqual(oneByOne);
          expect(oneByOne).toEqual(oneByOne.map((row) => ({ ...row, queued: true })));
        }),
        { numRuns: 40 },
      );
    } finally {
      await admin.query('UPDATE relay_setting SET shards = 1');
    }
  });

  it('loses the whole transaction when an event breaks its contract', async () => {
    const id = newId();
    await expect(
      database.withTx(clerk, async (tx) => {
        await tx.query('INSERT INTO parcel VALUES ($1, $2, 75, 1)', [id, 'BR05']);
        weigh(tx, id, -1);
      }),
    ).rejects.toThrow(/weight/);
    expect(await rows('SELECT * FROM parcel WHERE id = $1', id)).toEqual([]);
  });

  it('wakes the relay after a commit with events, and only then', async () => {
    let kicks = 0;
    const end = database.onCommitted(() => (kicks += 1));
    await database.withTx(clerk, (tx) => tx.query('SELECT 1'));
    expect(kicks).toBe(0);
    await pack();
    end();
    expect(kicks).toBe(1);
  });
});

describe('many aggregates at once', () => {
  it('get their rows in one statement, each with its event at its own time, and none of them when one is wrong', async () => {
    const past = new Date('2025-07-01T00:00:00Z');
    const pack = (...weights: number[]) => {
      const ids = weights.map(() => newId());
      const made = database.withTx(clerk, (tx) => parcels.createAllIn(tx, () => weights.map((weight, at) => {
        const { parcel, events } = Parcel.pack(ids[at]!, 'BR05', weight);
        return { aggregate: parcel, events, answer: undefined, at: past };
      })));
      return { ids, made };
    };
    const stored = (ids: readonly string[]) => rows<object>('SELECT p.weight, p.version, e.sequence::int, e.occurred_at FROM parcel p JOIN event e ON e.key = p.id::text WHERE p.id = ANY ($1) ORDER BY p.weight', ids);
    const good = pack(1, 2, 3);
    await good.made;
    expect(await stored(good.ids)).toEqual([1, 2, 3].map((weight) => ({ weight, version: 1, sequence: 1, occurred_at: past })));
    const bad = pack(4, 1_000);
    await expect(bad.made).rejects.toThrow('parcel_weight_check');
    expect(await stored(bad.ids)).toEqual([]);
  });
});

describe('a command', () => {
  it('writes state, event, answer and one audit row together', async () => {
    const key = newId();
    const id = await pack({ idempotencyKey: key });
    expect(await rows('SELECT weight, version FROM parcel WHERE id = $1', id)).toEqual([{ weight: 3, version: 1 }]);
    expect(await rows('SELECT type, sequence FROM event WHERE key = $1', id)).toEqual([{ type: 'aftercare.depot.parcel.weighed.v1', sequence: '1' }]);
    expect(await rows('SELECT actor, action, branch_id, outcome FROM audit WHERE subject = $1', id)).toEqual([{ actor: 'ST030', action: 'POST /parcels', branch_id: 'BR05', outcome: 'done' }]);
    expect(await rows('SELECT answer FROM idempotency WHERE key = $1', key)).toEqual([{ answer: { answer: id } }]);
  });

  it('gives the first answer to a repetition, and changes nothing again', async () => {
    const key = newId();
    const first = await pack({ idempotencyKey: key });
    expect(await pack({ idempotencyKey: key })).toBe(first);
    expect(await rows('SELECT count(*)::int AS n FROM event WHERE key = $1', first)).toEqual([{ n: 1 }]);
  });

  it('makes one of ten simultaneous repetitions happen and gives all the same answer', async () => {
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 10 }, () => pack({ idempotencyKey: key })));
    expect(new Set(answers).size).toBe(1);
  });

  it('refuses a key that was used with another body, for another route, or none at all', async () => {
    const key = newId();
    await pack({ idempotencyKey: key });
    await expect(pack({ idempotencyKey: key, bodyHash: 'other' })).rejects.toThrow(IdempotencyMismatch);
    await expect(pack({ idempotencyKey: key, route: 'POST /boxes' })).rejects.toThrow(IdempotencyMismatch);
    await expect(pack({ idempotencyKey: null })).rejects.toThrow(IdempotencyKeyMissing);
  });

  it('answers "in progress" when its twin does not finish', async () => {
    const key = newId();
    await admin.query('BEGIN');
    await admin.query(`INSERT INTO idempotency (client, key, route, body_hash) VALUES ('ST030', $1, 'POST /parcels', 'same')`, [key]);
    await expect(pack({ idempotencyKey: key })).rejects.toThrow(RequestInProgress);
    await admin.query('ROLLBACK');
  });

  it('leaves nothing of a refusal but an audit row, and decides it anew next time', async () => {
    const key = newId();
    const correlationId = newId();
    const refuse = (): Promise<unknown> => parcels.create(() => { throw new RuleViolation('parcel.too-heavy'); }, command({ idempotencyKey: key, correlationId }));
    await expect(refuse()).rejects.toThrow(RuleViolation);
    expect(await rows('SELECT outcome, code FROM audit WHERE correlation_id = $1', correlationId)).toEqual([{ outcome: 'refused', code: 'parcel.too-heavy' }]);
    expect(await rows('SELECT * FROM idempotency WHERE key = $1', key)).toEqual([]);
    await expect(pack({ idempotencyKey: key })).resolves.toBeDefined();
  });

  it('refuses a stale version and bumps it by one otherwise; a change without events writes nothing', async () => {
    const id = await pack();
    await parcels.change(id, (parcel) => parcel.reweigh(5), command({ version: 1 }));
    await expect(parcels.change(id, (parcel) => parcel.reweigh(6), command({ version: 1 }))).rejects.toThrow(VersionMismatch);
    await parcels.change(id, (parcel) => parcel.reweigh(5), command());
    expect(await rows('SELECT weight, version FROM parcel WHERE id = $1', id)).toEqual([{ weight: 5, version: 2 }]);
    expect(await rows('SELECT count(*)::int AS n FROM event WHERE key = $1', id)).toEqual([{ n: 2 }]);
  });

  it('refuses a change that no event tells: nobody would hear of it', async () => {
    const id = await pack();
    await expect(parcels.change(id, (parcel) => {
      parcel.weight = 9;
      return [];
    }, command())).rejects.toThrow('no event says so');
    expect(await rows('SELECT weight, version FROM parcel WHERE id = $1', id)).toEqual([{ weight: 3, version: 1 }]);
  });

  it('loses no change of fifty that come at once', async () => {
    const id = await pack();
    await Promise.all(Array.from({ length: 50 }, () => parcels.change(id, (parcel) => parcel.reweigh(parcel.weight + 1), command())));
    expect(await rows('SELECT weight, version FROM parcel WHERE id = $1', id)).toEqual([{ weight: 53, version: 51 }]);
  });

  it('does not find what lies in another branch, with the database’s wall standing or not', async () => {
    const id = await pack();
    const foreign = { principal: principals.clerkElsewhere };
    const reweigh = (): Promise<unknown> => parcels.change(id, (parcel) => parcel.reweigh(8), command(foreign));
    await expect(reweigh()).rejects.toThrow(NotFound);
    await admin.query('ALTER TABLE parcel DISABLE ROW LEVEL SECURITY');
    try {
      await expect(reweigh()).rejects.toThrow(NotFound);
      await expect(pack(foreign, 'BR05')).rejects.toThrow(NotFound);
    } finally {
      await admin.query('ALTER TABLE parcel ENABLE ROW LEVEL SECURITY');
    }
    expect(await rows('SELECT weight FROM parcel WHERE id = $1', id)).toEqual([{ weight: 3 }]);
  });
});

describe('the audit', () => {
  it('cannot be changed or emptied, not even by the owner', async () => {
    await pack();
    for (const sql of [`UPDATE audit SET actor = 'nobody'`, 'DELETE FROM audit', 'TRUNCATE audit']) await expect(admin.query(sql)).rejects.toThrow('append-only');
  });
});
