import type { LoanStanding } from '../../loan-view';
import { ShippingUnderTest } from '../../shipping.fixture';
import type { LedgerPage } from '../stock/show-ledger';
import type { FoundLoans } from './find-loans';

let house: ShippingUnderTest;
beforeAll(async () => {
  house = await ShippingUnderTest.start();
  await house.service.admin.query("INSERT INTO device VALUES ('YG2603000900', 'MD04', NULL, NULL)");
});
afterAll(() => house?.stop());

const day = async (days: number) => (await house.service.rows<{ day: string }>(`SELECT ((business_now() AT TIME ZONE 'Asia/Shanghai')::date + $1::int)::text AS day`, days))[0]!.day;
const body = async (more: object = {}) => ({ location: 'WH-BR05', borrowerKind: 'dealer', borrower: 'DL017', part: 'PT039', qty: 2, dueOn: await day(10), ...more });
const lend = async (more: object = {}) => house.done<LoanStanding>('storekeeper', '/loans', await body(more));
const view = async (id: string, who: Parameters<ShippingUnderTest['get']>[0] = 'storekeeper') => (await house.get<FoundLoans>(who, `/loans?loan=${id}`)).body.items[0];
const lentBin = async () => (await house.service.rows<{ on_hand: number }>("SELECT on_hand FROM stock_balance WHERE part = 'PT039' AND account = 'bin:WH-BR05:lent'"))[0]?.on_hand ?? 0;

describe('a loan', () => {
  it('leaves the good bin, is seen by its borrower alone, comes back piece by piece, and is worth what it was', async () => {
    const [[good], out] = [await house.bin('PT039', 'good'), await lentBin()];
    const { id, number } = await lend();
    expect(number).toMatch(/^LN-HZ-\d{4}-000001$/);
    expect([(await house.bin('PT039', 'good'))[0], await lentBin()]).toEqual([good - 2, out + 2]);
    expect(await view(number, 'dealer')).toMatchObject({ id, openQty: 2, can: [] });
    expect(await view(id, 'otherDealer')).toBeUndefined();
    expect(await view(id)).toMatchObject({ state: 'lent', overdue: false, can: ['take_back'] });
    expect(await house.done('storekeeper', `/loans/${id}/take-back`, { qty: 1, to: 'good' })).toMatchObject({ state: 'lent', openQty: 1 });
    const [quarantine] = await house.bin('PT039', 'quarantine');
    expect(await house.done('storekeeper', `/loans/${id}/take-back`, { qty: 1, to: 'quarantine' })).toMatchObject({ state: 'returned', openQty: 0 });
    expect([(await house.bin('PT039', 'good'))[0], (await house.bin('PT039', 'quarantine'))[0], await lentBin()]).toEqual([good - 1, quarantine + 1, out]);
    expect(await house.factsOf(id)).toEqual(['lent', 'returned', 'returned']);
    // The ledger calls it by its number.
    expect((await house.get<LedgerPage>('storekeeper', `/stock-transfers?document=${id}`)).body.items.map(({ documentKind, documentNumber }) => [documentKind, documentNumber])).toEqual(Array(3).fill(['loan', number]));
    expect(await house.service.rows('SELECT 1 FROM timer WHERE subject = $1', id)).toEqual([]);
  });

  it('that does not come back is paid for: it leaves our books, and the dealer’s account has it', async () => {
    const { id } = await lend({ qty: 1 });
    const charges = async () => Number((await house.service.rows<{ balance: string }>("SELECT balance::text FROM dealer_account WHERE dealer_code = 'DL017'"))[0]?.balance ?? 0);
    const [before, out] = [await charges(), await lentBin()];
    expect(await house.done('branchManager', `/loans/${id}/charge`, { amount: '90' })).toMatchObject({ state: 'charged', openQty: 0 });
    expect([await charges(), await lentBin()]).toEqual([before + 90, out - 1]);
    expect(await house.post('storekeeper', `/loans/${id}/take-back`, { qty: 2, to: 'good' })).toMatchObject({ status: 409, body: { type: '/problems/loan.more-than-lent' } });
    // It comes back after all: it is ours again, and he has not to pay for it, once.
    expect(await house.done('storekeeper', `/loans/${id}/take-back`, { qty: 1, to: 'good' })).toMatchObject({ state: 'returned', openQty: 0 });
    expect([await charges(), await lentBin()]).toEqual([before, out - 1]);
    expect(await house.post('storekeeper', `/loans/${id}/take-back`, { qty: 1, to: 'good' })).toMatchObject({ status: 409, body: { type: '/problems/loan.move-not-allowed' } });
  });

  it('of a device is with one borrower at a time, also when two ask at the same moment', async () => {
    const device = await body({ part: null, serial: 'YG2603000900', qty: 1 });
    const answers = await Promise.all([1, 2].map(() => house.post<LoanStanding>('storekeeper', '/loans', device)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const { id } = answers.find(({ status }) => status === 201)!.body;
    await house.done('storekeeper', `/loans/${id}/take-back`, { qty: 1, to: 'good' });
    expect((await house.post('storekeeper', '/loans', device)).status).toBe(201);
  });

  it.each<[string, Parameters<ShippingUnderTest['post']>[0], object, number, string]>([
    ['more than there is', 'storekeeper', { qty: 100_000 }, 409, 'stock.insufficient'],
    ['neither a part nor a device', 'storekeeper', { part: null }, 409, 'loan.part-or-device'],
    ['a device that was sold', 'storekeeper', { part: null, serial: 'YG2603000407', qty: 1 }, 409, 'loan.device-not-ours'],
    ['to nobody', 'storekeeper', { borrower: 'DL999' }, 409, 'loan.borrower-unknown'],
    ['to a dealer of another branch', 'storekeeper', { borrower: 'DL001' }, 409, 'loan.borrower-unknown'],
    ['for no time', 'storekeeper', { dueOn: '2020-01-01' }, 409, 'loan.due-day-invalid'],
    ['until a day that does not exist', 'storekeeper', { dueOn: '2026-02-30' }, 400, 'request.invalid'],
    ['from another branch', 'storekeeper', { location: 'WH-BR01' }, 404, 'location.not-found'],
    ['by a dealer to himself', 'dealer', {}, 403, 'access.denied'],
  ])('%s is refused, and nothing has changed', async (_what, who, more, status, code) => {
    const before = await house.everything();
    expect(await house.post(who, '/loans', await body(more))).toMatchObject({ status, body: { type: `/problems/${code}` } });
    expect(await house.everything()).toEqual(before);
  });
});

// Last: the clock only moves forward.
it('reminds its borrower three days before, and is overdue when the day is over', async () => {
  const { id } = await lend({ qty: 1 });
  const due = (await view(id))!.dueOn;
  const at = (days: number, time: string) => new Date(Date.parse(`${due}T${time}:00+08:00`) + days * 86_400_000);
  await house.service.advanceTo(at(-3, '09:00'));
  expect(await view(id)).toMatchObject({ state: 'reminded' });
  await house.service.advanceTo(at(1, '00:00'));
  expect(await view(id)).toMatchObject({ state: 'overdue', overdue: true });
  expect(await house.factsOf(id)).toEqual(['lent', 'reminded', 'overdue']);
});
