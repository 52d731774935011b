import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { contractOf, validateClosed } from '@aftercare/contracts';
import { Database } from '@aftercare/event-store';
import { testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import { migrations } from '../persistence/migrations';
import { registerSample } from './register-sample';

const factory = resolve(__dirname, '../../../../deploy/sample');

describe('loading the sample factory', () => {
  let test: TestDatabase;
  let database: Database;
  let admin: Client;
  const counted = async (): Promise<Record<string, number>> => {
    const { rows } = await admin.query<{ type: string; n: number }>('SELECT type, count(*)::int AS n FROM directory.event GROUP BY type');
    return Object.fromEntries(rows.map(({ type, n }) => [type, n]));
  };

  beforeAll(async () => {
    test = await testDatabase('directory', migrations);
    database = await Database.open({ url: test.databaseUrl, service: 'directory', poolSize: 2 });
    admin = new Client({ connectionString: test.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.close();
    await test.drop();
  });

  it('refuses a folder with something wrong in it, in one line, and writes nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sample-'));
    const broken = async (file: string, change: (text: string) => string | Buffer): Promise<string> => {
      cpSync(factory, folder, { recursive: true });
      writeFileSync(join(folder, file), change(readFileSync(join(factory, file), 'utf8')));
      return registerSample(database, folder).then(() => 'loaded', (error: Error) => error.message);
    };
    try {
      expect(await broken('customers.csv', (text) => text.replace(',BR02,', ',BR99,'))).toMatch(/^customers\.csv 2 branch_code：.*line 2, branch_code: 'BR99' is not in branches\.csv$/);
      expect(await broken('customers.csv', (text) => text.replace('19900001000', '1990000100'))).toMatch(/line 2, phone: is not a telephone number/);
      expect(await broken('customers.csv', (text) => Buffer.from(text, 'latin1'))).toMatch(/customers\.csv：不是 UTF-8/);
      expect(await broken('staff.csv', (text) => text.replace('skills', 'talents'))).toMatch(/column skills is missing/);
      expect(await broken('staff.csv', (text) => text.replace('ST002,', 'ST002,,'))).toMatch(/staff\.csv：格式错误.*line 3/);
      expect(await broken('staff.csv', (text) => text.replace('ST002,', 'ST001,'))).toMatch(/'ST001' stands there twice/);
      expect(await broken('calendars.csv', (text) => text.replaceAll('Asia/Shanghai', 'Asia/Atlantis'))).toMatch(/calendar\.zone-unknown.*zone Asia\/Atlantis$/);
      expect(await broken('holidays.csv', (text) => text.replace('2026-01-01', '2026-02-30'))).toMatch(/'2026-02-30' is not a day/);
      cpSync(factory, folder, { recursive: true });
      rmSync(join(folder, 'branches.csv'));
      await expect(registerSample(database, folder)).rejects.toThrow(/branches\.csv：无法读取（ENOENT）/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(await counted()).toEqual({});
  });

  it('registers every row with its event, and nothing the second time', async () => {
    const first = await registerSample(database, factory);
    expect(first.map(({ name, rows, added }) => [name, rows, added])).toEqual([
      ['calendars', 1, 1], ['branches', 16, 16], ['staff', 60, 60], ['customers', 400, 400], ['service policies', 96, 96],
      ['priority matrices', 1, 1], ['escalation plans', 1, 1],
    ]);
    const events = {
      'aftercare.directory.calendar.published.v1': 1,
      'aftercare.directory.branch.registered.v1': 16,
      'aftercare.directory.staff.registered.v1': 60,
      'aftercare.directory.customer.registered.v1': 400,
      'aftercare.directory.service_policy.published.v1': 96,
      'aftercare.directory.priority_matrix.published.v1': 1,
      'aftercare.directory.escalation_plan.published.v1': 1,
    };
    expect(await counted()).toEqual(events);
    const second = await registerSample(database, factory);
    expect(second.every(({ added }) => added === 0)).toBe(true);
    expect(await counted()).toEqual(events);
  });

  it('publishes no name, no number and no address', async () => {
    const { rows } = await admin.query<{ type: string; payload: Buffer }>('SELECT type, payload FROM directory.event');
    const { rows: persons } = await admin.query<{ word: string }>('SELECT name AS word FROM directory.customer UNION SELECT address FROM directory.customer UNION SELECT name FROM directory.staff WHERE length(name) > 2');
    const words = persons.map(({ word }) => word);
    for (const { type, payload } of rows) {
      const text = payload.toString();
      expect(() => { validateClosed(contractOf(type)!, JSON.parse(text)); }).not.toThrow();
      expect(text).not.toMatch(/199\d{8}/);
      expect(words.filter((word) => text.includes(word))).toEqual([]);
    }
  });
});
