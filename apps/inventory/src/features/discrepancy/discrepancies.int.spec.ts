import { newId } from '@aftercare/kernel';
import type { DiscrepancyStanding } from '../../discrepancy-view';
import { ShippingUnderTest } from '../../shipping.fixture';
import type { CarrierClaimList } from '../carrier-claim/list-carrier-claims';
import type { DispatchLedgerPage } from '../dispatch-ledger/show-dispatch-ledger';
import type { RecountsDue } from '../stock/list-recounts';
import type { DiscrepancyList } from './find-discrepancies';
import type { DiscrepancyInFull } from './get-discrepancy';

let house: ShippingUnderTest;
beforeAll(async () => void (house = await ShippingUnderTest.start()));
afterAll(() => house?.stop());

const photo = 'a'.repeat(64);
/** Four heaters left for DL017, and so much came. */
const received = async (lines: readonly object[], asked = {}) => {
  const { note } = await house.dispatched(asked);
  await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines });
  const { body } = await house.get<DiscrepancyList>('dealer', `/discrepancies?note=${note.id}`);
  return { note, cases: body.items, id: body.items[0]!.id };
};
const came = (qty: number, rejected = 0, more = {}) => [{ part: 'PT039', received: qty, rejected, ...more }];
const offer = (id: string, body: object) => house.done<DiscrepancyStanding>('clerk', `/discrepancies/${id}/offer`, { qty: 1, cause: 'carrier', ...body });
const accept = (id: string) => house.done<DiscrepancyStanding>('dealer', `/discrepancies/${id}/accept`);
const view = async (id: string) => (await house.get<DiscrepancyInFull>('clerk', `/discrepancies/${id}`)).body;
const bins = async () => ({ good: await house.bin('PT039', 'good'), in_transit: await house.bin('PT039', 'in_transit'), quarantine: await house.bin('PT039', 'quarantine') });
const moved = async <T>(work: () => Promise<T>): Promise<Record<string, readonly number[]>> => {
  const before = await bins();
  await work();
  const after = await bins();
  return Object.fromEntries((Object.keys(before) as (keyof typeof before)[]).map((bin) => [bin, [after[bin][0] - before[bin][0], after[bin][1] - before[bin][1]]]));
};
/** What was sent again goes the whole way: picked, checked, sent, received. */
const sendAgain = async (resendId: string, qty = 1): Promise<{ id: string }> => {
  const picking = await house.done<{ id: string }>('storekeeper', `/parts-requests/${resendId}/pickings`, { scans: [{ part: 'PT039', qty }] });
  await house.done('clerk', `/pickings/${picking.id}/check`, { counts: [{ part: 'PT039', qty }] });
  const note = await house.done<{ id: string }>('storekeeper', '/delivery-notes', { pickingId: picking.id });
  await house.done('storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [note.id] });
  return note;
};

describe('one too few', () => {
  it('is seen by both sides at once, sent again by the whole chain, and settled when that has come', async () => {
    const { note, cases, id } = await received(came(3));
    expect(cases).toMatchObject([{ type: 'short', part: 'PT039', qty: 1, inTransit: 1, state: 'open', cause: null, offer: null, seenBy: ['DL017', 'BR05'], number: expect.stringMatching(/^DC-HZ-/) }]);
    expect(await view(id)).toMatchObject({ can: ['investigate', 'offer'], remedies: ['resend', 'credit', 'accept'], hasPieces: false, mayCharge: false });
    expect((await house.get('clerkElsewhere', `/discrepancies/${id}`)).status).toBe(404);
    expect(await house.done('clerk', `/discrepancies/${id}/investigate`, { cause: 'carrier', findingsId: newId() })).toMatchObject({ state: 'investigating', cause: 'carrier' });
    await offer(id, { remedy: 'resend' });
    let resendId = '';
    expect(await moved(async () => void ({ resendId = '' } = (await accept(id)) as DiscrepancyStanding & { resendId: string }))).toEqual({ good: [0, 1], in_transit: [-1, 0], quarantine: [0, 0] });
    expect(await view(id)).toMatchObject({ state: 'agreed', settledQty: 0, awaitsResend: true, resendId });
    expect((await house.request(note.requestId)).state).toBe('received_with_discrepancy');
    const again = await sendAgain(resendId);
    const dispatched = await house.service.rows<{ payload: Buffer }>("SELECT payload FROM event WHERE key = $1 AND type LIKE '%note.dispatched.v1'", again.id);
    // It costs the dealer nothing, and no old part comes back for it a second time.
    expect(JSON.parse(dispatched[0]!.payload.toString())).toMatchObject({ lines: [{ underWarranty: true, returnDueOn: null }] });
    await house.done('dealer', `/delivery-notes/${again.id}/receipt`, { lines: came(1) });
    expect(await view(id)).toMatchObject({ state: 'settled', settledQty: 1, cause: 'carrier' });
    expect([(await house.request(note.requestId)).state, (await house.request(note.requestId)).lines]).toMatchObject(['fulfilled', [{ shipped: 4, received: 3, discrepancies: 0 }]]);
    expect(await house.factsOf(id)).toEqual(['opened', 'investigated', 'offered', 'agreed', 'settled']);
  });

  it('by the carrier is claimed of him, and ends with what he paid', async () => {
    const { id } = await received(came(3));
    await offer(id, { remedy: 'credit', amount: '96.25' });
    expect(await accept(id)).toMatchObject({ state: 'settled', settledQty: 1 });
    const { body } = await house.get<CarrierClaimList>('clerk', '/carrier-claims?state=open&limit=200');
    const claim = body.items.find((one) => one.discrepancyId === id)!;
    expect(claim).toMatchObject({ carrier: 'CR01', amount: '96.25', recovered: '0.00', state: 'open' });
    expect(await house.post('clerk', `/carrier-claims/${claim.id}/end`, { recovered: '96.26' })).toMatchObject({ status: 409, body: { type: '/problems/carrier-claim.above-amount' } });
    expect(await house.done('clerk', `/carrier-claims/${claim.id}/end`, { recovered: '50' })).toMatchObject({ state: 'recovered', recovered: '50.00' });
    expect((await house.post('clerk', `/carrier-claims/${claim.id}/end`, { recovered: '50' })).status).toBe(409);
  });

  it('that never left goes back to the shelf, with a correction of the dispatch ledger and a recount', async () => {
    const { note, id } = await received(came(3));
    await offer(id, { cause: 'warehouse', remedy: 'accept' });
    expect(await moved(() => accept(id))).toEqual({ good: [1, 0], in_transit: [-1, 0], quarantine: [0, 0] });
    const rows = (await house.get<DispatchLedgerPage>('storekeeper', `/dispatch-ledger?note=${note.id}`)).body.items;
    expect(rows.map(({ qty, reason }) => [qty, reason]).toSorted()).toEqual([[-1, 'miscounted'], [4, 'dispatched']]);
    const due = async () => (await house.get<RecountsDue>('clerk', '/recounts')).body.items;
    expect(await due()).toMatchObject([{ location: 'WH-BR05', part: 'PT039', discrepancyId: id }]);
    const [good] = await house.bin('PT039', 'good');
    await house.done('branchManager', '/stock-counts', { location: 'WH-BR05', part: 'PT039', bin: 'good', counted: good });
    expect(await due()).toEqual([]);
    expect((await house.request(note.requestId)).state).toBe('fulfilled');
  });
});

describe('one too many', () => {
  it('is kept for a charge: it leaves the shelf, the dispatch ledger says so, and the dealer’s account', async () => {
    const { note, id } = await received(came(5));
    const charges = async () => (await house.service.rows<{ balance: string }>("SELECT balance::text FROM dealer_account WHERE dealer_code = 'DL017'"))[0]?.balance ?? '0.00';
    const before = Number(await charges());
    await offer(id, { cause: 'warehouse', remedy: 'accept', charge: '96.25' });
    expect(await moved(() => accept(id))).toEqual({ good: [-1, 0], in_transit: [0, 0], quarantine: [0, 0] });
    expect(Number(await charges())).toBe(before + 96.25);
    const rows = (await house.get<DispatchLedgerPage>('storekeeper', `/dispatch-ledger?note=${note.id}`)).body.items;
    expect(rows.map(({ qty, reason }) => [qty, reason]).toSorted()).toEqual([[1, 'over_accepted'], [4, 'dispatched']]);
    expect(await view(id)).toMatchObject({ state: 'settled', offer: { charge: '96.25' } });
  });
});

describe('one broken', () => {
  it('comes back into quarantine, and the case is settled by that', async () => {
    const { id } = await received(came(4, 1, { reason: 'damaged', photos: [photo] }));
    await offer(id, { remedy: 'return' });
    await accept(id);
    expect(await view(id)).toMatchObject({ state: 'agreed', awaitsReturn: true });
    expect(await moved(() => house.done('storekeeper', `/discrepancies/${id}/take-in`))).toEqual({ good: [0, 0], in_transit: [-1, 0], quarantine: [1, 0] });
    expect((await view(id)).state).toBe('settled');
    expect(await house.post('storekeeper', `/discrepancies/${id}/take-in`)).toMatchObject({ status: 409, body: { type: '/problems/discrepancy.move-not-allowed' } });
  });

  it.each(['comes back', 'is sent again'] as const)('comes back and is sent again: when it %s first, the other settles it, and each happens once', async (first) => {
    const { note, id } = await received(came(4, 1, { reason: 'damaged', photos: [photo] }));
    await offer(id, { remedy: 'resend', rejectedPiece: 'come_back' });
    const { resendId } = (await accept(id)) as DiscrepancyStanding & { resendId: string };
    const steps = {
      'comes back': async () => {
        expect(await moved(() => house.done('storekeeper', `/discrepancies/${id}/take-in`))).toEqual({ good: [0, 0], in_transit: [-1, 0], quarantine: [1, 0] });
        const again = await house.post('storekeeper', `/discrepancies/${id}/take-in`);
        expect(again.status).toBe(409);
      },
      'is sent again': async () => { await house.done('dealer', `/delivery-notes/${(await sendAgain(resendId)).id}/receipt`, { lines: came(1) }); },
    };
    const second = first === 'comes back' ? 'is sent again' : 'comes back';
    await steps[first]();
    expect(await view(id)).toMatchObject({ state: 'agreed', awaitsReturn: first !== 'comes back', awaitsResend: first !== 'is sent again' });
    expect((await house.request(note.requestId)).state).toBe('received_with_discrepancy');
    await steps[second]();
    expect(await view(id)).toMatchObject({ state: 'settled', settledQty: 1, awaitsReturn: false, awaitsResend: false });
    expect((await house.request(note.requestId)).state).toBe('fulfilled');
    expect(await house.factsOf(id)).toEqual(['opened', 'offered', 'agreed', 'progressed', 'settled']);
  });

  it('found later is a case of its own, and the request stays open until both are settled', async () => {
    const { note, id } = await received(came(3));
    await house.done('dealer', `/delivery-notes/${note.id}/damage`, { damages: [{ part: 'PT039', qty: 1, photos: [photo] }] });
    const { body } = await house.get<DiscrepancyList>('clerk', `/discrepancies?note=${note.id}`);
    expect(body.items.map(({ type }) => type)).toEqual(['short', 'damaged']);
    await offer(id, { remedy: 'accept' });
    await accept(id);
    expect((await house.request(note.requestId)).state).toBe('received_with_discrepancy');
    const other = body.items[1]!.id;
    await offer(other, { remedy: 'credit', amount: '10', rejectedPiece: 'field_destroy' });
    await accept(other);
    expect((await house.request(note.requestId)).state).toBe('fulfilled');
  });
});

describe('one too late', () => {
  it('is complained of by who waits for it, once, and does not hold the request up', async () => {
    const { note } = await house.dispatched();
    const report = (who: 'dealer' | 'clerkElsewhere' = 'dealer', part = 'PT039') => house.post<DiscrepancyStanding>(who, '/discrepancies', { note: note.id, part });
    expect(await report()).toMatchObject({ status: 409, body: { type: '/problems/discrepancy.not-late' } });
    await house.service.admin.query('UPDATE shipment SET late = true WHERE id = (SELECT shipment_id FROM delivery_note WHERE id = $1)', [note.id]);
    expect(await report('dealer', 'PT001')).toMatchObject({ status: 409, body: { type: '/problems/discrepancy.part-not-sent' } });
    expect((await report('clerkElsewhere')).status).toBe(404);
    const { status, body: { id } } = await report();
    expect([status, await view(id)]).toMatchObject([201, { type: 'late', qty: 4, inTransit: 0, state: 'open' }]);
    expect(await report()).toMatchObject({ status: 409, body: { type: '/problems/discrepancy.late-already' } });
    await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines: came(4) });
    expect((await house.request(note.requestId)).state).toBe('fulfilled');
    await offer(id, { qty: 4, remedy: 'credit', amount: '20.00' });
    expect(await accept(id)).toMatchObject({ state: 'settled' });
  });
});

describe('a box that is lost', () => {
  it('is given up by our people once it was declared lost: each line is a case, and the carrier owes what it was worth', async () => {
    const { note, shipment } = await house.dispatched({ lines: [{ part: 'PT039', qty: 2 }, { part: 'PT001', qty: 1 }] });
    const giveUp = (who: Parameters<ShippingUnderTest['post']>[0] = 'clerk') => house.post(who, `/delivery-notes/${note.id}/give-up`);
    expect(await giveUp()).toMatchObject({ status: 409, body: { type: '/problems/shipment.not-lost' } });
    expect((await giveUp('dealer')).status).toBe(403);
    await house.done('storekeeper', `/shipments/${shipment.id}/lost`);
    expect((await giveUp()).status).toBe(200);
    expect(await giveUp()).toMatchObject({ status: 409, body: { type: '/problems/delivery-note.received-already' } });
    expect((await house.get<{ state: string }>('clerk', `/shipments/${shipment.id}`)).body.state).toBe('lost');
    const { body: { items } } = await house.get<DiscrepancyList>('dealer', `/discrepancies?note=${note.id}`);
    expect(items.map(({ type, part, qty, inTransit }) => [type, part, qty, inTransit])).toEqual([['lost', 'PT039', 2, 2], ['lost', 'PT001', 1, 1]]);
    expect((await house.request(note.requestId)).state).toBe('received_with_discrepancy');
    await offer(items[0]!.id, { qty: 2, remedy: 'credit', amount: '192.50' });
    expect(await moved(() => accept(items[0]!.id))).toEqual({ good: [0, 0], in_transit: [-2, 0], quarantine: [0, 0] });
    const { body } = await house.get<CarrierClaimList>('clerk', '/carrier-claims?state=open&limit=200');
    expect(body.items.find((one) => one.discrepancyId === items[0]!.id)).toMatchObject({ amount: '192.50' });
    await offer(items[1]!.id, { remedy: 'accept' });
    await accept(items[1]!.id);
    expect((await house.request(note.requestId)).state).toBe('fulfilled');
  });
});

describe('the two sides', () => {
  it('the dealer declines with an offer of his own, which we accept', async () => {
    const { id } = await received(came(3));
    await offer(id, { remedy: 'accept' });
    expect(await house.done('dealer', `/discrepancies/${id}/counter`, { remedy: 'credit', qty: 1, amount: '96.25' })).toMatchObject({ state: 'investigating', remedy: 'credit' });
    expect(await house.post('dealer', `/discrepancies/${id}/accept`)).toMatchObject({ status: 409, body: { type: '/problems/discrepancy.own-offer' } });
    expect(await house.done('clerk', `/discrepancies/${id}/accept`)).toMatchObject({ state: 'settled' });
    expect((await view(id)).offers.map(({ side, by }) => [side, by])).toEqual([['sender', 'ST030'], ['receiver', 'DL017']]);
  });

  it('agree once, also when it is said twice at the same moment', async () => {
    const { id } = await received(came(3));
    await offer(id, { remedy: 'resend' });
    const before = (await bins()).in_transit[0];
    const answers = await Promise.all([1, 2, 3].map(() => house.post('dealer', `/discrepancies/${id}/accept`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect((await bins()).in_transit[0]).toBe(before - 1);
  });

  it.each<[string, Parameters<ShippingUnderTest['post']>[0], string, object, number, string]>([
    ['our own side agrees to our offer', 'branchManager', 'accept', {}, 409, 'discrepancy.own-offer'],
    ['a relative of the dealer offers', 'supervisor', 'offer', { remedy: 'accept', qty: 1, cause: 'carrier' }, 409, 'discrepancy.self-or-relative'],
    ['the dealer offers in our name', 'dealer', 'offer', { remedy: 'accept', qty: 1, cause: 'carrier' }, 403, ''],
    ['a credit above the value', 'clerk', 'offer', { remedy: 'credit', qty: 1, amount: '96.26' }, 409, 'discrepancy.above-value'],
    ['a part of the case', 'clerk', 'offer', { remedy: 'accept', qty: 2 }, 409, 'discrepancy.qty-differs'],
    ['an amount as a float', 'clerk', 'offer', { remedy: 'credit', qty: 1, amount: 12.5 }, 400, ''],
    ['a remedy that nobody knows', 'clerk', 'offer', { remedy: 'apologise', qty: 1 }, 400, ''],
    ['nothing to take in', 'storekeeper', 'take-in', {}, 409, 'discrepancy.move-not-allowed'],
    ['another branch', 'clerkElsewhere', 'offer', { remedy: 'accept', qty: 1 }, 404, ''],
  ])('%s: refused, and nothing has changed', async (_what, who, action, body, status, code) => {
    const { id } = await received(came(3));
    await offer(id, { remedy: 'credit', amount: '10' });
    const before = await house.everything();
    const answer = await house.post(who, `/discrepancies/${id}/${action}`, body);
    expect([answer.status, code === '' ? '' : answer.body.type]).toEqual([status, code === '' ? '' : `/problems/${code}`]);
    expect(await house.everything()).toEqual(before);
  });

  it('another dealer’s case does not exist', async () => {
    const { note } = await house.dispatched({ dealer: 'DL018' });
    await house.service.admin.query("UPDATE delivery_note SET received_by_whom = 'DL017' WHERE id = $1", [note.id]);
    await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines: came(3) });
    await house.service.admin.query("UPDATE discrepancy SET received_by_whom = 'DL018', dealer_code = 'DL018' WHERE note_id = $1", [note.id]);
    const [row] = await house.service.rows<{ id: string }>('SELECT id FROM discrepancy WHERE note_id = $1', note.id);
    await offer(row!.id, { remedy: 'accept' });
    expect((await house.get('dealer', `/discrepancies/${row!.id}`)).status).toBe(404);
    expect((await house.post('dealer', `/discrepancies/${row!.id}/accept`)).status).toBe(404);
  });
});
