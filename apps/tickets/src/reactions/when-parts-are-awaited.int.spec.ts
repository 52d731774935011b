import { PartsRequestCancelledV1, PartsRequestDecidedV1, PartsRequestProgressedV1, PartsRequestSubmittedV1, encodeHeaders, sequenceHeader, type EventContract, type ReceivedEvent } from '@aftercare/contracts';
import { ensureTopics, EventUnits, KafkaBus, type BusRecord } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { newId, Unavailable } from '@aftercare/kernel';
import { eventually } from '@aftercare/testing';
import { TicketStore } from '../persistence/ticket.store';
import { TicketsUnderTest } from '../tickets.fixture';
import { WhenPartsAreAwaited } from './when-parts-are-awaited';

const brokers = (process.env['TEST_KAFKA_BROKERS'] ?? '').split(',');
const silent = (): void => undefined;
const quiet = { debug: silent, info: silent, warn: silent, error: silent };

let house: TicketsUnderTest;
let bus: KafkaBus;
let units: EventUnits | null = null;
/** At these of its handlings the reader breaks off, with everything done but COMMIT. */
let breaksAt: readonly number[] = [];
let handled = 0;

/** The service's own units on the real broker, but impatient. */
const start = (): void => {
  const reaction = new WhenPartsAreAwaited(new TicketStore(house.service.database));
  units = new EventUnits({ service: 'tickets', bus, database: house.service.database, logger: quiet, limits: { pollMs: 50, idlePollMs: 50, firstRetryMs: 50, restMs: 50 } });
  const hears = <T>(contract: EventContract<T>, handle: (event: ReceivedEvent<T>, tx: Tx) => Promise<void>): void =>
    units!.addHandler(contract.type, async (event: ReceivedEvent<T>, tx: Tx) => {
      await handle(event, tx);
      if (breaksAt.includes(++handled)) throw new Unavailable('database.unavailable', 1);
    }, true, { mark: { unit: 'reactions', name: `WhenPartsAreAwaited.${contract.type}`, contracts: [contract as unknown as EventContract] } });
  hears(PartsRequestSubmittedV1, (event, tx) => reaction.submitted(event, tx));
  hears(PartsRequestDecidedV1, (event, tx) => reaction.decided(event, tx));
  hears(PartsRequestProgressedV1, (event, tx) => reaction.progressed(event, tx));
  hears(PartsRequestCancelledV1, (event, tx) => reaction.cancelled(event, tx));
  units.listen(() => undefined);
};
const stop = async (): Promise<void> => {
  await units?.close();
  units = null;
};

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  bus = new KafkaBus({ brokers, clientId: 'tickets-process', logger: quiet });
  await ensureTopics(brokers, [PartsRequestSubmittedV1.topic]);
}, 60_000);
afterEach(stop);
afterAll(async () => {
  await bus?.close();
  await house?.stop();
});

type Said = readonly [EventContract<never>, boolean];
const say = (contract: unknown, awaited: boolean): Said => [contract as EventContract<never>, awaited];
/** What can become of a request, as its events tell it; every one of them ends with nothing to be waited for. */
const lives: Readonly<Record<string, readonly Said[]>> = {
  received: [say(PartsRequestSubmittedV1, true), say(PartsRequestDecidedV1, true), say(PartsRequestProgressedV1, true), say(PartsRequestProgressedV1, false)],
  rejected: [say(PartsRequestSubmittedV1, true), say(PartsRequestDecidedV1, false)],
  cancelled: [say(PartsRequestSubmittedV1, true), say(PartsRequestDecidedV1, true), say(PartsRequestCancelledV1, false)],
  'come back and sent again': [say(PartsRequestSubmittedV1, true), say(PartsRequestDecidedV1, true), say(PartsRequestProgressedV1, false), say(PartsRequestProgressedV1, true), say(PartsRequestProgressedV1, false)],
};

/** The records of one request of the ticket, in their order. */
const recordsOf = (ticketId: string, life: readonly Said[]): BusRecord[] => {
  const requestId = newId();
  return life.map(([contract, awaited], at) => {
    const data = { ...(contract.example as object), requestId, ticketId, awaited, branchId: 'BR05' };
    const headers = encodeHeaders({ id: newId(), type: contract.type, source: contract.source, subject: requestId, time: new Date().toISOString(), dataschema: contract.schemaId, branchid: 'BR05', correlationid: newId() });
    return { topic: contract.topic, key: requestId, value: Buffer.from(JSON.stringify(data)), headers: { ...headers, ce_sequence: sequenceHeader(at + 1) } };
  });
};

const publish = async (records: readonly BusRecord[]): Promise<void> => {
  for (const record of records) await bus.publishBatch([record]);
};
const inHand = async (): Promise<string> => {
  const id = await house.open(600);
  expect((await (await house.service.as('clerk')).post(`/tickets/${id}/take-up`, {})).status).toBe(200);
  return id;
};
const standing = async (id: string): Promise<string> => {
  const [row] = await house.service.rows<{ state: string; waiting_for: string | null }>('SELECT state, waiting_for FROM ticket WHERE id = $1', id);
  return row!.waiting_for === null ? row!.state : `${row!.state} for ${row!.waiting_for}`;
};
const waits = async (id: string): Promise<string[]> => (await house.factsOf(id)).filter((fact) => fact === 'put_on_hold' || fact === 'resumed');
/** Everything that was published has been applied, and nothing waits behind anything. */
const settled = (records: readonly BusRecord[]): Promise<void> =>
  eventually(async () => {
    const last = new Map(records.map(({ key, headers }) => [key, Number(headers['ce_sequence'])]));
    const rows = await house.service.rows<{ key: string; last_seq: string }>(`SELECT key, last_seq FROM key_seq WHERE unit = 'reactions' AND key = ANY ($1)`, [...last.keys()]);
    expect(new Map(rows.map(({ key, last_seq }) => [key, Number(last_seq)]))).toEqual(last);
    expect(await house.service.rows('SELECT event_id FROM parked')).toEqual([]);
  }, { within: 30_000 });

it('a ticket waits as long as one of its requests does, and is worked on again when none does', async () => {
  start();
  const id = await inHand();
  const [first, second] = [recordsOf(id, lives['received']!), recordsOf(id, lives['rejected']!)];
  await publish([...first.slice(0, 3), ...second]);
  await settled([...first.slice(0, 3), ...second]);
  expect(await standing(id)).toBe('waiting for parts');
  await publish(first.slice(3));
  await settled([...first, ...second]);
  expect([await standing(id), await waits(id)]).toEqual(['in_progress', ['put_on_hold', 'resumed']]);
});

it('does not overrule whoever goes on by hand, and what is about no ticket passes by', async () => {
  start();
  const id = await inHand();
  const records = recordsOf(id, lives['received']!);
  const stray = recordsOf(id, lives['received']!).map((record) => ({ ...record, value: Buffer.from(JSON.stringify({ ...(JSON.parse(record.value.toString()) as object), ticketId: null })) }));
  await publish([...records.slice(0, 1), ...stray]);
  await settled([...records.slice(0, 1), ...stray]);
  expect((await (await house.service.as('clerk')).post(`/tickets/${id}/resume`, {})).status).toBe(200);
  await publish(records.slice(1, 3));
  await settled(records.slice(0, 3));
  expect(await standing(id)).toBe('in_progress');
  await publish(records.slice(3));
  await settled(records);
  expect([await standing(id), await waits(id)]).toEqual(['in_progress', ['put_on_hold', 'resumed']]);
});

it.each([1, 2, 3, 4])('ends legal however its messages come: late, twice, out of order, missing for a time, with a reader that dies (%i)', async (seed) => {
  // Chance that can be repeated.
  let state = seed * 2_654_435_761;
  const chance = (below: number): number => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below);
  const ids = [await inHand(), await inHand()];
  const requests = ids.flatMap((id) => Array.from({ length: 3 }, () => recordsOf(id, Object.values(lives)[chance(4)]!)));
  const all = requests.flat();
  // Interleaved in the order of each request …
  const stream: BusRecord[] = [];
  const queues = requests.map((records) => [...records]);
  while (queues.some((queue) => queue.length > 0)) {
    const queue = queues[chance(queues.length)]!;
    const record = queue.shift();
    if (record) stream.push(record);
  }
  // … then in disorder: one is missing until the end, some change places, some come again.
  const [missing] = stream.splice(chance(stream.length), 1);
  for (let at = 0; at < stream.length; at += 3) {
    const other = chance(stream.length);
    [stream[at], stream[other]] = [stream[other]!, stream[at]!];
  }
  for (let time = 0; time < 6; time++) stream.splice(chance(stream.length), 0, stream[chance(stream.length)]!);

  [breaksAt, handled] = [[2, 7, 15, 26], 0];
  start();
  const half = Math.ceil(stream.length / 2);
  await publish(stream.slice(0, half));
  await stop();
  start();
  await publish([...stream.slice(half), missing!]);
  await settled(all);
  breaksAt = [];
  for (const id of ids) {
    expect(await standing(id)).toBe('in_progress');
    const moves = await waits(id);
    // It waited and went on in turns, whatever the order was.
    expect(moves).toEqual(moves.map((_, at) => (at % 2 === 0 ? 'put_on_hold' : 'resumed')));
    expect(moves.length % 2).toBe(0);
  }
  expect(await house.service.rows('SELECT request_id FROM awaited_request WHERE awaited')).toEqual([]);
}, 60_000);
