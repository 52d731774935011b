import { PenaltyApprovedV1, type ReceivedEvent } from '@aftercare/contracts';
import { Money, newId } from '@aftercare/kernel';
import fc from 'fast-check';
import type { PaymentStanding } from '../../dealer-payment-view';
import type { LoanStanding } from '../../loan-view';
import { enterRow, type AccountRowKind } from '../../persistence/dealer-account';
import { WhenPenaltyApproved } from '../../reactions/when-penalty-approved';
import { ShippingUnderTest } from '../../shipping.fixture';
import type { DiscrepancyList } from '../discrepancy/find-discrepancies';
import type { DealerAccountList } from './find-dealer-accounts';
import type { AccountRowPage } from './show-account-rows';

let house: ShippingUnderTest;
beforeAll(async () => {
  house = await ShippingUnderTest.start();
  await house.service.admin.query("UPDATE staff SET skills = '{finance_approval}' WHERE id = 'ST008'; INSERT INTO dealer VALUES ('DL019', 'BR05', 1000, 'CNY')");
});
afterAll(() => house?.stop());

type Who = Parameters<ShippingUnderTest['post']>[0];
const day = async (days: number) => (await house.service.rows<{ day: string }>(`SELECT ((business_now() AT TIME ZONE 'Asia/Shanghai')::date + $1::int)::text AS day`, days))[0]!.day;
let references = 0;
const body = async (more: object = {}) => ({ dealer: 'DL018', amount: '60.50', paidOn: await day(0), reference: `ICBC-${++references}00`, reason: 'settlement', ...more });
const pay = async (more: object = {}) => house.done<PaymentStanding>('hqAnalyst', '/dealer-payments', await body(more));
const account = async (dealer: string, who: Who = 'clerk') => (await house.get<AccountRowPage>(who, `/dealer-accounts/${dealer}/rows?limit=200`)).body;
const balance = async (dealer: string) => (await account(dealer)).accounts[0]!.balance;
const stands = async (dealer: string) => (({ balance: owes, promised, free }) => [owes, promised, free])((await account(dealer)).accounts[0]!);
/** Of the newest rows, the newest first. */
const rows = async (dealer: string, count: number) => (await account(dealer)).items.slice(0, count).map(({ kind, amount }) => [kind, amount]);
const photo = 'cd'.repeat(32);
/** A difference of a note to this dealer, offered and agreed to. */
const agreed = async (dealer: string, receipt: object, offer: object): Promise<string> => {
  const { note } = await house.dispatched({ dealer });
  const receiver = dealer === 'DL017' ? 'dealer' : 'otherDealer';
  await house.done(receiver, `/delivery-notes/${note.id}/receipt`, { lines: [{ part: 'PT039', ...receipt }] });
  const { id } = (await house.get<DiscrepancyList>('clerk', `/discrepancies?note=${note.id}`)).body.items[0]!;
  await house.done('clerk', `/discrepancies/${id}/offer`, { qty: 1, ...offer });
  await house.done(receiver, `/discrepancies/${id}/accept`);
  return id;
};

describe('the account of a dealer', () => {
  it('is charged with what leaves for him, line by line; what is approved is promised to him until then, or until it is cancelled', async () => {
    const lines = [{ part: 'PT039', qty: 4 }, { part: 'PT001', qty: 2 }];
    const request = await house.approved({ dealer: 'DL019', underWarranty: false, lines });
    expect([await stands('DL019'), (await account('DL019')).items]).toEqual([['0.00', '462.00', '538.00'], []]);
    const scans = [{ part: 'PT039', qty: 3 }, { part: 'PT001', qty: 2 }];
    const picking = await house.done<{ id: string }>('storekeeper', `/parts-requests/${request.id}/pickings`, { scans, short: [{ part: 'PT039', reason: 'could_not_locate' }] });
    await house.done('clerk', `/pickings/${picking.id}/check`, { counts: scans });
    const note = await house.done<{ id: string; number: string }>('storekeeper', '/delivery-notes', { pickingId: picking.id });
    expect(await stands('DL019')).toEqual(['0.00', '462.00', '538.00']);
    await house.done('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [note.id] });
    expect(await stands('DL019')).toEqual(['365.75', '96.25', '538.00']);
    const { items } = await account('DL019');
    expect(items.map(({ kind, part, qty, unitPrice, amount }) => [kind, part, qty, unitPrice, amount])).toEqual([['dispatched', 'PT001', 2, '38.50', '77.00'], ['dispatched', 'PT039', 3, '96.25', '288.75']]);
    expect(items[0]).toMatchObject({ branchId: 'BR05', document: note.number, documentId: note.id, actor: 'ST031', reference: null });
    await house.done('clerk', `/parts-requests/${request.id}/cancel`, { reason: 'not_needed' });
    expect(await stands('DL019')).toEqual(['365.75', '0.00', '634.25']);
  });

  it('has nothing of a note that was void before it left, and of a box that came back unopened the rows against it: both are promised as before', async () => {
    const note = await house.issued({ dealer: 'DL019', underWarranty: false });
    await house.done('storekeeper', `/delivery-notes/${note.id}/void`, { reason: 'mistake' });
    expect(await stands('DL019')).toEqual(['365.75', '385.00', '249.25']);
    await house.done('clerk', `/parts-requests/${note.requestId}/cancel`, { reason: 'mistake' });
    const { note: gone, shipment } = await house.dispatched({ dealer: 'DL019', underWarranty: false });
    expect(await stands('DL019')).toEqual(['750.75', '0.00', '249.25']);
    await house.done('storekeeper', `/shipments/${shipment.id}/take-back`);
    expect([await rows('DL019', 2), await stands('DL019')]).toEqual([[['returned', '-385.00'], ['dispatched', '385.00']], ['365.75', '385.00', '249.25']]);
    await house.done('clerk', `/parts-requests/${gone.requestId}/cancel`, { reason: 'mistake' });
    expect(await stands('DL019')).toEqual(['365.75', '0.00', '634.25']);
  });

  it('has nothing of a warranty, whatever leaves', async () => {
    await house.dispatched({ dealer: 'DL019' });
    expect(await stands('DL019')).toEqual(['365.75', '0.00', '634.25']);
  });

  it('counts what another branch has promised to him against the same limit', async () => {
    await house.service.admin.query("UPDATE parts_request SET branch_id = 'BR01' WHERE id = $1", [(await house.approved({ dealer: 'DL019', underWarranty: false })).id]);
    expect(await stands('DL019')).toEqual(['365.75', '385.00', '249.25']);
    const ask = (qty: number) => house.approved({ dealer: 'DL019', underWarranty: false, lines: [{ part: 'PT039', qty }] });
    expect([(await ask(3)).state, (await ask(2)).state]).toEqual(['in_approval', 'approved']);
  });

  it('goes down by a payment, below nothing where he has paid in advance, and up again where it was none', async () => {
    const paid = await pay();
    expect(paid).toMatchObject({ number: expect.stringMatching(/^PY-HZ-\d{4}-000001$/), amount: '60.50', currency: 'CNY', state: 'recorded' });
    expect([await balance('DL018'), (await account('DL018', 'otherDealer')).items[0]]).toEqual(['-60.50', expect.objectContaining({ kind: 'payment', amount: '-60.50', reference: 'ICBC-100', paidOn: await day(0), canUndo: true })]);
    expect(await house.done('hqAnalyst', `/dealer-payments/${paid.id}/undo`, { reason: 'wrong_dealer' })).toMatchObject({ state: 'undone' });
    expect([await balance('DL018'), await rows('DL018', 2)]).toEqual(['0.00', [['payment_undone', '60.50'], ['payment', '-60.50']]]);
    expect((await account('DL018')).items.slice(0, 2).map(({ canUndo }) => canUndo)).toEqual([false, false]);
    expect(await house.factsOf(paid.id)).toEqual(['recorded', 'undone']);
    const before = await house.everything();
    expect(await house.post('hqAnalyst', `/dealer-payments/${paid.id}/undo`, { reason: 'bounced' })).toMatchObject({ status: 409, body: { type: '/problems/dealer-payment.undone-already' } });
    expect(await house.everything()).toEqual(before);
    // The same money, for the right one.
    await pay({ reference: 'ICBC-100' });
  });

  it('is paid once by one transfer of money, also when it is entered twice at the same moment', async () => {
    const twice = await body();
    const answers = await Promise.all([1, 2, 3].map(() => house.post('hqAnalyst', '/dealer-payments', twice)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect(await rows('DL018', 2)).toEqual([['payment', '-60.50'], ['payment', '-60.50']]);
    expect(await house.post('hqAnalyst', '/dealer-payments', twice)).toMatchObject({ status: 409, body: { type: '/problems/dealer-payment.reference-taken' } });
  });

  it('leaves room for what he orders next: above his limit finance is asked, below it nobody', async () => {
    await house.service.admin.query("UPDATE dealer SET credit_limit = 100 WHERE code = 'DL018'");
    const ask = () => house.approved({ dealer: 'DL018', underWarranty: false, lines: [{ part: 'PT039', qty: 2 }] });
    expect((await ask()).state).not.toBe('in_approval'); // −121.00 + 192.50
    expect((await ask()).state).toBe('in_approval');
    await pay({ amount: '200' });
    expect((await ask()).state).not.toBe('in_approval');
    await house.service.admin.query("UPDATE dealer SET credit_limit = NULL WHERE code = 'DL018'");
  });

  it('is credited with a difference once it is settled, not before what has to come back is here, and not where he bears the cost', async () => {
    const before = await balance('DL018');
    await agreed('DL018', { received: 3, rejected: 0 }, { cause: 'carrier', remedy: 'credit', amount: '96.25' });
    expect(await rows('DL018', 1)).toEqual([['difference_credited', '-96.25']]);
    const id = await agreed('DL018', { received: 4, rejected: 1, reason: 'damaged', photos: [photo] }, { cause: 'supplier', remedy: 'credit', amount: '50', rejectedPiece: 'come_back' });
    expect(await rows('DL018', 1)).toEqual([['difference_credited', '-96.25']]);
    await house.done('storekeeper', `/discrepancies/${id}/take-in`);
    expect(await rows('DL018', 2)).toEqual([['difference_credited', '-50.00'], ['difference_credited', '-96.25']]);
    await agreed('DL018', { received: 3, rejected: 0 }, { cause: 'dealer', remedy: 'credit', amount: '96.25' });
    expect(Number(await balance('DL018'))).toBe(Number(before) - 146.25);
  });

  it('has what a loan cost that did not come back, and no more of it than is still with him', async () => {
    const before = Number(await balance('DL018'));
    const { id } = await house.done<LoanStanding>('storekeeper', '/loans', { location: 'WH-BR05', borrowerKind: 'dealer', borrower: 'DL018', part: 'PT039', qty: 3, dueOn: await day(10) });
    await house.done('branchManager', `/loans/${id}/charge`, { amount: '100' });
    expect(Number(await balance('DL018'))).toBe(before + 100);
    for (const qty of [1, 2]) await house.done('storekeeper', `/loans/${id}/take-back`, { qty, to: 'quarantine' });
    expect([await rows('DL018', 3), Number(await balance('DL018'))]).toEqual([[['loan_returned', '-66.67'], ['loan_returned', '-33.33'], ['loan_charged', '100.00']], before]);
  });

  it('has a penalty that finance agreed to, once, however often it is told', async () => {
    const [penaltyId, before] = [newId(), Number(await balance('DL018'))];
    const told = (): ReceivedEvent<PenaltyApprovedV1> => ({ id: newId(), type: PenaltyApprovedV1.type, branchId: 'BR05', data: { ...PenaltyApprovedV1.example, penaltyId, dealerCode: 'DL018' } }) as unknown as ReceivedEvent<PenaltyApprovedV1>;
    for (let time = 0; time < 3; time++) await house.inventory.itself(['BR05'], (tx) => new WhenPenaltyApproved().handle(told(), tx));
    expect([await rows('DL018', 2), Number(await balance('DL018'))]).toEqual([[['penalty', '48.00'], ['loan_returned', '-66.67']], before + 48]);
  });
});

describe('who sees it', () => {
  it('the house that serves him, and himself; nobody else knows that there is one', async () => {
    const seen = async (who: Who, path: string) => (await house.get(who, path)).status;
    expect([await seen('clerk', '/dealer-accounts/DL018/rows'), await seen('otherDealer', '/dealer-accounts/DL018/rows'), await seen('auditor', '/dealer-accounts/DL018/rows')]).toEqual([200, 200, 200]);
    expect([await seen('dealer', '/dealer-accounts/DL018/rows'), await seen('dealer', '/dealer-accounts/DL018/export?format=csv'), await seen('clerkElsewhere', '/dealer-accounts/DL018/rows'), await seen('clerk', '/dealer-accounts/DL999/rows')]).toEqual([404, 404, 404, 404]);
    expect([await seen('storekeeper', '/dealer-accounts'), await seen('carrier', '/dealer-accounts')]).toEqual([403, 403]);
    const list = async (who: Who, query = '') => (await house.get<DealerAccountList>(who, `/dealer-accounts${query}`)).body.items;
    expect((await list('otherDealer')).map(({ dealerCode }) => dealerCode)).toEqual(['DL018']);
    expect([await list('otherDealer', '?dealer=DL017'), await list('clerkElsewhere')]).toEqual([[], []]);
    expect(await list('clerk', '?dealer=DL005')).toEqual([{ dealerCode: 'DL005', branchId: 'BR05', currency: 'CNY', balance: '0.00', promised: '0.00', creditLimit: null, free: null }]);
  });

  it('also what another branch has entered for him, and that branch its own row only', async () => {
    await house.inventory.itself(['BR01'], (tx) => enterRow(tx, 'BR01', 'DL018', Money.of('7.00', 'CNY'), 'difference_charged', { id: newId(), number: 'PR-TJ-2026-000009' }));
    expect((await account('DL018')).items[0]).toMatchObject({ branchId: 'BR01', amount: '7.00' });
    expect(await house.inventory.itself(['BR01'], (tx) => tx.query("SELECT document FROM dealer_account_row WHERE dealer_code = 'DL018'"))).toEqual([{ document: 'PR-TJ-2026-000009' }]);
  });

  it('page by page, by kind and day, and to take home', async () => {
    const all = (await account('DL018')).items;
    const first = (await house.get<AccountRowPage>('clerk', '/dealer-accounts/DL018/rows?limit=2')).body;
    const second = (await house.get<AccountRowPage>('clerk', `/dealer-accounts/DL018/rows?limit=2&after=${first.next}`)).body;
    expect([...first.items, ...second.items]).toEqual(all.slice(0, 4));
    const payments = (await house.get<AccountRowPage>('clerk', `/dealer-accounts/DL018/rows?kind=payment&from=${await day(0)}&to=${await day(0)}`)).body;
    expect(payments.items).toEqual(all.filter(({ kind }) => kind === 'payment'));
    expect((await house.get<AccountRowPage>('clerk', `/dealer-accounts/DL018/rows?to=${await day(-1)}`)).body.items).toEqual([]);
    const { status, body: csv } = await house.get<string>('otherDealer', '/dealer-accounts/DL018/export?format=csv');
    expect([status, csv.trim().split('\n').length]).toEqual([200, all.length + 1]);
    expect(csv).toContain('-60.50');
  });
});

describe('what is refused, and changes nothing', () => {
  it.each<[string, Who, object, number, string]>([
    ['a payment by who is not finance', 'branchManager', {}, 409, 'dealer-payment.needs-finance'],
    ['a payment by a relative of the dealer', 'supervisor', { dealer: 'DL017' }, 409, 'dealer-payment.self-or-relative'],
    ['a payment by the dealer', 'otherDealer', {}, 403, 'access.denied'],
    ['a payment by a clerk', 'clerk', {}, 403, 'access.denied'],
    ['no money', 'hqAnalyst', { amount: '0' }, 409, 'dealer-payment.amount-invalid'],
    ['less than no money', 'hqAnalyst', { amount: '-5' }, 400, 'request.invalid'],
    ['half a cent', 'hqAnalyst', { amount: '1.005' }, 400, 'request.invalid'],
    ['money as a number', 'hqAnalyst', { amount: 5 }, 400, 'request.invalid'],
    ['of a dealer whom nobody knows', 'hqAnalyst', { dealer: 'DL999' }, 409, 'dealer-payment.dealer-unknown'],
    ['of a dealer of another branch', 'branchManager', { dealer: 'DL001' }, 409, 'dealer-payment.dealer-unknown'],
    ['on a day that does not exist', 'hqAnalyst', { paidOn: '2026-02-30' }, 400, 'request.invalid'],
    ['tomorrow', 'hqAnalyst', { paidOn: '2999-01-01' }, 409, 'dealer-payment.day-invalid'],
    ['in the last century', 'hqAnalyst', { paidOn: '1999-12-31' }, 409, 'dealer-payment.day-invalid'],
    ['without a reference', 'hqAnalyst', { reference: '' }, 400, 'request.invalid'],
    ['for a reason of one’s own', 'hqAnalyst', { reason: 'gift' }, 400, 'request.invalid'],
  ])('%s', async (_what, who, more, status, code) => {
    const before = await house.everything();
    expect(await house.post(who, '/dealer-payments', await body(more))).toMatchObject({ status, body: { type: `/problems/${code}` } });
    expect(await house.everything()).toEqual(before);
  });

  it('a row is never changed, nor taken away, not even by who owns the database', async () => {
    for (const sql of ["UPDATE dealer_account_row SET amount = 1", 'DELETE FROM dealer_account_row', 'TRUNCATE dealer_account_row']) {
      await expect(house.service.admin.query(sql)).rejects.toThrow(/append-only/);
      await expect(house.inventory.itself(['BR05'], (tx) => tx.query(sql))).rejects.toMatchObject({ code: '42501' });
    }
  });
});

/** Whatever is entered for whom, at the same time and again: the balance is the sum of the rows, and each paper is there once. */
it('is the sum of its rows, whatever is entered at the same time and however often', async () => {
  const single: readonly AccountRowKind[] = ['opening', 'difference_charged', 'difference_credited', 'loan_charged', 'penalty', 'payment', 'payment_undone'];
  const entry = fc.record({ dealer: fc.constantFrom('DL901', 'DL902'), paper: fc.nat({ max: 5 }), kind: fc.constantFrom(...single, 'cancelled', 'loan_returned'), cents: fc.integer({ min: -1_000_000, max: 1_000_000 }), again: fc.nat({ max: 2 }) });
  await fc.assert(fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), async (entries) => {
    const run = newId();
    const expected = new Map<string, number>();
    // What is told again says the same.
    const told = entries.flatMap((one) => Array.from({ length: 1 + one.again }, () => one));
    const firsts = new Map<string, (typeof entries)[number]>();
    for (const one of told) {
      const key = `${one.dealer} ${one.paper} ${one.kind}`;
      const first = firsts.get(key) ?? one;
      const repeated = firsts.has(key) && single.includes(one.kind);
      firsts.set(key, first);
      if (!repeated && (single.includes(one.kind) ? first : one).cents !== 0) expected.set(one.dealer, (expected.get(one.dealer) ?? 0) + (single.includes(one.kind) ? first : one).cents);
    }
    await Promise.all(told.map((one) => {
      const said = single.includes(one.kind) ? firsts.get(`${one.dealer} ${one.paper} ${one.kind}`)! : one;
      return house.inventory.itself(['BR05'], (tx) => enterRow(tx, 'BR05', `${one.dealer}-${run}`, Money.of((said.cents / 100).toFixed(2), 'CNY'), one.kind, { id: `${run} ${one.dealer} ${one.paper}`, number: 'P' }));
    }));
    const found = await house.service.rows<{ dealer: string; balance: string; sum: string }>(
      'SELECT split_part(a.dealer_code, $2, 1) AS dealer, a.balance::text, (SELECT sum(amount) FROM dealer_account_row r WHERE r.dealer_code = a.dealer_code AND r.currency = a.currency)::text AS sum FROM dealer_account a WHERE a.dealer_code LIKE $1 ORDER BY 1', `%-${run}`, `-${run}`);
    for (const { balance: stands, sum } of found) expect(stands).toBe(sum);
    const moved = [...expected].filter(([, cents]) => cents !== 0).map(([dealer, cents]) => [dealer, (cents / 100).toFixed(2)]).toSorted();
    expect(found.filter(({ balance: stands }) => Number(stands) !== 0).map(({ dealer, balance: stands }) => [dealer, stands])).toEqual(moved);
  }), { numRuns: process.env.FULL === '1' ? 200 : 25 });
});
