import { newId } from '@aftercare/kernel';
import { eventually, principals } from '@aftercare/testing';
import { bin, outside, party, type Account, type Transfer } from '../domain/stock';
import { InventoryUnderTest } from '../inventory.fixture';
import type { Ledger } from './ledger';

let inventory: InventoryUnderTest;
let ledger: Ledger;

const document = { kind: 'correction', id: 'C1' } as const;
const move = (part: string, qty: number, from: Account, to: Account, more: Partial<Transfer> = {}): Transfer => ({ part, qty, from, to, reason: 'corrected', document, ...more });
const good = (location = 'WH-BR05') => bin(location, 'good');
const post = (...transfers: Transfer[]) => inventory.itself(['BR05'], (tx) => ledger.post(tx, transfers));
const expiresAt = new Date('2099-01-01T00:00:00Z');
const wish = (part: string, qty: number, more: { requestId?: string; lineNo?: number; partial?: boolean } = {}) => ({ requestId: newId(), lineNo: 1, location: 'WH-BR05', part, qty, expiresAt, partial: false, ...more });
const reserve = (...wishes: ReturnType<typeof wish>[]) => inventory.itself(['BR05'], (tx) => ledger.reserve(tx, wishes));
const standing = async (part: string, account: string) =>
  (await inventory.service.rows<{ row: unknown[] }>('SELECT json_build_array(on_hand, reserved, value::text) AS row FROM stock_balance WHERE part = $1 AND account = $2', part, account))[0]?.row;
const events = async (type: string, part: string) => (await inventory.service.rows<{ data: object }>(`SELECT convert_from(payload, 'UTF8')::json AS data FROM event WHERE type = $1 AND key = $2 ORDER BY id`, `aftercare.inventory.stock.${type}.v1`, `WH-BR05/${part}`)).map(({ data }) => data);

beforeAll(async () => {
  inventory = await InventoryUnderTest.start();
  ({ ledger } = inventory);
});
afterAll(() => inventory?.service.stop());

describe('a posting', () => {
  it('moves pieces and value, writes its rows and tells of them', async () => {
    await post(move('PT037', 10, outside('supplier'), good()), move('PT037', 3, good(), bin('WH-BR05', 'bad')));
    expect(await standing('PT037', 'bin:WH-BR05:good')).toEqual([7, 0, '323.40']);
    expect(await standing('PT037', 'bin:WH-BR05:bad')).toEqual([3, 0, '138.60']);
    expect(await standing('PT037', 'supplier')).toEqual([-10, 0, '-462.00']);
    expect(await events('moved', 'PT037')).toEqual([
      expect.objectContaining({ from: 'supplier', to: 'bin:WH-BR05:good', qty: 10, value: '462.00' }),
      expect.objectContaining({ from: 'bin:WH-BR05:good', to: 'bin:WH-BR05:bad', qty: 3, value: '138.60' }),
    ]);
  });

  it.each([
    ['more than there is', () => move('PT038', 1, good(), bin('WH-BR05', 'bad')), { code: 'stock.insufficient' }],
    ['an unknown part', () => move('PT999', 1, outside('supplier'), good()), { code: 'part.unknown' }],
    ['an unknown place', () => move('PT038', 1, outside('supplier'), good('WH-XX99')), { what: 'location' }],
    ['a place of another branch', () => move('PT038', 1, outside('supplier'), good('WH-BR01')), { what: 'location' }],
    ['no pieces', () => move('PT038', 0, outside('supplier'), good()), { code: 'stock.quantity-invalid' }],
    ['a thousand million', () => move('PT038', 1e9, outside('supplier'), good()), { code: 'stock.quantity-invalid' }],
    ['a promise that nobody gave', () => move('PT037', 1, good(), bin('WH-BR05', 'in_transit'), { reservation: { requestId: newId(), lineNo: 1 } }), { code: 'stock.not-reserved' }],
  ])('of %s is refused, with everything that was posted with it', async (_what, wrong, refusal) => {
    const before = await inventory.service.rows('SELECT * FROM stock_balance ORDER BY part, account');
    await expect(post(move('PT037', 1, outside('supplier'), good()), wrong())).rejects.toMatchObject(refusal);
    expect(await inventory.service.rows('SELECT * FROM stock_balance ORDER BY part, account')).toEqual(before);
  });
});

describe('a promise', () => {
  it('is kept by the pieces that leave, and takes nothing from others', async () => {
    await post(move('PT038', 5, outside('supplier'), good()));
    const first = wish('PT038', 3);
    expect(await reserve(first)).toEqual([3]);
    expect(await reserve(wish('PT038', 4, { partial: true }))).toEqual([2]);
    await expect(reserve(wish('PT038', 1))).rejects.toMatchObject({ code: 'stock.insufficient', params: { asked: 1, available: 0 } });
    await expect(post(move('PT038', 1, good(), bin('WH-BR05', 'bad')))).rejects.toMatchObject({ code: 'stock.insufficient' });
    await inventory.itself(['BR05'], (tx) => ledger.consume(tx, [{ ...first, qty: 2 }], { kind: 'delivery_note', id: 'DN-1' }));
    expect(await standing('PT038', 'bin:WH-BR05:good')).toEqual([3, 3, '213.69']);
    expect(await standing('PT038', 'bin:WH-BR05:in_transit')).toEqual([2, 0, '142.46']);
    await expect(inventory.itself(['BR05'], (tx) => ledger.release(tx, [{ ...first, qty: 2 }]))).rejects.toMatchObject({ code: 'stock.not-reserved' });
    await inventory.itself(['BR05'], (tx) => ledger.release(tx, [{ ...first, qty: 1 }]));
    expect(await standing('PT038', 'bin:WH-BR05:good')).toEqual([3, 2, '213.69']);
    expect(await inventory.service.rows('SELECT qty FROM stock_reservation WHERE part = $1', 'PT038')).toEqual([{ qty: 2 }]);
  });

  it('that cannot be kept whole half-promises nothing', async () => {
    await post(move('PT039', 2, outside('supplier'), good()), move('PT001', 9, outside('supplier'), good()));
    const requestId = newId();
    await expect(reserve(wish('PT001', 9, { requestId, lineNo: 1 }), wish('PT039', 3, { requestId, lineNo: 2 }))).rejects.toMatchObject({ code: 'stock.insufficient', params: { part: 'PT039' } });
    expect([await standing('PT001', 'bin:WH-BR05:good'), await standing('PT039', 'bin:WH-BR05:good')]).toEqual([[9, 0, '346.50'], [2, 0, '192.50']]);
  });

  it('waits for who is bringing goods at this moment', async () => {
    let late: Promise<number[]> | undefined;
    await inventory.itself(['BR05'], async (tx) => {
      await ledger.post(tx, [move('PT039', 1, outside('supplier'), bin('WH-BR05', 'quarantine')), move('PT039', 1, bin('WH-BR05', 'quarantine'), good())]);
      late = reserve(wish('PT039', 3, { partial: true }));
      await eventually(async () => expect(await inventory.service.rows("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).toHaveLength(1));
    });
    expect(await late).toEqual([3]);
  });
});

it('a warehouse falls short once per fall, by promises too, and a van never', async () => {
  const inVan = move('PT039', 1, outside('supplier'), good('VN-BR05'));
  await post(move('PT039', 5, outside('supplier'), good()), inVan, move('PT039', 1, good('VN-BR05'), party('customer', newId())));
  const before = (await events('fell_short', 'PT039')).length;
  const [first, second] = [wish('PT039', 4), wish('PT039', 1)];
  await reserve(first);
  await reserve(second);
  await inventory.itself(['BR05'], (tx) => ledger.release(tx, [first]));
  await post(move('PT039', 3, good(), outside('loss')));
  expect((await events('fell_short', 'PT039')).slice(before)).toEqual([
    expect.objectContaining({ available: 1, safetyStock: 2 }), expect.objectContaining({ available: 1, safetyStock: 2 }),
  ]);
});

describe('the wall', () => {
  it.each(['UPDATE stock_transfer SET qty = 1', 'DELETE FROM stock_transfer', 'TRUNCATE stock_transfer'])('the app role cannot %s', async (sql) => {
    await expect(inventory.itself('*', (tx) => tx.query(sql))).rejects.toMatchObject({ code: '42501' });
  });
  it.each(['UPDATE stock_transfer SET qty = 1', 'DELETE FROM stock_transfer', 'TRUNCATE stock_transfer'])('not even the owner of the database can %s', async (sql) => {
    await expect(inventory.service.admin.query(sql)).rejects.toMatchObject({ code: '42501', message: expect.stringContaining('append-only') });
  });
  it('hides balances, rows and promises of other branches', async () => {
    const foreign = { principal: principals.clerkElsewhere, branches: ['BR01'] };
    for (const table of ['stock_balance', 'stock_transfer', 'stock_reservation']) {
      expect(await inventory.service.database.withTx(foreign, (tx) => tx.query(`SELECT * FROM ${table}`))).toEqual([]);
    }
  });
  it('lets no place hold less than nothing, whoever writes', async () => {
    await expect(inventory.service.admin.query("UPDATE stock_balance SET reserved = on_hand + 1 WHERE bin = 'good'")).rejects.toMatchObject({ code: '23514' });
    await expect(inventory.service.admin.query("UPDATE stock_balance SET on_hand = -1 WHERE bin = 'bad'")).rejects.toMatchObject({ code: '23514' });
  });
});

it('a posting over several branches leaves each with what its own rows say, outside as well', async () => {
  const opened = await inventory.itself('*', (tx) => ledger.post(tx, [
    move('PT039', 4, outside('opening'), good()), move('PT039', 7, outside('opening'), good('WH-BR01')), move('PT039', 1, good(), bin('WH-BR05', 'bad')),
  ]));
  expect(opened).toEqual([{ branchId: 'BR05', value: '385.00' }, { branchId: 'BR01', value: '673.75' }, { branchId: 'BR05', value: '96.25' }]);
  expect(await inventory.service.rows(`SELECT branch_id AS branch, on_hand, value::text FROM stock_balance WHERE part = 'PT039' AND account = 'opening' ORDER BY 1`))
    .toEqual([{ branch: 'BR01', on_hand: -7, value: '-673.75' }, { branch: 'BR05', on_hand: -4, value: '-385.00' }]);
});
