import { BusinessCalendar } from '@aftercare/business-time';
import { given } from '@aftercare/testing';
import * as fc from 'fast-check';
import { FollowUp } from './follow-up';
import { Shipment, type ShipmentDetails, type ShipmentEvent } from './shipment';
import { factLeads, shipmentLeadsTo, shipmentStates, trackingKinds, type ShipmentMove, type ShipmentState } from './shipment.lifecycle';
import { readJourney, type TrackingFact } from './tracking';

const zone = 'Asia/Shanghai';
const calendar = BusinessCalendar.of({
  zone,
  spans: [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, from: '08:30', to: '12:00' }, { weekday, from: '13:00', to: '17:30' }]),
  exceptions: [{ date: '2026-07-25', kind: 'makeup_workday' }],
});
/** Wall time in Shanghai. */
const at = (time: string): Date => new Date(`${time.replace(' ', 'T')}:00+08:00`);
const [keeper, clerk] = ['ST059', 'ST058'];
const noteId = '0192f0c1-2d6e-7abc-8def-0123456789ad';
const wordsId = '0192f0c1-2d6e-7abc-8def-0123456789af';
const details: ShipmentDetails = {
  id: '0192f0c1-2d6e-7abc-8def-0123456789ae', number: 'SH-NN-2026-000001', branchId: 'BR12', carrier: 'CR04', waybill: 'KDD2026S14001', receiver: { kind: 'dealer', code: 'DL012' }, location: 'WH-BR12',
  notes: [{ noteId, number: 'DN-NN-2026-000001', requestId: '0192f0c1-2d6e-7abc-8def-0123456789ac' }], ticketIds: [], tell: { staff: [clerk], dealerCode: 'DL012', customerId: null },
  boxes: 1, weightG: 820, freight: null, currency: 'CNY', freightPayer: 'sender', zone, promisedDays: 4, staleAfterH: 48,
};
/** Left on Friday the 17th at 16:00, promised for Tuesday the 21st. */
const travelling = () => Shipment.dispatch(details, keeper, at('2026-07-17 16:00')).shipment;
const fact = (code: string, kind: TrackingFact['kind'], time: string): TrackingFact => ({ at: at(time).toISOString(), kind, code });
const push = (code: string, kind: TrackingFact['kind'], time: string, heard = time) => (s: Shipment) => s.track(fact(code, kind, time), calendar, at(heard));
const after = (shipment: Shipment, ...changes: ((shipment: Shipment) => unknown)[]): Shipment => {
  for (const change of changes) change(shipment);
  return shipment;
};
const types = (events: readonly ShipmentEvent[]) => events.map(({ type }) => type);

describe('a shipment on its way', () => {
  it('is promised for so many calendar days after its dispatch, where the branch is', () => {
    expect(travelling()).toMatchObject({ state: 'in_transit', dispatchedOn: '2026-07-17', promisedOn: '2026-07-21', late: false, arrivedOn: null });
    expect(Shipment.dispatch(details, keeper, at('2026-07-17 23:59')).shipment.promisedOn).toBe('2026-07-21');
    expect(Shipment.dispatch(details, keeper, at('2026-07-18 00:00')).shipment.promisedOn).toBe('2026-07-22');
  });

  it('arrives in time, also when we hear of it days later: the carrier’s own clock decides', () => {
    const shipment = after(travelling(), (s) => s.timePassed(calendar, at('2026-07-22 00:00')));
    expect(shipment.late).toBe(true);
    expect(types(push('3', 'signed', '2026-07-21 23:59', '2026-07-23 09:00')(shipment))).toEqual(['ShipmentTracked', 'ShipmentSigned']);
    expect(shipment).toMatchObject({ state: 'signed', arrivedOn: '2026-07-21', late: false });
  });

  it('is late from the first moment of the day after the promised one, once, and stays late when it arrives then', () => {
    const shipment = travelling();
    expect(shipment.lateAt).toEqual(at('2026-07-22 00:00'));
    expect(shipment.timePassed(calendar, at('2026-07-19 00:00'))).toEqual([]);
    shipment.track(fact('2', 'moving', '2026-07-21 12:00'), calendar, at('2026-07-21 12:00'));
    expect(types(shipment.timePassed(calendar, at('2026-07-22 00:00')))).toEqual(['ShipmentLate']);
    expect(shipment.timePassed(calendar, at('2026-07-22 01:00'))).toEqual([]);
    expect(after(shipment, push('3', 'signed', '2026-07-22 08:00'))).toMatchObject({ late: true, lateAt: null });
  });

  it('is late by a stale message, and that does not go away when it moves on', () => {
    const shipment = travelling();
    expect(types(push('403', 'stale', '2026-07-21 10:00')(shipment))).toEqual(['ShipmentTracked', 'ShipmentStale', 'ShipmentLate']);
    expect(after(shipment, push('2', 'moving', '2026-07-21 11:00'))).toMatchObject({ state: 'in_transit', late: true });
    expect(after(shipment, push('3', 'signed', '2026-07-21 12:00'))).toMatchObject({ state: 'signed', late: true, arrivedOn: '2026-07-21' });
  });

  it('is silent when nothing is heard for longer than its carrier may be, until he says something', () => {
    const shipment = travelling();
    expect(shipment.silentAt).toEqual(at('2026-07-19 16:00'));
    expect(types(shipment.timePassed(calendar, at('2026-07-19 16:00')))).toEqual(['ShipmentStale']);
    expect(shipment).toMatchObject({ state: 'in_transit', silent: true, late: false, silentAt: null });
    expect(after(shipment, push('2', 'moving', '2026-07-20 14:00'))).toMatchObject({ silent: false, silentAt: at('2026-07-22 14:00') });
  });

  it('was heard of when the carrier speaks, not when he says that he knows nothing', () => {
    expect(after(travelling(), push('401', 'none', '2026-07-18 10:00'))).toMatchObject({ followedDays: [], lastHeardAt: at('2026-07-17 16:00') });
    expect(after(travelling(), push('2', 'moving', '2026-07-18 10:00', '2026-07-20 09:00'))).toMatchObject({ followedDays: ['2026-07-20'], lastHeardAt: at('2026-07-18 10:00') });
  });

  it('takes no message from the future, and none about an earlier journey of the same number', () => {
    given(travelling()).when(push('3', 'signed', '2026-07-20 10:06', '2026-07-20 10:00')).thenRefused('tracking.time-in-future');
    given(travelling()).when(push('3', 'signed', '2026-07-16 15:00', '2026-07-20 10:00')).then([]);
  });

  it('is followed by what a clerk writes, once a day', () => {
    const shipment = after(travelling(), (s) => s.followUp(wordsId, clerk, at('2026-07-20 15:00')), (s) => s.followUp(wordsId, clerk, at('2026-07-20 16:00')));
    expect(shipment.followedDays).toEqual(['2026-07-20']);
  });

  it('that is lost and turns up has arrived', () => {
    const shipment = after(travelling(), (s) => s.declareLost(calendar, clerk, at('2026-07-23 09:00')));
    expect(shipment).toMatchObject({ state: 'lost', travelledUntil: '2026-07-23' });
    expect(after(shipment, push('3', 'signed', '2026-07-24 09:00'))).toMatchObject({ state: 'signed', arrivedOn: '2026-07-24', travelledUntil: '2026-07-24', late: true });
  });

  it('is there when its receiver says so by phone, and the carrier’s word of when counts as soon as it comes', () => {
    const shipment = after(travelling(), (s) => s.timePassed(calendar, at('2026-07-22 00:00')));
    expect(types(shipment.arrive(calendar, at('2026-07-22 09:00')))).toEqual(['ShipmentSigned']);
    expect(shipment).toMatchObject({ state: 'signed', arrivedOn: '2026-07-22', late: true, travelledUntil: '2026-07-22', followedDays: ['2026-07-22'] });
    expect(types(push('3', 'signed', '2026-07-21 18:00', '2026-07-22 12:00')(shipment))).toEqual(['ShipmentTracked', 'ShipmentSigned']);
    expect(shipment).toMatchObject({ arrivedOn: '2026-07-21', late: false });
  });

  it('that is back with us stays there, whatever the carrier says', () => {
    const shipment = after(travelling(), push('404', 'refused', '2026-07-20 10:00'), (s) => s.takeBack(keeper, at('2026-07-22 10:00')));
    expect(after(shipment, push('3', 'signed', '2026-07-22 11:00'))).toMatchObject({ state: 'returned', arrivedAt: null, awaited: [] });
  });
});

describe('the carrier’s messages', () => {
  const minutes = fc.integer({ min: 0, max: 9 * 24 * 60 });
  const messages = fc.array(fc.record({ kind: fc.constantFrom(...trackingKinds), minute: minutes }), { maxLength: 12 })
    .map((all) => all.map(({ kind, minute }): TrackingFact => ({ at: new Date(at('2026-07-17 16:00').getTime() + minute * 60_000).toISOString(), kind, code: kind })));
  const standing = ({ state, arrivedAt, arrivedOn, late, silent, lastHeardAt, facts }: Shipment) => ({ state, arrivedAt, arrivedOn, late, silent, lastHeardAt, facts });

  it('tell the same journey in any order and however often they come', () => {
    fc.assert(
      fc.property(messages.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.nat(30), { maxLength: 6 }))), ([all, shuffled, again]) => {
        const heard = at('2026-07-27 00:00');
        const tell = (told: readonly TrackingFact[]) => after(travelling(), ...told.map((one) => (s: Shipment) => s.track(one, calendar, heard)));
        const repeated = [...shuffled, ...again.flatMap((n) => shuffled[n % Math.max(1, shuffled.length)] ?? [])];
        expect(standing(tell(repeated))).toEqual(standing(tell(all)));
      }),
      { numRuns: 300 },
    );
  });

  it('end with the arrival: what the carrier says of a later time changes nothing', () => {
    fc.assert(
      fc.property(messages, messages, (before, later) => {
        const arrival = fact('3', 'signed', '2026-07-27 00:00');
        const journey = { dispatchedAt: at('2026-07-17 16:00'), promisedOn: '2026-07-21', zone, staleAfterMs: 48 * 3_600_000 };
        const then = later.map((one) => ({ ...one, at: new Date(Date.parse(one.at) + 12 * 86_400_000).toISOString() }));
        const seen = at('2026-08-20 00:00');
        expect(readJourney(journey, [...before, arrival, ...then], seen)).toEqual(readJourney(journey, [...before, arrival], seen));
      }),
      { numRuns: 200 },
    );
  });

  it('said again change nothing and tell nobody anything', () => {
    const shipment = after(travelling(), push('403', 'stale', '2026-07-21 10:00'));
    expect(push('403', 'stale', '2026-07-21 10:00', '2026-07-22 10:00')(shipment)).toEqual([]);
  });

  it('correct the arrival that the receiver’s own receipt stood for', () => {
    const shipment = after(travelling(), (s) => s.received(noteId, calendar, at('2026-07-22 09:00')));
    expect(shipment).toMatchObject({ state: 'signed', arrivedOn: '2026-07-22', late: true });
    expect(types(push('3', 'signed', '2026-07-21 15:00', '2026-07-22 10:00')(shipment))).toEqual(['ShipmentTracked', 'ShipmentSigned']);
    expect(shipment).toMatchObject({ arrivedOn: '2026-07-21', late: false });
  });
});

describe('a signature without a receipt', () => {
  // Tuesday the 21st; Saturday the 25th is worked.
  const signed = () => after(travelling(), push('3', 'signed', '2026-07-21 10:00'));

  it('is reminded of after 2 workdays, listed after 3, and counts as received after 10', () => {
    const shipment = signed();
    const steps: [string, string][] = [];
    while (shipment.nextReceiptStepAt !== null) {
      const due = shipment.nextReceiptStepAt;
      expect(shipment.receiptAwaited(calendar, new Date(due.getTime() - 1))).toEqual([]);
      for (const event of shipment.receiptAwaited(calendar, due)) if (event.type === 'ReceiptOverdue') steps.push([event.step, due.toISOString()]);
    }
    expect(steps).toEqual([['reminded', at('2026-07-24 00:00').toISOString()], ['listed', at('2026-07-25 00:00').toISOString()], ['deemed', at('2026-08-04 00:00').toISOString()]]);
  });

  it('is awaited note by note', () => {
    const another = '0192f0c1-2d6e-7abc-8def-0123456789b0';
    const { shipment } = Shipment.dispatch({ ...details, notes: [...details.notes, { noteId: another, number: 'DN-NN-2026-000002', requestId: details.notes[0]!.requestId }] }, keeper, at('2026-07-17 16:00'));
    after(shipment, push('3', 'signed', '2026-07-21 10:00'));
    given(shipment).when((s) => s.received(another, calendar, at('2026-07-21 11:00'))).then([{ type: 'ShipmentReceived', noteId: another, at: at('2026-07-21 11:00') }]);
    expect(shipment).toMatchObject({ awaited: [noteId], nextReceiptStepAt: at('2026-07-24 00:00') });
    given(shipment).when((s) => s.received(noteId, calendar, at('2026-07-21 12:00'))).then([{ type: 'ShipmentReceived', noteId, at: at('2026-07-21 12:00') }]);
    expect(shipment).toMatchObject({ awaited: [], nextReceiptStepAt: null });
  });

  it('is nothing to be reminded of when the receiver has said what came', () => {
    const shipment = after(signed(), (s) => s.received(noteId, calendar, at('2026-07-21 11:00')));
    expect(shipment).toMatchObject({ nextReceiptStepAt: null, awaited: [] });
    expect(shipment.receiptAwaited(calendar, at('2026-09-01 00:00'))).toEqual([]);
  });
});

const moves: Readonly<Record<ShipmentMove, (s: Shipment, now: Date) => readonly ShipmentEvent[]>> = {
  follow_up: (s, now) => s.followUp(wordsId, clerk, now),
  estimate: (s, now) => s.estimate('2026-07-30', clerk, now),
  arrive: (s, now) => s.arrive(calendar, now),
  declare_lost: (s, now) => s.declareLost(calendar, clerk, now),
  take_back: (s, now) => s.takeBack(keeper, now),
  receive: (s, now) => s.received(noteId, calendar, now),
};

it('lives as its table says: every other move is refused and changes nothing', () => {
  const seen = new Set<ShipmentState>();
  const step = fc.oneof(fc.constantFrom(...(Object.keys(moves) as ShipmentMove[])), fc.constantFrom(...trackingKinds));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (walk) => {
      const shipment = travelling();
      walk.forEach((what, n) => {
        seen.add(shipment.state);
        const now = new Date(at('2026-07-17 17:00').getTime() + n * 3_600_000);
        const [from, before] = [shipment.state, JSON.stringify(shipment)];
        if (what in factLeads) {
          const to = from === 'returned' ? from : (factLeads[what as TrackingFact['kind']][from] ?? from);
          shipment.track({ at: now.toISOString(), kind: what as TrackingFact['kind'], code: what }, calendar, now);
          expect([what, from, shipment.state]).toEqual([what, from, to]);
          return;
        }
        const to = shipmentLeadsTo(what as ShipmentMove, from);
        if (to === undefined) {
          expect(() => moves[what as ShipmentMove](shipment, now)).toThrow('shipment.move-not-allowed');
          expect(JSON.stringify(shipment)).toBe(before);
        } else {
          moves[what as ShipmentMove](shipment, now);
          expect([what, from, shipment.state]).toEqual([what, from, to]);
        }
      });
    }),
    { numRuns: 500 },
  );
  expect([...seen].toSorted()).toEqual([...shipmentStates].toSorted());
});

describe('the daily follow-up', () => {
  it('closes each workday at 17:30 once, and skips days that are not worked', () => {
    const { followUp } = FollowUp.begin('BR12', calendar, at('2026-07-20 10:00'));
    expect(followUp.nextCutOffAt).toEqual(at('2026-07-20 17:30'));
    expect(followUp.closeDay([], 'ST057', calendar, at('2026-07-20 17:29'))).toEqual([]);
    expect(followUp.closeDay([], 'ST057', calendar, at('2026-07-20 17:30'))).toMatchObject([{ type: 'FollowUpDayClosed', day: '2026-07-20', managerId: 'ST057' }]);
    expect(followUp.closeDay([], 'ST057', calendar, at('2026-07-20 17:31'))).toEqual([]);
    expect(followUp.nextCutOffAt).toEqual(at('2026-07-21 17:30'));
  });

  it('begun after the cut-off of a Friday waits for Monday, or for a Saturday that is worked', () => {
    expect(FollowUp.begin('BR12', calendar, at('2026-07-17 17:30')).followUp.nextCutOffAt).toEqual(at('2026-07-20 17:30'));
    expect(FollowUp.begin('BR12', calendar, at('2026-07-19 09:00')).followUp.nextCutOffAt).toEqual(at('2026-07-20 17:30'));
    expect(FollowUp.begin('BR12', calendar, at('2026-07-24 18:00')).followUp.nextCutOffAt).toEqual(at('2026-07-25 17:30'));
  });
});
