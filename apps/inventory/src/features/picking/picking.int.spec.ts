import type { DeliveryNoteView } from '../../delivery-note-view';
import type { PickingView } from '../../picking-view';
import { ShippingUnderTest } from '../../shipping.fixture';
import type { PickQueue } from './show-pick-queue';

let house: ShippingUnderTest;

beforeAll(async () => {
  house = await ShippingUnderTest.start();
});
afterAll(() => house?.stop());

const heaters = (qty: number) => [{ part: 'PT039', qty }];

describe('picking', () => {
  it('goes from the shelf to the second count, piece by piece, and the pieces stay reserved all the time', async () => {
    const [, before] = await house.bin('PT039', 'good');
    const { id: requestId } = await house.approved();
    const waiting = async () => (await house.get<PickQueue>('storekeeper', '/pick-queue')).body.items.find((one) => one.requestId === requestId);
    expect(await waiting()).toMatchObject({ dealerCode: 'DL017', lines: [{ part: 'PT039', qty: 4 }] });
    const started = await house.done<PickingView>('storekeeper', `/parts-requests/${requestId}/pickings`);
    expect(await waiting()).toBeUndefined();
    expect(started).toMatchObject({ state: 'picking', picker: 'ST031', lines: [{ part: 'PT039', toPick: 4, picked: 0 }], number: expect.stringMatching(/^PK-HZ-\d{4}-\d{6}$/) });
    for (const qty of [1, 3]) await house.done('storekeeper', `/pickings/${started.id}/scan`, { part: 'PT039', qty });
    expect(await house.done('storekeeper', `/pickings/${started.id}/finish`)).toMatchObject({ state: 'picked', version: 4 });
    expect(await house.done('clerk', `/pickings/${started.id}/check/start`)).toMatchObject({ state: 'checking', checker: 'ST030' });
    expect(await house.done('clerk', `/pickings/${started.id}/check`, { counts: heaters(4) })).toMatchObject({ state: 'checked', lines: [{ checked: 4 }] });
    expect(await house.done('storekeeper', `/pickings/${started.id}/pack`, { boxes: 2, weightG: 3_200 })).toMatchObject({ state: 'packed', boxes: 2, can: ['issue_note', 'put_back'] });
    expect((await house.bin('PT039', 'good'))[1]).toBe(before + 4);
    expect((await house.request(requestId)).lines).toMatchObject([{ reserved: 0, picked: 4, shipped: 0 }]);
    expect(await house.factsOf(started.id)).toEqual(['started', 'scanned', 'scanned', 'picked', 'check_started', 'checked', 'packed']);
  });

  it.each([
    ['a wrong part', { scans: [{ part: 'PT001', qty: 1 }] }, 'picking.wrong-part'],
    ['a piece more than is reserved', { scans: heaters(5) }, 'picking.over-approved'],
    ['a short pick without a reason', { scans: heaters(3) }, 'picking.short-reason-missing'],
    ['a reason for what is not short', { scans: heaters(4), short: [{ part: 'PT039', reason: 'stockout' }] }, 'picking.not-short'],
  ])('stops at %s, and nothing has changed', async (_what, body, code) => {
    const { id } = await house.approved();
    const before = await house.everything();
    expect(await house.post('storekeeper', `/parts-requests/${id}/pickings`, body)).toMatchObject({ status: 409, body: { type: `/problems/${code}` } });
    expect(await house.everything()).toEqual(before);
  });

  it.each([
    ['0 pieces', { scans: heaters(0) }],
    ['less than nothing', { scans: heaters(-1) }],
    ['a billion', { scans: heaters(1e9) }],
    ['half a piece', { scans: heaters(0.5) }],
    ['a reason that is none', { scans: heaters(3), short: [{ part: 'PT039', reason: 'no idea' }] }],
  ])('takes %s for no count', async (_what, body) => {
    const { id } = await house.approved();
    const before = await house.everything();
    expect((await house.post('storekeeper', `/parts-requests/${id}/pickings`, body)).status).toBe(400);
    expect(await house.everything()).toEqual(before);
  });

  it('that found too few leaves the rest reserved and shows it as a back-order', async () => {
    const { id } = await house.approved();
    const picking = await house.done<PickingView>('storekeeper', `/parts-requests/${id}/pickings`, { scans: heaters(3), short: [{ part: 'PT039', reason: 'could_not_locate' }] });
    expect(picking).toMatchObject({ state: 'picked', lines: [{ toPick: 4, picked: 3, short: 'could_not_locate' }] });
    expect((await house.request(id)).lines).toMatchObject([{ approved: 4, picked: 3, reserved: 1, backOrder: 1 }]);
    // It is found after all: another picking takes it.
    expect(await house.done('storekeeper', `/parts-requests/${id}/pickings`, { scans: heaters(1) })).toMatchObject({ state: 'picked', lines: [{ toPick: 1 }] });
    expect((await house.request(id)).lines).toMatchObject([{ picked: 4, reserved: 0, backOrder: 0 }]);
  });

  it('is one keeper’s: of two who begin at once one has the pieces', async () => {
    const { id } = await house.approved();
    const answers = await Promise.all([1, 2, 3, 4].map((turn) => house.post(turn % 2 ? 'storekeeper' : 'branchManager', `/parts-requests/${id}/pickings`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.type)).toEqual(Array(3).fill('/problems/picking.nothing-reserved'));
    expect((await house.request(id)).lines).toMatchObject([{ picked: 4, reserved: 0 }]);
  });

  it('tells two who scan the same picking apart by its version: one is too late and changes nothing', async () => {
    const { id } = await house.approved();
    const { id: pickingId, version } = await house.done<PickingView>('storekeeper', `/parts-requests/${id}/pickings`);
    const scan = () => house.post<PickingView>('storekeeper', `/pickings/${pickingId}/scan`, { part: 'PT039', qty: 3 }, { headers: { 'if-match': `"${version}"` } });
    expect((await Promise.all([scan(), scan()])).map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect((await house.get<PickingView>('storekeeper', `/pickings/${pickingId}`)).body).toMatchObject({ lines: [{ picked: 3 }] });
  });
});

describe('the second count', () => {
  it('is never the picker’s, and the audit has who tried', async () => {
    const { id } = await house.picked();
    const before = await house.everything();
    expect(await house.post('storekeeper', `/pickings/${id}/check`, { counts: heaters(4) })).toMatchObject({ status: 409, body: { type: '/problems/picking.picker-is-checker' } });
    expect(await house.everything()).toEqual(before);
    expect(await house.service.rows('SELECT actor, outcome, code FROM audit ORDER BY id DESC LIMIT 1')).toEqual([{ actor: 'ST031', outcome: 'refused', code: 'picking.picker-is-checker' }]);
  });

  it('has to come to the same, without being told it; else it is picked anew', async () => {
    const { id } = await house.picked();
    const wrong = await house.post('clerk', `/pickings/${id}/check`, { counts: heaters(3) }, { headers: { 'accept-language': 'en' } });
    expect(wrong).toMatchObject({ status: 409, body: { type: '/problems/picking.count-mismatch' } });
    expect(wrong.body.detail).not.toMatch(/\b4\b/);
    expect(await house.done('clerk', `/pickings/${id}/send-back`)).toMatchObject({ state: 'picking', lines: [{ toPick: 4, picked: 0 }] });
    await house.done('storekeeper', `/pickings/${id}/scan`, { part: 'PT039', qty: 4 });
    expect(await house.done('storekeeper', `/pickings/${id}/finish`)).toMatchObject({ state: 'picked' });
  });
});

describe('what is picked', () => {
  it('has to be back on its shelf, scanned, before its request can be cancelled', async () => {
    const { id, requestId } = await house.picked();
    expect(await house.post('clerk', `/parts-requests/${requestId}/cancellation`, { reason: 'not_needed' })).toMatchObject({ status: expect.any(Number) });
    expect(await house.post('storekeeper', `/pickings/${id}/put-back`, { scans: heaters(3) })).toMatchObject({ status: 409, body: { type: '/problems/picking.put-back-mismatch' } });
    expect(await house.done('storekeeper', `/pickings/${id}/put-back`, { scans: heaters(4) })).toMatchObject({ state: 'put_back', can: [] });
    expect((await house.request(requestId)).lines).toMatchObject([{ picked: 0, reserved: 4 }]);
  });

  it('is on a note only after the second count, once, and a void note gives it back', async () => {
    const picking = await house.picked();
    expect(await house.post('storekeeper', '/delivery-notes', { pickingId: picking.id })).toMatchObject({ status: 409, body: { type: '/problems/picking.not-checked' } });
    await house.done('clerk', `/pickings/${picking.id}/check`, { counts: heaters(4) });
    const note = await house.done<DeliveryNoteView>('storekeeper', '/delivery-notes', { pickingId: picking.id });
    expect(note).toMatchObject({ state: 'issued', totalQty: 4, receiver: { kind: 'dealer', code: 'DL017' }, lines: [{ part: 'PT039', qty: 4, received: null, difference: null }], number: expect.stringMatching(/^DN-HZ-/) });
    expect(await house.post('storekeeper', '/delivery-notes', { pickingId: picking.id })).toMatchObject({ status: 409, body: { type: '/problems/picking.on-a-note' } });
    for (const reprints of [0, 1, 2]) expect(await house.done('storekeeper', `/delivery-notes/${note.id}/prints`)).toMatchObject({ reprints });
    expect((await house.post('storekeeper', `/delivery-notes/${note.id}/void`, {})).status).toBe(400);
    expect(await house.done('storekeeper', `/delivery-notes/${note.id}/void`, { reason: 'wrong_receiver' })).toMatchObject({ state: 'void', voidReason: 'wrong_receiver', can: [] });
    expect((await house.request(picking.requestId)).lines).toMatchObject([{ picked: 0, reserved: 4 }]);
    expect(await house.done('storekeeper', `/parts-requests/${picking.requestId}/pickings`, { scans: heaters(4) })).toMatchObject({ state: 'picked' });
  });

  it('is of its branch: another one’s does not exist', async () => {
    const { id } = await house.picked();
    expect((await house.post('clerkElsewhere', `/pickings/${id}/check`, { counts: heaters(4) })).status).toBe(404);
    expect((await house.get('clerkElsewhere', `/pickings/${id}`)).status).toBe(404);
    expect((await house.post('dealer', `/pickings/${id}/check`, { counts: heaters(4) })).status).toBe(403);
    expect((await house.get<{ items: PickingView[] }>('clerk', '/pickings?branch=BR05')).body.items.map((one) => one.id)).toContain(id);
  });
});
