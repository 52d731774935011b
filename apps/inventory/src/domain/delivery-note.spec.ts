import { given } from '@aftercare/testing';
import * as fc from 'fast-check';
import { DeliveryNote, delivered, difference, owesOldPart, type NoteEvent, type NoteLineDetails, type ReceiptLine } from './delivery-note';
import { noteLeadsTo, noteMoves, noteStates, type NoteMove, type NoteState } from './delivery-note.lifecycle';

const [keeper, dealer] = ['ST031', 'DL017'];
const at = new Date('2026-07-06T03:00:00Z');
const day = '2026-07-06';
const shipmentId = '0192f0c1-2d6e-7abc-8def-0123456789ae';
const details = {
  id: '0192f0c1-2d6e-7abc-8def-0123456789ad', number: 'DN-HZ-2026-000001', branchId: 'BR05', requestId: '0192f0c1-2d6e-7abc-8def-0123456789ac', pickingId: '0192f0c1-2d6e-7abc-8def-0123456789ab',
  ticketId: null, dealerCode: dealer, receiver: { kind: 'dealer', code: dealer }, receivedByWhom: dealer, location: 'WH-BR05', requestedBy: 'ST030', followers: ['ST030'], currency: 'CNY', dispatchDueOn: '2026-07-07',
} as const;
const line = (requestLine: number, part: string, qty: number, more: Partial<NoteLineDetails> = {}): NoteLineDetails => ({
  requestLine, part, askedFor: part, qty, underWarranty: true, unitPrice: '8.37', returnable: false, returnDays: null, ...more,
});
const lines = [line(1, 'PT101', 4), line(2, 'PT074', 3)];
const values = new Map([[1, '30.00'], [2, '99.00']]);
const said = (part: string, received: number, rejected = 0, reason: ReceiptLine['reason'] = null): ReceiptLine => ({ part, received, rejected, reason, photos: [] });

const issued = (of: readonly NoteLineDetails[] = lines, more = {}) => DeliveryNote.issue({ ...details, ...more }, of, keeper, at).note;
const dispatched = (of: readonly NoteLineDetails[] = lines, more = {}) => {
  const note = issued(of, more);
  note.dispatch(shipmentId, values, day, keeper, at);
  return note;
};
const received = (receipt: readonly ReceiptLine[], of: readonly NoteLineDetails[] = lines) => {
  const note = dispatched(of);
  note.receive(receipt, '2026-07-17', dealer, at);
  return note;
};

describe('a delivery note', () => {
  it('says what was counted, and nothing where nothing was', () => {
    expect(issued([...lines, line(3, 'PT102', 0)])).toMatchObject({ state: 'issued', totalQty: 7, lines: [{ lineNo: 1, part: 'PT101', qty: 4, received: null }, { lineNo: 2, part: 'PT074', qty: 3 }] });
    given(null).when(() => DeliveryNote.issue(details, [line(1, 'PT101', 0)], keeper, at).events).thenRefused('delivery-note.empty');
  });

  it('counts its reprints, not its first print', () => {
    const note = issued();
    const reprints = [1, 2, 3].map(() => (note.print(keeper, at), note.reprints));
    expect(reprints).toEqual([0, 1, 2]);
  });

  it('can be void before its goods leave, not afterwards', () => {
    given(issued()).when((n) => n.declareVoid('wrong_receiver', keeper, at)).then([{ type: 'NoteVoided', reason: 'wrong_receiver', by: keeper, at }]);
    given(dispatched()).when((n) => n.declareVoid('mistake', keeper, at)).thenRefused('delivery-note.move-not-allowed');
  });
});

describe('dispatching a note', () => {
  it('costs the dealer nothing under warranty', () => {
    given(issued()).when((n) => n.dispatch(shipmentId, values, day, keeper, at)).then([{ type: 'NoteDispatched', day, values, by: keeper, at }]);
  });

  it('charges him the price of everything else, exactly', () => {
    const [, charged] = issued([line(1, 'PT101', 4), line(2, 'PT074', 3, { underWarranty: false, unitPrice: '8.37' }), line(3, 'PT039', 1, { underWarranty: false, unitPrice: '0.01' })]).dispatch(shipmentId, values, day, keeper, at);
    expect(charged).toMatchObject({ type: 'DealerCharged', dealerCode: dealer, day });
    expect(String((charged as { total: unknown }).total)).toBe('25.12');
  });

  it('charges nobody where no dealer has to do with it', () => {
    expect(issued([line(1, 'PT101', 4, { underWarranty: false })], { dealerCode: null }).dispatch(shipmentId, values, day, keeper, at)).toHaveLength(1);
  });

  it('makes the dealer owe the old part of a warranty line only, and only where it is returnable', () => {
    const owes = (more: Partial<NoteLineDetails>, dealerCode: string | null = dealer) => owesOldPart({ dealerCode }, line(1, 'PT039', 1, { returnable: true, returnDays: 20, ...more }));
    expect([owes({}), owes({ underWarranty: false }), owes({ returnable: false }), owes({}, null)]).toEqual([true, false, false, false]);
  });
});

describe('the receipt', () => {
  it('is line by line: what was rejected has a reason', () => {
    given(dispatched()).when((n) => n.receive([said('PT101', 5), said('PT074', 3, 1)], day, dealer, at)).thenRefused('receipt.reason-missing');
    const note = received([said('PT101', 5), said('PT074', 3, 1, 'damaged')]);
    expect(note).toMatchObject({ state: 'received', receivedBy: dealer, lines: [{ received: 5, accepted: 5, rejected: 0 }, { received: 3, accepted: 2, rejected: 1, reason: 'damaged' }] });
    expect(note.lines.map(difference)).toEqual([1, 0]);
    // One too many was never ours to move: it stays unbooked until a remedy is agreed.
    expect(note.lines.map(delivered)).toEqual([4, 2]);
  });

  it('may name a part that is not on the note', () => {
    const note = received([said('PT101', 4), said('PT074', 3), said('PT999', 2, 2, 'wrong')]);
    expect(note.lines[2]).toMatchObject({ lineNo: 3, requestLine: null, part: 'PT999', qty: 0, received: 2, accepted: 0, rejected: 2, reason: 'wrong' });
    expect(difference(note.lines[2]!)).toBe(2);
  });

  it.each<[string, readonly ReceiptLine[], string]>([
    ['a line that is left out', [said('PT101', 4)], 'receipt.line-missing'],
    ['a part that is named twice', [said('PT101', 2), said('PT101', 2), said('PT074', 3)], 'receipt.part-twice'],
    ['more rejected than received', [said('PT101', 1, 2, 'damaged'), said('PT074', 3)], 'receipt.rejected-over-received'],
    ['a part of a piece', [said('PT101', 3.5), said('PT074', 3)], 'parts.quantity-invalid'],
    ['less than nothing', [said('PT101', -1), said('PT074', 3)], 'parts.quantity-invalid'],
  ])('refuses %s and changes nothing', (_what, receipt, code) => {
    const note = dispatched();
    given(note).when((n) => n.receive(receipt, day, dealer, at)).thenRefused(code);
    expect(note).toEqual(dispatched());
  });

  it('is given once; silence is no second one', () => {
    const note = received([said('PT101', 4), said('PT074', 3)]);
    given(note).when((n) => n.receive([said('PT101', 4), said('PT074', 3)], day, dealer, at)).thenRefused('delivery-note.received-already');
    given(note).when((n) => n.deemReceived(day, 'system:inventory', at)).then([]);
  });

  it('adds up over any lines: accepted + rejected = received, and nothing is lost or made in sharing it out', () => {
    const qty = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('PT101', 'PT074'), qty), { minLength: 1, maxLength: 5 }), fc.nat(30), fc.nat(30), (of, came, bad) => {
        const parts = [...new Set(of.map(([part]) => part))];
        const note = received(parts.map((part) => said(part, came, Math.min(bad, came), bad > 0 ? 'damaged' : null)), of.map(([part, n], i) => line(i + 1, part, n)));
        for (const part of parts) {
          const own = note.lines.filter((l) => l.part === part);
          const sum = (of2: (l: (typeof own)[number]) => number) => own.reduce((total, l) => total + of2(l), 0);
          expect([sum((l) => l.received!), sum((l) => l.rejected!)]).toEqual([came, Math.min(bad, came)]);
          for (const l of own) {
            expect(l.accepted! + l.rejected!).toBe(l.received!);
            expect(Math.min(l.accepted!, l.rejected!, l.qty - delivered(l))).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });
});

describe('a hidden damage', () => {
  const found = (qty: number, on: string) => (note: DeliveryNote) => note.reportDamage([{ part: 'PT101', qty, photos: [] }], on, dealer, at);

  it('can be reported within three days, of what was accepted', () => {
    const note = received([said('PT101', 5), said('PT074', 3)]);
    given(note).when(found(6, '2026-07-20')).thenRefused('receipt.damage-over-accepted');
    given(note).when(found(1, '2026-07-21')).thenRefused('receipt.damage-too-late');
    // The fifth was never booked as delivered: finding two damaged takes one back.
    given(note).when(found(2, '2026-07-20')).then([{ type: 'HiddenDamageFound', damages: [{ lineNo: 1, part: 'PT101', qty: 2, undelivered: 1 }], day: '2026-07-20', by: dealer, at }]);
    expect(note.lines[0]).toMatchObject({ received: 5, accepted: 3, rejected: 2, reason: 'damaged' });
  });
});

const moves: Readonly<Record<NoteMove, (note: DeliveryNote) => readonly NoteEvent[]>> = {
  print: (n) => n.print(keeper, at),
  declare_void: (n) => n.declareVoid('mistake', keeper, at),
  dispatch: (n) => n.dispatch(shipmentId, values, day, keeper, at),
  take_back: (n) => n.takeBack(keeper, at),
  receive: (n) => n.receive(lines.map(({ part, qty }) => said(part, qty)), day, dealer, at),
  report_damage: (n) => n.reportDamage([], day, dealer, at),
};

it('lives as its table says: every other move is refused and changes nothing', () => {
  const seen = new Set<NoteState>();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...(Object.keys(moves) as NoteMove[])), { maxLength: 8 }), (walk) => {
      const note = issued();
      for (const move of walk) {
        seen.add(note.state);
        const [to, before] = [noteLeadsTo(move, note.state), JSON.stringify(note)];
        if (to === undefined) {
          expect(() => moves[move](note)).toThrow(/^delivery-note\.(move-not-allowed|received-already)$/);
          expect(JSON.stringify(note)).toBe(before);
        } else {
          moves[move](note);
          expect(note.state).toBe(to);
        }
      }
    }),
  );
  expect([...seen].toSorted()).toEqual([...noteStates].toSorted());
  expect(Object.keys(noteMoves).toSorted()).toEqual(Object.keys(moves).toSorted());
});
