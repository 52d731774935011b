import type { Principal } from '@aftercare/auth';
import type { principals } from '@aftercare/testing';
import { InventoryUnderTest } from '../../inventory.fixture';
import type { TransferStanding } from '../../transfer-standing';
import type { StockLevels } from '../stock/show-stock';
import type { TransferPlaces } from './list-transfer-places';
import type { ListedTransfers } from './list-transfers';

type Who = keyof typeof principals;
let inventory: InventoryUnderTest;
const post = async (path: string, body: object, who: Who) => (await inventory.service.as(who)).post<TransferStanding & { type?: string }>(`/transfers${path}`, body);
const level = async (location: string) => (await (await inventory.service.as('auditor')).get<StockLevels>(`/stock?part=PT037&location=${location}`)).body.items[0];
const branchTotal = async () => (await inventory.service.rows<{ pieces: number; value: string }>("SELECT sum(on_hand)::int AS pieces, sum(value)::text AS value FROM stock_balance WHERE account LIKE 'branch:%'"))[0];

beforeAll(async () => {
  inventory = await InventoryUnderTest.start();
  await inventory.hearOfPeople();
  await inventory.stock('PT037', 3);
});
afterAll(() => inventory?.service.stop());
const lines = [{ part: 'PT037', qty: 2 }];

it('goes from branch to branch: counted by another, on its way, received where it is worth the same', async () => {
  const prepared = await post('', { from: 'WH-BR05', to: 'WH-BR01', lines }, 'storekeeper');
  expect([prepared.status, prepared.body]).toEqual([201, { id: expect.any(String), number: expect.stringMatching(/^TR-HZ-\d{4}-000001$/), state: 'prepared', next: ['send', 'call_off'] }]);
  const { id } = prepared.body;
  expect(await post(`/${id}/receive`, {}, 'storekeeperElsewhere')).toMatchObject({ status: 409, body: { type: '/problems/transfer.move-not-allowed' } });
  expect(await post(`/${id}/send`, {}, 'storekeeper')).toMatchObject({ status: 409, body: { type: '/problems/transfer.preparer-is-checker' } });
  expect(await post(`/${id}/send`, {}, 'clerk')).toMatchObject({ status: 200, body: { state: 'sent', next: ['receive'] } });
  expect(await level('WH-BR05')).toMatchObject({ good: 1, inTransit: 2, value: '138.60' });
  expect((await post(`/${id}/receive`, {}, 'storekeeper')).status).toBe(404);
  expect(await post(`/${id}/receive`, {}, 'storekeeperElsewhere')).toMatchObject({ status: 200, body: { state: 'received', next: [] } });
  expect([await level('WH-BR05'), await level('WH-BR01')]).toEqual([expect.objectContaining({ good: 1, inTransit: 0, value: '46.20' }), expect.objectContaining({ good: 2, value: '92.40' })]);
  expect(await branchTotal()).toEqual({ pieces: 0, value: '0.00' });
  expect(await post(`/${id}/receive`, {}, 'storekeeperElsewhere')).toMatchObject({ status: 409, body: { type: '/problems/transfer.move-not-allowed' } });
  for (const who of ['clerk', 'clerkElsewhere'] as const) {
    expect((await (await inventory.service.as(who)).get<ListedTransfers>('/transfers')).body.items).toEqual([expect.objectContaining({ id, state: 'received', lines, next: [], fromName: '杭州配件库', toName: '天津配件库' })]);
  }
});

it('goes to a warehouse of any branch, of which its sender learns the name and nothing else', async () => {
  const { status, body } = await (await inventory.service.as('storekeeper')).get<TransferPlaces>('/transfer-places');
  expect([status, body.items.find(({ locationCode }) => locationCode === 'WH-BR01')]).toEqual([200, { locationCode: 'WH-BR01', name: '天津配件库', branchId: 'BR01' }]);
  expect(body.items.filter(({ locationCode }) => !locationCode.startsWith('WH-'))).toEqual([]);
  // Its shelves stay closed to him, and the list to who sends nothing.
  expect((await (await inventory.service.as('storekeeper')).get<StockLevels>('/stock?location=WH-BR01')).body.items).toEqual([]);
  expect((await (await inventory.service.as('clerk')).get('/transfer-places')).status).toBe(403);
});

it('of which a piece is missing: that is lost to who sent it, both see it, and stock and value stay whole', async () => {
  await inventory.stock('PT038', 3);
  const whole = async () => (await inventory.service.rows<{ pieces: number; value: string }>("SELECT sum(on_hand)::int AS pieces, sum(value)::text AS value FROM stock_balance WHERE part = 'PT038'"))[0];
  const sent = [{ part: 'PT038', qty: 3 }];
  const { body: { id } } = await post('', { from: 'WH-BR05', to: 'WH-BR01', lines: sent }, 'storekeeper');
  await post(`/${id}/send`, {}, 'clerk');
  const before = await whole();
  expect(await post(`/${id}/receive`, { lines: [{ part: 'PT038', qty: 4 }] }, 'storekeeperElsewhere')).toMatchObject({ status: 409, body: { type: '/problems/transfer.more-than-sent' } });
  expect(await post(`/${id}/receive`, { lines: [{ part: 'PT037', qty: 1 }] }, 'storekeeperElsewhere')).toMatchObject({ status: 409, body: { type: '/problems/transfer.count-of-other-parts' } });
  expect(await post(`/${id}/receive`, { lines: [{ part: 'PT038', qty: 2 }] }, 'storekeeperElsewhere')).toMatchObject({ status: 200, body: { state: 'received' } });
  const at = async (location: string) => (await (await inventory.service.as('auditor')).get<StockLevels>(`/stock?part=PT038&location=${location}`)).body.items[0];
  expect([await at('WH-BR05'), await at('WH-BR01')]).toEqual([expect.objectContaining({ good: 0, inTransit: 0, value: '0.00' }), expect.objectContaining({ good: 2 })]);
  expect(await whole()).toEqual(before);
  expect(await inventory.service.rows("SELECT qty, from_account, to_account, branch_id FROM stock_transfer WHERE part = 'PT038' AND reason = 'lost'")).toEqual([{ qty: 1, from_account: 'bin:WH-BR05:in_transit', to_account: 'loss', branch_id: 'BR05' }]);
  for (const who of ['clerk', 'clerkElsewhere'] as const) {
    expect((await (await inventory.service.as(who)).get<ListedTransfers>('/transfers')).body.items).toContainEqual(expect.objectContaining({ id, lines: [{ part: 'PT038', qty: 3, received: 2 }] }));
  }
});

it.each<[string, object, Who, number, string]>([
  ['from another branch', { from: 'WH-BR01', to: 'WH-BR05', lines }, 'storekeeper', 404, 'location.not-found'],
  ['within a branch', { from: 'WH-BR05', to: 'VN-BR05', lines }, 'storekeeper', 409, 'transfer.within-branch'],
  ['of an unknown part', { from: 'WH-BR05', to: 'WH-BR01', lines: [{ part: 'PT999', qty: 1 }] }, 'storekeeper', 409, 'part.unknown'],
  ['of nothing', { from: 'WH-BR05', to: 'WH-BR01', lines: [{ part: 'PT037', qty: 0 }] }, 'storekeeper', 409, 'stock.quantity-invalid'],
  ['by a clerk', { from: 'WH-BR05', to: 'WH-BR01', lines }, 'clerk', 403, 'access.denied'],
])('%s is refused', async (_what, body, who, status, code) => {
  expect(await post('', body, who)).toMatchObject({ status, body: { type: `/problems/${code}` } });
});

it('more than there is does not leave; what does not leave is called off', async () => {
  const { body: { id } } = await post('', { from: 'WH-BR05', to: 'WH-BR01', lines: [{ part: 'PT037', qty: 99 }] }, 'storekeeper');
  expect(await post(`/${id}/send`, {}, 'clerk')).toMatchObject({ status: 409, body: { type: '/problems/stock.insufficient' } });
  expect(await post(`/${id}/call-off`, {}, 'storekeeper')).toMatchObject({ status: 200, body: { state: 'called_off' } });
});

it('of two other branches does not exist', async () => {
  const foreign: Principal = { subject: 'ST099', kind: 'staff', roles: ['clerk'], branches: ['BR09'] };
  expect(await inventory.service.database.read(foreign, 'stock:read', 'SELECT id FROM transfer')).toEqual([]);
});
