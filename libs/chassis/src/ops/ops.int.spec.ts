import { mechanismMigrations } from '@aftercare/event-store';
import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { OpsModule } from './ops.module';
import type { EventsStatus } from './show-status';
import type { OpsOutcome, ParkedList } from './parked';

const topic = 'aftercare.depot.parcel';
let service: ServiceUnderTest;

beforeAll(async () => {
  service = await startForTest({ service: 'depot', title: 'Depot', module: OpsModule, migrations: mechanismMigrations, rules: {} });
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

it('nobody but an administrator changes anything, and nobody without a reason', async () => {
  const { events } = await parkedKey(0, [1]);
  for (const who of ['auditor', 'clerk', 'branchManager'] as const) {
    expect((await (await service.as(who)).post(`/ops/parked/views/${events[0]}/discard`, body)).status).toBe(403);
  }
  expect((await (await service.as('admin')).post(`/ops/parked/views/${events[0]}/discard`, {})).status).toBe(400);
  expect(await service.rows('SELECT 1 FROM parked WHERE event_id = $1', events[0])).toHaveLength(1);
});
