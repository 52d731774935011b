import { newId } from '@aftercare/kernel';
import type { principals } from '@aftercare/testing';
import type { DeliveryNoteView } from './delivery-note-view';
import { noteLeadsTo, noteStates, type NoteMove, type NoteState } from './domain/delivery-note.lifecycle';
import { leadsTo, requestStates, type RequestMove, type RequestState } from './domain/parts-request.lifecycle';
import { pickingLeadsTo, pickingStates, type PickingMove, type PickingState } from './domain/picking.lifecycle';
import { shipmentLeadsTo, shipmentStates, type ShipmentMove, type ShipmentState } from './domain/shipment.lifecycle';
import type { PartsRequestStanding } from './parts-request-standing';
import type { PickingView } from './picking-view';
import { ShippingUnderTest } from './shipping.fixture';

/**
 * The four machines from outside: in each of their states every route is called that the life cycle does not allow there. Each answers 409 and has
 * changed nothing. That what is allowed leads where the table says, the domain's own property tests prove.
 */
let house: ShippingUnderTest;

beforeAll(async () => {
  house = await ShippingUnderTest.start();
});
afterAll(() => house?.stop());

/** Who calls which route with what: it would be done, were the state another one. */
type Call = readonly [who: keyof typeof principals, path: string, body: object];

const heaters = [{ part: 'PT039', qty: 4 }];
const request = (id: string) => house.service.rows<{ id: string; state: string }>('SELECT id, state FROM parts_request WHERE id = $1', id);

const refuseAll = async (calls: readonly (readonly [string, Call])[]): Promise<void> => {
  const before = await house.everything();
  for (const [move, [who, path, body]] of calls) {
    const { status, body: answer } = await house.post(who, path, body);
    expect([move, status, answer.type]).toEqual([move, 409, expect.stringMatching(/^\/problems\/[a-z-]+\.[a-z-]+$/)]);
  }
  expect(await house.everything()).toEqual(before);
};
const illegal = <M extends string>(calls: Readonly<Record<M, Call>>, leads: (move: M) => unknown): (readonly [string, Call])[] =>
  (Object.entries(calls) as [M, Call][]).filter(([move]) => {
    const to = leads(move);
    return to === undefined || (Array.isArray(to) && to.length === 0);
  });

describe('a picking', () => {
  const brought: Readonly<Record<PickingState, () => Promise<string>>> = {
    picking: async () => (await house.done<PickingView>('storekeeper', `/parts-requests/${(await house.approved()).id}/pickings`)).id,
    picked: async () => (await house.picked()).id,
    checking: async () => (await house.done<PickingView>('clerk', `/pickings/${(await house.picked()).id}/check/start`)).id,
    checked: async () => (await house.checked()).id,
    packed: async () => (await house.done<PickingView>('storekeeper', `/pickings/${(await house.checked()).id}/pack`, { boxes: 1 })).id,
    put_back: async () => (await house.done<PickingView>('storekeeper', `/pickings/${(await house.picked()).id}/put-back`, { scans: heaters })).id,
  };
  const calls = (id: string): Readonly<Record<PickingMove, Call>> => ({
    scan: ['storekeeper', `/pickings/${id}/scan`, { part: 'PT039', qty: 1 }],
    finish: ['storekeeper', `/pickings/${id}/finish`, { short: [] }],
    start_check: ['clerk', `/pickings/${id}/check/start`, {}],
    check: ['clerk', `/pickings/${id}/check`, { counts: heaters }],
    send_back: ['clerk', `/pickings/${id}/send-back`, {}],
    pack: ['storekeeper', `/pickings/${id}/pack`, { boxes: 1 }],
    issue_note: ['storekeeper', '/delivery-notes', { pickingId: id }],
    put_back: ['storekeeper', `/pickings/${id}/put-back`, { scans: heaters }],
  });

  it.each(pickingStates)('that is %s does nothing else', async (state) => {
    const id = await brought[state]();
    expect((await house.get<PickingView>('storekeeper', `/pickings/${id}`)).body.state).toBe(state);
    await refuseAll(illegal(calls(id), (move) => pickingLeadsTo(move, state)));
  });
});

describe('a delivery note', () => {
  const receipt = { lines: [{ part: 'PT039', received: 4, rejected: 0 }] };
  const brought: Readonly<Record<NoteState, () => Promise<string>>> = {
    issued: async () => (await house.issued()).id,
    dispatched: async () => (await house.dispatched()).note.id,
    received: async () => (await house.done<DeliveryNoteView>('dealer', `/delivery-notes/${(await house.dispatched()).note.id}/receipt`, receipt)).id,
    void: async () => (await house.done<DeliveryNoteView>('storekeeper', `/delivery-notes/${(await house.issued()).id}/void`, { reason: 'mistake' })).id,
  };
  const calls = (id: string): Readonly<Record<Exclude<NoteMove, 'take_back'>, Call>> => ({
    print: ['storekeeper', `/delivery-notes/${id}/prints`, {}],
    declare_void: ['storekeeper', `/delivery-notes/${id}/void`, { reason: 'mistake' }],
    dispatch: ['storekeeper', '/shipments', { carrier: 'CR01', waybill: house.waybill(), noteIds: [id] }],
    receive: ['dealer', `/delivery-notes/${id}/receipt`, receipt],
    report_damage: ['dealer', `/delivery-notes/${id}/damage`, { damages: [{ part: 'PT039', qty: 1 }] }],
  });

  it.each(noteStates)('that is %s does nothing else', async (state) => {
    const id = await brought[state]();
    expect((await house.get<DeliveryNoteView>('storekeeper', `/delivery-notes/${id}`)).body.state).toBe(state);
    await refuseAll(illegal(calls(id), (move) => noteLeadsTo(move, state)));
  });
});

describe('a shipment', () => {
  const told = async (code: string | null, then?: string): Promise<[string, string]> => {
    const { shipment, note } = await house.dispatched();
    if (code !== null) await house.done('carrier', '/tracking-pushes', { waybill: shipment.waybill, code });
    if (then !== undefined) await house.done('storekeeper', `/shipments/${shipment.id}/${then}`);
    return [shipment.id, note.id];
  };
  const brought: Readonly<Record<ShipmentState, () => Promise<[string, string]>>> = {
    in_transit: () => told('1'), stale: () => told('403'), problem: () => told('4'), signed: () => told('3'), refused: () => told('404'), returned: () => told('404', 'take-back'), lost: () => told(null, 'lost'),
  };
  const calls = (id: string, noteId: string): Readonly<Record<ShipmentMove, Call>> => ({
    follow_up: ['clerk', `/shipments/${id}/follow-ups`, { wordsId: newId() }],
    estimate: ['clerk', `/shipments/${id}/estimate`, { expectedOn: '2099-01-01' }],
    arrive: ['clerk', `/shipments/${id}/arrival`, {}],
    declare_lost: ['storekeeper', `/shipments/${id}/lost`, {}],
    take_back: ['storekeeper', `/shipments/${id}/take-back`, {}],
    receive: ['dealer', `/delivery-notes/${noteId}/receipt`, { lines: [{ part: 'PT039', received: 4, rejected: 0 }] }],
  });

  it.each(shipmentStates)('that is %s does nothing else', async (state) => {
    const [id, noteId] = await brought[state]();
    expect((await house.get<{ state: string }>('clerk', `/shipments/${id}`)).body.state).toBe(state);
    await refuseAll(illegal(calls(id, noteId), (move) => shipmentLeadsTo(move, state)));
  });
});

describe('a parts request', () => {
  const asked = { dealer: 'DL017', reason: 'defective', underWarranty: true, lines: heaters };
  const submitted = async (more: object = {}) => (await house.done<PartsRequestStanding>('clerk', '/parts-requests', { ...asked, ...more })).id;
  const decided = async (approved: number, more: object = {}): Promise<string> => {
    const id = await submitted(more);
    await house.done('branchManager', `/parts-requests/${id}/decision`, { lines: [{ part: 'PT039', approved, ...(approved < 4 ? { reason: 'stock_rationing' } : {}) }], warrantyGround: 'part_itself' });
    return id;
  };
  const dispatched = async (received?: number): Promise<string> => {
    const { note } = await house.dispatched();
    if (received !== undefined) await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines: [{ part: 'PT039', received, rejected: 0 }] });
    return note.requestId;
  };
  const then = async (id: string, move: string, body: object = {}): Promise<string> => (await house.done<PartsRequestStanding>('clerk', `/parts-requests/${id}/${move}`, body)).id;
  const brought: Readonly<Record<RequestState, () => Promise<string>>> = {
    draft: async () => (await house.done<PartsRequestStanding>('clerk', '/parts-requests/drafts', asked)).id,
    submitted: () => submitted(),
    // Above what DL017 may owe.
    in_approval: async () => {
      const lines = [{ part: 'PT039', qty: 900 }];
      const id = await submitted({ underWarranty: false, lines });
      await house.done('branchManager', `/parts-requests/${id}/decision`, { lines: [{ part: 'PT039', approved: 900 }] });
      return id;
    },
    approved: () => decided(4),
    partly_approved: () => decided(3),
    rejected: () => decided(0),
    partly_shipped: () => dispatched(),
    received_with_discrepancy: () => dispatched(3),
    fulfilled: () => dispatched(4),
    closed: async () => then(await dispatched(4), 'close'),
    cancelled: async () => then(await submitted(), 'cancel', { reason: 'mistake' }),
  };
  const calls = (id: string): Readonly<Partial<Record<RequestMove, Call>>> => ({
    revise: ['clerk', `/parts-requests/${id}/revise`, asked],
    submit: ['clerk', `/parts-requests/${id}/submit`, {}],
    answer_substitute: ['clerk', `/parts-requests/${id}/substitutes`, { lineNo: 1, part: 'PT038', answer: 'accepted' }],
    decide: ['branchManager', `/parts-requests/${id}/decision`, { lines: [{ part: 'PT039', approved: 4 }], warrantyGround: 'part_itself' }],
    decide_credit: ['hqAnalyst', `/parts-requests/${id}/credit`, { granted: true }],
    promise: ['branchManager', `/parts-requests/${id}/promise`, { promisedOn: '2099-01-01' }],
    pick: ['storekeeper', `/parts-requests/${id}/pickings`, {}],
    cancel: ['clerk', `/parts-requests/${id}/cancel`, { reason: 'mistake' }],
    close: ['clerk', `/parts-requests/${id}/close`, {}],
  });

  it.each(requestStates)('that is %s does nothing else', async (state) => {
    const id = await brought[state]();
    expect((await request(id))[0]!.state).toBe(state);
    await refuseAll(illegal(calls(id) as Readonly<Record<RequestMove, Call>>, (move) => leadsTo(move, state)));
  });
});
