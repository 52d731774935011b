import { BusinessCalendar } from '@aftercare/business-time';
import { Money } from '@aftercare/kernel';
import { given } from '@aftercare/testing';
import fc from 'fast-check';
import { leadsTo, movesFor, requestMoves, requestStates, type RequestMove, type RequestState } from './parts-request.lifecycle';
import {
  doubtOf, mostPieces, PartsRequest, stateOf, warrantyDoubts, type AskedLine, type CataloguePart, type DecidedLine, type DeclaredBy, type Decision, type PartsRequestEvent, type RequestDetails, type WarrantyDoubt,
} from './parts-request';

const requester = 'ST030';
const manager = 'ST029';
const finance = 'ST004';
const today = '2026-07-06';
const at = (time: string): Date => new Date(`2026-07-06T${time}:00Z`);
const picking = '019a5d5e-7c00-7000-8000-000000000021';
const note = '019a5d5e-7c00-7000-8000-000000000031';

const details: RequestDetails = {
  id: '019a5d5e-7c00-7000-8000-000000000101', number: 'PR-HZ-2026-000001', branchId: 'BR05', requestedBy: requester, requesterKind: 'staff', dealerCode: 'DL017', customerId: null,
  customerCode: 'CU00390', receiverKind: 'dealer', receiver: 'DL017', ticketId: null, ticketOwnerId: null, serial: 'YG2603000407', modelCode: 'MD09', reason: 'defective', urgency: 'normal',
  underWarranty: true, location: 'WH-BR05',
};
const part = (code: string, more: Partial<CataloguePart> = {}): [string, CataloguePart] => [
  code, { part: code, withdrawn: false, fitsModels: ['MD09'], substitutes: [], price: '40.37', currency: 'CNY', returnDays: 20, ...more },
];
/** PT037 may be replaced by PT038, not the other way round; PT039 does not fit, PT040 is withdrawn. */
const catalogue = new Map([
  part('PT037', { substitutes: ['PT038', 'PT039', 'PT040'] }), part('PT038', { price: '50.83' }), part('PT039', { fitsModels: ['MD11'] }), part('PT040', { withdrawn: true }), part('PT064', { returnDays: null }),
]);
const plenty = new Map([...catalogue.keys()].map((code) => [code, 100]));
const nobody: DeclaredBy = () => [];

const submitted = (asked: readonly AskedLine[] = [{ part: 'PT037', qty: 5 }], more: Partial<RequestDetails> = {}, available: ReadonlyMap<string, number> = plenty): PartsRequest =>
  PartsRequest.submit({ ...details, ...more }, asked, catalogue, available, at('01:00')).request;
const line = (lineNo: number, approved: number, more: Partial<DecidedLine> = {}): DecidedLine => ({ lineNo, approved, reason: null, substitute: null, agreedWith: null, ...more });
const decision = (lines: readonly DecidedLine[], more: Partial<Decision> = {}): Decision => ({ lines, promisedOn: null, fromStockNow: false, warrantyGround: null, ...more });
const plan = (request: PartsRequest, decided: Decision, by = manager, declaredBy = nobody, doubt: WarrantyDoubt | null = null) => request.plan(decided, { catalogue, declaredBy, today, doubt }, by);
/** Decided, with so many pieces of each line in stock. */
const decided = (request: PartsRequest, said: Decision, ...inStock: readonly number[]): PartsRequest =>
  after(request, (r) => r.decide(plan(r, said), new Map(inStock.map((qty, index) => [index + 1, qty])), manager, at('01:30')));
const after = (request: PartsRequest, ...moves: readonly ((r: PartsRequest) => unknown)[]): PartsRequest => {
  for (const move of moves) move(request);
  return request;
};
const approved = (asked = 5, inStock = asked): PartsRequest => decided(submitted([{ part: 'PT037', qty: asked }]), decision([line(1, asked)]), inStock);
const take = (qty: number, short = 0) => (r: PartsRequest) => r.take(picking, [{ lineNo: 1, qty, short }], at('02:00'));
const ship = (qty: number) => (r: PartsRequest) => r.shipped(note, [{ lineNo: 1, qty }], at('03:00'));
const receive = (shipped: number, received = shipped, rejected = 0) => (r: PartsRequest) => r.received(note, [{ lineNo: 1, shipped, received, rejected }], at('04:00'));
const types = (events: readonly PartsRequestEvent[]): string[] => events.map(({ type }) => type);

describe('asking', () => {
  it.each([
    ['an unknown part', [{ part: 'PT999', qty: 1 }], 'parts-request.part-unknown'],
    ['a withdrawn part', [{ part: 'PT040', qty: 1 }], 'parts-request.part-withdrawn'],
    ['a part that does not fit', [{ part: 'PT039', qty: 1 }], 'parts-request.part-does-not-fit'],
    ['nothing', [], 'parts-request.no-lines'],
    ['a part twice', [{ part: 'PT037', qty: 1 }, { part: 'PT037', qty: 2 }], 'parts-request.part-twice'],
    ...[0, -1, 1.5, 1e9, mostPieces + 1, Number.NaN].map((qty) => [`${qty} pieces`, [{ part: 'PT037', qty }], 'parts-request.quantity-out-of-range'] as const),
  ] as const)('for %s is refused', (_what, asked, code) => {
    expect(() => submitted(asked)).toThrow(expect.objectContaining({ code }));
  });

  it('says what is short and offers what fits and is there in its place', () => {
    const request = submitted([{ part: 'PT037', qty: 2 }], {}, new Map([['PT038', 4], ['PT039', 6], ['PT040', 3]]));
    expect(request.lines[0]).toMatchObject({ requested: 2, approved: null, availableNow: 0, substitutes: [{ part: 'PT038', answer: null }], unitPrice: '40.37', returnDays: 20 });
    expect(submitted([{ part: 'PT037', qty: 2 }], {}, new Map([['PT037', 2], ['PT038', 4]])).lines[0]).toMatchObject({ availableNow: 2, substitutes: [] });
  });

  it('takes any part for what is about no device', () => {
    expect(submitted([{ part: 'PT039', qty: 1 }], { serial: null, modelCode: null }).state).toBe('submitted');
  });

  it('can wait as a draft, which is judged when it is handed in', () => {
    const { request: draft } = PartsRequest.draft(details, [{ part: 'PT039', qty: 1 }], at('01:00'));
    given(draft).when((r) => r.submit(catalogue, plenty, at('01:10'))).thenRefused('parts-request.part-does-not-fit');
    given(draft).when((r) => r.revise(details, [{ part: 'PT037', qty: 2 }], at('01:20'))).then([{ type: 'RequestDrafted', at: at('01:20') }]);
    given(draft).when((r) => r.submit(catalogue, plenty, at('01:30'))).then([{ type: 'RequestSubmitted', at: at('01:30') }]);
    expect(draft.lines[0]).toMatchObject({ part: 'PT037', requested: 2, unitPrice: '40.37' });
  });
});

describe('deciding', () => {
  it('keeps both numbers, and the reason for the difference', () => {
    const request = submitted();
    expect(() => plan(request, decision([line(1, 3)]))).toThrow(expect.objectContaining({ code: 'parts-request.reason-missing' }));
    expect(decided(request, decision([line(1, 3, { reason: 'stock_rationing' })]), 3)).toMatchObject({ state: 'partly_approved', lines: [{ requested: 5, approved: 3, reason: 'stock_rationing', reserved: 3, backOrder: 0 }] });
  });

  it.each([
    ['more than was asked for', [line(1, 6)], 'parts-request.approved-over-requested'],
    ['half a piece', [line(1, 0.5)], 'parts-request.approved-over-requested'],
    ['less than nothing', [line(1, -1, { reason: 'duplicate' })], 'parts-request.approved-over-requested'],
    ['a line twice', [line(1, 5), line(1, 5)], 'parts-request.line-undecided'],
    ['not every line', [], 'parts-request.line-undecided'],
    ['a line that is not there', [line(1, 5), line(2, 1)], 'parts-request.line-unknown'],
  ])('about %s is refused', (_what, lines, code) => {
    const request = submitted();
    const before = structuredClone({ ...request });
    expect(() => plan(request, decision(lines))).toThrow(expect.objectContaining({ code }));
    expect({ ...request }).toEqual(before);
  });

  it('rejects when nothing is approved', () => {
    const request = submitted();
    given(request).when((r) => r.decide(plan(r, decision([line(1, 0, { reason: 'out_of_warranty' })])), new Map(), manager, at('02:00')))
      .then([{ type: 'RequestDecided', outcome: 'rejected', by: manager, creditBy: null, at: at('02:00') }]);
    expect(request).toMatchObject({ state: 'rejected', awaited: false });
  });

  it('is nobody’s who asked himself, or whom one side has declared as a relative', () => {
    const declares = (who: string, whom: string): DeclaredBy => (code) => (code === who ? [whom] : []);
    for (const [by, declaredBy] of [
      [requester, nobody], ['ST008', declares('ST008', 'DL017')], ['ST008', declares('ST008', 'CU00390')], ['ST008', declares('ST008', requester)], ['ST008', declares(requester, 'ST008')],
    ] as const) {
      expect(() => plan(submitted(), decision([line(1, 5)]), by, declaredBy)).toThrow(expect.objectContaining({ code: 'parts-request.self-or-relative' }));
    }
    expect(plan(submitted(), decision([line(1, 5)]), 'ST008', declares('ST008', 'DL099')).lines).toEqual([{ lineNo: 1, part: 'PT037', qty: 5 }]);
  });

  it('back-orders what is not in stock, with the day that is promised', () => {
    const request = submitted();
    given(request).when((r) => r.decide(plan(r, decision([line(1, 5)], { promisedOn: '2026-07-10' })), new Map([[1, 2]]), manager, at('02:00'))).then([
      { type: 'RequestDecided', outcome: 'approved', by: manager, creditBy: null, at: at('02:00') },
      { type: 'RequestBackOrdered', because: 'no_stock', lines: [{ lineNo: 1, part: 'PT037', qty: 3 }], at: at('02:00') },
    ]);
    expect(request).toMatchObject({ state: 'approved', waitingParts: ['PT037'], lines: [{ reserved: 2, waiting: 3, backOrder: 3, promisedOn: '2026-07-10', backOrderSince: at('02:00').toISOString() }] });
    expect(() => plan(submitted(), decision([line(1, 5)], { promisedOn: '2026-07-05' }))).toThrow(expect.objectContaining({ code: 'parts-request.promised-in-the-past' }));
  });
});

describe('a warranty that is claimed', () => {
  const device = { dealerCode: 'DL017', customerId: 'C1', coveredUntil: '2026-07-06' };
  const claim = { underWarranty: true, dealerCode: 'DL017', customerId: 'C1' };

  it.each<[string, Partial<typeof claim>, typeof device | null, WarrantyDoubt | null]>([
    ['the device’s, to its last day', {}, device, null],
    ['of no device', {}, null, 'no_device'],
    ['of another dealer’s device, though its customer is the same', { dealerCode: 'DL018' }, device, 'others_device'],
    ['of another customer’s device, where no dealer is concerned', { dealerCode: null as unknown as string, customerId: 'C2' }, device, 'others_device'],
    ['of a device of which no day is known', {}, { ...device, coveredUntil: null as unknown as string }, 'no_day'],
    ['of a device whose last day is over', {}, { ...device, coveredUntil: '2026-07-05' }, 'over'],
    ['not claimed', { underWarranty: false }, null, null],
  ])('is read from the device: %s', (_what, more, known, doubt) => {
    expect(doubtOf({ ...claim, ...more }, known, today)).toBe(doubt);
  });

  it.each(warrantyDoubts)('and is in doubt (%s) is free only on a ground that whoever approves names; it is kept with the doubt', (doubt) => {
    const request = submitted(undefined, { serial: null, modelCode: null });
    const partly = [line(1, 3, { reason: 'stock_rationing' })];
    for (const lines of [[line(1, 5)], partly]) expect(() => plan(request, decision(lines), manager, nobody, doubt)).toThrow(expect.objectContaining({ code: 'parts-request.warranty-unconfirmed', params: { doubt } }));
    request.decide(plan(request, decision(partly, { warrantyGround: 'part_itself' }), manager, nobody, doubt), new Map(), manager, at('02:00'));
    expect(request).toMatchObject({ state: 'partly_approved', underWarranty: true, warrantyDoubt: doubt, warrantyGround: 'part_itself' });
  });

  it('is rejected without a ground, and a ground that nobody needs is kept nowhere', () => {
    const rejected = submitted();
    rejected.decide(plan(rejected, decision([line(1, 0, { reason: 'out_of_warranty' })], { warrantyGround: 'goodwill' }), manager, nobody, 'no_device'), new Map(), manager, at('02:00'));
    const proven = submitted();
    proven.decide(plan(proven, decision([line(1, 5)], { warrantyGround: 'goodwill' })), new Map(), manager, at('02:00'));
    for (const request of [rejected, proven]) expect(request).toMatchObject({ warrantyDoubt: null, warrantyGround: null });
  });
});

describe('a substitute', () => {
  const asked = () => submitted([{ part: 'PT037', qty: 2 }], {}, new Map([['PT038', 4]]));
  const sending = (substitute: string, agreedWith: string | null = null) => decision([line(1, 2, { substitute, agreedWith })]);

  it('has to be one of the part’s own, to fit, and to be issued still; it does not go the other way', () => {
    for (const wrong of ['PT039', 'PT040', 'PT064', 'PT999']) expect(() => plan(asked(), sending(wrong, 'DL017'))).toThrow(expect.objectContaining({ code: 'parts-request.substitute-not-allowed' }));
    expect(() => plan(submitted([{ part: 'PT038', qty: 1 }]), decision([line(1, 1, { substitute: 'PT037', agreedWith: 'DL017' })]))).toThrow(expect.objectContaining({ code: 'parts-request.substitute-not-allowed' }));
  });

  it('has to be agreed with whoever asked or receives', () => {
    for (const with_ of [null, 'DL001', manager]) expect(() => plan(asked(), sending('PT038', with_))).toThrow(expect.objectContaining({ code: 'parts-request.substitute-not-agreed' }));
    const request = decided(asked(), sending('PT038', 'DL017'), 2);
    expect(request).toMatchObject({ state: 'approved', lines: [{ part: 'PT037', suppliedAs: 'PT038', reserved: 2, backOrder: 0 }] });
    expect(request.held).toEqual([{ lineNo: 1, part: 'PT038', qty: 2 }]);
  });

  it('can be accepted by whoever asked, and declined again', () => {
    const request = asked();
    given(request).when((r) => r.answerSubstitute(1, 'PT038', 'accepted', 'ST099', at('01:10'))).thenRefused('parts-request.not-yours-to-answer');
    given(request).when((r) => r.answerSubstitute(1, 'PT039', 'accepted', requester, at('01:10'))).thenRefused('parts-request.substitute-not-offered');
    expect(types(request.answerSubstitute(1, 'PT038', 'accepted', 'DL017', at('01:10')))).toEqual(['RequestProgressed']);
    given(request).when((r) => r.answerSubstitute(1, 'PT038', 'accepted', requester, at('01:11'))).then([]);
    expect(plan(request, sending('PT038')).lines).toEqual([{ lineNo: 1, part: 'PT038', qty: 2 }]);
    request.answerSubstitute(1, 'PT038', 'declined', requester, at('01:12'));
    expect(() => plan(request, sending('PT038'))).toThrow(expect.objectContaining({ code: 'parts-request.substitute-not-agreed' }));
  });
});

describe('money', () => {
  const charged = () => submitted([{ part: 'PT037', qty: 3 }, { part: 'PT064', qty: 2 }], { underWarranty: false });

  it('is what was asked for times its price, and nothing under warranty', () => {
    expect(plan(charged(), decision([line(1, 3), line(2, 1, { reason: 'over_limit' })])).charge?.toString()).toBe('161.48');
    expect(plan(submitted(), decision([line(1, 5)])).charge).toBeNull();
    const request = decided(submitted([{ part: 'PT037', qty: 2 }], { underWarranty: false }, new Map([['PT038', 4]])), decision([line(1, 2, { substitute: 'PT038', agreedWith: 'DL017' })]), 2);
    expect(request.chargeOf([{ lineNo: 1, qty: 2 }])?.toString()).toBe('80.74');
  });

  it('above the limit waits for finance, with nothing reserved', () => {
    const request = charged();
    const planned = plan(request, decision([line(1, 3), line(2, 2)]));
    expect(types(request.refer(planned, Money.of('100.00', 'CNY'), manager, at('02:00')))).toEqual(['RequestReferred']);
    expect(request).toMatchObject({ state: 'in_approval', awaited: true, lines: [{ approved: null, reserved: 0 }, { approved: null, reserved: 0 }] });
    expect(() => request.planCredit(true, finance, [], nobody)).toThrow(expect.objectContaining({ code: 'parts-request.finance-only' }));
    expect(() => request.planCredit(true, manager, ['finance_approval'], nobody)).toThrow(expect.objectContaining({ code: 'parts-request.own-proposal' }));
    expect(() => request.planCredit(true, finance, ['finance_approval'], () => ['DL017'])).toThrow(expect.objectContaining({ code: 'parts-request.self-or-relative' }));
    given(request).when((r) => r.decideCredit(r.planCredit(true, finance, ['finance_approval'], nobody), new Map([[1, 3], [2, 2]]), finance, at('02:10')))
      .then([{ type: 'RequestDecided', outcome: 'approved', by: manager, creditBy: finance, at: at('02:10') }]);
  });

  it('is refused by finance as over the limit', () => {
    const request = charged();
    request.refer(plan(request, decision([line(1, 3), line(2, 2)])), Money.of('100.00', 'CNY'), manager, at('02:00'));
    request.decideCredit(request.planCredit(false, finance, ['finance_approval'], nobody), new Map(), finance, at('02:10'));
    expect(request).toMatchObject({ state: 'rejected', lines: [{ approved: 0, reason: 'over_limit' }, { approved: 0, reason: 'over_limit' }] });
  });
});

describe('picking', () => {
  it('stops at what is approved, and at what is reserved', () => {
    given(approved(3)).when(take(4)).thenRefused('parts-request.over-approved');
    given(approved(3, 2)).when(take(3)).thenRefused('parts-request.not-reserved');
  });

  it('shows what was not found as owed, though it stays reserved until somebody counts (S02)', () => {
    const request = decided(submitted(), decision([line(1, 3, { reason: 'stock_rationing' })]), 3);
    expect(types(take(2, 1)(request))).toEqual(['RequestProgressed', 'RequestBackOrdered']);
    expect(request.lines[0]).toMatchObject({ reserved: 1, picked: 2, backOrder: 1 });
    ship(2)(request);
    given(request).when((r) => types(r.lose([{ lineNo: 1, qty: 1 }], 'stock_lost', at('05:00')))).then(['RequestProgressed']);
    expect(request.lines[0]).toMatchObject({ reserved: 0, waiting: 1, backOrder: 1, shipped: 2 });
    receive(2)(request);
    expect(request.state).toBe('partly_shipped');
    request.serve([{ lineNo: 1, qty: 1 }], at('06:00'));
    given(request).when(take(2)).thenRefused('parts-request.over-approved');
    expect(request.lines[0]).toMatchObject({ reserved: 1, backOrder: 1 });
    after(request, take(1), ship(1));
    expect(request.lines[0]).toMatchObject({ requested: 5, approved: 3, shipped: 3, backOrder: 0 });
    expect(types(receive(1)(request))).toEqual(['RequestProgressed', 'RequestFulfilled']);
    expect(request).toMatchObject({ state: 'fulfilled', lines: [{ received: 3 }] });
  });

  it('shows nothing as owed any more once what arrived is kept for it (S13)', () => {
    const request = approved(1, 0);
    expect(request.lines[0]).toMatchObject({ backOrder: 1, waiting: 1 });
    request.serve([{ lineNo: 1, qty: 1 }], at('03:00'));
    expect(request).toMatchObject({ waitingParts: [], lines: [{ backOrder: 0, reserved: 1, backOrderSince: null }] });
    given(request).when((r) => r.serve([{ lineNo: 1, qty: 1 }], at('03:00'))).thenRefused('parts-request.nothing-waits-for-it');
  });
});

describe('receiving', () => {
  const sent = () => after(approved(5), take(5), ship(5));

  it.each([['too few', 5, 4, 0], ['too many', 5, 6, 0], ['a broken one', 5, 5, 1]])('of %s leaves a difference that keeps it from being closed', (_what, shipped, received, rejected) => {
    const request = after(sent(), receive(shipped, received, rejected));
    expect(request).toMatchObject({ state: 'received_with_discrepancy', awaited: false, lines: [{ received, discrepancies: 1 }] });
    given(request).when((r) => r.close(requester, at('05:00'))).thenRefused('parts-request.discrepancy-open');
  });

  it('is not yet, which is not nothing', () => {
    expect(sent().lines[0]!.received).toBeNull();
    expect(after(sent(), receive(5, 0)).lines[0]!.received).toBe(0);
  });

  it('of everything ends it; what is found broken afterwards opens it again', () => {
    const request = after(sent(), receive(5), (r) => r.close(requester, at('05:00')));
    expect(request.state).toBe('closed');
    receive(0, 0, 1)(request);
    expect(request).toMatchObject({ state: 'received_with_discrepancy', closedAt: null });
  });

  it('cannot be of a box that came back: its pieces are owed again', () => {
    const request = sent();
    expect(types(request.reopened(note, [{ lineNo: 1, qty: 5 }], at('05:00')))).toEqual(['RequestProgressed', 'RequestBackOrdered']);
    expect(request).toMatchObject({ state: 'approved', lines: [{ shipped: 0, waiting: 5 }] });
    given(after(sent(), receive(5))).when((r) => r.reopened(note, [{ lineNo: 1, qty: 5 }], at('05:00'))).thenRefused('parts-request.move-not-allowed');
  });
});

describe('cancelling', () => {
  const cancel = (r: PartsRequest) => r.cancel('not_needed', requester, at('05:00'));

  it('lets go of what is reserved and what waits', () => {
    const request = approved(5, 2);
    expect(request.held).toEqual([{ lineNo: 1, part: 'PT037', qty: 2 }]);
    expect(types(cancel(request))).toEqual(['RequestCancelled']);
    expect(request).toMatchObject({ state: 'cancelled', waitingParts: [], lines: [{ approved: 5, reserved: 0, cancelled: 5, backOrder: 0 }] });
  });

  it('comes before the approval, or after it, never in between', () => {
    const first = after(submitted(), cancel);
    expect(() => plan(first, decision([line(1, 5)]))).toThrow(expect.objectContaining({ code: 'parts-request.move-not-allowed' }));
    given(first).when(cancel).thenRefused('parts-request.move-not-allowed');
  });

  it('needs what is picked back on the shelf first', () => {
    const request = after(approved(5), take(2));
    given(request).when(cancel).thenRefused('parts-request.put-back-first');
    request.putBack(picking, [{ lineNo: 1, qty: 2 }], at('04:00'));
    expect(types(cancel(request))).toEqual(['RequestCancelled']);
  });

  it('of the rest leaves what is on its way', () => {
    const request = after(approved(5, 3), take(3), ship(3), cancel);
    expect(request).toMatchObject({ state: 'partly_shipped', lines: [{ shipped: 3, cancelled: 2, waiting: 0 }] });
    expect(types(receive(3)(request))).toEqual(['RequestProgressed', 'RequestFulfilled']);
    given(request).when(cancel).thenRefused('parts-request.move-not-allowed');
    expect(types(cancel(after(approved(5, 3), take(3), ship(3), receive(3))))).toEqual(['RequestCancelled', 'RequestFulfilled']);
  });
});

describe('the life cycle', () => {
  const make: Readonly<Record<RequestState, () => PartsRequest>> = {
    draft: () => PartsRequest.draft(details, [{ part: 'PT037', qty: 5 }], at('01:00')).request,
    submitted: () => submitted(),
    in_approval: () => after(submitted(undefined, { underWarranty: false }), (r) => r.refer(plan(r, decision([line(1, 5)])), Money.of('1.00', 'CNY'), manager, at('01:20'))),
    approved: () => approved(5, 4),
    partly_approved: () => decided(submitted(), decision([line(1, 4, { reason: 'over_limit' })]), 3),
    rejected: () => decided(submitted(), decision([line(1, 0, { reason: 'over_limit' })])),
    partly_shipped: () => after(approved(5, 4), take(3), ship(2), (r) => r.putBack(picking, [{ lineNo: 1, qty: 1 }], at('02:30'))),
    received_with_discrepancy: () => after(approved(5, 4), take(2), ship(2), receive(2, 1)),
    fulfilled: () => after(approved(5), take(5), ship(5), receive(5)),
    closed: () => after(approved(5), take(5), ship(5), receive(5), (r) => r.close(requester, at('05:00'))),
    cancelled: () => after(submitted(), (r) => r.cancel('mistake', requester, at('01:10'))),
  };
  const late = at('09:00');
  const one = [{ lineNo: 1, qty: 1 }];
  const run: Readonly<Record<RequestMove, (r: PartsRequest) => readonly PartsRequestEvent[]>> = {
    revise: (r) => r.revise(details, [{ part: 'PT037', qty: 1 }], late),
    submit: (r) => r.submit(catalogue, plenty, late),
    answer_substitute: (r) => r.answerSubstitute(1, 'PT038', 'accepted', requester, late),
    decide: (r) => r.decide(plan(r, decision([line(1, 5)])), new Map([[1, 5]]), manager, late),
    decide_credit: (r) => r.decideCredit(r.planCredit(true, finance, ['finance_approval'], nobody), new Map([[1, 5]]), finance, late),
    promise: (r) => r.promise('2026-07-20', manager, nobody, today, late),
    serve: (r) => r.serve(one, late),
    lose: (r) => r.lose(one, 'reservation_expired', late),
    pick: (r) => r.take(picking, [{ lineNo: 1, qty: 1, short: 0 }], late),
    put_back: (r) => r.putBack(picking, one, late),
    ship: (r) => r.shipped(note, one, late),
    receive: (r) => r.received(note, [{ lineNo: 1, shipped: 0, received: 0, rejected: 1 }], late),
    settle: (r) => r.differenceSettled(1, 0, late),
    reopen: (r) => r.reopened(note, one, late),
    cancel: (r) => r.cancel('not_needed', requester, late),
    close: (r) => r.close(requester, late),
  };
  const pairs = requestStates.flatMap((state) => (Object.keys(requestMoves) as RequestMove[]).map((move) => ({ state, move })));

  it.each(pairs.filter(({ state, move }) => leadsTo(move, state).length === 0))('$move is refused when $state, and changes nothing', ({ state, move }) => {
    const request = make[state]();
    expect(request.state).toBe(state);
    const before = structuredClone({ ...request });
    expect(() => run[move](request)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^parts-request\.(move-not-allowed|discrepancy-open)$/) }));
    expect({ ...request }).toEqual(before);
  });

  it('keeps every piece in one place and every state where the table says, whatever is tried', () => {
    const anyMove = fc.constantFrom(...(Object.keys(requestMoves) as RequestMove[]));
    const some = fc.integer({ min: 0, max: 6 });
    fc.assert(fc.property(fc.array(fc.tuple(anyMove, fc.integer({ min: 1, max: 2 }), some, some, fc.boolean()), { maxLength: 60 }), (steps) => {
      const request = PartsRequest.draft(details, [{ part: 'PT037', qty: 6 }, { part: 'PT064', qty: 3 }], at('01:00')).request;
      for (const [move, lineNo, qty, other, yes] of steps) {
        const before = structuredClone({ ...request });
        const from = request.state;
        const pieces = [{ lineNo, qty: Math.max(qty, 1) }];
        const as: Readonly<Record<RequestMove, () => readonly PartsRequestEvent[]>> = {
          ...Object.fromEntries((Object.keys(run) as RequestMove[]).map((name) => [name, () => run[name](request)])) as Record<RequestMove, () => readonly PartsRequestEvent[]>,
          submit: () => request.submit(catalogue, new Map([['PT037', qty]]), late),
          revise: () => request.revise(details, [{ part: 'PT037', qty: 6 }, { part: 'PT064', qty: 3 }], late),
          decide: () => {
            const lines = [line(1, qty, { reason: 'over_limit' }), line(2, Math.min(other, 3), { reason: 'over_limit' })];
            const planned = plan(request, decision(lines));
            return yes ? request.decide(planned, new Map(planned.lines.map((one_) => [one_.lineNo, Math.min(one_.qty, other)])), manager, late) : request.refer({ ...planned, charge: Money.of('9.00', 'CNY') }, Money.of('1.00', 'CNY'), manager, late);
          },
          decide_credit: () => {
            const planned = request.planCredit(yes, finance, ['finance_approval'], nobody);
            return request.decideCredit(planned, new Map(planned.lines.map((one_) => [one_.lineNo, Math.min(one_.qty, other)])), finance, late);
          },
          serve: () => request.serve(pieces, late),
          lose: () => request.lose(pieces, yes ? 'stock_lost' : 'reservation_expired', late),
          pick: () => request.take(picking, [{ lineNo, qty, short: other }], late),
          put_back: () => request.putBack(picking, pieces, late),
          ship: () => request.shipped(note, pieces, late),
          // As a delivery note does it: never more than is on its way.
          receive: () => {
            const sent = request.lines.find((one_) => one_.lineNo === lineNo)!;
            const shipped = Math.min(qty, sent.shipped - sent.counted);
            return request.received(note, [{ lineNo, shipped, received: yes ? shipped : other, rejected: 0 }], late);
          },
          reopen: () => request.reopened(note, pieces, late),
        };
        try {
          const events = as[move]();
          if (events.length > 0) expect(leadsTo(move, from)).toContain(request.state);
          else expect({ ...request }).toEqual(before);
        } catch (refusal) {
          expect(refusal).toMatchObject({ name: 'RuleViolation' });
          expect({ ...request }).toEqual(before);
        }
        expect(request.state).toBe(stateOf(request));
        for (const { approved: granted, requested, waiting, reserved, picked, shipped, cancelled, counted, backOrder, backOrderSince } of request.lines) {
          expect(waiting + reserved + picked + shipped + cancelled).toBe(granted ?? 0);
          expect(Math.min(waiting, reserved, picked, shipped - counted, cancelled, requested - (granted ?? 0), backOrder - waiting, waiting + reserved - backOrder)).toBeGreaterThanOrEqual(0);
          expect(backOrderSince === null).toBe(backOrder === 0);
        }
        expect(request.waitingParts).toEqual(request.lines.filter(({ waiting }) => waiting > 0).map((one_) => one_.part));
        for (const can of movesFor(request)) expect(leadsTo(can, request.state)).not.toEqual([]);
      }
    }), { numRuns: 200 });
  });

  it('says what can be done next', () => {
    expect(movesFor(make.draft())).toEqual(['revise', 'submit', 'cancel']);
    expect(movesFor(make.submitted())).toEqual(['decide', 'cancel']);
    expect(movesFor(make.in_approval())).toEqual(['decide', 'decide_credit', 'cancel']);
    expect(movesFor(make.approved())).toEqual(['promise', 'pick', 'cancel']);
    expect(movesFor(after(approved(5), take(5)))).toEqual([]);
    expect(movesFor(make.fulfilled())).toEqual(['close']);
    expect(movesFor(make.closed())).toEqual([]);
  });
});

describe('a back-order without a day', () => {
  const weekdays = BusinessCalendar.of({ zone: 'Asia/Shanghai', spans: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '08:30', to: '17:30' })), exceptions: [{ date: '2026-07-07', kind: 'holiday' }] });
  /** The 7th is a holiday: the next workday after the 6th ends here. */
  const end = new Date('2026-07-08T09:30:00Z');
  const owing = () => approved(5, 3);

  it('is no promise: one is named by the end of the next workday, and whoever answers for the branch hears when it was not', () => {
    const request = owing();
    given(request).when((r) => r.awaitDay(weekdays, at('01:31'))).then([{ type: 'RequestDayAwaited', namedBy: end, namedOn: '2026-07-08', at: at('01:31') }]);
    // More pieces are owed on the next day: the word that was given stands.
    given(request).when((r) => r.awaitDay(weekdays, new Date('2026-07-07T01:00:00Z'))).then([{ type: 'RequestDayAwaited', namedBy: end, namedOn: '2026-07-08', at: new Date('2026-07-07T01:00:00Z') }]);
    given(request).when((r) => r.dayOverdue(manager, new Date(end.getTime() - 1))).then([]);
    given(request).when((r) => r.dayOverdue(manager, end)).then([{ type: 'RequestDayOverdue', managerId: manager, at: end }]);
  });

  it.each<[string, (r: PartsRequest) => unknown]>([
    ['a day is named', (r) => r.promise('2026-07-20', manager, nobody, today, at('02:00'))],
    ['it is served and picked', (r) => { r.serve([{ lineNo: 1, qty: 2 }], at('02:00')); }],
    ['nobody wants it any more', (r) => r.cancel('not_needed', requester, at('02:00'))],
  ])('alarms nobody when %s meanwhile', (_what, change) => {
    const request = after(owing(), (r) => r.awaitDay(weekdays, at('01:31')), change);
    expect(request.dayNamedBy).toBeNull();
    given(request).when((r) => r.dayOverdue(manager, end)).then([]);
    given(request).when((r) => r.awaitDay(weekdays, end)).then([]);
  });

  it('is not what has a day from the beginning', () => {
    const request = decided(submitted(), decision([line(1, 5)], { promisedOn: '2026-07-20' }), 3);
    given(request).when((r) => r.awaitDay(weekdays, at('01:31'))).then([]);
  });
});
