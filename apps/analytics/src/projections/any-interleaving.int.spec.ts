import { systemPrincipal } from '@aftercare/auth';
import { BranchRegisteredV1, TicketEscalatedV1, TicketImportedV1, TicketOpenedV1, TicketTakenUpV1, type EventContract, type ReceivedEvent } from '@aftercare/contracts';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import type { Tx } from '@aftercare/event-store';
import * as fc from 'fast-check';
import { api } from '../api';
import { migrations } from '../persistence/migrations';
import { analyticsRules } from '../rules';
import { BranchStanding } from './branch-standing';
import { TicketsByDay } from './tickets-by-day';

interface Hears {
  readonly contracts: readonly Pick<EventContract, 'type'>[];
  readonly apply: (events: readonly never[], tx: Tx) => Promise<void>;
}

const [byDay, standing] = [new TicketsByDay(), new BranchStanding()];
const projections: readonly Hears[] = [
  { contracts: [TicketOpenedV1, TicketImportedV1], apply: (events, tx) => byDay.apply(events, tx) },
  { contracts: [TicketOpenedV1, TicketTakenUpV1, TicketEscalatedV1], apply: (events, tx) => standing.count(events, tx) },
  { contracts: [BranchRegisteredV1], apply: (events, tx) => standing.register(events, tx) },
];

let analytics: ServiceUnderTest;

beforeAll(async () => {
  analytics = await startForTest({ ...api, migrations, rules: analyticsRules });
});
afterAll(() => analytics?.stop());

/** What the unit does with a chunk: one transaction, each projection with its own events. */
const hear = (chunk: readonly ReceivedEvent[]): Promise<void> =>
  analytics.database.withTx({ principal: systemPrincipal('analytics', '*'), branches: '*', durable: false }, async (tx) => {
    for (const { contracts, apply } of projections) {
      const events = chunk.filter(({ type }) => contracts.some((contract) => contract.type === type));
      if (events.length > 0) await apply(events as unknown as readonly never[], tx);
    }
  });

const rowsOf = async (chunks: readonly (readonly ReceivedEvent[])[]): Promise<unknown> => {
  await analytics.rows('TRUNCATE tickets_by_day, branch_standing');
  for (const chunk of chunks) await hear(chunk);
  return [await analytics.rows('SELECT * FROM tickets_by_day ORDER BY branch_id, day, type'), await analytics.rows('SELECT * FROM branch_standing ORDER BY branch_id')];
};

const event = (type: string, data: object): ReceivedEvent => ({ type, data }) as ReceivedEvent;
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
/** One stream per key. Only within a key is there an order: keys and topics may overtake one another. */
const streams = fc.tuple(fc.uniqueArray(registered, { maxLength: 3, selector: ([first]) => (first!.data as { branchId: string }).branchId }), fc.array(fc.oneof(ticket, past), { maxLength: 8 })).map(([branches, tickets]) => [...branches, ...tickets]);

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
