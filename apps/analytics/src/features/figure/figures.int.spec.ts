import { systemPrincipal } from '@aftercare/auth';
import { DeliveryNoteDispatchedV1, ObligationIncurredV1, ObligationReceivedV1, ShipmentDispatchedV1, ShipmentSignedV1, TicketOpenedV1, type ReceivedEvent } from '@aftercare/contracts';
import { documentRules } from '@aftercare/documents';
import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import * as fc from 'fast-check';
import { api } from '../../api';
import { isMet } from '../../figures/figure';
import { figures } from '../../figures/figures';
import { migrations } from '../../persistence/migrations';
import { Dispatches } from '../../projections/dispatches';
import { Journeys } from '../../projections/journeys';
import { OldPartDuties } from '../../projections/old-part-duties';
import { SentNotes } from '../../projections/sent-notes';
import { TicketsByDay } from '../../projections/tickets-by-day';
import { analyticsRules } from '../../rules';
import type { FigureRecords } from './find-figure-records';
import type { FigureList } from './list-figures';
import type { FigureGroups } from './show-figure-groups';

let analytics: ServiceUnderTest;
type Heard = { readonly type: string; readonly data: object };
const hear = (projection: Dispatches | Journeys | OldPartDuties | SentNotes | TicketsByDay, ...events: readonly Heard[]): Promise<void> =>
  analytics.database.withTx({ principal: systemPrincipal('analytics', '*'), branches: '*' }, (tx) => projection.apply(events as unknown as ReceivedEvent<never>[], tx));
const left = (number: string, dispatchDueOn: string, dispatchedOn: string, branchId = 'BR05'): Heard => ({ type: DeliveryNoteDispatchedV1.type, data: { ...DeliveryNoteDispatchedV1.example, noteId: newId(), shipmentId: newId(), number, branchId, dispatchDueOn, dispatchedOn } });

beforeAll(async () => {
  analytics = await startForTest({ ...api, migrations, rules: { ...documentRules, ...analyticsRules } });
  await analytics.advanceTo('2026-12-15T04:00:00Z');
  const notes = [
    left('DN-HZ-2026-000001', '2026-06-02', '2026-06-02'), left('DN-HZ-2026-000002', '2026-06-03', '2026-06-04'), left('DN-HZ-2026-000003', '2026-06-03', '2026-06-01'),
    left('DN-HZ-2026-000004', '2026-05-29', '2026-05-29'), left('DN-NB-2026-000001', '2026-07-01', '2026-07-01', 'BR06'),
  ];
  await hear(new Dispatches(), ...notes);
  await hear(new SentNotes(), ...notes);
  const [arrived, late] = [newId(), newId()];
  await hear(
    new Journeys(),
    ...[arrived, late].map((shipmentId, at) => ({ type: ShipmentDispatchedV1.type, data: { ...ShipmentDispatchedV1.example, shipmentId, number: `SH-HZ-2026-00000${at + 1}`, promisedOn: '2026-06-10' } })),
    ...[['2026-06-09', arrived], ['2026-06-11', late]].map(([arrivedOn, shipmentId]) => ({ type: ShipmentSignedV1.type, data: { ...ShipmentSignedV1.example, shipmentId, promisedOn: '2026-06-10', arrivedOn } })),
  );
  const duty = { obligationId: newId(), number: 'OB-HZ-2026-000009', dueOn: '2026-06-20' };
  await hear(new OldPartDuties(), { type: ObligationIncurredV1.type, data: { ...ObligationIncurredV1.example, ...duty } }, { type: ObligationReceivedV1.type, data: { ...ObligationReceivedV1.example, ...duty, state: 'received', openQty: 0, onTime: true } });
  await hear(new TicketsByDay(), { type: TicketOpenedV1.type, data: { ...TicketOpenedV1.example, openedOn: '2026-06-05', type: 'repair' } }, { type: TicketOpenedV1.type, data: { ...TicketOpenedV1.example, openedOn: '2026-07-05' } });
});
afterAll(() => analytics?.stop());

const get = async <T>(path: string, who: Parameters<ServiceUnderTest['as']>[0] = 'hqAnalyst') => (await (await analytics.as(who)).get<T>(path)).body;

it('every figure stands at the newest month of which it has anything to count, unless a month is asked for', async () => {
  const shown = Object.fromEntries((await get<FigureList>('/figures', 'clerk')).figures.map(({ figure, ...rest }) => [figure, rest]));
  expect(Object.keys(shown)).toEqual(figures.map(({ name }) => name));
  expect(shown['on-time-dispatch']).toEqual({
    record: 'delivery-note', target: null, month: '2026-06', newest: '2026-06', numerator: 2, denominator: 3, rate: '66.67', leastSample: 30, met: null,
    year: [{ month: '2026-05', numerator: 1, denominator: 1, rate: '100.00' }, { month: '2026-06', numerator: 2, denominator: 3, rate: '66.67' }],
  });
  expect(shown['old-part-return']).toMatchObject({ month: '2026-06', numerator: 1, denominator: 1 });
  const dispatchOf = async (query: string, who?: 'clerk') => (await get<FigureList>(`/figures${query}`, who)).figures.find(({ figure }) => figure === 'on-time-dispatch');
  expect(await dispatchOf('?month=2026-12', 'clerk')).toMatchObject({ month: '2026-12', newest: '2026-06', denominator: 0, rate: null });
  // Another branch has counted later; a branch without anything has never had a month.
  expect(await dispatchOf('')).toMatchObject({ month: '2026-07', denominator: 1 });
  expect((await get<FigureList>('/figures?branch=BR07')).figures.map(({ month, denominator }) => [month, denominator])).toEqual(figures.map(() => [null, 0]));
});

it('the records behind a figure are exactly those it was counted from', async () => {
  for (const { figure, month, numerator, denominator } of (await get<FigureList>('/figures')).figures.filter((one) => one.month !== null)) {
    const all = await get<FigureRecords>(`/figures/${figure}/records?month=${month}`);
    expect([figure, all.items.length, all.items.filter(({ inNumerator }) => inNumerator).length]).toEqual([figure, denominator, numerator]);
    for (const only of ['numerator', 'rest'] as const) {
      expect((await get<FigureRecords>(`/figures/${figure}/records?month=${month}&only=${only}`)).items).toEqual(all.items.filter(({ inNumerator }) => inNumerator === (only === 'numerator')));
    }
    const groups = (await get<FigureGroups>(`/figures/${figure}/groups?month=${month}`)).groups;
    expect([figure, groups.reduce((sum, group) => sum + group.denominator, 0)]).toEqual([figure, denominator]);
  }
  expect((await get<FigureRecords>('/figures/on-time-dispatch/records?month=2026-06&only=rest', 'clerk')).items).toMatchObject([{ number: 'DN-HZ-2026-000002', dealerCode: 'DL017', day: '2026-06-03', doneOn: '2026-06-04', inNumerator: false }]);
  expect((await get<FigureRecords>('/figures/on-time-dispatch/records?month=2026-07', 'clerk')).items).toEqual([]);
});

it('pages follow one another without a gap; a cursor that nobody gave is refused', async () => {
  const found: string[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: FigureRecords = await get<FigureRecords>(`/figures/on-time-dispatch/records?month=2026-06&limit=1${after && `&after=${encodeURIComponent(after)}`}`);
    found.push(...page.items.map(({ number }) => number ?? ''));
    after = page.next;
  }
  expect(found.toSorted()).toEqual(['DN-HZ-2026-000001', 'DN-HZ-2026-000002', 'DN-HZ-2026-000003']);
  const clerk = await analytics.as('clerk');
  for (const path of ['on-time-dispatch/records?month=2026-06&after=x', 'on-time-dispatch/records?month=2026-06&after=2026-06-99~1', 'on-time-dispatch/records']) expect((await clerk.get(`/figures/${path}`)).status).toBe(400);
  for (const path of ['beauty/records?month=2026-06', 'beauty/groups?month=2026-06', 'beauty/export?month=2026-06']) expect((await clerk.get(`/figures/${path}`)).status).toBe(404);
  expect((await (await analytics.as('dealer')).get('/figures')).status).toBe(403);
});

it('what is shown can be taken home: the records of a figure and the tables', async () => {
  const file = async (path: string): Promise<string> => {
    const answer = await fetch(`${analytics.url}${path}`, { headers: { authorization: `Bearer ${await analytics.token('clerk')}` } });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.text();
  };
  const records = await file('/figures/on-time-dispatch/export?month=2026-06&format=csv&lang=en');
  expect(records).toContain('DN-HZ-2026-000002');
  expect(records).not.toContain('DN-NB-2026-000001');
  const days = await file('/tables/tickets-by-day/export?month=2026-06&format=csv');
  expect(days).toContain('2026-06-05');
  expect(days).not.toContain('2026-07-05');
  for (const table of ['back-order-age', 'branch-standing']) expect(await file(`/tables/${table}/export?format=csv`)).toContain('网点');
  expect((await (await analytics.as('clerk')).get('/tables/beauty/export')).status).toBe(404);
});

it('a target is met by the exact counts, never by a rounded rate', () => {
  expect(isMet({ is: 'at_least', rate: '85.00' }, { numerator: 84_999, denominator: 100_000 })).toBe(false);
  expect(isMet({ is: 'below', rate: '5.00' }, { numerator: 5, denominator: 100 })).toBe(false);
  expect(isMet(null, { numerator: 1, denominator: 1 })).toBeNull();
  expect(isMet({ is: 'below', rate: '5.00' }, { numerator: 0, denominator: 0 })).toBeNull();
  fc.assert(fc.property(fc.nat(1_000_000), fc.nat(1_000_000), fc.nat(10_000), (some, more, cents) => {
    const [share, rate] = [{ numerator: some, denominator: some + more + 1 }, `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`];
    expect(isMet({ is: 'at_least', rate }, share)).toBe(!isMet({ is: 'below', rate }, share));
  }));
});
