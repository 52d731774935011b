import { newId } from '@aftercare/kernel';
import { eventually, principals, testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import { Database } from './database';
import { Feed } from './feed';
import { mechanismMigrations } from './mechanism';
import { branchWall, type Migration } from './migration';

const migrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '0002-crate',
    sql: `CREATE TABLE crate (id uuid PRIMARY KEY, branch_id text NOT NULL, weight integer NOT NULL, changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id());
          CREATE INDEX crate_by_change ON crate (changed_tx, id);${branchWall('crate')}`,
  },
];
const crates = new Feed<{ readonly id: string; readonly weight: number }>('crate', 'weight');

let disk: TestDatabase;
let database: Database;
const open: Client[] = [];

const connect = async (): Promise<Client> => {
  const client = new Client({ connectionString: disk.adminUrl, options: '-c search_path=depot' });
  await client.connect();
  open.push(client);
  return client;
};

beforeAll(async () => {
  disk = await testDatabase('depot', migrations);
  database = await Database.open({ url: disk.databaseUrl, service: 'depot', poolSize: 4 });
});
afterAll(async () => {
  await Promise.all(open.map((client) => client.end()));
  await database?.close();
  await disk?.drop();
});

const insert = 'INSERT INTO crate (id, branch_id, weight) VALUES ($1, $2, $3)';
const page = (cursor: string | null, limit = 100) => crates.page(database, principals.auditor, 'ticket:read', cursor, limit);

/** A reader who keeps a copy, asking again and again while others write. */
const reader = () => {
  const copy = new Map<string, number>();
  let cursor: string | null = null;
  return {
    copy,
    async read(limit: number): Promise<number> {
      const { items, next } = await page(cursor, limit);
      cursor = next;
      for (const { id, weight } of items) copy.set(id, weight);
      return items.length;
    },
  };
};

describe('a feed', () => {
  it('never passes over a transaction that began earlier and commits later', async () => {
    const [slow, quick] = [await connect(), await connect()];
    const [first, second] = [newId(), newId()];
    const follower = reader();
    await follower.read(100);
    await slow.query('BEGIN');
    await slow.query(insert, [first, 'BR05', 1]);
    await quick.query(insert, [second, 'BR05', 2]);
    await follower.read(100);
    expect([...follower.copy.keys()]).toEqual([]);
    await slow.query('COMMIT');
    // Any other transaction of the server, of another database even, may hold the page back for a moment.
    await eventually(async () => expect([await follower.read(100), ...follower.copy.keys()]).toEqual([expect.any(Number), first, second]));
  });

  it('gives a copy that is whole, whatever the order of commits and the size of pages', async () => {
    const follower = reader();
    const writers = await Promise.all(Array.from({ length: 6 }, connect));
    let writing = true;
    const reading = (async () => {
      while (writing) await follower.read(50);
    })();
    await Promise.all(
      writers.map(async (client, n) => {
        const mine: string[] = [];
        for (let turn = 0; turn < 40; turn++) {
          await client.query('BEGIN');
          const id = mine.length > 0 && turn % 3 === 0 ? mine[turn % mine.length] : newId();
          if (mine.includes(id!)) await client.query('UPDATE crate SET weight = $2, changed_tx = DEFAULT WHERE id = $1', [id, turn]);
          else {
            mine.push(id!);
            await client.query(insert, [id, 'BR05', turn]);
          }
          // Some hold their transaction open while others come and go; some give up.
          if (turn % 4 === n % 4) await client.query('SELECT pg_sleep(0.02)');
          await client.query(turn % 7 === 6 ? 'ROLLBACK' : 'COMMIT');
          if (turn % 7 === 6 && id === mine.at(-1)) mine.pop();
        }
      }),
    );
    writing = false;
    await reading;
    const { rows } = await writers[0]!.query<{ id: string; weight: number }>('SELECT id, weight FROM crate ORDER BY id');
    await eventually(async () => {
      while ((await follower.read(3)) > 0);
      expect([...follower.copy].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(rows.map(({ id, weight }) => [id, weight]));
    });
    expect(rows.length).toBeGreaterThan(100);
  });
});
