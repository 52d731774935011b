import { systemPrincipal } from '@aftercare/auth';
import {
  BranchRegisteredV1, DeliveryNoteDispatchedV1, DiscrepancyInvestigatedV1, DiscrepancyOpenedV1, DiscrepancySettledV1, PartsRequestCancelledV1, PartsRequestDecidedV1, PartsRequestProgressedV1, RepairImportedV1, ShipmentDispatchedV1, ShipmentImportedV1, ShipmentSignedV1, SurveyImportedV1, TicketEscalatedV1, TicketImportedV1, TicketOpenedV1,
  TicketTakenUpV1, type EventContract, type ReceivedEvent,
} from '@aftercare/contracts';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import type { Tx } from '@aftercare/event-store';
import * as fc from 'fast-check';
import { api } from '../api';
import { migrations } from '../persistence/migrations';
import { analyticsRules } from '../rules';
import { BranchStanding } from './branch-standing';
import { Differences } from './differences';
import { Dispatches } from './dispatches';
import { Journeys } from './journeys';
import { OwedLines } from './owed-lines';
import { Repairs } from './repairs';
import { SentNotes } from './sent-notes';
import { Surveys } from './surveys';
import { TicketsByDay } from './tickets-by-day';

interface Hears {
  readonly contracts: readonly Pick<EventContract, 'type'>[];
  readonly apply: (events: readonly never[], tx: Tx) => Promise<void>;
}

const [byDay, standing, journeys, dispatches, owed, notes, differences, repairs, surveys] = [new TicketsByDay(), new BranchStanding(), new Journeys(), new Dispatches(), new OwedLines(), new SentNotes(), new Differences(), new Repairs(), new Surveys()];
const projections: readonly Hears[] = [
  { contracts: [TicketOpenedV1, TicketImportedV1], apply: (events, tx) => byDay.apply(events, tx) },
  { contracts: [TicketOpenedV1, TicketTakenUpV1, TicketEscalatedV1], apply: (events, tx) => standing.count(events, tx) },
  { contracts: [BranchRegisteredV1], apply: (events, tx) => standing.register(events, tx) },
  { contracts: [ShipmentDispatchedV1, ShipmentSignedV1, ShipmentImportedV1], apply: (events, tx) => journeys.apply(events, tx) },
  { contracts: [DeliveryNoteDispatchedV1], apply: (events, tx) => dispatches.apply(events, tx) },
  { contracts: [DeliveryNoteDispatchedV1, ShipmentImportedV1], apply: (events, tx) => notes.apply(events, tx) },
  { contracts: [DiscrepancyOpenedV1, DiscrepancyInvestigatedV1, DiscrepancySettledV1, ShipmentImportedV1], apply: (events, tx) => differences.apply(events, tx) },
  { contracts: [RepairImportedV1], apply: (events, tx) => repairs.apply(events, tx) },
  { contracts: [SurveyImportedV1], apply: (events, tx) => surveys.apply(events, tx) },
  { contracts: [PartsRequestDecidedV1, PartsRequestProgressedV1, PartsRequestCancelledV1], apply: (events, tx) => owed.apply(events, tx) },
];

let analytics: ServiceUnderTest;

beforeAll(async () => {
  analytics = await startForTest({ ...api, migrations, rules: analyticsRules });
});
afterAll(() => analytics?.stop());

/** What the unit does with a chunk: one transaction, each projection with its own events. */
const hear = (chunk: readonly ReceivedEvent[]): Promise<void> =>
  analytics.database.withTx({ principal: systemPrincipal('analytics', '*'), branches: '*' }, async (tx) => {
    for (const { contracts, apply } of projections) {
      const events = chunk.filter(({ type }) => contracts.some((contract) => contract.type === type));
      if (events.length > 0) await apply(events as unknown as readonly never[], tx);
    }
  });

const rowsOf = async (chunks: readonly (readonly ReceivedEvent[])[]): Promise<unknown> => {
  await analytics.rows('TRUNCATE tickets_by_day, branch_standing, journey, dispatch, owed_line, sent_note, difference, repair, device_repair, survey');
  for (const chunk of chunks) await hear(chunk);
  return [
    await analytics.rows('SELECT * FROM tickets_by_day ORDER BY branch_id, day, type'), await analytics.rows('SELECT * FROM branch_standing ORDER BY branch_id'),
    await analytics.rows('SELECT * FROM repair ORDER BY repair_id'), await analytics.rows('SELECT * FROM device_repair ORDER BY repair_id'), await analytics.rows('SELECT * FROM survey ORDER BY survey_id'),
    await analytics.rows('SELECT * FROM journey ORDER BY shipment_id'), await analytics.rows('SELECT * FROM dispatch ORDER BY note_id'), await analytics.rows('SELECT * FROM sent_note ORDER BY note_id'), await analytics.rows('SELECT * FROM difference ORDER BY discrepancy_id'), await analytics.rows('SELECT * FROM owed_line ORDER BY request_id, line_no'),
  ];
};

const event = (type: string, data: object, occurredAt = new Date('2026-07-06T00:00:00Z')): ReceivedEvent => ({ type, data, occurredAt }) as ReceivedEvent;
const branch = fc.constantFrom('BR05', 'BR06', 'BR07');
const registered = fc.record({ branchId: branch, names: fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 3 }) })
  .map(({ branchId, names }) => names.map((name) => event(BranchRegisteredV1.type, { ...BranchRegisteredV1.example, branchId, name: name.replaceAll('\0', '') })));
const past = fc.record({ branchId: branch, openedOn: fc.constantFrom('2026-07-06', '2026-07-07') }).map((data) => [event(TicketImportedV1.type, { ...TicketImportedV1.example, ...data })]);
const ticket = fc.record({ branchId: branch, openedOn: fc.constantFrom('2026-07-06', '2026-07-07'), takenUp: fc.boolean(), limited: fc.boolean(), escalated: fc.boolean() })
  .map(({ branchId, openedOn, takenUp, limited, escalated }) => [
    event(TicketOpenedV1.type, { ...TicketOpenedV1.example, branchId, openedOn }),
    ...(escalated ? [event(TicketEscalatedV1.type, { ...TicketEscalatedV1.example, branchId })] : []),
    ...(takenUp ? [event(TicketTakenUpV1.type, { ...TicketTakenUpV1.example, branchId, ...(limited ? {} : { dueAt: null }) })] : []),
  ]);
const days = fc.constantFrom('2026-07-06', '2026-07-07', '2026-07-08');
const journey = fc.record({ shipmentId: fc.uuid(), branchId: branch, promisedOn: days, arrivals: fc.array(days, { maxLength: 2 }) }).map(({ shipmentId, branchId, promisedOn, arrivals }) => [
  event(ShipmentDispatchedV1.type, { ...ShipmentDispatchedV1.example, shipmentId, branchId, promisedOn }),
  ...arrivals.map((arrivedOn) => event(ShipmentSignedV1.type, { ...ShipmentSignedV1.example, shipmentId, branchId, promisedOn, arrivedOn })),
]);
const delivered = fc.record({ shipmentId: fc.uuid(), branchId: branch, promisedOn: days, ended: fc.option(fc.record({ arrivedOn: days, receivedQty: fc.constant(1), difference: fc.constantFrom('short', null) })) }).map(({ ended, ...about }) => [
  event(ShipmentImportedV1.type, { ...ShipmentImportedV1.example, ...about, arrivedOn: null, receivedQty: null, difference: null }),
  ...(ended ? [event(ShipmentImportedV1.type, { ...ShipmentImportedV1.example, ...about, ...ended })] : []),
]);
const repair = fc.record({ repairId: fc.uuid(), branchId: branch, completedOn: fc.option(days) }).map(({ completedOn, ...about }) => [
  event(RepairImportedV1.type, { ...RepairImportedV1.example, ...about, state: 'in_progress', completedOn: null }),
  ...(completedOn === null ? [] : [event(RepairImportedV1.type, { ...RepairImportedV1.example, ...about, completedOn })]),
]);
const survey = fc.record({ surveyId: fc.uuid(), branchId: branch, answeredOn: fc.option(days) }).map(({ answeredOn, ...about }) => [
  event(SurveyImportedV1.type, { ...SurveyImportedV1.example, ...about, answeredOn: null, score: null }),
  ...(answeredOn === null ? [] : [event(SurveyImportedV1.type, { ...SurveyImportedV1.example, ...about, answeredOn, score: 3 })]),
]);
const note = fc.record({ noteId: fc.uuid(), branchId: branch, dispatchDueOn: days, dispatchedOn: days }).map((data) => [event(DeliveryNoteDispatchedV1.type, { ...DeliveryNoteDispatchedV1.example, ...data })]);
const discrepancy = fc.record({ discrepancyId: fc.uuid(), branchId: branch, causes: fc.array(fc.constantFrom('carrier', 'warehouse'), { maxLength: 2 }), settled: fc.boolean() }).map(({ causes, settled, ...about }) => [
  event(DiscrepancyOpenedV1.type, { ...DiscrepancyOpenedV1.example, ...about }),
  ...causes.map((cause) => event(DiscrepancyInvestigatedV1.type, { ...DiscrepancyInvestigatedV1.example, ...about, cause })),
  ...(settled ? [event(DiscrepancySettledV1.type, { ...DiscrepancySettledV1.example, ...about })] : []),
]);
const line = fc.record({ lineNo: fc.constantFrom(1, 2), backOrder: fc.constantFrom(0, 0, 1, 3) });
const partsRequest = fc.record({ requestId: fc.uuid(), branchId: branch, steps: fc.array(fc.uniqueArray(line, { minLength: 1, selector: ({ lineNo }) => lineNo }), { maxLength: 5 }), cancelled: fc.boolean() })
  .map(({ requestId, branchId, steps, cancelled }) => [
    ...steps.map((lines, at) => event(at === 0 ? PartsRequestDecidedV1.type : PartsRequestProgressedV1.type, { requestId, branchId, dealerCode: 'DL017', lines: lines.map((one) => ({ ...one, part: 'PT039' })) }, new Date(Date.UTC(2026, 6, 6, at)))),
    ...(cancelled && steps.length > 0 ? [event(PartsRequestCancelledV1.type, { requestId, branchId, dealerCode: 'DL017', lines: [{ lineNo: 1, part: 'PT038', qty: 1 }] }, new Date(Date.UTC(2026, 6, 7)))] : []),
  ]);
/** One stream per key. Only within a key is there an order: keys and topics may overtake one another. */
const streams = fc.tuple(fc.uniqueArray(registered, { maxLength: 3, selector: ([first]) => (first!.data as { branchId: string }).branchId }), fc.array(fc.oneof(ticket, past, journey, delivered, repair, survey, note, discrepancy, partsRequest), { maxLength: 10 })).map(([branches, others]) => [...branches, ...others]);

/** The streams merged in the order of `turns`, which names a stream for each event, and cut after every `true`. */
const merged = (all: readonly (readonly ReceivedEvent[])[], turns: readonly number[], cuts: readonly boolean[]): ReceivedEvent[][] => {
  const rest = all.map((stream) => [...stream]);
  const chunks: ReceivedEvent[][] = [[]];
  turns.forEach((stream, at) => {
    chunks.at(-1)!.push(rest[stream]!.shift()!);
    if (cuts[at % cuts.length]) chunks.push([]);
  });
  return chunks.filter((chunk) => chunk.length > 0);
};

it('any interleaving of the topics, in chunks of any size, gives the same rows', async () => {
  const plan = streams.chain((all) => {
    const turns = all.flatMap((stream, at) => stream.map(() => at));
    return fc.record({ all: fc.constant(all), turns: fc.shuffledSubarray(turns, { minLength: turns.length }), cuts: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }) });
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ all, turns, cuts }) => {
      expect(await rowsOf(merged(all, turns, cuts))).toEqual(await rowsOf([all.flat()].filter((chunk) => chunk.length > 0)));
    }),
    { numRuns: 60 },
  );
}, 60_000);

it('a branch that nobody has named yet keeps its figures, and gets its name when the directory tells', async () => {
  await rowsOf([[event(TicketOpenedV1.type, TicketOpenedV1.example)], [event(TicketTakenUpV1.type, TicketTakenUpV1.example), event(TicketEscalatedV1.type, TicketEscalatedV1.example)]]);
  const figures = { branchId: 'BR05', opened: 1, takenUp: 1, limited: 1, inTime: 1, escalated: 1 };
  const clerk = await analytics.as('clerk');
  expect((await clerk.get('/branch-standing')).body).toEqual({ rows: [{ ...figures, name: null, parentId: null }] });
  await hear([event(BranchRegisteredV1.type, BranchRegisteredV1.example)]);
  expect((await clerk.get('/branch-standing')).body).toEqual({ rows: [{ ...figures, name: '杭州分公司', parentId: 'RG2' }] });
  expect((await (await analytics.as('clerkElsewhere')).get('/branch-standing')).body).toEqual({ rows: [] });
});
