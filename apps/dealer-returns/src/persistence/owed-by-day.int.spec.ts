import { migrate } from '@aftercare/event-store';
import { testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import { migrations } from './migrations';

let disk: TestDatabase;
let admin: Client;
beforeAll(async () => {
  disk = await testDatabase('dealer-returns', migrations.slice(0, migrations.findIndex(({ name }) => name === '0364-owed-by-day')));
  admin = new Client({ connectionString: disk.adminUrl, options: '-c search_path="dealer-returns"' });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await disk?.drop();
});

const sums = async () => (await admin.query<object>("SELECT branch_id, dealer_code, due_on::text, duties::int, open_qty::int, waivers::int FROM owed_by_day WHERE duties <> 0 ORDER BY 1, 2, 3")).rows;
const owe = (from: number, to: number) => admin.query(
  `INSERT INTO obligation (id, number, branch_id, zone, dealer_code, note_id, note_number, line_no, part, shipped_as, qty, received_qty, waived_qty, state, due_on, waiver, incurred_at, version, currency)
   SELECT gen_random_uuid(), 'OB-' || n, 'BR05', 'Asia/Shanghai', 'DL017', gen_random_uuid(), 'DN-' || n, 1, 'PT039', 'PT039', 3, n % 2, 0, CASE WHEN n % 5 = 0 THEN 'received' ELSE 'open' END, '2026-07-21',
          CASE WHEN n = 1 THEN '{"state": "requested"}'::jsonb END, business_now(), 1, 'CNY' FROM generate_series($1::int, $2::int) n`, [from, to]);

it('begins with what is owed already, and follows every statement that changes duties', async () => {
  await owe(1, 10);
  await migrate({ adminUrl: disk.adminUrl, service: 'dealer-returns', migrations, passwords: { migrate: 'test', app: 'test', report: 'test' } });
  const sum = { branch_id: 'BR05', dealer_code: 'DL017', due_on: '2026-07-21' };
  expect(await sums()).toEqual([{ ...sum, duties: 8, open_qty: 20, waivers: 1 }]);
  await owe(11, 20);
  expect(await sums()).toEqual([{ ...sum, duties: 16, open_qty: 40, waivers: 1 }]);
  await admin.query("UPDATE obligation SET due_on = '2026-07-22' WHERE number IN ('OB-1', 'OB-2', 'OB-5')");
  await admin.query("UPDATE obligation SET state = 'overdue', waiver = NULL WHERE number = 'OB-1'");
  await admin.query("DELETE FROM obligation WHERE number = 'OB-3'");
  expect(await sums()).toEqual([{ ...sum, duties: 13, open_qty: 33, waivers: 0 }, { ...sum, due_on: '2026-07-22', duties: 2, open_qty: 5, waivers: 0 }]);
  await admin.query("UPDATE obligation SET state = 'received', received_qty = 3");
  expect(await sums()).toEqual([]);
});
