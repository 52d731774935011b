import { newId, RuleViolation } from '@aftercare/kernel';
import { principals, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import type { Command, Outcome } from './command';
import { runCommandsTogether } from './commands-together';
import { Database } from './database';
import { IdempotencyMismatch } from './errors';
import { Parcel, parcelMapping, parcelMigrations, ParcelStore } from './parcel.fixture';

let disk: TestDatabase;
let database: Database;
let admin: Client;
let parcels: ParcelStore;

beforeAll(async () => {
  disk = await testDatabase('depot', parcelMigrations);
  database = await Database.open({ url: disk.databaseUrl, service: 'depot', poolSize: 4, mappings: [parcelMapping] });
  admin = new Client({ connectionString: disk.adminUrl, options: '-c search_path=depot' });
  await admin.connect();
  parcels = new ParcelStore(database);
});
afterAll(async () => {
  await database?.close();
  await admin?.end();
  await disk?.drop();
});

const everywhere = { principal: principals.clerk, branches: '*' } as const;
const rows = async <R>(sql: string, ...values: unknown[]): Promise<R[]> => (await admin.query<R & object>(sql, values)).rows;
const pack = (branchId = 'BR05', weight = 3): Promise<string> =>
  database.withTx(everywhere, (tx) => parcels.createIn(tx, () => {
    const id = newId();
    const { parcel, events } = Parcel.pack(id, branchId, weight);
    return { aggregate: parcel, events, answer: id };
  }));
const events = (id: string) => rows<{ sequence: string; weight: number }>("SELECT sequence, (convert_from(payload, 'UTF8')::jsonb->>'weight')::int AS weight FROM event WHERE key = $1 ORDER BY id", id);
const versions = async (ids: readonly string[]) => (await rows<{ weight: number; version: number }>('SELECT weight, version FROM parcel WHERE id = ANY ($1) ORDER BY array_position($1, id)', ids)).map(({ weight, version }) => [weight, version]);

describe('several aggregates', () => {
  it('are changed at once, each as its next version, and each event tells of its own moment', async () => {
    const ids = [await pack(), await pack('BR01'), await pack()] as const;
    await database.withTx(everywhere, (tx) => parcels.changeAllIn(tx, [...ids, ids[0]], function* (parcel) {
      if (parcel.branchId === 'BR01') {
        yield* parcel.reweigh(7);
        yield* parcel.reweigh(8);
      } else yield* parcel.reweigh(5);
    }));
    expect(await versions(ids)).toEqual([[5, 2], [8, 2], [5, 2]]);
    expect(await events(ids[1])).toEqual([{ sequence: '1', weight: 3 }, { sequence: '2', weight: 7 }, { sequence: '3', weight: 8 }]);
  });

  it('of which one does not exist, or is changed without a word, stay as they are', async () => {
    const ids = [await pack(), await pack()];
    const change = (them: readonly string[], decide: (parcel: Parcel) => ReturnType<Parcel['reweigh']>) => database.withTx(everywhere, (tx) => parcels.changeAllIn(tx, them, decide));
    await expect(change([...ids, newId()], (parcel) => parcel.reweigh(5))).rejects.toMatchObject({ what: 'parcel' });
    await expect(change(ids, (parcel) => {
      parcel.weight = 9;
      return [];
    })).rejects.toThrow('no event says so');
    await change(ids, () => []);
    expect(await versions(ids)).toEqual([[3, 1], [3, 1]]);
  });

  it('are locked in one order: those who change the same ones the other way round wait for each other and lose nothing', async () => {
    const ids = [await pack(), await pack(), await pack()];
    await Promise.all([ids, ids.toReversed(), ids, ids.toReversed()].map((them) => database.withTx(everywhere, (tx) => parcels.changeAllIn(tx, them, (parcel) => parcel.reweigh(parcel.weight + 1)))));
    expect(await versions(ids)).toEqual([[7, 5], [7, 5], [7, 5]]);
  });
});

describe('commands together', () => {
  const command = (overrides: Partial<Command> = {}): { readonly command: Command } => ({
    command: { principal: principals.carrier, permission: 'tracking:push', idempotencyKey: newId(), route: 'POST /parcels', bodyHash: 'same', version: null, correlationId: newId(), ...overrides },
  });
  const done = (answer: string): PromiseSettledResult<Outcome<string>> => ({ status: 'fulfilled', value: { answer, subject: answer, branchId: 'BR05' } });
  const run = (items: readonly { readonly command: Command }[], outcomes: readonly PromiseSettledResult<Outcome<string>>[]) =>
    runCommandsTogether(database, items, async (_tx, anew) => Promise.resolve(outcomes.slice(0, anew.length)));
  const audited = (...items: readonly { readonly command: Command }[]) =>
    rows<{ actor: string; subject: string | null; outcome: string; code: string | null }>('SELECT actor, subject, outcome, code FROM audit WHERE correlation_id = ANY ($1) ORDER BY id', items.map((one) => one.command.correlationId));

  it('are answered and audited each for itself; one that is refused keeps no key and harms no other', async () => {
    const [good, bad] = [command(), command()];
    const broken = new RuleViolation('parcel.too-heavy');
    expect(await run([good, bad], [done('one'), { status: 'rejected', reason: broken }])).toEqual([{ status: 'fulfilled', value: 'one' }, { status: 'rejected', reason: broken }]);
    const actor = principals.carrier.subject;
    expect(await audited(good, bad)).toEqual([{ actor, subject: 'one', outcome: 'done', code: null }, { actor, subject: null, outcome: 'refused', code: 'parcel.too-heavy' }]);
    expect(await run([bad], [done('two')])).toEqual([{ status: 'fulfilled', value: 'two' }]);
  });

  it('give the first answer to a repetition, and refuse a key that was used with another body', async () => {
    const first = command();
    await run([first], [done('first')]);
    const other = command({ idempotencyKey: first.command.idempotencyKey, bodyHash: 'another' });
    expect(await run([first, command()], [done('new')])).toEqual([{ status: 'fulfilled', value: 'first' }, { status: 'fulfilled', value: 'new' }]);
    expect(await run([other], [done('never')])).toEqual([{ status: 'rejected', reason: expect.any(IdempotencyMismatch) }]);
  });

  it('leave nothing when one of them makes the transaction fail, and the refusal of a single one is audited', async () => {
    const items = [command(), command()];
    const fails = (them: readonly { readonly command: Command }[]) => runCommandsTogether(database, them, () => Promise.reject(new RuleViolation('parcel.lost')));
    await expect(fails(items)).rejects.toThrow('parcel.lost');
    expect(await audited(...items)).toEqual([]);
    await expect(fails(items.slice(0, 1))).rejects.toThrow('parcel.lost');
    expect(await audited(...items)).toMatchObject([{ outcome: 'refused', code: 'parcel.lost' }]);
    expect(await run(items, [done('a'), done('b')])).toMatchObject([{ value: 'a' }, { value: 'b' }]);
  });
});
