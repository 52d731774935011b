import { allEvents, DealerRegisteredV1, encodeHeaders, PartRegisteredV1, sequenceHeader, TicketOpenedV1, topics, type EventContract } from '@aftercare/contracts';
import type { KafkaBus } from '@aftercare/event-bus';
import { newId } from '@aftercare/kernel';
import { eventually, principals } from '@aftercare/testing';
import { brokers, BrowsersUnderTest } from '../browsers.fixture';
import { kindOfTopic, readers } from './kinds';

const silent = (): void => undefined;
let house: BrowsersUnderTest;
let bus: KafkaBus;
const open: AbortController[] = [];
beforeAll(async () => {
  const { ensureTopics, KafkaBus } = await import('@aftercare/event-bus');
  await ensureTopics(brokers, topics.map(({ name }) => name));
  bus = new KafkaBus({ brokers, clientId: 'live-test', logger: { debug: silent, info: silent, warn: silent, error: silent } });
  house = await BrowsersUnderTest.begin();
}, 240_000);
beforeEach(() => house.clear());
afterEach(() => { for (const stream of open.splice(0)) stream.abort(); });
afterAll(async () => {
  await bus?.close();
  await house?.stop();
});

/** Branches of this run alone: others publish to the same topics. */
const ours = `T${Date.now().toString(36)}`;
const elsewhere = `${ours}-2`;
const clerk = { ...principals.clerk, branches: [ours] };

/** A fact of a record, as its service would publish it. */
const happened = async (contract: EventContract<never>, branchid: string | null, id = newId()): Promise<string> => {
  const headers = encodeHeaders({ id: newId(), type: contract.type, source: contract.source, subject: id, time: new Date().toISOString(), dataschema: contract.schemaId, branchid, correlationid: newId() });
  await bus.publishBatch([{ topic: contract.topic, key: id, value: Buffer.from('{"words":"not for the stream"}'), headers: { ...headers, ce_sequence: sequenceHeader(1) } }]);
  return id;
};
const [ticket, dealer, part] = [TicketOpenedV1, DealerRegisteredV1, PartRegisteredV1] as unknown as readonly [EventContract<never>, EventContract<never>, EventContract<never>];

interface Heard {
  readonly event: string;
  readonly id: string;
  readonly data: { readonly records?: readonly { readonly kind: string; readonly id?: string }[] };
}

/** What a browser hears from now on, apart from what says only that the gateway is there. */
const listen = async (one: Awaited<ReturnType<BrowsersUnderTest['signedIn']>>, headers: Record<string, string> = {}) => {
  const stream = new AbortController();
  open.push(stream);
  const answer = await one.ask('/live', { headers, signal: stream.signal });
  const heard: Heard[] = [];
  const all: Heard[] = [];
  let raw = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of answer.body ?? []) {
      raw += decoder.decode(bytes as Uint8Array, { stream: true });
      for (let end = raw.indexOf('\n\n'); end >= 0; end = raw.indexOf('\n\n')) {
        const fields = Object.fromEntries(raw.slice(0, end).split('\n').map((line) => /^(\w+): (.*)$/.exec(line)!.slice(1) as [string, string]));
        raw = raw.slice(end + 2);
        if (fields['event'] === undefined) continue;
        const said = { event: fields['event'], id: fields['id']!, data: JSON.parse(fields['data']!) as Heard['data'] };
        all.push(said);
        if (said.event !== 'beat') heard.push(said);
      }
    }
  })().catch((error: unknown) => { if (!stream.signal.aborted) throw error; });
  return { answer, heard, all, ended, records: () => heard.flatMap(({ data }) => data.records ?? []), leave: () => stream.abort() };
};

it('every kind of record has those who may hear of it', () => {
  expect(Object.keys(readers).sort()).toEqual([...new Set(allEvents.map(({ topic }) => kindOfTopic(topic)))].sort());
});

it('tells who may read them which records have changed, and nothing of what is in them', async () => {
  house.provider.who = clerk;
  const here = await listen(await house.signedIn());
  house.provider.who = { ...principals.clerk, branches: [elsewhere] };
  const there = await listen(await house.signedIn());
  house.provider.who = principals.admin;
  const admin = await listen(await house.signedIn());
  house.provider.who = { ...principals.dealer, branches: [ours] };
  const firm = await listen(await house.signedIn());
  expect(here.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  await eventually(() => { expect([here, there, admin, firm].map(({ heard }) => heard[0]?.event)).toEqual(['gap', 'gap', 'gap', 'gap']); });

  const opened = await happened(ticket, ours);
  const shared = await happened(part, null);
  const known = await happened(dealer, ours);
  await eventually(() => { expect(here.records()).toEqual(expect.arrayContaining([{ kind: 'tickets.ticket', id: opened }, { kind: 'inventory.part', id: shared }, { kind: 'directory.dealer', id: known }])); });
  // Tickets and dealers are not for who administers; another branch hears of what is everybody's; other firms hear no ids.
  await eventually(() => { for (const one of [admin, there]) expect(one.records()).toContainEqual({ kind: 'inventory.part', id: shared }); });
  await eventually(() => { expect(firm.records()).toContainEqual({ kind: 'inventory.part' }); });
  for (const one of [admin, there]) for (const id of [opened, known]) expect(one.records().map((record) => record.id)).not.toContain(id);
  expect(firm.records().every((record) => !('id' in record))).toBe(true);
  expect(JSON.stringify(here.all)).not.toContain('not for the stream');
});

it('goes on where a browser has heard it last, and says so when that is not known any more', async () => {
  house.provider.who = clerk;
  const one = await house.signedIn();
  const first = await listen(one);
  const before = await happened(ticket, ours);
  await eventually(() => { expect(first.records()).toContainEqual({ kind: 'tickets.ticket', id: before }); });
  first.leave();
  const place = first.all.at(-1)!.id;
  const missed = await happened(ticket, ours);
  const second = await listen(one, { 'last-event-id': place });
  await eventually(() => { expect(second.records()).toContainEqual({ kind: 'tickets.ticket', id: missed }); });
  expect(second.heard.map(({ event }) => event)).not.toContain('gap');
  expect(second.records()).not.toContainEqual({ kind: 'tickets.ticket', id: before });

  // Another gateway, or this one after a restart, knows nothing of it.
  const other = await house.start();
  try {
    const elsewhereNow = house.browser(other.url);
    for (const [name, value] of one.cookies) elsewhereNow.cookies.set(name, value);
    for (const last of [place, 'nonsense', `${place.split('.')[0]!}.999999999`]) {
      const stream = await listen(last === place ? elsewhereNow : one, { 'last-event-id': last });
      await eventually(() => { expect(stream.heard[0]?.event).toBe('gap'); });
      stream.leave();
    }
  } finally {
    await other.stop();
  }
});

it('says that there is a gap rather than name a thousand records', async () => {
  house.provider.who = clerk;
  const one = await listen(await house.signedIn());
  await eventually(() => { expect(one.heard.map(({ event }) => event)).toEqual(['gap']); });
  const headers = encodeHeaders({ id: newId(), type: TicketOpenedV1.type, source: TicketOpenedV1.source, subject: 'x', time: new Date().toISOString(), dataschema: TicketOpenedV1.schemaId, branchid: ours, correlationid: newId() });
  for (let round = 0; round < 3; round += 1) await bus.publishBatch(Array.from({ length: 400 }, () => ({ topic: TicketOpenedV1.topic, key: newId(), value: Buffer.from('{}'), headers: { ...headers, ce_sequence: sequenceHeader(1) } })));
  await eventually(() => { expect(one.heard.filter(({ event }) => event === 'gap').length).toBeGreaterThan(1); });
  const after = await happened(ticket, ours);
  await eventually(() => { expect(one.records()).toContainEqual({ kind: 'tickets.ticket', id: after }); });
});

it('ends with the session, wherever that was ended, and is for nobody who is not signed in', async () => {
  house.provider.who = clerk;
  const one = await house.signedIn();
  const stream = await listen(one);
  await house.admin.query('DELETE FROM browser_session');
  await stream.ended;
  expect(stream.heard.at(-1)?.event).toBe('ended');
  expect((await one.ask('/live')).status).toBe(401);
  expect((await house.browser().ask('/live')).status).toBe(401);
});

it('is no doing of a person: a session idles while its page listens', async () => {
  const one = await house.signedIn();
  await house.admin.query("UPDATE browser_session SET seen_at = clock_timestamp() - interval '20 minutes'");
  await listen(one);
  const { rows } = await house.admin.query<{ n: string }>('SELECT extract(epoch FROM clock_timestamp() - seen_at) AS n FROM browser_session');
  expect(Number(rows[0]!.n)).toBeGreaterThan(1_000);
});

it('holds no gateway open that is to end', async () => {
  const other = await house.start();
  const stream = await listen(await house.signedIn(other.url));
  const begun = performance.now();
  await other.stop();
  await stream.ended;
  expect(performance.now() - begun).toBeLessThan(3_000);
});
