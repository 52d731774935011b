import type { DiscrepancyList } from './features/discrepancy/find-discrepancies';
import type { LoanStanding } from './loan-view';
import { ShippingUnderTest } from './shipping.fixture';
import type { TransferStanding } from './transfer-standing';

/** What people do twice, from the wrong side or at the wrong moment while differences, counts, transfers and loans are settled: the stated answer, and neither rows nor events nor stock nor accounts are others than before. */
let house: ShippingUnderTest;
beforeAll(async () => void (house = await ShippingUnderTest.start()));
afterAll(() => house?.stop());

type Who = Parameters<ShippingUnderTest['post']>[0];
type Try = readonly [who: Who, path: string, body?: object];
const photo = 'ef'.repeat(32);

const refused = async ([who, path, body = {}]: Try, status: number, code: string): Promise<void> => {
  const before = await house.everything();
  expect(await house.post(who, path, body)).toMatchObject({ status, body: { type: `/problems/${code}` } });
  expect(await house.everything()).toEqual(before);
};
/** A case of a box of which one is missing, or came broken. */
const difference = async (receipt: object = { received: 3, rejected: 0 }): Promise<string> => {
  const { note } = await house.dispatched();
  await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines: [{ part: 'PT039', ...receipt }] });
  return (await house.get<DiscrepancyList>('clerk', `/discrepancies?note=${note.id}`)).body.items[0]!.id;
};
const offer = (id: string, more: object) => house.done('clerk', `/discrepancies/${id}/offer`, { qty: 1, cause: 'carrier', ...more });

describe('a remedy', () => {
  it.each([['resend', {}], ['credit', { amount: '50.00' }], ['accept', {}]])('is agreed to once: %s a second time is refused, and so is every other offer', async (remedy, more) => {
    const id = await difference();
    await offer(id, { remedy, ...more });
    await house.done('dealer', `/discrepancies/${id}/accept`);
    await refused(['dealer', `/discrepancies/${id}/accept`], 409, 'discrepancy.move-not-allowed');
    await refused(['clerk', `/discrepancies/${id}/accept`], 409, 'discrepancy.move-not-allowed');
    await refused(['clerk', `/discrepancies/${id}/offer`, { qty: 1, cause: 'carrier', remedy: 'accept' }], 409, 'discrepancy.move-not-allowed');
    await refused(['dealer', `/discrepancies/${id}/counter`, { qty: 1, remedy: 'accept' }], 409, 'discrepancy.move-not-allowed');
  });

  it('is not agreed to by the side that offers it, whichever side that is, nor by a stranger', async () => {
    const id = await difference();
    await offer(id, { remedy: 'accept' });
    for (const who of ['clerk', 'branchManager'] as const) await refused([who, `/discrepancies/${id}/accept`], 409, 'discrepancy.own-offer');
    await refused(['otherDealer', `/discrepancies/${id}/accept`], 404, 'discrepancy.not-found');
    await refused(['clerkElsewhere', `/discrepancies/${id}/accept`], 404, 'discrepancy.not-found');
    await house.done('dealer', `/discrepancies/${id}/counter`, { qty: 1, remedy: 'credit', amount: '96.25' });
    await refused(['dealer', `/discrepancies/${id}/accept`], 409, 'discrepancy.own-offer');
    await refused(['supervisor', `/discrepancies/${id}/accept`], 409, 'discrepancy.self-or-relative');
  });

  it('is not worth more than the pieces, from neither side, nor less than something', async () => {
    const id = await difference();
    await refused(['clerk', `/discrepancies/${id}/offer`, { qty: 1, cause: 'carrier', remedy: 'credit', amount: '96.26' }], 409, 'discrepancy.above-value');
    await offer(id, { remedy: 'accept' });
    await refused(['dealer', `/discrepancies/${id}/counter`, { qty: 1, remedy: 'credit', amount: '96.26' }], 409, 'discrepancy.above-value');
    await refused(['dealer', `/discrepancies/${id}/counter`, { qty: 1, remedy: 'credit', amount: '0' }], 409, 'discrepancy.above-value');
  });

  it('takes rejected pieces in once, and only those that are to come back', async () => {
    const id = await difference({ received: 4, rejected: 1, reason: 'damaged', photos: [photo] });
    await refused(['storekeeper', `/discrepancies/${id}/take-in`], 409, 'discrepancy.move-not-allowed');
    await offer(id, { remedy: 'return', rejectedPiece: 'come_back' });
    await house.done('dealer', `/discrepancies/${id}/accept`);
    await house.done('storekeeper', `/discrepancies/${id}/take-in`);
    await refused(['storekeeper', `/discrepancies/${id}/take-in`], 409, 'discrepancy.move-not-allowed');
  });
});

it('a box is received once, and by nobody else', async () => {
  const { note } = await house.dispatched();
  const lines = [{ part: 'PT039', received: 4, rejected: 0 }];
  await refused(['otherDealer', `/delivery-notes/${note.id}/receipt`, { lines }], 404, 'delivery-note.not-found');
  await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines });
  await refused(['dealer', `/delivery-notes/${note.id}/receipt`, { lines }], 409, 'delivery-note.received-already');
});

it('a count below what is in a picking is refused while somebody picks', async () => {
  await house.stock('PT037', 5);
  await house.picked({ lines: [{ part: 'PT037', qty: 4 }] });
  await refused(['branchManager', '/stock-counts', { location: 'WH-BR05', part: 'PT037', bin: 'good', counted: 3 }], 409, 'stock.counted-below-picked');
  await refused(['storekeeper', '/stock-counts', { location: 'WH-BR05', part: 'PT037', bin: 'good', counted: 5 }], 403, 'access.denied');
});

it('a transfer is received once, by the branch that it goes to, after it has left', async () => {
  const { id } = await house.done<TransferStanding>('storekeeper', '/transfers', { from: 'WH-BR05', to: 'WH-BR01', lines: [{ part: 'PT039', qty: 2 }] });
  await refused(['storekeeperElsewhere', `/transfers/${id}/receive`], 409, 'transfer.move-not-allowed');
  await house.done('clerk', `/transfers/${id}/send`);
  await refused(['storekeeper', `/transfers/${id}/receive`], 404, 'transfer.not-found');
  await house.done('storekeeperElsewhere', `/transfers/${id}/receive`);
  await refused(['storekeeperElsewhere', `/transfers/${id}/receive`], 409, 'transfer.move-not-allowed');
  await refused(['storekeeper', `/transfers/${id}/call-off`], 409, 'transfer.move-not-allowed');
});

it('a loan comes back once', async () => {
  const [row] = await house.service.rows<{ day: string }>("SELECT ((business_now() AT TIME ZONE 'Asia/Shanghai')::date + 9)::text AS day");
  const { id } = await house.done<LoanStanding>('storekeeper', '/loans', { location: 'WH-BR05', borrowerKind: 'dealer', borrower: 'DL017', part: 'PT039', qty: 1, dueOn: row!.day });
  await refused(['storekeeper', `/loans/${id}/take-back`, { qty: 2, to: 'good' }], 409, 'loan.more-than-lent');
  await house.done('storekeeper', `/loans/${id}/take-back`, { qty: 1, to: 'good' });
  await refused(['storekeeper', `/loans/${id}/take-back`, { qty: 1, to: 'good' }], 409, 'loan.move-not-allowed');
  await refused(['branchManager', `/loans/${id}/charge`, { amount: '1' }], 409, 'loan.move-not-allowed');
});
