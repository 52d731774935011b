import type { DeliveryNoteView } from '../../delivery-note-view';
import type { ShipmentView } from '../../shipment-view';
import { customerId } from '../../inventory.fixture';
import { ShippingUnderTest } from '../../shipping.fixture';
import type { FoundDocuments } from '../document/find-documents';
import type { DispatchLedgerPage } from '../dispatch-ledger/show-dispatch-ledger';

let house: ShippingUnderTest;

beforeAll(async () => {
  house = await ShippingUnderTest.start();
});
afterAll(() => house?.stop());

const ledger = async (noteId: string) => (await house.get<DispatchLedgerPage>('storekeeper', `/dispatch-ledger?note=${noteId}`)).body.items.toReversed();
const received = (qty: number, rejected = 0, more = {}) => ({ lines: [{ part: 'PT039', received: qty, rejected, ...more }] });
const note = async (id: string) => (await house.get<DeliveryNoteView>('storekeeper', `/delivery-notes/${id}`)).body;
const shipmentOf = async (id: string) => (await house.get<ShipmentView>('storekeeper', `/shipments/${id}`)).body;
const event = async (key: string, fact: string) => {
  const [row] = await house.service.rows<{ payload: Buffer }>(`SELECT payload FROM event WHERE key = $1 AND type LIKE '%.' || $2 || '.v1' ORDER BY id DESC LIMIT 1`, key, fact);
  return JSON.parse(row!.payload.toString()) as Record<string, unknown>;
};

describe('a dispatch', () => {
  it('moves everything in one step: stock, reservation, request, note, ledger, shipment', async () => {
    const before = { good: await house.bin('PT039', 'good'), transit: await house.bin('PT039', 'in_transit') };
    const { note: issued, shipment } = await house.dispatched();
    expect(shipment).toMatchObject({ state: 'in_transit', carrier: 'CR01', notes: [{ noteId: issued.id }], boxes: 1, freightPayer: 'sender', late: false, arrivedOn: null, awaited: [issued.id], number: expect.stringMatching(/^SH-HZ-/) });
    expect(await note(issued.id)).toMatchObject({ state: 'dispatched', shipmentId: shipment.id });
    expect((await house.request(issued.requestId)).lines).toMatchObject([{ shipped: 4, picked: 0, reserved: 0 }]);
    expect([await house.bin('PT039', 'good'), await house.bin('PT039', 'in_transit')]).toEqual([[before.good[0] - 4, before.good[1]], [before.transit[0] + 4, 0]]);
    expect(await ledger(issued.id)).toMatchObject([{ part: 'PT039', qty: 4, reason: 'dispatched', corrects: null, shipmentId: shipment.id, actor: 'ST031' }]);
    expect(await house.factsOf(issued.id)).toEqual(['issued', 'dispatched']);
    const told = await event(issued.id, 'dispatched');
    expect(told).toMatchObject({ dealerCode: 'DL017', requestedBy: 'ST030', lines: [{ part: 'PT039', askedFor: 'PT039', qty: 4, underWarranty: true, value: '385.00' }] });
    // The old part is due 20 days after the day of the dispatch.
    expect((Date.parse((told as { lines: [{ returnDueOn: string }] }).lines[0].returnDueOn) - Date.parse(String(told['dispatchedOn']))) / 86_400_000).toBe(20);
    expect(await event(shipment.id, 'dispatched')).toMatchObject({ tell: { staff: ['ST030'], dealerCode: 'DL017', customerId: null }, zone: 'Asia/Shanghai' });
  });

  it('charges the dealer for what is not under warranty, and owes nothing back for it', async () => {
    const { note: issued } = await house.dispatched({ dealer: 'DL018', underWarranty: false, lines: [{ part: 'PT039', qty: 3 }, { part: 'PT001', qty: 1 }] });
    expect(await event(issued.id, 'charged')).toMatchObject({ dealerCode: 'DL018', total: '327.25', currency: 'CNY' });
    expect(await event(issued.id, 'dispatched')).toMatchObject({ lines: [{ returnDueOn: null }, { returnDueOn: null }] });
  });

  it('carries several notes to one receiver, never to two', async () => {
    const [one, two, other] = [await house.issued(), await house.issued({ lines: [{ part: 'PT001', qty: 2 }] }), await house.issued({ dealer: 'DL018' })];
    const before = await house.everything();
    expect(await house.post('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [one.id, other.id] })).toMatchObject({ status: 409, body: { type: '/problems/shipment.one-receiver' } });
    expect(await house.everything()).toEqual(before);
    const shipment = await house.done<ShipmentView>('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [one.id, two.id], boxes: 3, weightG: 5_000, freight: '25.00', freightPayer: 'receiver' });
    expect(shipment).toMatchObject({ boxes: 3, weightG: 5_000, freight: '25.00', freightPayer: 'receiver', awaited: [one.id, two.id].toSorted() });
    await house.done('dealer', `/delivery-notes/${one.id}/receipt`, received(4));
    expect(await shipmentOf(shipment.id)).toMatchObject({ state: 'signed', awaited: [two.id] });
    await house.done('dealer', `/delivery-notes/${two.id}/receipt`, { lines: [{ part: 'PT001', received: 2, rejected: 0 }] });
    expect(await shipmentOf(shipment.id)).toMatchObject({ awaited: [] });
    expect(await house.service.rows('SELECT kind FROM timer WHERE subject = $1', shipment.id)).toEqual([]);
  });

  it('is promised later beyond the region', async () => {
    const near = await house.dispatched();
    const { id: pickingId } = await house.checked({ dealer: 'DL001' });
    const far = await house.done<DeliveryNoteView>('storekeeper', '/delivery-notes', { pickingId });
    const shipment = await house.done<ShipmentView>('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [far.id] });
    expect((Date.parse(shipment.promisedOn) - Date.parse(near.shipment.promisedOn)) / 86_400_000).toBe(1);
  });

  it.each([
    ['a carrier who does not exist', { carrier: 'CR99' }, 409, 'shipment.carrier-unknown'],
    ['no note', { noteIds: [] }, 400, 'request.invalid'],
    ['a waybill with markup', { waybill: '<b>1</b>' }, 400, 'request.invalid'],
    ['freight as a float', { freight: 12.5 }, 400, 'request.invalid'],
    ['0 boxes', { boxes: 0 }, 400, 'request.invalid'],
    ['a note that does not exist', { noteIds: ['0192f0c1-2d6e-7abc-8def-012345678900'] }, 404, 'delivery-note.not-found'],
  ])('refuses %s, and nothing has changed', async (_what, wrong, status, code) => {
    const issued = await house.issued();
    const before = await house.everything();
    expect(await house.post('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [issued.id], ...wrong })).toMatchObject({ status, body: { type: `/problems/${code}` } });
    expect(await house.everything()).toEqual(before);
  });

  it('happens once: again, void, or under a waybill that is on its way is refused', async () => {
    const { note: gone, shipment } = await house.dispatched();
    const another = await house.issued();
    const before = await house.everything();
    expect(await house.post('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [gone.id] })).toMatchObject({ status: 409, body: { type: '/problems/delivery-note.move-not-allowed' } });
    expect(await house.post('storekeeper', `/delivery-notes/${gone.id}/void`, { reason: 'mistake' })).toMatchObject({ status: 409 });
    expect(await house.post('storekeeper', '/shipments', { carrier: 'CR01', waybill: shipment.waybill, noteIds: [another.id] })).toMatchObject({ status: 409, body: { type: '/problems/shipment.waybill-taken' } });
    expect((await house.post('clerk', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [another.id] })).status).toBe(403);
    expect(await house.everything()).toEqual(before);
  });

  it('of one note by two keepers at once leaves once', async () => {
    const issued = await house.issued();
    const before = await house.bin('PT039', 'in_transit');
    const send = () => house.post('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [issued.id] });
    expect((await Promise.all([send(), send(), send()])).map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect((await house.bin('PT039', 'in_transit'))[0]).toBe(before[0] + 4);
    expect(await ledger(issued.id)).toHaveLength(1);
  });
});

describe('the dispatch ledger', () => {
  it('cannot be changed, neither by a route nor in the database, only added to', async () => {
    const { note: gone } = await house.dispatched();
    const [entry] = await ledger(gone.id);
    for (const who of ['storekeeper', 'clerk'] as const) expect(await house.post(who, `/dispatch-ledger/${entry!.row}/change`, { qty: 3 })).toMatchObject({ status: 409, body: { type: '/problems/dispatch-ledger.immutable' } });
    for (const sql of [`UPDATE dispatch_ledger SET qty = 3 WHERE id = ${entry!.row}`, `DELETE FROM dispatch_ledger WHERE id = ${entry!.row}`, 'TRUNCATE dispatch_ledger']) {
      await expect(house.inventory.itself('*', (tx) => tx.query(sql))).rejects.toMatchObject({ code: '42501' });
      // Not even with the right to: the table itself says no.
      await expect(house.service.admin.query(sql)).rejects.toMatchObject({ code: '42501' });
    }
    expect(await house.done('storekeeper', `/dispatch-ledger/${entry!.row}/corrections`, { qty: -1, reason: 'miscounted' })).toMatchObject({ comesTo: 3 });
    const [first, second] = await ledger(gone.id);
    expect([first, second]).toMatchObject([{ qty: 4, corrects: null }, { qty: -1, reason: 'miscounted', corrects: entry!.row }]);
    expect(await house.post('storekeeper', `/dispatch-ledger/${second!.row}/corrections`, { qty: 1, reason: 'miscounted' })).toMatchObject({ status: 409, body: { type: '/problems/dispatch-ledger.correction-of-correction' } });
    expect(await house.post('storekeeper', `/dispatch-ledger/${entry!.row}/corrections`, { qty: -4, reason: 'miscounted' })).toMatchObject({ status: 409, body: { type: '/problems/dispatch-ledger.less-than-nothing' } });
    expect((await house.post('storekeeper', `/dispatch-ledger/${entry!.row}/corrections`, { qty: 0, reason: 'miscounted' })).status).toBe(400);
  });
});

describe('the receipt', () => {
  it('of all pieces settles note, request and stock, and the box has arrived', async () => {
    const { note: gone, shipment } = await house.dispatched();
    const transit = (await house.bin('PT039', 'in_transit'))[0];
    expect(await house.done('dealer', `/delivery-notes/${gone.id}/receipt`, received(4))).toMatchObject({ state: 'received', receivedBy: 'DL017', lines: [{ qty: 4, received: 4, accepted: 4, rejected: 0, difference: 0 }] });
    expect((await house.bin('PT039', 'in_transit'))[0]).toBe(transit - 4);
    expect((await house.request(gone.requestId)).state).toBe('fulfilled');
    expect(await shipmentOf(shipment.id)).toMatchObject({ state: 'signed', late: false, awaited: [] });
    expect(await house.service.rows('SELECT kind FROM timer WHERE subject = $1', shipment.id)).toEqual([]);
  });

  it('of too few leaves what is missing in transit, and the request knows of the difference', async () => {
    const { note: gone } = await house.dispatched();
    const transit = (await house.bin('PT039', 'in_transit'))[0];
    expect(await house.done('dealer', `/delivery-notes/${gone.id}/receipt`, received(3))).toMatchObject({ lines: [{ received: 3, accepted: 3, difference: -1 }] });
    expect((await house.bin('PT039', 'in_transit'))[0]).toBe(transit - 3);
    expect((await house.request(gone.requestId)).state).toBe('received_with_discrepancy');
  });

  it('of more than was sent takes only what was sent out of transit; what is rejected stays there', async () => {
    const over = await house.dispatched();
    const damaged = await house.dispatched();
    const transit = (await house.bin('PT039', 'in_transit'))[0];
    expect(await house.done('dealer', `/delivery-notes/${over.note.id}/receipt`, received(5))).toMatchObject({ lines: [{ received: 5, accepted: 5, difference: 1 }] });
    expect((await house.bin('PT039', 'in_transit'))[0]).toBe(transit - 4);
    const photo = 'a'.repeat(64);
    expect(await house.done('dealer', `/delivery-notes/${damaged.note.id}/receipt`, received(4, 1, { reason: 'damaged', photos: [photo] }))).toMatchObject({ lines: [{ accepted: 3, rejected: 1, reason: 'damaged', photos: [photo] }] });
    expect((await house.bin('PT039', 'in_transit'))[0]).toBe(transit - 4 - 3);
  });

  it('may name a part that nobody sent', async () => {
    const { note: gone } = await house.dispatched();
    const body = { lines: [{ part: 'PT039', received: 4, rejected: 0 }, { part: 'PT038', received: 1, rejected: 1, reason: 'wrong' }] };
    expect(await house.done('dealer', `/delivery-notes/${gone.id}/receipt`, body)).toMatchObject({ lines: [{ part: 'PT039', difference: 0 }, { part: 'PT038', requestLine: null, qty: 0, received: 1, rejected: 1, difference: 1 }] });
  });

  it.each([
    ['a rejection without a reason', received(4, 1), 409, 'receipt.reason-missing'],
    ['more rejected than received', received(1, 2, { reason: 'damaged' }), 409, 'receipt.rejected-over-received'],
    ['a line that is left out', { lines: [{ part: 'PT001', received: 1, rejected: 0 }] }, 409, 'receipt.line-missing'],
    ['a part named twice', { lines: [...received(2).lines, ...received(2).lines] }, 409, 'receipt.part-twice'],
    ['half a piece', received(3.5), 400, 'request.invalid'],
    ['less than nothing', received(-1), 400, 'request.invalid'],
    ['a billion', received(1e9), 400, 'request.invalid'],
    ['a photo that is an address', received(4, 1, { reason: 'damaged', photos: ['https://example.org/x.jpg'] }), 400, 'request.invalid'],
  ])('refuses %s, and nothing has changed', async (_what, body, status, code) => {
    const { note: gone } = await house.dispatched();
    const before = await house.everything();
    expect(await house.post('dealer', `/delivery-notes/${gone.id}/receipt`, body)).toMatchObject({ status, body: { type: `/problems/${code}` } });
    expect(await house.everything()).toEqual(before);
  });

  it('is the receiver’s, once: another dealer’s does not exist, our people cannot say it for a dealer', async () => {
    const { note: gone } = await house.dispatched();
    const before = await house.everything();
    expect((await house.post('otherDealer', `/delivery-notes/${gone.id}/receipt`, received(4))).status).toBe(404);
    expect((await house.get('otherDealer', `/delivery-notes/${gone.id}`)).status).toBe(404);
    expect(await house.post('clerk', `/delivery-notes/${gone.id}/receipt`, received(4))).toMatchObject({ status: 409, body: { type: '/problems/receipt.not-yours' } });
    expect((await house.post('customer', `/delivery-notes/${gone.id}/receipt`, received(4))).status).toBe(404);
    expect(await house.everything()).toEqual(before);
    const answers = await Promise.all([1, 2, 3].map(() => house.post('dealer', `/delivery-notes/${gone.id}/receipt`, received(4))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await house.post('dealer', `/delivery-notes/${gone.id}/receipt`, received(4))).toMatchObject({ status: 409, body: { type: '/problems/delivery-note.received-already' } });
  });

  it('of a customer’s box is his, or told by phone to one of our people', async () => {
    const asked = { more: { customer: customerId, receiver: 'customer' } };
    const [his, told] = [await house.dispatched(asked), await house.dispatched(asked)];
    expect(his.note.receiver).toEqual({ kind: 'customer', code: customerId });
    expect(await house.done('customer', `/delivery-notes/${his.note.id}/receipt`, received(4))).toMatchObject({ state: 'received', receivedBy: 'CU00390' });
    expect(await house.done('clerk', `/delivery-notes/${told.note.id}/receipt`, received(4))).toMatchObject({ state: 'received', receivedBy: 'ST030' });
  });

  it('of a van’s box is its technician’s, and what he accepts lies in the van', async () => {
    const { note: gone } = await house.dispatched({ underWarranty: true, dealer: null, more: { van: 'VN-BR05' } });
    expect(gone.receiver).toEqual({ kind: 'van', code: 'VN-BR05' });
    expect(await house.post('clerk', `/delivery-notes/${gone.id}/receipt`, received(4))).toMatchObject({ status: 409, body: { type: '/problems/receipt.not-yours' } });
    expect(await house.done('technician', `/delivery-notes/${gone.id}/receipt`, received(4))).toMatchObject({ state: 'received', receivedBy: 'ST032' });
    expect(await house.service.rows(`SELECT on_hand FROM stock_balance WHERE account = 'bin:VN-BR05:good' AND part = 'PT039'`)).toEqual([{ on_hand: 4 }]);
  });

  it('before the goods have left is refused', async () => {
    const issued = await house.issued();
    expect(await house.post('dealer', `/delivery-notes/${issued.id}/receipt`, received(4))).toMatchObject({ status: 409, body: { type: '/problems/delivery-note.move-not-allowed' } });
  });

  it('can be followed by a damage that was hidden', async () => {
    const { note: gone } = await house.dispatched();
    await house.done('dealer', `/delivery-notes/${gone.id}/receipt`, received(4));
    const transit = (await house.bin('PT039', 'in_transit'))[0];
    expect(await house.done('dealer', `/delivery-notes/${gone.id}/damage`, { damages: [{ part: 'PT039', qty: 1 }] })).toMatchObject({ lines: [{ accepted: 3, rejected: 1, reason: 'damaged' }] });
    expect((await house.bin('PT039', 'in_transit'))[0]).toBe(transit + 1);
    expect((await house.request(gone.requestId)).state).toBe('received_with_discrepancy');
    expect(await house.post('dealer', `/delivery-notes/${gone.id}/damage`, { damages: [{ part: 'PT039', qty: 4 }] })).toMatchObject({ status: 409, body: { type: '/problems/receipt.damage-over-accepted' } });
  });
});

describe('an arrival that a clerk hears of by phone', () => {
  it('counts as of now, is followed today, and is said once; the receipt is still the receiver’s to give', async () => {
    const { note: gone, shipment } = await house.dispatched();
    expect((await house.post('clerkElsewhere', `/shipments/${shipment.id}/arrival`)).status).toBe(404);
    expect(await house.done('clerk', `/shipments/${shipment.id}/arrival`)).toMatchObject({ state: 'signed', awaited: [gone.id], followedOn: expect.any(String), can: [] });
    expect(await event(shipment.id, 'signed')).toMatchObject({ late: false });
    expect(await house.post('clerk', `/shipments/${shipment.id}/arrival`)).toMatchObject({ status: 409, body: { type: '/problems/shipment.move-not-allowed' } });
    expect(await house.done('dealer', `/delivery-notes/${gone.id}/receipt`, received(4))).toMatchObject({ state: 'received' });
  });
});

describe('a box that comes back', () => {
  it('is in quarantine, its note void, its ledger rows taken back by further rows, and what is free is reserved for its lines again', async () => {
    const { note: gone, shipment } = await house.dispatched();
    const before = { good: await house.bin('PT039', 'good'), quarantine: await house.bin('PT039', 'quarantine'), transit: await house.bin('PT039', 'in_transit') };
    expect(await house.done('storekeeper', `/shipments/${shipment.id}/take-back`)).toMatchObject({ state: 'returned', can: [] });
    expect(await house.bin('PT039', 'quarantine')).toEqual([before.quarantine[0] + 4, 0]);
    expect(await house.bin('PT039', 'in_transit')).toEqual([before.transit[0] - 4, 0]);
    expect(await house.bin('PT039', 'good')).toEqual([before.good[0], before.good[1] + 4]);
    expect(await note(gone.id)).toMatchObject({ state: 'void', voidReason: 'returned' });
    expect(await ledger(gone.id)).toMatchObject([{ qty: 4, reason: 'dispatched' }, { qty: -4, reason: 'returned' }]);
    expect(await house.request(gone.requestId)).toMatchObject({ state: 'approved', lines: [{ shipped: 0, reserved: 4, waiting: 0 }] });
    expect(await house.done('storekeeper', `/parts-requests/${gone.requestId}/pickings`, { scans: [{ part: 'PT039', qty: 4 }] })).toMatchObject({ state: 'picked' });
    expect(await house.post('dealer', `/delivery-notes/${gone.id}/receipt`, received(4))).toMatchObject({ status: 409 });
    expect((await house.post('storekeeper', `/shipments/${shipment.id}/take-back`)).status).toBe(409);
  });

  it('that is lost stays in transit until somebody bears the loss', async () => {
    const { shipment } = await house.dispatched();
    const transit = await house.bin('PT039', 'in_transit');
    expect(await house.done('storekeeper', `/shipments/${shipment.id}/lost`)).toMatchObject({ state: 'lost' });
    expect(await house.bin('PT039', 'in_transit')).toEqual(transit);
  });
});

it('papers are found by the end of their number, a shipment by that of its waybill too; a dealer finds his own, others nothing', async () => {
  const { note: gone, shipment } = await house.dispatched();
  const found = async (who: Parameters<typeof house.get>[0], ending: string) => (await house.get<FoundDocuments>(who, `/documents?ending=${ending}`)).body.items.map(({ kind, id }) => `${kind} ${id}`);
  for (const ending of [gone.number, gone.number.toLowerCase(), gone.number.slice(3)]) expect([ending, await found('storekeeper', ending)]).toEqual([ending, expect.arrayContaining([`delivery-note ${gone.id}`])]);
  for (const ending of [shipment.number, shipment.waybill, shipment.waybill.slice(-5).toLowerCase()]) expect([ending, await found('dealer', ending)]).toEqual([ending, expect.arrayContaining([`shipment ${shipment.id}`])]);
  expect(await found('storekeeper', gone.number.slice(-4))).toEqual(expect.arrayContaining([`delivery-note ${gone.id}`]));
  expect(await found('clerkElsewhere', gone.number)).toEqual([]);
  for (const ending of ['12', '%25%25%25%25']) expect((await house.get('storekeeper', `/documents?ending=${ending}`)).status).toBe(400);
});

it('ends with what it began with: no piece is made or lost over all accounts', async () => {
  const [{ sum }] = await house.service.rows<{ sum: string }>('SELECT sum(on_hand)::text AS sum FROM stock_balance') as [{ sum: string }];
  expect(sum).toBe('0');
});
