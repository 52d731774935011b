import { newId } from '@aftercare/kernel';
import type { RequestLine } from '../domain/request-line';
import { InventoryUnderTest } from '../inventory.fixture';
import type { PartsRequestStanding } from '../parts-request-standing';

let inventory: InventoryUnderTest;
const part = 'PT037';

const clerk = async (path: string, body: object) => (await inventory.service.as('clerk')).post<PartsRequestStanding>(path, body);
const manager = async (path: string, body: object) => (await inventory.service.as('branchManager')).post<PartsRequestStanding & { type?: string }>(path, body);
const submitted = async (qty: number, urgency = 'normal') => {
  const { status, body } = await clerk('/parts-requests', { dealer: 'DL005', reason: 'replenishment', underWarranty: true, urgency, lines: [{ part, qty }] });
  expect([status, body]).toEqual([201, expect.objectContaining({ state: 'submitted' })]);
  return body.id;
};
const approve = async (id: string, qty: number) => {
  const { status, body } = await manager(`/parts-requests/${id}/decision`, { lines: [{ part, approved: qty }], warrantyGround: 'part_itself' });
  expect([status, body]).toEqual([200, expect.objectContaining({ state: 'approved' })]);
};
const approved = async (qty: number, urgency?: string) => {
  const id = await submitted(qty, urgency);
  await approve(id, qty);
  return id;
};
const lineOf = async (id: string): Promise<RequestLine> => (await inventory.service.rows<{ lines: RequestLine[] }>('SELECT lines FROM parts_request WHERE id = $1', id))[0]!.lines[0]!;
/** What of each is reserved and what waits. */
const standing = async (...ids: string[]) => {
  const seen = [];
  for (const id of ids) {
    const { reserved, waiting } = await lineOf(id);
    seen.push([reserved, waiting]);
  }
  return seen;
};
const shelf = async () => (await inventory.service.rows<{ row: number[] }>(`SELECT json_build_array(on_hand, reserved) AS row FROM stock_balance WHERE part = $1 AND account = 'bin:WH-BR05:good'`, part))[0]?.row ?? [0, 0];
const promised = async () => (await inventory.service.rows<{ qty: number }>('SELECT coalesce(sum(qty), 0)::int AS qty FROM stock_reservation'))[0]!.qty;
const count = async (counted: number) => manager('/stock-counts', { part, location: 'WH-BR05', bin: 'good', counted });
const causes = async (id: string) => (await inventory.service.rows<{ type: string; because: string | null }>(
  `SELECT split_part(type, '.', 4) AS type, convert_from(payload, 'UTF8')::json ->> 'because' AS because FROM event WHERE key = $1 ORDER BY id`, id)).map(({ type, because }) => (because ? `${type} ${because}` : type));

beforeAll(async () => {
  inventory = await InventoryUnderTest.start();
  await inventory.hearOfPeople();
});
beforeEach(() => inventory.service.admin.query('DELETE FROM timer; DELETE FROM stock_reservation; UPDATE stock_balance SET on_hand = 0, reserved = 0, value = 0; DELETE FROM parts_request'));
afterAll(() => inventory?.service.stop());

describe('goods that come in', () => {
  it('go to who waits: urgent and long waiting ones first, then the oldest', async () => {
    const [older, newer, urgent, long] = [await approved(2), await approved(2), await approved(2, 'urgent'), await approved(2)];
    await inventory.service.rows(`UPDATE parts_request SET lines = jsonb_set(lines, '{0,backOrderSince}', to_jsonb(to_char(inventory.business_now() - interval '31 days', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) WHERE id = $1`, long);
    const seen = [];
    for (const qty of [1, 2, 1, 2, 3]) {
      await inventory.stock(part, qty);
      seen.push(await standing(long, urgent, older, newer));
    }
    expect(seen).toEqual([
      [[1, 1], [0, 2], [0, 2], [0, 2]],
      [[2, 0], [1, 1], [0, 2], [0, 2]],
      [[2, 0], [2, 0], [0, 2], [0, 2]],
      [[2, 0], [2, 0], [2, 0], [0, 2]],
      [[2, 0], [2, 0], [2, 0], [2, 0]],
    ]);
    expect([await shelf(), await promised()]).toEqual([[9, 8], 8]);
  });

  it('do not pass by who starts to wait at the same moment', async () => {
    for (let round = 0; round < 8; round++) {
      const id = await submitted(2);
      await Promise.all([approve(id, 2), inventory.stock(part, 1), inventory.stock(part, 1)]);
      expect(await standing(id)).toEqual([[2, 0]]);
    }
    const [onHand, reserved] = await shelf();
    expect([onHand, reserved]).toEqual([16, 16]);
  });

  it('into quarantine are nobody’s yet; put away, they are', async () => {
    const id = await approved(1);
    const keeper = await inventory.service.as('storekeeper');
    await keeper.post('/goods-receipts', { part, qty: 1, location: 'WH-BR05', bin: 'quarantine' });
    expect(await standing(id)).toEqual([[0, 1]]);
    await keeper.post('/stock-moves', { part, qty: 1, location: 'WH-BR05', from: 'quarantine', to: 'good' });
    expect(await standing(id)).toEqual([[1, 0]]);
  });

  it('and go at once raise no alarm: there was nothing to be had before', async () => {
    const alarms = async () => (await inventory.service.rows("SELECT 1 FROM event WHERE type LIKE '%stock.fell_short%'")).length;
    const [id, before] = [await approved(5), await alarms()];
    await inventory.stock(part, 5);
    expect([await standing(id), await alarms()]).toEqual([[[5, 0]], before]);
    await inventory.stock(part, 3);
    await approved(2);
    expect(await alarms()).toBe(before + 1);
  });

  it('at another place are not for it', async () => {
    const id = await approved(1);
    await inventory.stock(part, 1, 'VN-BR05');
    expect(await standing(id)).toEqual([[0, 1]]);
  });
});

describe('what is promised and not picked', () => {
  const days = async (n: number) => {
    const [{ now }] = (await inventory.service.rows<{ now: Date }>('SELECT inventory.business_now() AS now')) as [{ now: Date }];
    await inventory.service.advanceTo(new Date(now.getTime() + n * 86_400_000));
  };

  it('ends after fourteen days: it waits again, both sides are told, and whoever else waits gets it', async () => {
    await inventory.stock(part, 3);
    const [sleeper, waiter] = [await approved(3), await approved(2)];
    expect(await standing(sleeper, waiter)).toEqual([[3, 0], [0, 2]]);
    await days(13);
    expect(await standing(sleeper, waiter)).toEqual([[3, 0], [0, 2]]);
    await days(1.01);
    expect(await standing(sleeper, waiter)).toEqual([[0, 3], [2, 0]]);
    expect([await shelf(), await promised()]).toEqual([[3, 2], 2]);
    expect(await causes(sleeper)).toEqual(expect.arrayContaining(['back_ordered reservation_expired']));
  });

  it('that is picked stays, for another fourteen days', async () => {
    await inventory.stock(part, 3);
    const id = await approved(3);
    const picking = newId();
    await inventory.itself(['BR05'], (tx) => inventory.requests.changeIn(tx, id, (request, { now }) => request.take(picking, [{ lineNo: 1, qty: 2, short: 0 }], now)));
    await days(14.01);
    expect([await standing(id), (await lineOf(id)).picked, await shelf(), await promised()]).toEqual([[[0, 1]], 2, [3, 2], 2]);
    await inventory.itself(['BR05'], (tx) => inventory.requests.changeIn(tx, id, (request, { now }) => request.putBack(picking, [{ lineNo: 1, qty: 2 }], now)));
    await days(14.01);
    expect([await standing(id), await shelf(), await promised()]).toEqual([[[0, 3]], [3, 0], 0]);
  });
});

describe('a count that finds fewer than are promised', () => {
  it('takes them from who would be served last, who waits again', async () => {
    await inventory.stock(part, 5);
    const [urgent, older, newer] = [await approved(1, 'urgent'), await approved(2), await approved(2)];
    expect((await count(2)).status).toBe(201);
    expect(await standing(urgent, older, newer)).toEqual([[1, 0], [1, 1], [0, 2]]);
    expect([await shelf(), await promised()]).toEqual([[2, 2], 2]);
    expect(await causes(newer)).toEqual(expect.arrayContaining(['back_ordered stock_lost']));
    expect((await count(5)).status).toBe(201);
    expect(await standing(urgent, older, newer)).toEqual([[1, 0], [2, 0], [2, 0]]);
  });

  it('is refused when picked ones would be missing, and changes nothing', async () => {
    await inventory.stock(part, 2);
    const id = await approved(2);
    await inventory.itself(['BR05'], (tx) => inventory.requests.changeIn(tx, id, (request, { now }) => request.take(newId(), [{ lineNo: 1, qty: 2, short: 0 }], now)));
    expect(await count(1)).toMatchObject({ status: 409, body: { type: '/problems/stock.counted-below-picked' } });
    expect([await shelf(), await promised()]).toEqual([[2, 2], 2]);
  });
});

it('what is owed without a day says by when one will be named, and alarms the manager when none was', async () => {
  await count(0);
  const id = await approved(1);
  expect((await causes(id)).at(-1)).toBe('back_ordered no_stock');
  const [row] = await inventory.service.rows<{ now: Date }>('SELECT inventory.business_now() AS now');
  await inventory.service.advanceTo(row!.now);
  expect((await causes(id)).at(-1)).toBe('day_awaited');
  const [{ named } = { named: new Date(0) }] = await inventory.service.rows<{ named: Date }>('SELECT day_named_by AS named FROM parts_request WHERE id = $1', id);
  await inventory.service.advanceTo(new Date(named.getTime() - 1_000));
  expect((await causes(id)).at(-1)).toBe('day_awaited');
  await inventory.service.advanceTo(named);
  expect((await causes(id)).at(-1)).toBe('day_overdue');
  const other = await approved(1);
  await inventory.service.advanceTo(named);
  await manager(`/parts-requests/${other}/promise`, { promisedOn: '2099-01-01' });
  await inventory.service.advanceTo(new Date(named.getTime() + 3 * 86_400_000));
  expect(await causes(other)).not.toContain('day_overdue');
});
