import { newId } from '@aftercare/kernel';
import type { principals } from '@aftercare/testing';
import { bin, outside, party } from '../../domain/stock';
import { InventoryUnderTest } from '../../inventory.fixture';
import type { FoundParts } from '../part/find-parts';
import type { ListedCounts } from './list-counts';
import type { LedgerPage } from './show-ledger';
import type { StockLevels } from './show-stock';

type Who = keyof typeof principals;
let inventory: InventoryUnderTest;
const get = async <B>(path: string, who: Who = 'storekeeper') => (await inventory.service.as(who)).get<B>(path);
const post = async (path: string, body: object, who: Who = 'storekeeper') => (await inventory.service.as(who)).post<{ documentId: string; type?: string; expected?: number; difference?: number }>(path, body);
const level = async (part: string, location = 'WH-BR05') => (await get<StockLevels>(`/stock?part=${part}&location=${location}`)).body.items[0];
const everything = () => inventory.service.rows('SELECT (SELECT json_agg(b ORDER BY part, account) FROM stock_balance b) AS balances, (SELECT count(*)::int FROM stock_transfer) AS rows, (SELECT count(*)::int FROM event) AS events');

beforeAll(async () => {
  inventory = await InventoryUnderTest.start();
  await inventory.hearOfPeople();
});
afterAll(() => inventory?.service.stop());

describe('the catalogue', () => {
  const codes = async (query: string) => (await get<FoundParts>(`/parts?${query}`, 'dealer')).body.items.map(({ partCode }) => partCode);
  it.each([
    ['text=PT03', ['PT037', 'PT038', 'PT039']], ['text=pt001', ['PT001']], ['text=%E5%8A%A0%E7%83%AD%E6%A3%92', ['PT037', 'PT038', 'PT039']], ['text=jrb2', ['PT038']], ['codes=PT038,PT001,PT999', ['PT001', 'PT038']], ['text=qsb', ['PT001']],
    ['model=MD01', ['PT001']], ['model=MD04&text=300', ['PT039']], ['text=nothing', []], ['limit=2&after=PT001', ['PT037', 'PT038']], ['text=%25', []],
  ])('is found by %s', async (query, found) => expect(await codes(query)).toEqual(found));

  it('says which part may replace which, one way', async () => {
    expect((await get('/parts/PT037')).body).toMatchObject({ substitutes: ['PT038'], price: '46.20', returnDays: 20, withdrawn: false });
    expect((await get('/parts/PT039')).body).toMatchObject({ substitutes: [] });
    expect((await get('/parts/PT999')).status).toBe(404);
  });

  it('keeps what is withdrawn, says so once, and only an administrator withdraws', async () => {
    expect((await post('/parts/PT001/withdraw', { reason: 'no more made' })).status).toBe(403);
    for (let time = 0; time < 2; time++) expect(await post('/parts/PT001/withdraw', { reason: 'no more made' }, 'admin')).toMatchObject({ status: 200, body: { withdrawn: true } });
    expect((await get('/parts/PT001')).body).toMatchObject({ withdrawn: true });
    expect(await inventory.service.rows("SELECT 1 FROM event WHERE key = 'PT001' AND type LIKE '%part.registered%'")).toHaveLength(2);
    expect((await post('/parts/PT999/withdraw', { reason: 'x' }, 'admin')).status).toBe(404);
  });
});

describe('by hand', () => {
  it('goods come in, are put away and set aside; each is a row that can be found', async () => {
    const came = await post('/goods-receipts', { part: 'PT037', qty: 10, location: 'WH-BR05', bin: 'quarantine', unitValue: '40' });
    expect(came.status).toBe(201);
    expect((await post('/stock-moves', { part: 'PT037', qty: 9, location: 'WH-BR05', from: 'quarantine', to: 'good' })).status).toBe(201);
    expect((await post('/stock-moves', { part: 'PT037', qty: 1, location: 'WH-BR05', from: 'quarantine', to: 'bad' })).status).toBe(201);
    expect((await post('/stock-moves', { part: 'PT037', qty: 2, location: 'WH-BR05', from: 'good', toLocation: 'VN-BR05', to: 'good' })).status).toBe(201);
    expect(await level('PT037')).toEqual({
      locationCode: 'WH-BR05', branchId: 'BR05', partCode: 'PT037', partName: '加热棒 100W', good: 7, reserved: 0, available: 7, bad: 1, quarantine: 0, inTransit: 0, lent: 0, safetyStock: 2, value: '320.00', currency: 'CNY',
    });
    expect(await level('PT037', 'VN-BR05')).toMatchObject({ good: 2, available: 2, safetyStock: 0, value: '80.00' });
    const { body: { items } } = await get<LedgerPage>(`/stock-transfers?document=${came.body.documentId}`);
    expect(items).toEqual([expect.objectContaining({ partCode: 'PT037', qty: 10, value: '400.00', from: 'supplier', to: 'bin:WH-BR05:quarantine', reason: 'purchase', movedBy: 'ST031' })]);
  });

  it.each<[string, string, object, number, string, Who?]>([
    ['no pieces', '/stock-moves', { part: 'PT037', qty: 0, location: 'WH-BR05', from: 'good', to: 'bad' }, 409, 'stock.quantity-invalid'],
    ['fewer than none', '/stock-moves', { part: 'PT037', qty: -1, location: 'WH-BR05', from: 'good', to: 'bad' }, 409, 'stock.quantity-invalid'],
    ['a thousand million', '/goods-receipts', { part: 'PT037', qty: 1e9, location: 'WH-BR05', bin: 'good' }, 409, 'stock.quantity-invalid'],
    ['half a piece', '/goods-receipts', { part: 'PT037', qty: 0.5, location: 'WH-BR05', bin: 'good' }, 400, 'request.invalid'],
    ['more than there is', '/stock-moves', { part: 'PT037', qty: 8, location: 'WH-BR05', from: 'good', to: 'bad' }, 409, 'stock.insufficient'],
    ['an unknown part', '/goods-receipts', { part: 'PT999', qty: 1, location: 'WH-BR05', bin: 'good' }, 409, 'part.unknown'],
    ['a place of another branch', '/goods-receipts', { part: 'PT037', qty: 1, location: 'WH-BR01', bin: 'good' }, 404, 'location.not-found'],
    ['a target in another branch', '/stock-moves', { part: 'PT037', qty: 1, location: 'WH-BR05', from: 'good', toLocation: 'WH-BR01', to: 'good' }, 404, 'location.not-found'],
    ['where they are', '/stock-moves', { part: 'PT037', qty: 1, location: 'WH-BR05', from: 'good', to: 'good' }, 409, 'stock.moves-nowhere'],
    ['into transit', '/stock-moves', { part: 'PT037', qty: 1, location: 'WH-BR05', from: 'good', to: 'in_transit' }, 400, 'request.invalid'],
    ['a count by the keeper himself', '/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: 1 }, 403, 'access.denied'],
    ['a count below nothing', '/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: -1 }, 409, 'stock.count-invalid', 'branchManager'],
    ['a count of a thousand million', '/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: 1e9 }, 409, 'stock.count-invalid', 'branchManager'],
    ['a count of half a piece', '/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: 0.5 }, 400, 'request.invalid', 'branchManager'],
    ['a clerk’s move', '/stock-moves', { part: 'PT037', qty: 1, location: 'WH-BR05', from: 'good', to: 'bad' }, 403, 'access.denied', 'clerk'],
  ])('%s is refused, and changes nothing', async (_what, path, body, status, code, who = 'storekeeper') => {
    const before = await everything();
    expect(await post(path, body, who)).toMatchObject({ status, body: { type: `/problems/${code}` } });
    expect(await everything()).toEqual(before);
  });

  it('what was counted otherwise is posted against loss', async () => {
    expect((await post('/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: 5 }, 'branchManager')).body).toMatchObject({ expected: 7, difference: -2 });
    expect((await post('/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: 6 }, 'branchManager')).body).toMatchObject({ expected: 5, difference: 1 });
    expect((await post('/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: 6 }, 'branchManager')).body).toMatchObject({ expected: 6, difference: 0 });
    expect(await level('PT037')).toMatchObject({ good: 6 });
    expect((await get<LedgerPage>('/stock-transfers?reason=counted')).body.items.map(({ from, to, qty }) => [from, to, qty])).toEqual([['loss', 'bin:WH-BR05:good', 1], ['bin:WH-BR05:good', 'loss', 2]]);
  });

  it('what moves while somebody counts is neither missing nor found', async () => {
    const { good: before } = (await level('PT037'))!;
    const [{ asOf } = { asOf: '' }] = await inventory.service.rows<{ asOf: string }>("SELECT max(id)::text AS \"asOf\" FROM stock_transfer WHERE part = 'PT037' AND 'bin:WH-BR05:good' IN (from_account, to_account)");
    await post('/goods-receipts', { part: 'PT037', qty: 3, location: 'WH-BR05', bin: 'good' });
    await post('/stock-moves', { part: 'PT037', qty: 1, location: 'WH-BR05', from: 'good', to: 'bad' });
    expect((await post('/stock-counts', { part: 'PT037', location: 'WH-BR05', bin: 'good', counted: before - 1, asOf }, 'branchManager')).body).toMatchObject({ state: 'posted', expected: before, difference: -1 });
    expect(await level('PT037')).toMatchObject({ good: before + 1 });
  });

  it('a large difference waits for another person, and is posted on what lies there then', async () => {
    await post('/goods-receipts', { part: 'PT001', qty: 40, location: 'WH-BR05', bin: 'good' });
    const count = (counted: number) => post('/stock-counts', { part: 'PT001', location: 'WH-BR05', bin: 'good', counted }, 'branchManager');
    const { body } = await count(20);
    expect(body).toMatchObject({ state: 'waiting', expected: 40, difference: -20, variance: '770.00' });
    expect((await get<ListedCounts>('/stock-counts?state=waiting')).body.items).toMatchObject([{ id: body.documentId, expected: 40, counted: 20, countedBy: 'ST029' }]);
    const decide = (move: 'approve' | 'decline', who: Who, reason = move === 'approve' ? 'not_booked' : 'doubtful') => post(`/stock-counts/${body.documentId}/${move}`, { reason }, who);
    const before = await everything();
    expect(await decide('approve', 'branchManager')).toMatchObject({ status: 409, body: { type: '/problems/stock-count.own-count' } });
    expect((await decide('approve', 'storekeeper')).status).toBe(403);
    expect((await decide('approve', 'supervisor', 'doubtful')).status).toBe(400);
    expect(await everything()).toEqual(before);
    await post('/stock-moves', { part: 'PT001', qty: 2, location: 'WH-BR05', from: 'good', to: 'quarantine' });
    expect((await decide('approve', 'supervisor')).body).toMatchObject({ state: 'posted', difference: -20 });
    expect(await level('PT001')).toMatchObject({ good: 18, quarantine: 2 });
    expect(await decide('decline', 'supervisor')).toMatchObject({ status: 409, body: { type: '/problems/stock-count.decided-already' } });
    const wrong = await count(1);
    expect((await post(`/stock-counts/${wrong.body.documentId}/decline`, { reason: 'other_place' }, 'supervisor')).body).toMatchObject({ state: 'declined' });
    expect((await get<ListedCounts>('/stock-counts')).body.items.slice(0, 2)).toMatchObject([{ state: 'declined', reason: 'other_place' }, { state: 'posted', reason: 'not_booked' }]);
    expect(await level('PT001')).toMatchObject({ good: 18 });
  });

  it('what was booked wrongly goes back, once, and a paper’s rows only by the paper', async () => {
    const wrong = await post('/goods-receipts', { part: 'PT038', qty: 3, location: 'WH-BR05', bin: 'good' });
    const { body: { items: [row] } } = await get<LedgerPage>(`/stock-transfers?document=${wrong.body.documentId}`);
    const correct = (who: Who = 'branchManager', transfer = row!.transfer) => post(`/stock-transfers/${transfer}/correct`, { reason: 'typed twice' }, who);
    expect((await correct('storekeeper')).status).toBe(403);
    const back = await correct();
    expect([back.status, await level('PT038')]).toEqual([201, expect.objectContaining({ good: 0, value: '0.00' })]);
    expect(await correct()).toMatchObject({ status: 409, body: { type: '/problems/stock.corrected-already' } });
    const { body: { items: [reverse] } } = await get<LedgerPage>(`/stock-transfers?document=${back.body.documentId}`);
    expect(reverse).toMatchObject({ corrects: row!.transfer, from: row!.to, to: row!.from });
    expect(await correct('branchManager', reverse!.transfer)).toMatchObject({ status: 409, body: { type: '/problems/stock.correction-of-correction' } });
    await inventory.itself(['BR05'], (tx) => inventory.ledger.post(tx, [{ part: 'PT038', qty: 1, from: outside('supplier'), to: bin('WH-BR05', 'in_transit'), reason: 'returned', document: { kind: 'shipment', id: 'SH-1' } }]));
    const { body: { items: [ofPaper] } } = await get<LedgerPage>('/stock-transfers?document=SH-1');
    expect(await correct('branchManager', ofPaper!.transfer)).toMatchObject({ status: 409, body: { type: '/problems/stock.corrected-by-its-document' } });
    expect((await correct('branchManager', '99999999')).status).toBe(404);
  });
});

describe('the ledger page', () => {
  beforeAll(async () => {
    const dealer = party('dealer', 'DL017');
    for (let n = 0; n < 5; n++) {
      await inventory.itself(['BR05'], (tx) => inventory.ledger.post(tx, [
        { part: 'PT039', qty: 2, from: outside('supplier'), to: bin('WH-BR05', 'good'), reason: 'purchase', document: { kind: 'goods_receipt', id: newId() } },
        { part: 'PT039', qty: 1, from: bin('WH-BR05', 'good'), to: bin('VN-BR05', 'good'), reason: 'put_away', document: { kind: 'stock_move', id: newId() } },
        { part: 'PT039', qty: 1, from: bin('VN-BR05', 'good'), to: dealer, reason: 'received', document: { kind: 'receipt', id: newId() } },
      ]));
    }
    await inventory.itself(['BR01'], (tx) => inventory.ledger.post(tx, [{ part: 'PT039', qty: 1, from: outside('supplier'), to: bin('WH-BR01', 'good'), reason: 'purchase', document: { kind: 'goods_receipt', id: newId() } }]));
  });
  const page = async (query: string, who?: Who) => (await get<LedgerPage>(`/stock-transfers?${query}`, who)).body;

  it.each([
    ['part=PT039', 15], ['part=PT039&reason=purchase', 5], ['location=VN-BR05&part=PT039', 10], ['location=VN-BR05&bin=good&reason=received', 5], ['location=VN-BR05&bin=bad', 0], ['location=WH-BR01', 0], ['location=WH-BR05&part=PT039', 10],
  ])('filtered by %s has its rows, walked page by page, the newest first', async (query, rows) => {
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { items, next } = await page(`${query}&limit=4${after}`);
      seen.push(...items.map(({ transfer }) => transfer));
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(seen).toHaveLength(rows);
    expect(new Set(seen).size).toBe(rows);
    expect(seen).toEqual(seen.toSorted((a, b) => Number(b) - Number(a)));
  });

  it('of everybody’s branches is the same rows that each has', async () => {
    const all = (await page('limit=500', 'auditor')).items;
    expect(all.filter(({ branchId }) => branchId === 'BR05').map(({ transfer }) => transfer)).toEqual((await page('limit=500')).items.map(({ transfer }) => transfer));
    expect(all.map(({ branchId }) => branchId)).toContain('BR01');
    expect((await page(`since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z`)).items).toEqual([]);
    expect((await get('/stock-transfers?after=now')).status).toBe(400);
  });
});

it('the levels are walked page by page, show what is short, and nothing of another branch', async () => {
  const { body: { items, next } } = await get<StockLevels>('/stock?limit=2');
  expect(items).toHaveLength(2);
  const rest = (await get<StockLevels>(`/stock?after=${next}`)).body.items;
  const all = (await get<StockLevels>('/stock')).body.items;
  expect([...items, ...rest]).toEqual(all);
  expect(all.every(({ branchId }) => branchId === 'BR05')).toBe(true);
  expect((await get<StockLevels>('/stock?short=true')).body.items.map(({ partCode }) => partCode)).toEqual(['PT038']);
  expect((await get<StockLevels>('/stock?location=WH-BR05', 'clerkElsewhere')).body.items).toEqual([]);
});
