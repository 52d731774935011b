import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ShownImport } from '@aftercare/imports';
import { eventually } from '@aftercare/testing';
import { InventoryUnderTest } from '../inventory.fixture';

const sample = resolve(__dirname, '../../../../deploy/sample');
let inventory: InventoryUnderTest;

const send = async (kind: string, bytes = readFileSync(join(sample, `${kind}.csv`)), who: 'admin' | 'branchManager' = 'admin') =>
  (await inventory.service.as(who)).post<ShownImport & { type: string }>(`/imports?kind=${kind}&file=${kind}.csv`, new Uint8Array(bytes), { headers: { 'content-type': 'application/octet-stream' } });
const put = async (kind: string, bytes?: Buffer): Promise<ShownImport> => {
  const { body } = await send(kind, bytes as Buffer<ArrayBuffer> | undefined);
  expect([kind, body.rejected, body.firstRejected]).toEqual([kind, 0, []]);
  const admin = await inventory.service.as('admin');
  await admin.post(`/imports/${body.id}/apply`, {});
  return eventually(async () => {
    const { body: shown } = await admin.get<ShownImport>(`/imports/${body.id}`);
    expect(shown.state).toBe('applied');
    return shown;
  });
};
const onHand = async () => (await inventory.service.rows<{ pieces: number; own: number }>('SELECT sum(on_hand)::int AS pieces, (sum(on_hand) FILTER (WHERE location IS NOT NULL))::int AS own FROM stock_balance'))[0];

beforeAll(async () => {
  inventory = await InventoryUnderTest.start({ empty: true });
  const column = (file: string, at: number) => readFileSync(join(sample, file), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[at]!);
  for (const [table, codes] of [['product_model', column('product_models.csv', 0)], ['branch', column('branches.csv', 0)], ['staff', column('staff.csv', 0)]] as const) {
    const more = { product_model: '(code) SELECT', branch: "(short_code, zone, calendar_code, id) SELECT 'XX', 'Asia/Shanghai', 'CN-STD',", staff: "(role, branch_id, active, skills, relatives, id) SELECT 'clerk', 'BR05', true, '{}'::text[], '{}'::text[]," }[table];
    await inventory.service.rows(`INSERT INTO ${table} ${more} unnest($1::text[])`, codes);
  }
});
afterAll(() => inventory?.service.stop());

it('the factory gets on file: registers, then what lies where, by opening entries; again, it changes nothing', async () => {
  for (const [kind, rows] of [['parts', 140], ['locations', 17], ['carriers', 5], ['stock', 1032]] as const) {
    expect(await put(kind)).toMatchObject({ applied: rows, changed: kind === 'stock' ? expect.any(Number) as number : rows });
  }
  const lines = readFileSync(join(sample, 'stock.csv'), 'utf8').trim().split('\n').slice(1).map((line) => Number(line.split(',')[3]));
  const total = lines.reduce((sum, qty) => sum + qty, 0);
  expect(await onHand()).toEqual({ pieces: 0, own: total });
  expect(await inventory.service.rows('SELECT 1 FROM stock_transfer')).toHaveLength(lines.filter((qty) => qty > 0).length);
  expect((await put('stock', Buffer.from(`${readFileSync(join(sample, 'stock.csv'), 'utf8')}\n`))).changed).toBe(0);
  expect(await onHand()).toEqual({ pieces: 0, own: total });
});

it('a sheet that says another number posts the difference', async () => {
  const row = async (qty: number) => put('stock', Buffer.from(`location_code,part_code,bin_kind,qty\nWH-BR05,PT039,bad,${qty}\n`));
  const bad = async () => (await inventory.service.rows<{ on_hand: number }>("SELECT on_hand FROM stock_balance WHERE account = 'bin:WH-BR05:bad' AND part = 'PT039'"))[0]?.on_hand;
  expect((await row(7)).changed).toBe(1);
  expect(await bad()).toBe(7);
  expect((await row(4)).changed).toBe(1);
  expect(await bad()).toBe(4);
});

it('a manager brings in no register that all branches share, and no stock of other branches', async () => {
  expect(await send('parts', undefined, 'branchManager')).toMatchObject({ status: 409, body: { type: '/problems/import.shared-table' } });
  const { body } = await send('stock', Buffer.from('location_code,part_code,bin_kind,qty\nWH-BR01,PT039,good,1\nWH-BR05,PT999,good,1\nWH-BR05,PT039,shelf,1\n'), 'branchManager');
  expect(body.firstRejected.map(({ row, reason, field }) => `${row} ${reason} ${field}`)).toEqual(['2 UNKNOWN_REFERENCE location_code', '3 UNKNOWN_REFERENCE part_code', '4 UNKNOWN_REFERENCE bin_kind']);
});
