import { mechanismMigrations } from '@aftercare/event-store';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from './database';

const migrations = [...mechanismMigrations, { name: '0002-lamp', sql: 'CREATE TABLE lamp (id integer PRIMARY KEY)' }];

describe('testDatabase', () => {
  let databases: TestDatabase[];
  beforeAll(async () => {
    databases = await Promise.all([testDatabase('testing', migrations), testDatabase('testing', migrations)]);
  });
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  const query = async (url: string, sql: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('gives each spec file a migrated database of its own, also when two ask at the same time', async () => {
    const [mine, other] = databases as [TestDatabase, TestDatabase];
    await query(mine.databaseUrl, 'INSERT INTO lamp VALUES (1)');
    expect(await query(mine.databaseUrl, 'SELECT id FROM lamp')).toEqual([{ id: 1 }]);
    expect(await query(other.databaseUrl, 'SELECT id FROM lamp')).toEqual([]);
  });

  it('signs the service in as its app role, which may not change the schema', async () => {
    const { databaseUrl, adminUrl } = databases[0]!;
    expect(await query(databaseUrl, 'SELECT current_user AS role')).toEqual([{ role: 'testing_app' }]);
    await expect(query(databaseUrl, 'CREATE TABLE testing.other ()')).rejects.toMatchObject({ code: '42501' });
    expect(await query(adminUrl, 'SELECT count(*)::int AS rows FROM lamp')).toEqual([{ rows: 1 }]);
  });
});
