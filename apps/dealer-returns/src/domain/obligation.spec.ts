import { given } from '@aftercare/testing';
import * as fc from 'fast-check';
import { matchUntagged, ReturnObligation, type ObligationDetails, type ObligationEvent } from './obligation';
import { leadsTo, movesFor, obligationMoves, obligationStates, type ObligationMove, type ObligationState } from './obligation.lifecycle';

const zone = 'Asia/Shanghai';
/** Wall time in Shanghai. */
const at = (time: string): Date => new Date(`${time.replace(' ', 'T')}:00+08:00`);
const details: ObligationDetails = {
  id: '0192f0c1-2d6e-7abc-8def-0123456789a1', number: 'OB-SJ-2026-000001', branchId: 'BR02', zone, dealerCode: 'DL014', noteId: '0192f0c1-2d6e-7abc-8def-0123456789a2', noteNumber: 'DN-SJ-2026-000001',
  lineNo: 1, ticketId: null, part: 'PT115', shippedAs: 'PT115', unitPrice: '23.10', currency: 'CNY', qty: 2, dueOn: '2026-07-21',
};
const owed = (more: Partial<ObligationDetails> = {}) => ReturnObligation.incur({ ...details, ...more }, at('2026-07-01 10:00')).obligation;
const after = (obligation: ReturnObligation, ...changes: ((obligation: ReturnObligation) => unknown)[]): ReturnObligation => {
  for (const change of changes) change(obligation);
  return obligation;
};
const [keeper, finance] = ['ST019', 'ST004'];
const back = (qty: number, time: string) => (o: ReturnObligation) => o.receive('PT115', qty, time.slice(0, 10), keeper, at(time));
const remind = (time: string) => (o: ReturnObligation) => o.remind(at(time));
const fallDue = (time: string) => (o: ReturnObligation) => o.fallDue(['ST018'], at(time));
const explanation = { reason: 'destroyed_on_site', photos: ['ab'.repeat(32)], wordsId: '0192f0c1-2d6e-7abc-8def-0123456789a3' } as const;
const explain = (by: string) => (o: ReturnObligation) => o.explain(explanation, by, at('2026-07-15 09:00'));
const nobody = (): readonly string[] => [];
const approve = (by = finance, skills = ['finance_approval'], declaredBy: (code: string) => readonly string[] = nobody) => (o: ReturnObligation) => o.approveWaiver(skills, declaredBy, by, at('2026-07-16 14:00'));
const reject = (o: ReturnObligation) => o.rejectWaiver(['finance_approval'], nobody, finance, at('2026-07-16 14:00'));
const types = (events: readonly ObligationEvent[]) => events.map(({ type }) => type);

describe('the time of a duty', () => {
  it('is up at the end of the due day, with a reminder at nine in the morning seven days before', () => {
    expect([owed().remindAt, owed().overdueAt]).toEqual([at('2026-07-14 09:00'), at('2026-07-22 00:00')]);
    expect(ReturnObligation.incur({ ...details, zone: 'America/St_Johns' }, at('2026-07-01 10:00')).obligation.overdueAt).toEqual(new Date('2026-07-22T02:30:00Z'));
  });

  it('reminds once, not a minute early', () => {
    given(owed()).when(remind('2026-07-14 08:59')).then([]);
    given(owed()).when(remind('2026-07-14 09:00')).then([{ type: 'ObligationReminded', at: at('2026-07-14 09:00') }]);
    given(after(owed(), remind('2026-07-14 09:00'))).when(remind('2026-07-14 09:01')).then([]);
  });

  it('is over once, also for who was never reminded, and not for who has returned everything', () => {
    given(owed()).when(fallDue('2026-07-21 23:59')).then([]);
    expect(types(fallDue('2026-07-22 00:00')(owed()))).toEqual(['ObligationOverdue']);
    given(after(owed(), fallDue('2026-07-22 00:00'))).when(fallDue('2026-07-22 00:01')).then([]);
    given(after(owed(), fallDue('2026-07-22 00:00'))).when(remind('2026-07-22 00:01')).then([]);
    given(after(owed(), back(2, '2026-07-21 16:00'))).when(fallDue('2026-07-22 00:00')).then([]);
  });
});

describe('a penalty is proposed', () => {
  const late = (qty = 2) => after(owed({ qty }), fallDue('2026-07-22 00:00'));

  it('two weeks after the due day, for what he got for the pieces that are open, and not before', () => {
    const duty = late(2);
    expect(duty.penaltyDue(at('2026-08-04 23:59'))).toBeNull();
    expect(duty.penaltyDue(at('2026-08-05 00:00'))).toMatchObject({ qty: 2 });
    expect(after(duty, back(1, '2026-08-05 10:00')).penaltyDue(at('2026-08-05 11:00'))?.amount.toString()).toBe('23.10');
  });

  it('not while finance judges a cause, nor for what has ended or has no price', () => {
    const explained = after(late(), explain('DL014'));
    expect(explained.penaltyDue(at('2026-08-05 00:00'))).toBeNull();
    expect(after(explained, reject).penaltyDue(at('2026-08-05 00:00'))).toMatchObject({ qty: 2 });
    expect(after(late(), back(2, '2026-07-30 10:00')).penaltyDue(at('2026-08-05 00:00'))).toBeNull();
    expect(after(owed({ unitPrice: null }), fallDue('2026-07-22 00:00')).penaltyDue(at('2026-08-05 00:00'))).toBeNull();
  });
});

describe('what comes back', () => {
  it('as surplus counts from the day on which it came, also when that is found out later', () => {
    const duty = after(owed({ qty: 1 }), fallDue('2026-07-22 00:00'), (o) => o.receive('PT115', 1, '2026-07-20', keeper, at('2026-07-25 10:00'), '0192f0c1-2d6e-7abc-8def-0123456789f2'));
    expect(duty).toMatchObject({ state: 'received', receivedOn: '2026-07-20', onTime: true });
  });

  it('in part changes what is open and not the state; the last piece ends it, in time on the due day itself', () => {
    const duty = after(owed(), remind('2026-07-14 09:00'), back(1, '2026-07-17 10:00'));
    expect([duty.state, duty.openQty, duty.onTime]).toEqual(['reminded', 1, null]);
    expect(after(duty, back(1, '2026-07-21 16:00'))).toMatchObject({ state: 'received', openQty: 0, receivedOn: '2026-07-21', onTime: true });
  });

  it('after the due day is late', () => {
    expect(after(owed(), fallDue('2026-07-22 00:00'), back(2, '2026-07-24 11:00'))).toMatchObject({ state: 'received', onTime: false });
  });

  it.each<[string, (o: ReturnObligation) => ObligationEvent[], string]>([
    ['more than is open', back(3, '2026-07-10 10:00'), 'obligation.more-than-owed'],
    ['another part', (o) => o.receive('PT040', 1, '2026-07-10', keeper, at('2026-07-10 10:00')), 'obligation.other-part'],
    ['no piece', back(0, '2026-07-10 10:00'), 'obligation.quantity-invalid'],
    ['half a piece', back(0.5, '2026-07-10 10:00'), 'obligation.quantity-invalid'],
  ])('is not %s', (_what, change, code) => { given(owed()).when(change).thenRefused(code); });
});

describe('what does not come back', () => {
  it('is waived by finance, as far as it is open, and only after it was explained with a photo', () => {
    given(owed()).when(approve()).thenRefused('obligation.not-explained');
    given(owed()).when((o) => o.explain({ ...explanation, photos: [] }, 'DL014', at('2026-07-15 09:00'))).thenRefused('obligation.photo-missing');
    const duty = after(owed(), back(1, '2026-07-10 10:00'), explain('DL014'));
    given(duty).when(explain('DL014')).thenRefused('obligation.waiver-requested-already');
    given(duty).when(approve()).then([{ type: 'WaiverApproved', qty: 1, by: finance, at: at('2026-07-16 14:00') }]);
    expect(duty).toMatchObject({ state: 'waived', openQty: 0, receivedQty: 1, waivedQty: 1, onTime: null, waiver: { state: 'approved', decidedBy: finance } });
  });

  it.each<[string, (o: ReturnObligation) => ObligationEvent[], string]>([
    ['who has no finance approval', approve('ST017', []), 'obligation.waiver-needs-finance'],
    ['who asked for it', approve('ST018'), 'obligation.self-or-relative'],
    ['a relative of who asked', approve(finance, ['finance_approval'], (code) => (code === 'ST018' ? [finance] : [])), 'obligation.self-or-relative'],
    ['who has declared who asked', approve(finance, ['finance_approval'], (code) => (code === finance ? ['ST018'] : [])), 'obligation.self-or-relative'],
    ['a relative of the dealer', approve(finance, ['finance_approval'], (code) => (code === finance ? ['DL014'] : [])), 'obligation.self-or-relative'],
  ])('is not waived by %s', (_who, change, code) => { given(after(owed(), explain('ST018'))).when(change).thenRefused(code); });

  it('is owed as before when finance does not agree, and can be explained again', () => {
    const duty = after(owed(), explain('DL014'), reject);
    expect(duty).toMatchObject({ state: 'open', openQty: 2, waiver: { state: 'rejected', decidedBy: finance } });
    expect(types(explain('DL014')(duty))).toEqual(['NotReturnedExplained']);
  });

  it('needs no decision any more when it came back after all', () => {
    const duty = after(owed(), explain('DL014'), back(2, '2026-07-15 10:00'));
    expect(duty.waiver?.state).toBe('dropped');
    given(duty).when(approve()).thenRefused('obligation.move-not-allowed');
  });
});

describe('a piece that was settled', () => {
  it('is owed no longer; the rest is, and ends the duty in its own time', () => {
    const duty = after(owed(), back(1, '2026-07-10 10:00'), (o) => o.reduce(1, 'settled', at('2026-07-23 10:00')));
    expect(duty).toMatchObject({ qty: 1, state: 'received', onTime: true, receivedOn: '2026-07-10' });
  });

  it('was the only one: nothing had to come back', () => {
    expect(after(owed(), (o) => o.reduce(5, 'taken_back', at('2026-07-03 10:00')))).toMatchObject({ qty: 0, state: 'lapsed', onTime: null });
  });

  it('changes nothing once the duty has ended', () => {
    given(after(owed(), back(2, '2026-07-10 10:00'))).when((o) => o.reduce(1, 'settled', at('2026-07-11 10:00'))).then([]);
  });
});

/** Tries every move in its own way; what it says no to changes nothing. */
const tries: Readonly<Record<ObligationMove, (o: ReturnObligation) => ObligationEvent[]>> = {
  remind: remind('2026-07-14 09:00'), fall_due: fallDue('2026-07-22 00:00'), receive: back(1, '2026-07-20 10:00'), explain: explain('DL014'), approve_waiver: approve(), reject_waiver: reject,
  reduce: (o) => o.reduce(1, 'settled', at('2026-07-20 10:00')),
};
const anyMove = fc.constantFrom(...(Object.keys(obligationMoves) as ObligationMove[]));

it('goes where the life cycle says and nowhere else, whatever is tried in whatever order; pieces neither come nor go', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(anyMove, { maxLength: 12 }), (qty, moves) => {
      const duty = owed({ qty });
      let reduced = 0;
      for (const move of moves) {
        const before = structuredClone({ ...duty });
        const allowed = leadsTo(move, before.state);
        let events: ObligationEvent[] = [];
        let refused = false;
        try {
          events = tries[move](duty);
        } catch {
          refused = true;
        }
        if (allowed.length === 0 || refused || events.length === 0) expect({ ...duty }).toEqual(before);
        else expect(allowed).toContain(duty.state);
        if (allowed.length === 0) expect(events).toEqual([]);
        for (const event of events) if (event.type === 'ObligationReduced') reduced += event.qty;
        expect(duty.qty + reduced).toBe(qty);
        expect(duty.openQty).toBeGreaterThanOrEqual(0);
        expect(duty.ended).toBe(duty.openQty === 0);
      }
    }),
  );
});

it('offers people only what is allowed', () => {
  for (const state of obligationStates) for (const waiver of [null, { state: 'requested' }, { state: 'rejected' }]) {
    for (const move of movesFor({ state: state satisfies ObligationState, waiver })) expect(leadsTo(move, state)).not.toEqual([]);
  }
  expect(movesFor({ state: 'open', waiver: { state: 'requested' } })).toEqual(['receive', 'approve_waiver', 'reject_waiver']);
});

it('gives parts without a tag to what is due first; what is over is nobody’s, and no piece is lost', () => {
  const duties = fc.uniqueArray(fc.record({ id: fc.uuid(), number: fc.string(), dueOn: fc.integer({ min: 1, max: 28 }).map((day) => `2026-07-${String(day).padStart(2, '0')}`), openQty: fc.nat({ max: 5 }) }), { selector: ({ id }) => id });
  fc.assert(fc.property(duties, fc.integer({ min: 1, max: 20 }), (open, qty) => {
    const { matched, surplus } = matchUntagged(open, qty);
    const of = (id: string) => open.find((one) => one.id === id)!;
    expect(matched.reduce((sum, one) => sum + one.qty, surplus)).toBe(qty);
    for (const one of matched) expect(one.qty).toBeLessThanOrEqual(of(one.id).openQty);
    const days = matched.map(({ id }) => of(id).dueOn);
    expect(days).toEqual(days.toSorted());
    // Whoever was passed over is due no earlier than whoever was served last, and only the last one may have got less than he needs.
    const passed = open.filter(({ id, openQty }) => openQty > 0 && !matched.some((one) => one.id === id));
    if (passed.length > 0) expect(surplus).toBe(0);
    for (const one of passed) expect(one.dueOn >= (days.at(-1) ?? '')).toBe(true);
    for (const one of matched.slice(0, -1)) expect(one.qty).toBe(of(one.id).openQty);
  }));
});
