import { systemPrincipal } from '@aftercare/auth';
import { DeliveryNoteDispatchedV1, PartsRequestCancelledV1, PartsRequestDecidedV1, PartsRequestProgressedV1, ShipmentDispatchedV1, ShipmentSignedV1, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { migrations } from '../../persistence/migrations';
import { Dispatches } from '../../projections/dispatches';
import { Journeys } from '../../projections/journeys';
import { OwedLines } from '../../projections/owed-lines';
import { analyticsRules } from '../../rules';
import type { BackOrderAge } from './show-back-order-age';
import type { OnTimeArrival } from './show-on-time-arrival';
import type { OnTimeDispatch } from './show-on-time-dispatch';

let analytics: ServiceUnderTest;
type Heard = { readonly type: string; readonly data: object; readonly occurredAt?: Date };
const hear = (projection: Journeys | Dispatches | OwedLines, ...events: readonly Heard[]): Promise<void> =>
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
  expect(await get<OnTimeArrival>('/kpis/on-time-arrival?month=2026-10')).toEqual({ numerator: 0, denominator: 0, rate: null, daysInTransit: null, routes: [] });
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
