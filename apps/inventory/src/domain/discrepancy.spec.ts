import { Money } from '@aftercare/kernel';
import * as fc from 'fast-check';
import { delivered, type NoteLine } from './delivery-note';
import { causes, differencesOf, Discrepancy, remedies, type Consequences, type Difference, type DiscrepancyEvent, type OfferDetails } from './discrepancy';
import { discrepancyLeadsTo, discrepancyMoves, discrepancyMovesFor, type DiscrepancyMove } from './discrepancy.lifecycle';
import { accountName, party } from './stock';

const at = (time: string): Date => new Date(`2026-07-15T${time}:00+08:00`);
const now = at('11:00');
const line = (more: Partial<NoteLine> = {}): NoteLine => ({
  lineNo: 1, requestLine: 1, part: 'PT077', askedFor: 'PT077', qty: 5, underWarranty: false, unitPrice: '10.13', returnable: false, returnDays: null, received: 5, accepted: 5, rejected: 0, reason: null, photos: [], ...more,
});
const counted = (received: number, rejected = 0, more: Partial<NoteLine> = {}) => line({ received, rejected, accepted: received - rejected, ...more });
const stranger = (part: string, received: number): NoteLine => line({ lineNo: 2, requestLine: null, part, askedFor: part, qty: 0, unitPrice: '0.00', received, accepted: received });
const short = (cases: readonly Difference[]) => cases.map(({ type, part, cameInstead, qty, inTransit }) => ({ type, part, ...(cameInstead === null ? {} : { cameInstead }), qty, inTransit }));

describe('what a receipt shows', () => {
  it.each<[string, NoteLine[], object[]]>([
    ['everything came', [counted(5)], []],
    ['too few', [counted(4)], [{ type: 'short', part: 'PT077', qty: 1, inTransit: 1 }]],
    ['too many: of those the books know nothing', [counted(7)], [{ type: 'over', part: 'PT077', qty: 2, inTransit: 0 }]],
    ['broken ones', [counted(5, 2, { reason: 'damaged', photos: ['a'] })], [{ type: 'damaged', part: 'PT077', qty: 2, inTransit: 2 }]],
    ['too few, and of these one broken', [counted(4, 1, { reason: 'damaged' })], [{ type: 'short', part: 'PT077', qty: 1, inTransit: 1 }, { type: 'damaged', part: 'PT077', qty: 1, inTransit: 1 }]],
    ['one too many, and one broken', [counted(6, 1, { reason: 'damaged' })], [{ type: 'over', part: 'PT077', qty: 1, inTransit: 0 }, { type: 'damaged', part: 'PT077', qty: 1, inTransit: 0 }]],
    ['one too many, which is not accepted for that', [counted(6, 1, { reason: 'over' })], [{ type: 'over', part: 'PT077', qty: 1, inTransit: 0 }]],
    ['another part in place of what is missing: one case with two sides', [counted(3), stranger('PT078', 2)], [{ type: 'wrong', part: 'PT077', cameInstead: 'PT078', qty: 2, inTransit: 2 }]],
    ['fewer others than are missing', [counted(2), stranger('PT078', 2)], [{ type: 'wrong', part: 'PT077', cameInstead: 'PT078', qty: 2, inTransit: 2 }, { type: 'short', part: 'PT077', qty: 1, inTransit: 1 }]],
    ['more others than are missing', [counted(4), stranger('PT078', 3)], [{ type: 'wrong', part: 'PT077', cameInstead: 'PT078', qty: 1, inTransit: 1 }, { type: 'over', part: 'PT078', qty: 2, inTransit: 0 }]],
  ])('%s', (_what, lines, expected) => { expect(short(differencesOf(lines))).toEqual(expected); });

  it('leaves in transit exactly the pieces of its cases, whatever came', () => {
    const anyLine = fc.record({ qty: fc.integer({ min: 1, max: 6 }), received: fc.integer({ min: 0, max: 8 }), rejected: fc.nat({ max: 8 }), reason: fc.constantFrom('damaged' as const, 'wrong' as const, 'over' as const, 'late' as const) })
      .map(({ qty, received, rejected, reason }) => { const bad = Math.min(rejected, received); return counted(received, bad, { qty, reason: bad > 0 ? reason : null }); });
    fc.assert(fc.property(anyLine, fc.nat({ max: 4 }), (one, others) => {
      const lines = others === 0 ? [one] : [one, stranger('PT078', others)];
      const cases = differencesOf(lines);
      expect(cases.reduce((sum, { inTransit }) => sum + inTransit, 0)).toBe(one.qty - delivered(one));
      for (const { qty, inTransit } of cases) expect(qty > 0 && inTransit >= 0 && inTransit <= qty).toBe(true);
      const missing = cases.filter(({ type, cameInstead }) => type === 'short' || cameInstead !== null).reduce((sum, { qty }) => sum + qty, 0);
      expect(missing).toBe(Math.max(0, one.qty - one.received!));
    }));
  });
});

const [ours, dealer] = ['ST038', 'DL019'];
const nobody = (): readonly string[] => [];
const of = (difference: Partial<Difference> & Pick<Difference, 'type'>): Discrepancy =>
  Discrepancy.open({
    id: '0192f0c1-2d6e-7abc-8def-0123456789b1', number: 'DC-HF-2026-000001', branchId: 'BR07', noteId: '0192f0c1-2d6e-7abc-8def-0123456789b2', noteNumber: 'DN-HF-2026-000001', shipmentId: '0192f0c1-2d6e-7abc-8def-0123456789b3',
    requestId: '0192f0c1-2d6e-7abc-8def-0123456789b4', requestLine: 1, lineNo: 1, ticketId: null, dealerCode: dealer, receivedByWhom: dealer, tell: { staff: [ours], dealerCode: dealer, customerId: null }, receiverAccount: party('dealer', dealer), location: 'WH-BR07', part: 'PT077',
    cameInstead: null, qty: 1, inTransit: 1, photos: ['a'.repeat(64)], unitPrice: '10.13', currency: 'CNY', ...difference,
  }, dealer, now).discrepancy;
const offer = (more: Partial<OfferDetails> = {}): OfferDetails => ({ remedy: 'resend', costOwner: null, charge: null, amount: null, rejectedPiece: null, ...more });
const offered = (d: Discrepancy, more: Partial<OfferDetails> = {}, cause: (typeof causes)[number] | null = 'carrier', by = ours) => d.offerRemedy(offer(more), d.qty, cause, nobody, by, now);
const agreed = (d: Discrepancy): Consequences => d.accept('receiver', nobody, dealer, now).consequences;
const moves = ({ bookings }: Consequences) => bookings.map(({ part, qty, from, to, reason }) => `${part} × ${qty} ${accountName(from)} → ${accountName(to)} ${reason}`);
const types = (events: readonly DiscrepancyEvent[]) => events.map(({ type }) => type);
const code = (act: () => unknown): string | null => { try { act(); return null; } catch (error) { return (error as { code: string }).code; } };

describe('a remedy', () => {
  it('is offered by one side and accepted by the other, once', () => {
    const d = of({ type: 'short' });
    d.investigate('carrier', '0192f0c1-2d6e-7abc-8def-0123456789b5', ours, now);
    expect(types(offered(d, {}, null))).toEqual(['RemedyOffered']);
    expect(code(() => d.accept('sender', nobody, ours, now))).toBe('discrepancy.own-offer');
    expect(d.state).toBe('investigating');
    expect(types(d.accept('receiver', nobody, dealer, now).events)).toEqual(['RemedyAgreed']);
    expect(d).toMatchObject({ state: 'agreed', settledQty: 0, awaitsResend: true });
    expect(code(() => d.accept('receiver', nobody, dealer, now))).toBe('discrepancy.move-not-allowed');
    expect(types(d.resent('system:inventory', now))).toEqual(['DiscrepancySettled']);
    expect(d.resent('system:inventory', now)).toEqual([]);
    expect(d).toMatchObject({ state: 'settled', settledQty: 1 });
  });

  it('is declined with an offer of one’s own, which the sender accepts', () => {
    const d = of({ type: 'short' });
    expect(code(() => d.counter(offer({ remedy: 'credit', amount: '10.13' }), 1, dealer, now))).toBe('discrepancy.move-not-allowed');
    offered(d);
    d.counter(offer({ remedy: 'credit', amount: '10.13' }), 1, dealer, now);
    expect(code(() => d.accept('receiver', nobody, dealer, now))).toBe('discrepancy.own-offer');
    const { events, consequences } = d.accept('sender', nobody, ours, now);
    expect(types(events)).toEqual(['RemedyAgreed', 'DiscrepancySettled']);
    expect([consequences.charge, d.credit?.toString()]).toEqual([null, '10.13']);
    expect(d.offers.map(({ side }) => side)).toEqual(['sender', 'receiver']);
  });

  it.each<[string, () => Discrepancy, Partial<OfferDetails>, string, ((code: string) => readonly string[])?]>([
    ['a credit above the value', () => of({ type: 'short' }), { remedy: 'credit', amount: '10.14' }, 'discrepancy.above-value'],
    ['a credit of nothing', () => of({ type: 'short' }), { remedy: 'credit', amount: '0.00' }, 'discrepancy.above-value'],
    ['a credit without an amount', () => of({ type: 'short' }), { remedy: 'credit' }, 'discrepancy.amount-for-credit'],
    ['an amount without a credit', () => of({ type: 'short' }), { amount: '1.00' }, 'discrepancy.amount-for-credit'],
    ['a charge for what is missing', () => of({ type: 'short' }), { remedy: 'accept', charge: '1.00' }, 'discrepancy.charge-for-kept'],
    ['a return of what is missing', () => of({ type: 'short' }), { remedy: 'return', rejectedPiece: 'come_back' }, 'discrepancy.remedy-not-for-type'],
    ['a resend of what came too much', () => of({ type: 'over', inTransit: 0 }), {}, 'discrepancy.remedy-not-for-type'],
    ['a broken piece of which nobody says what becomes of it', () => of({ type: 'damaged' }), {}, 'discrepancy.rejected-piece-missing'],
    ['a piece that is destroyed without a photo', () => of({ type: 'damaged', photos: [] }), { rejectedPiece: 'field_destroy' }, 'discrepancy.photo-missing'],
    ['a return of what is destroyed', () => of({ type: 'damaged' }), { remedy: 'return', rejectedPiece: 'field_destroy' }, 'discrepancy.return-comes-back'],
    ['what becomes of pieces that nobody has', () => of({ type: 'short' }), { rejectedPiece: 'come_back' }, 'discrepancy.no-rejected-piece'],
    ['a relative of the dealer', () => of({ type: 'short' }), {}, 'discrepancy.self-or-relative', (who) => (who === ours ? [dealer] : [])],
  ])('is refused for %s, and nothing changes', (_what, make, more, rule, declaredBy = nobody) => {
    const d = make();
    const before = structuredClone({ ...d });
    expect(code(() => d.offerRemedy(offer(more), d.qty, 'carrier', declaredBy, ours, now))).toBe(rule);
    expect({ ...d }).toEqual(before);
  });

  it('is for the whole case, needs a cause, and where nobody knows it somebody who bears the cost', () => {
    const d = of({ type: 'short', qty: 2, inTransit: 2 });
    expect(code(() => d.offerRemedy(offer(), 1, 'carrier', nobody, ours, now))).toBe('discrepancy.qty-differs');
    expect(code(() => offered(d, {}, null))).toBe('discrepancy.cause-missing');
    expect(code(() => offered(d, {}, 'unknown'))).toBe('discrepancy.cost-owner-missing');
    offered(d, { costOwner: 'warehouse' }, 'unknown');
    expect(d.offer?.costOwner).toBe('warehouse');
  });
});

describe('when both sides agree, the pieces leave in-transit by the cause', () => {
  it.each<[string, Parameters<typeof of>[0], (typeof causes)[number], Partial<OfferDetails>, string[], Partial<Record<'ledgerCorrection' | 'recount', unknown>>, string | null]>([
    ['lost by the carrier', { type: 'short' }, 'carrier', {}, ['PT077 × 1 bin:WH-BR07:in_transit → loss lost'], {}, '10.13'],
    ['never left the warehouse', { type: 'short' }, 'warehouse', {}, ['PT077 × 1 bin:WH-BR07:in_transit → bin:WH-BR07:good corrected'], { ledgerCorrection: -1, recount: true }, null],
    ['the dealer has it after all', { type: 'short' }, 'dealer', { remedy: 'accept' }, ['PT077 × 1 bin:WH-BR07:in_transit → dealer:DL019 received'], {}, null],
    ['nobody knows', { type: 'short' }, 'unknown', { costOwner: 'warehouse' }, ['PT077 × 1 bin:WH-BR07:in_transit → loss lost'], {}, null],
    ['broken on the way, destroyed', { type: 'damaged' }, 'carrier', { rejectedPiece: 'field_destroy' }, ['PT077 × 1 bin:WH-BR07:in_transit → scrap scrapped'], {}, '10.13'],
    ['broken on the way, on its way back', { type: 'damaged' }, 'carrier', { rejectedPiece: 'come_back' }, [], {}, '10.13'],
    ['broken, and kept for a credit with what is left of it destroyed', { type: 'damaged' }, 'supplier', { remedy: 'credit', amount: '5.00', rejectedPiece: 'field_destroy' }, ['PT077 × 1 bin:WH-BR07:in_transit → scrap scrapped'], {}, null],
    ['broken, and taken as it is', { type: 'damaged' }, 'supplier', { remedy: 'accept' }, ['PT077 × 1 bin:WH-BR07:in_transit → dealer:DL019 received'], {}, null],
    ['one too many, kept', { type: 'over', inTransit: 0 }, 'warehouse', { remedy: 'accept', charge: '10.13' }, ['PT077 × 1 bin:WH-BR07:good → dealer:DL019 corrected'], { ledgerCorrection: 1 }, null],
    ['another part, kept, and the right one never left', { type: 'wrong', cameInstead: 'PT078' }, 'warehouse', { remedy: 'accept' },
      ['PT078 × 1 bin:WH-BR07:good → dealer:DL019 corrected', 'PT077 × 1 bin:WH-BR07:in_transit → bin:WH-BR07:good corrected'], { ledgerCorrection: -1, recount: true }, null],
  ])('%s', (_what, difference, cause, more, expected, follows, claim) => {
    const d = of(difference);
    offered(d, more, cause);
    const consequences = agreed(d);
    expect(moves(consequences)).toEqual(expected);
    expect(consequences).toMatchObject({ ledgerCorrection: 0, recount: false, ...follows });
    expect(consequences.carrierClaim?.toString() ?? null).toBe(claim);
  });

  it('what comes back lies in quarantine, once', () => {
    const d = of({ type: 'damaged' });
    offered(d, { remedy: 'return', rejectedPiece: 'come_back' });
    agreed(d);
    const { events, bookings } = d.takeIn(ours, now);
    expect([types(events), bookings.map(({ from, to }) => `${accountName(from)} → ${accountName(to)}`)]).toEqual([['DiscrepancySettled'], ['bin:WH-BR07:in_transit → bin:WH-BR07:quarantine']]);
    expect(code(() => d.takeIn(ours, now))).toBe('discrepancy.move-not-allowed');
  });
});

it('goes where the life cycle says and nowhere else; what was in transit leaves it once; money never above the value', () => {
  const kinds = fc.constantFrom<Partial<Difference> & Pick<Difference, 'type'>>({ type: 'short' }, { type: 'over', inTransit: 0 }, { type: 'damaged' }, { type: 'wrong' }, { type: 'wrong', cameInstead: 'PT078' }, { type: 'lost' }, { type: 'late', inTransit: 0 }, { type: 'late' });
  const anyOffer = fc.record({
    remedy: fc.constantFrom(...remedies), costOwner: fc.constantFrom('warehouse' as const, 'carrier' as const, null), charge: fc.constantFrom('1.00', null), amount: fc.constantFrom('10.13', '99.00', null), rejectedPiece: fc.constantFrom('field_destroy' as const, 'come_back' as const, null),
  });
  const anyMove = fc.constantFrom(...(Object.keys(discrepancyMoves) as DiscrepancyMove[]));
  fc.assert(fc.property(kinds, fc.array(fc.tuple(anyMove, anyOffer, fc.constantFrom(...causes, null), fc.boolean()), { maxLength: 14 }), (difference, steps) => {
    const d = of(difference);
    let left = 0;
    for (const [move, details, cause, receiver] of steps) {
      const before = structuredClone({ ...d });
      const from = d.state;
      const book = ({ bookings }: Pick<Consequences, 'bookings'>) => { for (const { from: account, qty } of bookings) if (accountName(account).endsWith(':in_transit')) left += qty; };
      const run: Readonly<Record<DiscrepancyMove, () => readonly DiscrepancyEvent[]>> = {
        investigate: () => d.investigate(cause ?? 'unknown', d.id, ours, now),
        offer: () => d.offerRemedy(details, d.qty, cause, nobody, ours, now),
        counter: () => d.counter(details, d.qty, dealer, now),
        accept: () => {
          const { events, consequences } = d.accept(receiver ? 'receiver' : 'sender', nobody, receiver ? dealer : ours, now);
          book(consequences);
          for (const money of [d.credit, consequences.charge, consequences.carrierClaim]) expect(money === null || money.compare(Money.of('10.13', 'CNY')) <= 0).toBe(true);
          return events;
        },
        resent: () => d.resent(ours, now),
        take_in: () => { const { events, bookings } = d.takeIn(ours, now); book({ bookings }); return events; },
      };
      try {
        const events = run[move]();
        if (events.length > 0) expect(discrepancyLeadsTo(move, from)).toContain(d.state);
      } catch (refusal) {
        expect(refusal).toMatchObject({ name: 'RuleViolation' });
        expect({ ...d }).toEqual(before);
      }
      expect(left).toBeLessThanOrEqual(d.inTransit);
      if (d.state === 'settled') expect([left, d.settledQty]).toEqual([d.inTransit, d.qty]);
      for (const can of discrepancyMovesFor(d)) expect(discrepancyLeadsTo(can, d.state)).not.toEqual([]);
    }
  }), { numRuns: 500 });
});
