import { systemPrincipal } from '@aftercare/auth';
import { TicketOpenedV1 } from '@aftercare/contracts';
import { filledBy, mechanismMigrations } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { eventually, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { Controller, Module } from '@nestjs/common';
import { OpsModule } from './ops.module';
import type { ActList } from './list-acts';
import type { TimerList } from './list-timers';
import type { ProjectionList } from './projections';
import type { RebuildOutcome } from './rebuild-projection';
import type { EventsStatus } from './show-status';
import type { OpsOutcome, ParkedList } from './parked';

const topic = 'aftercare.depot.parcel';
let service: ServiceUnderTest;

const migrations = [...mechanismMigrations, { name: '9001-opening', sql: `CREATE TABLE opening (id uuid PRIMARY KEY);${filledBy('Openings', 'opening')}` }];

beforeAll(async () => {
  const { Projects } = await import('@aftercare/event-bus');
  @Controller()
  class Openings {
    @Projects(TicketOpenedV1)
    async apply(): Promise<void> {}
  }
  @Module({ imports: [OpsModule], controllers: [Openings] })
  class Depot {}
  service = await startForTest({ service: 'depot', title: 'Depot', module: Depot, migrations, rules: {} });
});
afterAll(() => service?.stop());

/** Parks `sequences` of a new key of which `last` took effect. */
const parkedKey = async (last: number, sequences: readonly number[], status = 'dead'): Promise<{ key: string; events: string[] }> => {
  const key = newId();
  const events = sequences.map(() => newId());
  await service.admin.query('INSERT INTO key_seq (key, topic, unit, last_seq) VALUES ($1, $2, $3, $4)', [key, topic, 'views', last]);
  for (const [at, sequence] of sequences.entries()) {
    await service.admin.query(
      `INSERT INTO parked (unit, event_id, topic, part, "offset", key, sequence, type, status, attempts, headers, payload, message) VALUES ('views', $1, $2, 3, $3, $4, $3, 'aftercare.depot.parcel.weighed.v1', $5, 8, '{}', '{"weight":3}', 'it threw')`,
      [events[at], topic, sequence, key, at === 0 ? status : 'behind'],
    );
  }
  return { key, events };
};
const lastOf = async (key: string): Promise<number> => Number((await service.rows<{ last_seq: string }>('SELECT last_seq FROM key_seq WHERE key = $1', key))[0]?.last_seq);
const body = { reason: 'known defect 4711' };

describe('parked records', () => {
  it('are listed page by page and shown with their bytes, to auditors, too', async () => {
    const { events } = await parkedKey(0, [1, 2, 3]);
    const auditor = await service.as('auditor');
    const first = await auditor.get<ParkedList>('/ops/parked?limit=2');
    expect(first.body.items).toHaveLength(2);
    const rest = await auditor.get<ParkedList>(`/ops/parked?limit=500&after=${encodeURIComponent(first.body.next ?? '')}`);
    expect([...first.body.items, ...rest.body.items].map(({ eventId }) => eventId)).toEqual(expect.arrayContaining(events));
    expect(rest.body.next).toBeNull();
    expect(await auditor.get(`/ops/parked/views/${events[0]}`)).toMatchObject({ status: 200, body: { status: 'dead', payload: '{"weight":3}', headers: '{}', message: 'it threw', sequence: 1 } });
  });

  it('are tried again by a person, with all tries before them, and the reason is kept', async () => {
    const { events } = await parkedKey(4, [5, 6]);
    const admin = await service.as('admin');
    expect(await admin.post(`/ops/parked/views/${events[0]}/retry`, body)).toMatchObject({ status: 200, body: { action: 'parked.retry', count: 1 } });
    expect(await service.rows('SELECT status, attempts, next_at <= clock_timestamp() AS due FROM parked WHERE event_id = $1', events[0])).toEqual([{ status: 'failing', attempts: 0, due: true }]);
    expect(await service.rows('SELECT actor, outcome, reason FROM audit WHERE subject = $1', events[0])).toEqual([{ actor: 'ST002', outcome: 'done', reason: body.reason }]);
    const acts = (await (await service.as('auditor')).get<ActList>('/ops/acts?limit=1')).body;
    expect(acts).toEqual({ next: null, items: [{ at: expect.any(String), actor: 'ST002', action: 'POST /ops/parked/:unit/:eventId/retry', subject: events[0], outcome: 'done', code: null, reason: body.reason }] });
  });

  it('are given up in order only: one behind another names the first, one behind a gap the remedy', async () => {
    const { key, events } = await parkedKey(4, [5, 6]);
    const admin = await service.as('admin');
    expect(await admin.post(`/ops/parked/views/${events[1]}/discard`, body)).toMatchObject({ status: 409, body: { type: '/problems/ops.behind', detail: expect.stringContaining(events[0]!) } });
    expect(await admin.post(`/ops/parked/views/${events[0]}/discard`, body)).toMatchObject({ status: 200, body: { count: 1 } });
    expect(await lastOf(key)).toBe(5);
    const gap = await parkedKey(4, [7]);
    expect(await admin.post(`/ops/parked/views/${gap.events[0]}/discard`, body)).toMatchObject({ status: 409, body: { type: '/problems/ops.gap', detail: expect.stringContaining('--from-seq 5') } });
    expect(await lastOf(gap.key)).toBe(4);
  });

  it('whose place another event has taken are not tried again; given up, they leave the key where it was', async () => {
    const { key, events } = await parkedKey(4, [4, 5], 'forked');
    const admin = await service.as('admin');
    expect(await admin.post(`/ops/parked/views/${events[0]}/retry`, body)).toMatchObject({ status: 409, body: { type: '/problems/ops.forked' } });
    expect(await admin.post(`/ops/parked/views/${events[0]}/discard`, body)).toMatchObject({ status: 200, body: { count: 1 } });
    expect(await lastOf(key)).toBe(4);
    expect(await admin.post(`/ops/parked/views/${events[1]}/discard`, body)).toMatchObject({ status: 200, body: { count: 1 } });
    expect(await service.rows('SELECT last_seq::int AS last, last_event_id AS id FROM key_seq WHERE key = $1', key)).toEqual([{ last: 5, id: events[1] }]);
  });
});

describe('events', () => {
  it('are queued once more from a sequence on, and a dry run only counts', async () => {
    const key = newId();
    for (const sequence of [1, 2, 3]) {
      await service.admin.query(`INSERT INTO event (event_id, topic, key, sequence, type, headers, payload, occurred_at) VALUES ($1, $2, $3, $4, 't', '{}', '{}', now())`, [newId(), topic, key, sequence]);
    }
    const admin = await service.as('admin');
    const request = { topic, key, fromSequence: 2, ...body };
    expect((await admin.post<OpsOutcome>('/ops/republish', { ...request, dryRun: true })).body.count).toBe(2);
    expect(await service.rows('SELECT 1 FROM outbox WHERE key = $1', key)).toEqual([]);
    expect((await admin.post<OpsOutcome>('/ops/republish', request)).body.count).toBe(2);
    const { body: status } = await admin.get<EventsStatus>('/ops/status');
    expect(status).toMatchObject({ shards: 1, waiting: 2 });
    expect((await admin.post('/ops/republish', { ...request, key: newId() })).status).toBe(404);
  });
});

describe('a held key', () => {
  it('goes on with everything that waits of it, once a person says so', async () => {
    const key = newId();
    await service.admin.query(`INSERT INTO held_key (topic, key, reason, error) VALUES ($1, $2, 'too large', 'RecordTooLarge')`, [topic, key]);
    await service.admin.query('INSERT INTO outbox_held (id, topic, key) VALUES (900001, $1, $2), (900002, $1, $2)', [topic, key]);
    const admin = await service.as('admin');
    const request = { topic, key, ...body };
    expect((await admin.get<EventsStatus>('/ops/status')).body.heldKeys).toEqual([expect.objectContaining({ topic, key, reason: 'too large' })]);
    expect((await admin.post<OpsOutcome>('/ops/held-keys/release', { ...request, dryRun: true })).body.count).toBe(2);
    expect(await service.rows('SELECT 1 FROM outbox WHERE key = $1', key)).toEqual([]);
    expect((await admin.post<OpsOutcome>('/ops/held-keys/release', request)).body.count).toBe(2);
    expect(await service.rows('SELECT id::int AS id FROM outbox WHERE key = $1 ORDER BY id', key)).toEqual([{ id: 900001 }, { id: 900002 }]);
    expect((await admin.post('/ops/held-keys/release', request)).status).toBe(404);
  });
});

describe('a unit', () => {
  it('goes back to the start of its topics; an unknown one is not found', async () => {
    await service.admin.query('INSERT INTO consumer_offset (unit, topic, part, next_offset, last_event_id) VALUES ($1, $2, 0, 17, $3)', ['views', topic, newId()]);
    const admin = await service.as('admin');
    expect((await admin.post<OpsOutcome>('/ops/units/views/resync', { ...body, dryRun: true })).body.count).toBe(1);
    expect(await service.rows('SELECT next_offset::int AS next FROM consumer_offset')).toEqual([{ next: 17 }]);
    expect((await admin.post<OpsOutcome>('/ops/units/views/resync', body)).status).toBe(200);
    expect(await service.rows('SELECT next_offset::int AS next, last_event_id AS last FROM consumer_offset')).toEqual([{ next: 0, last: null }]);
    expect((await admin.post('/ops/units/view/resync', body)).status).toBe(404);
  });
});

describe('timers', () => {
  it('are listed page by page, and a dead one fires again once a person says so', async () => {
    const subject = newId();
    await service.admin.query(`INSERT INTO timer (kind, subject, due_at, attempts, next_at) VALUES ('parcel.late', $1, now(), 8, 'infinity'), ('parcel.lost', $1, now(), 0, NULL), ('parcel.torn', $1, now(), 3, now() + interval '1 h')`, [subject]);
    const admin = await service.as('admin');
    const first = await admin.get<TimerList>('/ops/timers?limit=2');
    expect(first.body.items).toMatchObject([{ kind: 'parcel.late', dead: true, nextAt: null }, { kind: 'parcel.lost', dead: false, nextAt: null }]);
    const rest = await admin.get<TimerList>(`/ops/timers?after=${encodeURIComponent(first.body.next ?? '')}`);
    expect(rest.body).toMatchObject({ items: [{ kind: 'parcel.torn', attempts: 3, dead: false, nextAt: expect.any(String) }], next: null });
    expect((await admin.get<TimerList>('/ops/timers?dead=true')).body.items.map(({ kind }) => kind)).toEqual(['parcel.late']);

    expect(await admin.post(`/ops/timers/parcel.late/${subject}/revive`, body)).toMatchObject({ status: 200, body: { action: 'timer.revive', count: 1 } });
    expect(await service.rows(`SELECT attempts, next_at FROM timer WHERE kind = 'parcel.late'`)).toEqual([{ attempts: 0, next_at: null }]);
    expect(await service.rows('SELECT actor, outcome, reason FROM audit WHERE subject = $1', `parcel.late/${subject}`)).toEqual([{ actor: 'ST002', outcome: 'done', reason: body.reason }]);
    expect(await admin.post(`/ops/timers/parcel.late/${subject}/revive`, body)).toMatchObject({ status: 409, body: { type: '/problems/ops.timer-alive' } });
    expect((await admin.post(`/ops/timers/parcel.early/${subject}/revive`, body)).status).toBe(404);
  });
});

describe('a projection', () => {
  const rebuild = '/ops/projections/Openings/rebuild';
  const stateOf = async () => (await (await service.as('auditor')).get<ProjectionList>('/ops/projections')).body.items[0]?.rebuild;

  it('is asked to be rebuilt by a person with a reason; a dry run says what would be read and replaced', async () => {
    await service.admin.query("INSERT INTO consumer_offset (unit, topic, part, next_offset) VALUES ('views', $1, 0, 40), ('views', $1, 1, 2), ('reactions', $1, 0, 900)", [TicketOpenedV1.topic]);
    const admin = await service.as('admin');
    const plan: RebuildOutcome = { action: 'projection.rebuild', projection: 'Openings', tables: ['opening'], topics: [TicketOpenedV1.topic], count: 42 };
    expect((await admin.post<RebuildOutcome>(rebuild, { ...body, dryRun: true })).body).toEqual(plan);
    expect(await stateOf()).toBeNull();
    expect((await admin.post<RebuildOutcome>(rebuild, { ...body, acceptDifference: true })).body).toEqual(plan);
    expect(await stateOf()).toMatchObject({ status: 'requested', actor: 'ST002', reason: body.reason, tables: [] });
    expect(await service.rows("SELECT actor, action, outcome, reason FROM audit WHERE subject = 'Openings'")).toEqual([{ actor: 'ST002', action: `POST ${rebuild.replace('Openings', ':projection')}`, outcome: 'done', reason: body.reason }]);
    expect(await service.rows('SELECT accept_difference FROM rebuild')).toEqual([{ accept_difference: true }]);
  });

  it('that is being rebuilt is not asked again, unless whoever was at it has ended', async () => {
    await service.admin.query("UPDATE rebuild SET status = 'running'");
    const admin = await service.as('admin');
    await service.admin.query("SELECT pg_advisory_lock(hashtext('depot'), hashtext('rebuild'))");
    expect(await admin.post(rebuild, body)).toMatchObject({ status: 409, body: { type: '/problems/ops.rebuild-running', detail: expect.stringContaining('Openings') } });
    await service.admin.query("SELECT pg_advisory_unlock(hashtext('depot'), hashtext('rebuild'))");
    expect((await admin.post(rebuild, body)).status).toBe(200);
    expect(await stateOf()).toMatchObject({ status: 'requested' });
  });

  it('that does not exist is answered by those that do', async () => {
    expect(await (await service.as('admin')).post('/ops/projections/Opening/rebuild', body)).toMatchObject({ status: 404, body: { type: '/problems/ops.projection-unknown', detail: expect.stringContaining('Openings') } });
  });

  it('is nobody’s to replace but the mechanism’s: the service itself cannot say what its tables are', async () => {
    const { database } = service;
    const asService = (sql: string) => database.withTx({ principal: systemPrincipal('depot', '*'), branches: '*' }, (tx) => tx.query(sql));
    await expect(asService("INSERT INTO projection_table VALUES ('audit', 'Openings')")).rejects.toMatchObject({ code: '42501' });
    await expect(asService('DROP TABLE opening')).rejects.toMatchObject({ code: '42501' });
  });
});

it('nobody but an administrator changes anything, and nobody without a reason', async () => {
  const { events } = await parkedKey(0, [1]);
  for (const who of ['auditor', 'clerk', 'branchManager'] as const) {
    expect((await (await service.as(who)).post(`/ops/parked/views/${events[0]}/discard`, body)).status).toBe(403);
  }
  expect((await (await service.as('admin')).post(`/ops/parked/views/${events[0]}/discard`, {})).status).toBe(400);
  expect(await service.rows('SELECT 1 FROM parked WHERE event_id = $1', events[0])).toHaveLength(1);
});

describe('what a service can compare by itself', () => {
  interface Line { readonly deviation?: { readonly kind: string }; readonly verdict?: object }
  const compared = async (): Promise<Line[]> => {
    const answer = await fetch(`${service.url}/ops/verify`, { headers: { authorization: `Bearer ${await service.token('auditor')}` } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    return (await answer.text()).trim().split('\n').map((line) => JSON.parse(line) as Line);
  };

  it('is told line by line: what does not fit, and the verdict at the end', async () => {
    await service.admin.query('DELETE FROM parked');
    const { key } = await parkedKey(5, [7]);
    const lines = await compared();
    expect(lines.filter(({ deviation }) => deviation?.kind === 'parked')).toEqual([{ deviation: { kind: 'parked', words: `views: event 7 of ${topic} ${key} is parked, it waits for event 6, which has not come`, help: expect.stringContaining('ops -- republish') } }]);
    expect(lines.at(-1)).toEqual({ verdict: { events: expect.any(Number), records: expect.any(Number), deviations: expect.any(Number), counts: expect.objectContaining({ parked: 1 }) } });
  });

  it('is compared once at a time, until whoever asked has gone, and for nobody without the permission', async () => {
    expect(await (await service.as('clerk')).get('/ops/verify')).toMatchObject({ status: 403 });
    await service.admin.query('BEGIN; LOCK TABLE event IN ACCESS EXCLUSIVE MODE');
    try {
      const leaving = new AbortController();
      const first = await fetch(`${service.url}/ops/verify`, { headers: { authorization: `Bearer ${await service.token('auditor')}` }, signal: leaving.signal });
      expect(first.status).toBe(200);
      expect(await (await service.as('auditor')).get('/ops/verify')).toMatchObject({ status: 409, body: { type: '/problems/ops.verify-running' } });
      leaving.abort();
      await expect(first.text()).rejects.toThrow();
    } finally {
      await service.admin.query('ROLLBACK');
    }
    await eventually(async () => expect((await compared()).at(-1)).toHaveProperty('verdict'), { within: 20_000 });
  });
});
