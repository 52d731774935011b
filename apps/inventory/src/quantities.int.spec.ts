import type { principals } from '@aftercare/testing';
import type { DeliveryNoteView } from './delivery-note-view';
import type { PartsRequestStanding } from './parts-request-standing';
import type { PickingView } from './picking-view';
import { ShippingUnderTest } from './shipping.fixture';

/** Every command that is told a number of pieces is told some that are none: it names the field or the rule, and changes nothing. */
let house: ShippingUnderTest;
let calls: Readonly<Record<string, { readonly who: keyof typeof principals; readonly path: string; readonly body: (qty: unknown) => object; readonly field: string; readonly from?: number }>>;

const heater = (qty: unknown) => ({ part: 'PT039', qty });

beforeAll(async () => {
  house = await ShippingUnderTest.start();
  const submitted = await house.done<PartsRequestStanding>('clerk', '/parts-requests', { dealer: 'DL017', reason: 'defective', underWarranty: true, lines: [heater(4)] });
  const approved = await house.approved();
  const picking = await house.done<PickingView>('storekeeper', `/parts-requests/${(await house.approved()).id}/pickings`);
  const picked = await house.picked();
  const checked = await house.checked();
  const { note } = await house.dispatched();
  const received = (await house.dispatched()).note;
  await house.done<DeliveryNoteView>('dealer', `/delivery-notes/${received.id}/receipt`, { lines: [{ part: 'PT039', received: 4, rejected: 0 }] });
  const [row] = await house.service.rows<{ id: string }>('SELECT id FROM dispatch_ledger WHERE note_id = $1', note.id);
  calls = {
    'a request': { who: 'clerk', path: '/parts-requests', body: (qty) => ({ dealer: 'DL017', reason: 'defective', lines: [heater(qty)] }), field: '/lines/0/qty' },
    'a draft': { who: 'clerk', path: '/parts-requests/drafts', body: (qty) => ({ dealer: 'DL017', reason: 'defective', lines: [heater(qty)] }), field: '/lines/0/qty' },
    'a decision': { who: 'branchManager', path: `/parts-requests/${submitted.id}/decision`, body: (approvedQty) => ({ lines: [{ part: 'PT039', approved: approvedQty, reason: 'stock_rationing' }], warrantyGround: 'part_itself' }), field: '/lines/0/approved', from: 0 },
    'the scans of a new picking': { who: 'storekeeper', path: `/parts-requests/${approved.id}/pickings`, body: (qty) => ({ scans: [heater(qty)] }), field: '/scans/0/qty' },
    'a scan': { who: 'storekeeper', path: `/pickings/${picking.id}/scan`, body: heater, field: '/qty' },
    'a second count': { who: 'clerk', path: `/pickings/${picked.id}/check`, body: (qty) => ({ counts: [heater(qty)] }), field: '/counts/0/qty', from: 0 },
    'a put-back': { who: 'storekeeper', path: `/pickings/${picked.id}/put-back`, body: (qty) => ({ scans: [heater(qty)] }), field: '/scans/0/qty', from: 0 },
    'boxes': { who: 'storekeeper', path: `/pickings/${checked.id}/pack`, body: (boxes) => ({ boxes }), field: '/boxes' },
    'a receipt': { who: 'dealer', path: `/delivery-notes/${note.id}/receipt`, body: (qty) => ({ lines: [{ part: 'PT039', received: qty, rejected: 0 }] }), field: '/lines/0/received', from: 0 },
    'a hidden damage': { who: 'dealer', path: `/delivery-notes/${received.id}/damage`, body: (qty) => ({ damages: [heater(qty)] }), field: '/damages/0/qty' },
    'a correction of the dispatch ledger': { who: 'storekeeper', path: `/dispatch-ledger/${row!.id}/corrections`, body: (qty) => ({ qty, reason: 'miscounted' }), field: '/qty', from: -3 },
    'goods': { who: 'storekeeper', path: '/goods-receipts', body: (qty) => ({ ...heater(qty), location: 'WH-BR05', bin: 'good' }), field: '/qty' },
    'a move': { who: 'storekeeper', path: '/stock-moves', body: (qty) => ({ ...heater(qty), location: 'WH-BR05', from: 'good', to: 'bad' }), field: '/qty' },
    'a count': { who: 'branchManager', path: '/stock-counts', body: (counted) => ({ part: 'PT039', location: 'WH-BR05', bin: 'good', counted }), field: '/counted', from: 0 },
    'a transfer': { who: 'storekeeper', path: '/transfers', body: (qty) => ({ from: 'WH-BR05', to: 'WH-BR01', lines: [heater(qty)] }), field: '/lines/0/qty' },
  };
});
afterAll(() => house?.stop());

it.each<[string, unknown]>([['nothing', 0], ['less than nothing', -1], ['a thousand million', 1e9], ['half a piece', 0.5], ['a word', '4'], ['more than a number holds', 2 ** 60]])('%s is no quantity', async (_what, qty) => {
  const before = await house.everything();
  for (const [command, { who, path, body, field, from = 1 }] of Object.entries(calls)) {
    if (typeof qty === 'number' && Number.isInteger(qty) && qty >= from && qty < 1_000) continue; // there it is one
    const { status, body: answer } = await house.post<{ errors?: readonly { readonly field: string }[] }>(who, path, body(qty));
    expect([command, status, answer]).toEqual([command, status === 409 ? 409 : 400, expect.anything()]);
    // Either the form names the field, or a rule says what is wrong with which part.
    if (status === 400) expect([command, answer.errors]).toEqual([command, expect.arrayContaining([expect.objectContaining({ field })])]);
    else expect([command, answer]).toEqual([command, expect.objectContaining({ type: expect.stringMatching(/\.(quantity|count)-invalid$/) })]);
  }
  expect(await house.everything()).toEqual(before);
});
