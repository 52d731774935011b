import { systemPrincipal } from '@aftercare/auth';
import { DeliveryNoteDispatchedV1, DiscrepancyInvestigatedV1, DiscrepancyOpenedV1, DiscrepancySettledV1, PartsRequestCancelledV1, PartsRequestDecidedV1, PartsRequestProgressedV1, ShipmentDispatchedV1, ShipmentSignedV1, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { migrations } from '../../persistence/migrations';
import { Differences } from '../../projections/differences';
import { Dispatches } from '../../projections/dispatches';
import { Journeys } from '../../projections/journeys';
import { OwedLines } from '../../projections/owed-lines';
import { SentNotes } from '../../projections/sent-notes';
import { analyticsRules } from '../../rules';
import type { BackOrderAge } from './show-back-order-age';
import type { DiscrepancyRate } from './show-discrepancy-rate';
import type { OnTimeArrival } from './show-on-time-arrival';
import type { OnTimeDispatch } from './show-on-time-dispatch';

let analytics: ServiceUnderTest;
type Heard = { readonly type: string; readonly data: object; readonly occurredAt?: Date };
const hear = (projection: Journeys | Dispatches | OwedLines | SentNotes | Differences, ...events: readonly Heard[]): Promise<void> =>
  analytics.database.withTx({ principal: systemPrincipal('analytics', '*'), branches: '*' }, (tx) => projection.apply(events as unknown as ReceivedEvent<never>[], tx));

/** Left three days before its promised day; `arrived`: the day, or what was said of it one after the other. */
const sent = (promisedOn: string, arrived: readonly string[], more: object = {}): Heard[] => {
  const about = { shipmentId: newId(), promisedOn, ...more };
  const dispatchedOn = new Date(Date.parse(promisedOn) - 3 * 86_400_000).toISOString().slice(0, 10);
  return [
    { type: ShipmentDispatchedV1.type, data: { ...ShipmentDispatchedV1.example, dispatchedOn, ...about } },
    ...arrived.map((arrivedOn) => ({ type: ShipmentSignedV1.type, data: { ...ShipmentSignedV1.example, ...about, arrivedOn } })),
  ];
};
const at = (time: string): Date => new Date(`${time.replace(' ', 'T')}:00+08:00`);

beforeAll(async () => {
  analytics = await startForTest({ ...api, migrations, rules: analyticsRules });
  await analytics.advanceTo(at('2026-12-15 12:00'));
});
afterAll(() => analytics?.stop());

const get = async <T>(path: string, who: Parameters<ServiceUnderTest['as']>[0] = 'hqAnalyst') => (await (await analytics.as(who)).get<T>(path)).body;

it('arrivals on time are counted when the promised day is over: in its month, and what is lost or on its way is not on time (KPI rule 4)', async () => {
  const journeys = new Journeys();
  await hear(journeys, ...sent('2026-12-01', ['2026-12-01']), ...sent('2026-12-14', ['2026-12-15']), ...sent('2026-12-14', []), ...sent('2026-11-30', ['2026-11-29']));
  // Promised for today: not over yet, though it has arrived.
  await hear(journeys, ...sent('2026-12-15', ['2026-12-15']));
  expect(await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-12')).toMatchObject({ numerator: 1, denominator: 3, rate: '33.33', daysInTransit: '3.50' });
  await analytics.advanceTo(at('2026-12-16 00:00'));
  expect(await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-12')).toMatchObject({ numerator: 2, denominator: 4, rate: '50.00' });
  expect(await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-11')).toMatchObject({ numerator: 1, denominator: 1, rate: '100.00', daysInTransit: '2.00' });
  expect(await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-10')).toEqual({ numerator: 0, denominator: 0, rate: null, daysInTransit: null, routes: [], year: [] });
  expect((await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-12')).year).toEqual([{ month: '2026-11', numerator: 1, denominator: 1, rate: '100.00' }, { month: '2026-12', numerator: 2, denominator: 4, rate: '50.00' }]);
  expect((await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-11')).year).toHaveLength(1);
});

it('an arrival that becomes known later as an earlier one counts by the carrier’s own day', async () => {
  await hear(new Journeys(), ...sent('2026-09-10', ['2026-09-11', '2026-09-10'], { carrier: 'CR04' }));
  expect(await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-09')).toMatchObject({ numerator: 1, denominator: 1, routes: [{ branchId: 'BR05', dealerCode: 'DL017', carrier: 'CR04', rate: '100.00' }] });
});

it('is told apart by branch, dealer and carrier, and only branches that are yours', async () => {
  await hear(new Journeys(), ...sent('2026-08-10', ['2026-08-10']), ...sent('2026-08-10', ['2026-08-12'], { dealerCode: 'DL018', carrier: 'CR02' }), ...sent('2026-08-10', [], { branchId: 'BR06', dealerCode: null }));
  const month = '/kpis/on-time-arrival?month=2026-08';
  expect(await get<OnTimeArrival>(month)).toMatchObject({ denominator: 3, routes: [{ branchId: 'BR05', dealerCode: 'DL017' }, { dealerCode: 'DL018', carrier: 'CR02', numerator: 0 }, { branchId: 'BR06', dealerCode: null }] });
  expect(await get<OnTimeArrival>(`${month}&dealer=DL018`)).toMatchObject({ numerator: 0, denominator: 1 });
  expect(await get<OnTimeArrival>(`${month}&carrier=CR01`)).toMatchObject({ numerator: 1, denominator: 2 });
  expect(await get<OnTimeArrival>(month, 'clerk')).toMatchObject({ denominator: 2 });
  expect(await get<OnTimeArrival>(`${month}&branch=BR06`, 'clerk')).toMatchObject({ denominator: 0 });
  expect((await (await analytics.as('clerk')).get('/kpis/on-time-arrival?month=2026-13')).status).toBe(400);
  expect((await (await analytics.as('dealer')).get('/kpis/on-time-arrival?month=2026-08')).status).toBe(403);
});

it('dispatches on time are those by the workday after the decision', async () => {
  const left = (dispatchedOn: string, more: object = {}): Heard => ({ type: DeliveryNoteDispatchedV1.type, data: { ...DeliveryNoteDispatchedV1.example, noteId: newId(), dispatchDueOn: '2026-07-07', dispatchedOn, ...more } });
  await hear(new Dispatches(), left('2026-07-06'), left('2026-07-07'), left('2026-07-08'), left('2026-07-07', { branchId: 'BR06' }));
  expect(await get<OnTimeDispatch>('/kpis/on-time-dispatch?month=2026-07')).toEqual({
    numerator: 3, denominator: 4, rate: '75.00', branches: [{ branchId: 'BR05', numerator: 2, denominator: 3, rate: '66.67' }, { branchId: 'BR06', numerator: 1, denominator: 1, rate: '100.00' }],
    year: [{ month: '2026-07', numerator: 3, denominator: 4, rate: '75.00' }],
  });
  expect(await get<OnTimeDispatch>('/kpis/on-time-dispatch?month=2026-07', 'clerk')).toMatchObject({ denominator: 3 });
});

it('a back-order is as old as the time since when there is one without a break', async () => {
  const about = { requestId: newId(), branchId: 'BR05', dealerCode: 'DL017' };
  const says = (type: string, day: string, ...lines: readonly [number, number][]): Heard => ({ type, occurredAt: at(`${day} 09:00`), data: { ...about, lines: lines.map(([lineNo, backOrder]) => ({ lineNo, part: 'PT039', backOrder })) } });
  const owed = new OwedLines();
  const waiting = async () => (await get<BackOrderAge>('/back-order-age')).waiting;
  await hear(owed, says(PartsRequestDecidedV1.type, '2026-11-01', [1, 5], [2, 2]));
  await hear(owed, says(PartsRequestProgressedV1.type, '2026-11-20', [1, 3], [2, 0]), says(PartsRequestProgressedV1.type, '2026-12-12', [1, 3], [2, 1]));
  expect(await waiting()).toEqual([{ branchId: 'BR05', dealerCode: 'DL017', lines: 2, to7Days: 1, to30Days: 0, over30Days: 3, oldestSince: at('2026-11-01 09:00').toISOString() }]);
  await hear(owed, says(PartsRequestCancelledV1.type, '2026-12-13', [1, 3]));
  expect(await waiting()).toMatchObject([{ lines: 1, to7Days: 1, over30Days: 0, oldestSince: at('2026-12-12 09:00').toISOString() }]);
  await hear(owed, says(PartsRequestProgressedV1.type, '2026-12-14', [2, 0]));
  expect(await waiting()).toEqual([]);
});

it('differences are counted by note: by warehouse and carrier, by cause, and how long they took to settle', async () => {
  const [one, two, three] = [newId(), newId(), newId()];
  const notes = [[one, 'WH-BR05', 'CR02'], [two, 'WH-BR05', 'CR02'], [three, 'VN-BR05', 'CR01'], [newId(), 'WH-BR05', 'CR01']] as const;
  for (const [noteId, location, carrier] of notes) {
    const shipmentId = newId();
    await hear(new SentNotes(), { type: DeliveryNoteDispatchedV1.type, data: { ...DeliveryNoteDispatchedV1.example, noteId, location, shipmentId, dispatchedOn: '2026-05-04' } });
    await hear(new Journeys(), ...sent('2026-05-06', [], { shipmentId, carrier }));
  }
  const found = (noteId: string, cause: string | null, hours: number | null): Heard[] => {
    const about = { discrepancyId: newId(), branchId: 'BR05', noteId };
    return [
      { type: DiscrepancyOpenedV1.type, data: { ...DiscrepancyOpenedV1.example, ...about, at: at('2026-05-06 10:00').toISOString() } },
      ...(cause === null ? [] : [{ type: DiscrepancyInvestigatedV1.type, data: { ...DiscrepancyInvestigatedV1.example, ...about, cause } }]),
      ...(hours === null ? [] : [{ type: DiscrepancySettledV1.type, data: { ...DiscrepancySettledV1.example, ...about, cause, at: new Date(at('2026-05-06 10:00').getTime() + hours * 3_600_000).toISOString() } }]),
    ];
  };
  await hear(new Differences(), ...found(one, 'carrier', 5), ...found(one, 'carrier', 10), ...found(three, 'warehouse', null));
  await hear(new Differences(), ...found(three, null, null));
  const month = '/kpis/discrepancy-rate?month=2026-05';
  expect(await get<DiscrepancyRate>(month)).toEqual({
    numerator: 2, denominator: 4, rate: '50.00', cases: 4, settled: 2, hoursToSettle: '7.50',
    routes: [
      { location: 'VN-BR05', carrier: 'CR01', numerator: 1, denominator: 1, rate: '100.00', cases: 2, settled: 0, hoursToSettle: null },
      { location: 'WH-BR05', carrier: 'CR01', numerator: 0, denominator: 1, rate: '0.00', cases: 0, settled: 0, hoursToSettle: null },
      { location: 'WH-BR05', carrier: 'CR02', numerator: 1, denominator: 2, rate: '50.00', cases: 2, settled: 2, hoursToSettle: '7.50' },
    ],
    causes: [
      { cause: 'carrier', numerator: 1, denominator: 4, rate: '25.00', cases: 2, settled: 2, hoursToSettle: '7.50' }, { cause: 'warehouse', numerator: 1, denominator: 4, rate: '25.00', cases: 1, settled: 0, hoursToSettle: null },
      { cause: null, numerator: 1, denominator: 4, rate: '25.00', cases: 1, settled: 0, hoursToSettle: null },
    ],
  });
  expect(await get<DiscrepancyRate>(`${month}&carrier=CR01`)).toMatchObject({ numerator: 1, denominator: 2 });
  expect(await get<DiscrepancyRate>(month, 'clerkElsewhere')).toEqual({ numerator: 0, denominator: 0, rate: null, cases: 0, settled: 0, hoursToSettle: null, routes: [], causes: [] });
});
