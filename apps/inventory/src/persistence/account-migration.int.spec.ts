import { migrate } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { testDatabase, type TestDatabase } from '@aftercare/testing';
import { Client } from 'pg';
import { migrations } from './migrations';

let disk: TestDatabase;
let admin: Client;
beforeAll(async () => {
  disk = await testDatabase('inventory', migrations.slice(0, migrations.findIndex(({ name }) => name === '0352-charged-at-dispatch')));
  admin = new Client({ connectionString: disk.adminUrl, options: '-c search_path=inventory' });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await disk?.drop();
});

const rows = async <T extends object>(sql: string): Promise<T[]> => (await admin.query<T>(sql)).rows;

it('takes off an account what was charged when it was approved and has not left, and leaves what has left charged', async () => {
  await admin.query(`INSERT INTO location (code, kind, branch_id, name, content_hash) VALUES ('WH-BR05', 'warehouse', 'BR05', '杭州配件库', '')`);
  const approved = (number: string, state: string, underWarranty: boolean, line: object) => admin.query(
    `INSERT INTO parts_request (id, branch_id, number, state, requested_by, requester_kind, dealer_code, receiver_kind, receiver, reason, urgency, under_warranty, location, lines, waiting_parts, drafted_at, version)
     VALUES ($1, 'BR05', $2, $3, 'ST030', 'staff', 'DL017', 'dealer', 'DL017', 'defective', 'normal', $4, 'WH-BR05', $5, '{}', business_now(), 1)`,
    [newId(), number, state, underWarranty, JSON.stringify([{ lineNo: 1, part: 'PT039', cancelled: 0, shipped: 0, unitPrice: '10.00', currency: 'CNY', ...line }])]);
  await approved('PR-1', 'partly_shipped', false, { approved: 5, shipped: 2, cancelled: 1 });
  await approved('PR-2', 'fulfilled', false, { approved: 3, shipped: 3 });
  await approved('PR-3', 'approved', true, { approved: 7 });
  await approved('PR-4', 'submitted', false, { approved: null });
  await admin.query(`
    INSERT INTO dealer_account VALUES ('DL017', 'CNY', 70);
    INSERT INTO dealer_account_row (branch_id, dealer_code, currency, amount, kind, document_id, document, actor, entered_at) VALUES
      ('BR05', 'DL017', 'CNY', 50, 'approved', '1', 'PR-1', 'ST029', business_now()), ('BR05', 'DL017', 'CNY', -10, 'cancelled', '1', 'PR-1', 'ST030', business_now()), ('BR05', 'DL017', 'CNY', 30, 'approved', '2', 'PR-2', 'ST029', business_now())`);
  await migrate({ adminUrl: disk.adminUrl, service: 'inventory', migrations, passwords: { migrate: 'test', app: 'test', report: 'test' } });
  expect(await rows("SELECT document, amount::text FROM dealer_account_row WHERE kind = 'not_sent_yet'")).toEqual([{ document: 'PR-1', amount: '-20.00' }]);
  expect(await rows('SELECT balance::text, (SELECT sum(amount) FROM dealer_account_row)::text AS sum, (SELECT promised FROM dealer_promise)::text AS promised FROM dealer_account')).toEqual([{ balance: '50.00', sum: '50.00', promised: '20.00' }]);
});
