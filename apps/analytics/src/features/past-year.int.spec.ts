import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemPrincipal } from '@aftercare/auth';
import { ObligationImportedV1, RepairImportedV1, ShipmentImportedV1, SurveyImportedV1, type ReceivedEvent } from '@aftercare/contracts';
import type { Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../api';
import { migrations } from '../persistence/migrations';
import { Journeys } from '../projections/journeys';
import { OldPartDuties } from '../projections/old-part-duties';
import { Repairs } from '../projections/repairs';
import { Surveys } from '../projections/surveys';
import { analyticsRules } from '../rules';
import type { FigureRecords } from './figure/find-figure-records';
import type { FigureList } from './figure/list-figures';
import type { OldPartReturn } from './old-part/show-old-part-return';
import type { FaultFamilies } from './repair/rank-fault-families';
import type { Rework } from './repair/show-rework';
import type { Satisfaction } from './satisfaction/show-satisfaction';
import type { OnTimeArrival } from './shipping/show-on-time-arrival';

/**
 * The figures of the sample's past year are those that were computed from its sheets by a program that shares no code with ours (`expected-kpis.json`): every number.
 * How the sheets become these events is proven where they are imported, and all of it together by the launcher's test.
 */
const sample = resolve(__dirname, '../../../../deploy/sample');
const table = (file: string): Record<string, string>[] => {
  const [head = '', ...lines] = readFileSync(join(sample, file), 'utf8').trim().split('\n');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [head.split(',')[at]!, cell])));
};

interface Counted { readonly rate_pct: string | null }
type Kpi<N extends string, M extends string> = Readonly<Record<N | M, number>> & Counted & { readonly meets_target: boolean | null };
type Satisfied = Kpi<'satisfied', 'answers'>;
type Reworked = Kpi<'rework', 'completed'>;
interface Expected {
  readonly months: readonly string[];
  readonly satisfaction: {
    readonly surveys_sent: number; readonly response_rate_pct: string; readonly total: Satisfied; readonly by_party_role: readonly (Satisfied & { readonly party_role: 'dealer' })[];
    readonly by_branch: readonly (Satisfied & { readonly branch: string })[]; readonly by_month_and_branch: readonly (Satisfied & { readonly month: string; readonly branch: string })[];
  };
  readonly rework: {
    readonly total: Reworked; readonly overruled: number; readonly rework_repairs: readonly string[]; readonly by_branch: readonly (Reworked & { readonly branch: string })[];
    readonly by_month_and_branch: readonly (Reworked & { readonly month: string; readonly branch: string })[];
  };
  readonly pareto_by_fault_family: { readonly total: number; readonly rows: readonly { readonly rank: number; readonly fault_family: string; readonly count: number; readonly share_pct: string; readonly cumulative_pct: string }[] };
  readonly old_part_return: { readonly total: Returned; readonly by_dealer: readonly (Returned & { readonly dealer: string })[]; readonly by_month: readonly (Returned & { readonly month: string })[] };
  readonly on_time_arrival: { readonly total: Arrived; readonly by_carrier: readonly (Arrived & { readonly carrier: string })[]; readonly by_month: readonly (Arrived & { readonly month: string })[] };
}
interface Returned extends Counted { readonly on_time: number; readonly due: number }
interface Arrived extends Counted { readonly on_time: number; readonly promised: number }
const expected = JSON.parse(readFileSync(join(sample, 'expected-kpis.json'), 'utf8')) as Expected;

let analytics: ServiceUnderTest;
const hear = (apply: (events: never[], tx: Tx) => Promise<void>, events: readonly { readonly data: object; readonly type: string }[]): Promise<void> =>
  analytics.database.withTx({ principal: systemPrincipal('analytics', '*'), branches: '*' }, (tx) => apply(events as unknown as (ReceivedEvent & never)[], tx));
const orNull = <T>(cell: string | undefined, as: (text: string) => T): T | null => (cell ? as(cell) : null);
const asIs = (text: string): string => text;

beforeAll(async () => {
  analytics = await startForTest({ ...api, migrations, rules: analyticsRules });
  // What was promised for, or due on, the last day of June has had its day.
  await analytics.advanceTo(new Date('2026-07-01T00:00:00+08:00'));
  const branchOf = new Map(table('locations.csv').map((row) => [row['location_code'], row['branch_code']]));
  const shipments = table('history/shipments.csv');
  await hear((events, tx) => new Journeys().apply(events, tx), shipments.map((row) => ({
    type: ShipmentImportedV1.type,
    data: ShipmentImportedV1.of({
      ...ShipmentImportedV1.example, shipmentId: derivedId('shipment', row['note_no']!), branchId: branchOf.get(row['from_location'])!, dealerCode: row['dealer_code']!, carrier: row['carrier_code']!,
      dispatchedOn: row['shipped_on']!, promisedOn: row['promised_on']!, arrivedOn: orNull(row['arrived_on'], asIs), receivedQty: orNull(row['qty_received'], Number), difference: null,
    }).data,
  })));
  await hear((events, tx) => new Repairs().apply(events, tx), table('history/repairs.csv').map((row) => ({
    type: RepairImportedV1.type,
    data: RepairImportedV1.of({
      ...RepairImportedV1.example, repairId: derivedId('repair', row['repair_no']!), branchId: row['branch_code']!, number: row['repair_no']!, serial: row['serial']!, faultFamily: row['fault_family']!, openedOn: row['opened_on']!,
      state: row['state'] as 'completed', completedOn: orNull(row['completed_on'], asIs), reworkOverruled: row['rework_overruled'] === 'yes',
    }).data,
  })));
  // The words of an answer, which may go over two lines, are not taken in.
  const answers = readFileSync(join(sample, 'history/surveys.csv'), 'utf8').match(/^SV-[^"\n]*/gm) ?? [];
  await hear((events, tx) => new Surveys().apply(events, tx), answers.map((line) => line.split(',')).map(([number = '', , branchId = '', partyRole, sentOn = '', answeredOn, score]) => ({
    type: SurveyImportedV1.type,
    data: SurveyImportedV1.of({
      ...SurveyImportedV1.example, surveyId: derivedId('survey', number), branchId, number, partyRole: partyRole as 'dealer', sentOn, answeredOn: orNull(answeredOn, asIs), score: orNull(score, Number),
    }).data,
  })));
  const branchOfNote = new Map(shipments.map((row) => [row['note_no'], branchOf.get(row['from_location'])!]));
  await hear((events, tx) => new OldPartDuties().apply(events, tx), table('history/obligations.csv').map((row) => {
    const [qty, receivedQty, dueOn, receivedOn] = [Number(row['qty']), Number(row['received_qty']), row['due_on']!, orNull(row['received_on'], asIs)];
    const state = row['state'] as 'open';
    return {
      type: ObligationImportedV1.type,
      data: ObligationImportedV1.of({
        ...ObligationImportedV1.example, obligationId: derivedId('obligation', row['obligation_no']!), branchId: branchOfNote.get(row['note_no'])!, dealerCode: row['dealer_code']!, dueOn, state, qty, receivedQty,
        openQty: qty - receivedQty, receivedOn, onTime: receivedQty === qty && receivedOn !== null ? receivedOn <= dueOn : null,
      }).data,
    };
  }));
});
afterAll(() => analytics?.stop());

const get = async <T>(path: string): Promise<T> => (await (await analytics.as('hqAnalyst')).get<T>(path)).body;
const sums = <R extends { readonly numerator: number; readonly denominator: number }>(rows: readonly R[], keyOf: (row: R) => string): Map<string, readonly [number, number]> => {
  const all = new Map<string, readonly [number, number]>();
  for (const row of rows) {
    const [numerator, denominator] = all.get(keyOf(row)) ?? [0, 0];
    all.set(keyOf(row), [numerator + row.numerator, denominator + row.denominator]);
  }
  return all;
};

it('shipments of the past year that arrived by the promised day: month by month, by carrier, and in all (KPI rule 4)', async () => {
  const months = await Promise.all(expected.months.map(async (month) => ({ month, ...(await get<OnTimeArrival>(`/kpis/on-time-arrival?month=${month}`)) })));
  expect(months.map(({ month, numerator, denominator, rate }) => ({ month, on_time: numerator, promised: denominator, rate_pct: rate }))).toEqual(expected.on_time_arrival.by_month);
  expect(months.at(-1)!.year.map(({ month, numerator, denominator, rate }) => ({ month, on_time: numerator, promised: denominator, rate_pct: rate }))).toEqual(expected.on_time_arrival.by_month);
  const byCarrier = sums(months.flatMap(({ routes }) => routes), ({ carrier }) => carrier);
  for (const { carrier, on_time, promised } of expected.on_time_arrival.by_carrier) expect([carrier, ...(byCarrier.get(carrier) ?? [0, 0])]).toEqual([carrier, on_time, promised]);
  const { on_time, promised } = expected.on_time_arrival.total;
  expect([...sums(months, () => 'all').values()]).toEqual([[on_time, promised]]);
});

it('old parts of the past year that came back in full by the due day: month by month, by dealer, and in all (KPI rule 3)', async () => {
  const months = await Promise.all(expected.months.map(async (month) => ({ month, ...(await get<OldPartReturn>(`/kpis/old-part-return?month=${month}`)) })));
  expect(months.map(({ month, numerator, denominator, rate }) => ({ month, on_time: numerator, due: denominator, rate_pct: rate }))).toEqual(expected.old_part_return.by_month);
  expect(months.at(-1)!.year.map(({ month, numerator, denominator, rate }) => ({ month, on_time: numerator, due: denominator, rate_pct: rate }))).toEqual(expected.old_part_return.by_month);
  const byDealer = sums(months.flatMap(({ dealers }) => dealers), ({ dealerCode }) => dealerCode);
  for (const { dealer, on_time, due } of expected.old_part_return.by_dealer) expect([dealer, ...(byDealer.get(dealer) ?? [0, 0])]).toEqual([dealer, on_time, due]);
  const { on_time, due } = expected.old_part_return.total;
  expect([...sums(months, () => 'all').values()]).toEqual([[on_time, due]]);
});

it('answers of the past year that say somebody is satisfied: by month and branch, by who was asked, and in all, against the target (KPI rule 1)', async () => {
  const { by_month_and_branch, by_branch, by_party_role, total, surveys_sent, response_rate_pct } = expected.satisfaction;
  const cells = await Promise.all(by_month_and_branch.map(async ({ month, branch }) => ({ month, branch, ...(await get<Satisfaction>(`/kpis/satisfaction?month=${month}&branch=${branch}`)) })));
  expect(cells.map(({ month, branch, numerator, denominator, rate, meetsTarget }) => ({ month, branch, satisfied: numerator, answers: denominator, rate_pct: rate, meets_target: meetsTarget }))).toEqual(by_month_and_branch);
  expect([...sums(cells, ({ branch }) => branch)]).toEqual(by_branch.map(({ branch, satisfied, answers }) => [branch, [satisfied, answers]]));
  for (const { party_role, satisfied, answers } of by_party_role) {
    const { year } = await get<Satisfaction>(`/kpis/satisfaction?month=${expected.months.at(-1)}&party=${party_role}`);
    expect([...sums(year, () => party_role)]).toEqual([[party_role, [satisfied, answers]]]);
  }
  expect([...sums(cells, () => 'all').values()]).toEqual([[total.satisfied, total.answers]]);
  const months = await Promise.all(expected.months.map((month) => get<Satisfaction>(`/kpis/satisfaction?month=${month}`)));
  const [sent, answered] = [months.reduce((sum, month) => sum + month.sent, 0), months.reduce((sum, month) => sum + month.answered, 0)];
  expect([sent, ((answered / sent) * 100).toFixed(2)]).toEqual([surveys_sent, response_rate_pct]);
});

it('repairs of the past year that had to be done again: by month and branch, one by one, and in all, against the target (KPI rule 2)', async () => {
  const { by_month_and_branch, by_branch, total, rework_repairs } = expected.rework;
  const cells = await Promise.all(by_month_and_branch.map(async ({ month, branch }) => ({ month, branch, ...(await get<Rework>(`/kpis/rework?month=${month}&branch=${branch}`)) })));
  expect(cells.map(({ month, branch, numerator, denominator, rate, meetsTarget }) => ({ month, branch, rework: numerator, completed: denominator, rate_pct: rate, meets_target: meetsTarget }))).toEqual(by_month_and_branch);
  expect([...sums(cells, ({ branch }) => branch)]).toEqual(by_branch.map(({ branch, rework, completed }) => [branch, [rework, completed]]));
  expect([...sums(cells, () => 'all').values()]).toEqual([[total.rework, total.completed]]);
  expect(cells.flatMap(({ repairs }) => repairs.map(({ number }) => number)).sort()).toEqual([...rework_repairs].sort());
  const { year } = await get<Rework>(`/kpis/rework?month=${expected.months.at(-1)}`);
  expect([...sums(year, () => 'all').values()]).toEqual([[total.rework, total.completed]]);
});

it('the records behind the two figures that steer the house are those that they were counted from, every month', async () => {
  const shown = async (month: string) => (await get<FigureList>(`/figures?month=${month}`)).figures.filter(({ figure }) => figure === 'satisfaction' || figure === 'rework');
  for (const month of expected.months) {
    for (const { figure, numerator, denominator, met } of await shown(month)) {
      const counted: boolean[] = [];
      for (let after: string | null = ''; after !== null;) {
        const page: FigureRecords = await get<FigureRecords>(`/figures/${figure}/records?month=${month}&limit=200${after && `&after=${encodeURIComponent(after)}`}`);
        counted.push(...page.items.map(({ inNumerator }) => inNumerator));
        after = page.next;
      }
      expect([month, figure, counted.filter(Boolean).length, counted.length]).toEqual([month, figure, numerator, denominator]);
      expect([month, figure, met]).toEqual([month, figure, figure === 'satisfaction' ? numerator * 100 >= denominator * 85 : numerator * 100 < denominator * 5]);
    }
  }
  expect((await get<FigureList>('/figures')).figures.map(({ figure, newest }) => [figure, newest]).slice(0, 2)).toEqual([['satisfaction', '2026-06'], ['rework', '2026-06']]);
});

it('repairs of the past year by family of faults (KPI rule 5)', async () => {
  const { total, rows } = await get<FaultFamilies>('/kpis/fault-families?from=2025-07-01&to=2026-06-30');
  expect({ total, rows: rows.map(({ rank, faultFamily, count, share, cumulative }) => ({ rank, fault_family: faultFamily, count, share_pct: share, cumulative_pct: cumulative })) }).toEqual(expected.pareto_by_fault_family);
});

/** A repair of a device, from the day on which it was opened to that on which it was completed. */
const repaired = (serial: string, openedOn: string, completedOn: string, more: Partial<RepairImportedV1> = {}) => ({
  type: RepairImportedV1.type, data: RepairImportedV1.of({ ...RepairImportedV1.example, repairId: derivedId(serial, openedOn, completedOn), number: `RP-${serial}-${openedOn}`, serial, openedOn, completedOn, branchId: 'BR12', ...more }).data,
});

it('rework is what comes back on a later day, within thirty days after the completion, with the same family of faults, also after another branch’s repair (KPI rule 2)', async () => {
  await hear((events, tx) => new Repairs().apply(events, tx), [
    repaired('YG-A', '2024-01-01', '2024-01-05'), repaired('YG-A', '2024-02-04', '2024-02-06'),
    repaired('YG-B', '2024-01-01', '2024-01-05'), repaired('YG-B', '2024-02-05', '2024-02-06'),
    repaired('YG-C', '2024-01-05', '2024-01-05', { branchId: 'BR01' }), repaired('YG-C', '2024-01-06', '2024-02-06'),
    repaired('YG-D', '2024-02-01', '2024-02-01'), repaired('YG-D', '2024-02-01', '2024-02-06'),
    repaired('YG-E', '2024-01-20', '2024-01-21'), repaired('YG-E', '2024-01-25', '2024-02-06', { faultFamily: 'PUMP' }),
    repaired('YG-F', '2024-01-20', '2024-01-21'), repaired('YG-F', '2024-01-25', '2024-02-06', { reworkOverruled: true }),
  ]);
  const { numerator, overruled, repairs } = await get<Rework>('/kpis/rework?month=2024-02&branch=BR12');
  expect([numerator, overruled, repairs.map(({ number }) => number)]).toEqual([2, 1, ['RP-YG-A-2024-02-04', 'RP-YG-C-2024-01-06']]);
});
