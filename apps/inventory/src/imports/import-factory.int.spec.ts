import { sampleFile, sampleRows, tablesSent } from '@aftercare/testing';
import { InventoryUnderTest } from '../inventory.fixture';

let inventory: InventoryUnderTest;
const { send, put } = tablesSent(() => inventory.service);

const onHand = async () => (await inventory.service.rows<{ pieces: number; own: number }>('SELECT sum(on_hand)::int AS pieces, (sum(on_hand) FILTER (WHERE location IS NOT NULL))::int AS own FROM stock_balance'))[0];

beforeAll(async () => {
  inventory = await InventoryUnderTest.start({ empty: true });
  const column = (file: string, at: number) => sampleRows(file).map((row) => Object.values(row)[at]!);
  for (const [table, codes] of [['product_model', column('product_models.csv', 0)], ['branch', column('branches.csv', 0)], ['staff', column('staff.csv', 0)]] as const) {
    const more = { product_model: '(code) SELECT', branch: "(short_code, zone, calendar_code, id) SELECT 'XX', 'Asia/Shanghai', 'CN-STD',", staff: "(role, branch_id, active, skills, relatives, id) SELECT 'clerk', 'BR05', true, '{}'::text[], '{}'::text[]," }[table];
    await inventory.service.rows(`INSERT INTO ${table} ${more} unnest($1::text[])`, codes);
  }
});
afterAll(() => inventory?.service.stop());

it('the factory gets on file: registers, then what lies where, by opening entries; again, it changes nothing', async () => {
  for (const [kind, rows] of [['parts', 140], ['locations', 17], ['carriers', 5], ['stock', 1032]] as const) {
    expect(await put(kind, sampleFile(`${kind}.csv`))).toMatchObject({ applied: rows, changed: kind === 'stock' ? expect.any(Number) as number : rows });
  }
  const lines = sampleRows('stock.csv').map((row) => Number(row['qty']));
  const total = lines.reduce((sum, qty) => sum + qty, 0);
  expect(await onHand()).toEqual({ pieces: 0, own: total });
  expect(await inventory.service.rows('SELECT 1 FROM stock_transfer')).toHaveLength(lines.filter((qty) => qty > 0).length);
  expect((await put('stock', Buffer.concat([sampleFile('stock.csv'), Buffer.from('\n')]))).changed).toBe(0);
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
  expect(await send('parts', sampleFile('parts.csv'), { who: 'branchManager' })).toMatchObject({ status: 409, body: { type: '/problems/import.shared-table' } });
  const { body } = await send('stock', Buffer.from('location_code,part_code,bin_kind,qty\nWH-BR01,PT039,good,1\nWH-BR05,PT999,good,1\nWH-BR05,PT039,shelf,1\n'), { who: 'branchManager' });
  expect(body.firstRejected.map(({ row, reason, field }) => `${row} ${reason} ${field}`)).toEqual(['2 UNKNOWN_REFERENCE location_code', '3 UNKNOWN_REFERENCE part_code', '4 UNKNOWN_REFERENCE bin_kind']);
});
