import { newId } from '@aftercare/kernel';
import { principals, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import { aggregateStore } from './aggregate-store';
import { Database } from './database';
import { Parcel, parcelMapping, parcelMigrations, ParcelWeighedV1, type ParcelEvent } from './parcel.fixture';
import type { TimerChange } from './timer-changes';

/** A heavy parcel has to be looked at within an hour; a light one needs not. */
class WatchedParcels extends aggregateStore<Parcel, ParcelEvent>({
  kind: 'parcel',
  mapping: parcelMapping,
  publishes: (event, parcel) => ParcelWeighedV1.of({ parcelId: event.parcelId, branchId: parcel.branchId, weight: event.weight }),
  timers: ({ weight }): readonly TimerChange[] =>
    weight > 100 ? [{ set: 'parcel.heavy', dueAt: new Date(Date.UTC(2026, 6, 6, 1, weight - 100)), data: { weight } }] : [{ cancel: 'parcel.heavy' }],
}) {}

let disk: TestDatabase;
let database: Database;
let admin: Client;
let parcels: WatchedParcels;

beforeAll(async () => {
  disk = await testDatabase('depot', parcelMigrations);
  database = await Database.open({ url: disk.databaseUrl, service: 'depot', poolSize: 4, mappings: [parcelMapping] });
  admin = new Client({ connectionString: disk.adminUrl, options: '-c search_path=depot' });
  await admin.connect();
  parcels = new WatchedParcels(database);
});
afterAll(async () => {
  await database?.close();
  await admin?.end();
  await disk?.drop();
});

const clerk = { principal: principals.clerk, branches: ['BR05'] };
const timers = async () => (await admin.query<object>('SELECT kind, subject, branch_id, due_at, data, attempts, next_at FROM timer')).rows;
const pack = (weight: number): Promise<string> =>
  database.withTx(clerk, (tx) => parcels.createIn(tx, () => {
    const id = newId();
    const { parcel, events } = Parcel.pack(id, 'BR05', weight);
    return { aggregate: parcel, events, answer: id };
  }));
const reweigh = (id: string, weight: number): Promise<void> => database.withTx(clerk, (tx) => parcels.changeIn(tx, id, (parcel) => parcel.reweigh(weight)));

it('a change sets, moves and takes back the timers of its aggregate, in its own transaction', async () => {
  const id = await pack(101);
  const timer = { kind: 'parcel.heavy', subject: id, branch_id: 'BR05', due_at: new Date('2026-07-06T01:01:00Z'), data: { weight: 101 }, attempts: 0, next_at: null };
  expect(await timers()).toEqual([timer]);
  // One that has failed begins anew when it is set again.
  await admin.query(`UPDATE timer SET attempts = 8, next_at = 'infinity'`);
  await reweigh(id, 102);
  expect(await timers()).toEqual([{ ...timer, due_at: new Date('2026-07-06T01:02:00Z'), data: { weight: 102 } }]);
  await expect(reweigh(id, 1_000)).rejects.toThrow('parcel_weight_check');
  await expect(database.withTx(clerk, async (tx) => {
    await parcels.changeIn(tx, id, (parcel) => parcel.reweigh(3));
    throw new Error('changed my mind');
  })).rejects.toThrow('changed my mind');
  expect(await timers()).toHaveLength(1);
  await reweigh(id, 3);
  expect(await timers()).toEqual([]);
});
