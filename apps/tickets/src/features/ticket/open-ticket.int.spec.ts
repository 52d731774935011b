import { newId } from '@aftercare/kernel';
import { principals, type ServiceUnderTest } from '@aftercare/testing';
import { contact, TicketsUnderTest, type DirectoryOnTheWire } from '../../tickets.fixture';
import type { OpenedTicket } from './open-ticket';

const call = { channel: 'phone', caller: '19900001389', kind: 'complaint', words: '加热棒装了三个月就不热了' };

let house: TicketsUnderTest;
let directory: DirectoryOnTheWire;
let tickets: ServiceUnderTest;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  ({ service: tickets, directory } = house);
  await tickets.admin.query(`
    DELETE FROM staff WHERE id = 'ST034';
    DELETE FROM service_policy;
    INSERT INTO service_policy VALUES ('SP025', 1, '2025-07-01', 'complaint', 'normal', 'key', 10), ('SP027', 1, '2025-07-01', 'complaint', 'normal', 'new', 60)`);
});
beforeEach(() => {
  directory.asked.length = 0;
  directory.answer = { status: 201, body: contact };
});
afterAll(() => house?.stop());

const state = () => tickets.rows('SELECT (SELECT count(*) FROM ticket) AS tickets, (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM idempotency) AS keys');

describe('opening a ticket', () => {
  it('saves the words first, then gives a number, an owner and an acknowledgement, and tells the world ids only', async () => {
    const { status, body } = await (await tickets.as('clerk')).post<OpenedTicket>('/tickets', call);
    expect([status, body]).toEqual([201, {
      id: expect.any(String), number: expect.stringMatching(/^TK-HZ-\d{4}-\d{6}$/), branchId: 'BR05', state: 'assigned', ownerId: 'ST030', ...contact, acknowledgedAt: expect.any(String),
    }]);
    expect(directory.asked).toMatchObject([{ body: { branchId: 'BR05', channel: 'phone', caller: call.caller, words: call.words }, headers: { authorization: expect.stringMatching(/^Bearer /) } }]);
    const [event] = await tickets.rows<{ type: string; branch_id: string; payload: Buffer; headers: Buffer }>('SELECT * FROM event WHERE key = $1', body.id);
    expect(event).toMatchObject({ type: 'aftercare.tickets.ticket.opened.v1', branch_id: 'BR05' });
    for (const place of [event!.payload.toString(), event!.headers.toString(), tickets.logged.join('')]) {
      expect(place).not.toContain(call.caller);
      expect(place).not.toContain(call.words);
    }
  });

  it('keeps neither the words nor the number in any column of its own', async () => {
    await (await tickets.as('clerk')).post('/tickets', call);
    const tables = await tickets.rows<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'tickets' AND table_type = 'BASE TABLE'`);
    for (const { name } of tables) {
      const hits = await tickets.rows(`SELECT 1 FROM ${name} t WHERE t::text LIKE $1 OR t::text LIKE $2`, `%${call.caller}%`, `%${call.words}%`);
      expect([name, hits]).toEqual([name, []]);
    }
  });

  it('numbers the tickets of a branch without a hole, also when several are opened at once and some fail', async () => {
    const clerk = await tickets.as('clerk');
    await Promise.all(Array.from({ length: 12 }, (_, n) => clerk.post('/tickets', n % 4 === 0 ? { ...call, kind: 'wish' } : call)));
    const numbers = await tickets.rows<{ number: string }>(`SELECT number FROM ticket WHERE branch_id = 'BR05' ORDER BY number`);
    expect(numbers.map(({ number }) => Number(number.slice(-6)))).toEqual(numbers.map((_, n) => n + 1));
  });

  it('opens one ticket however often the same request comes, and none for another request with its key', async () => {
    const clerk = await tickets.as('clerk');
    const idempotencyKey = newId();
    const first = await clerk.post('/tickets', call, { idempotencyKey });
    const before = await state();
    expect(await clerk.post('/tickets', call, { idempotencyKey })).toMatchObject({ status: 201, body: first.body });
    expect(await clerk.post('/tickets', { ...call, kind: 'repair' }, { idempotencyKey })).toMatchObject({ status: 422, body: { type: '/problems/idempotency.mismatch' } });
    expect(directory.asked.map(({ headers }) => headers['idempotency-key'])).toEqual([idempotencyKey, idempotencyKey, idempotencyKey]);
    expect(await state()).toEqual(before);
  });

  it('opens a ticket without a customer for a number that nobody knows', async () => {
    directory.answer.body = { ...contact, customerId: null };
    expect(await (await tickets.as('clerk')).post('/tickets', call)).toMatchObject({ status: 201, body: { customerId: null } });
  });

  it('names the dealer who calls himself, and keeps him when the intake names no device', async () => {
    directory.answer.body = { ...contact, customerId: null, dealerCode: 'DL017', noteId: newId() };
    const clerk = await tickets.as('clerk');
    const { body: { id } } = await clerk.post<OpenedTicket>('/tickets', { ...call, kind: 'inquiry' });
    const dealer = async () => (await tickets.rows<{ dealer: string | null }>('SELECT dealer_code AS dealer FROM ticket WHERE id = $1', id))[0]?.dealer;
    expect(await dealer()).toBe('DL017');
    expect((await clerk.post(`/tickets/${id}/intake`, { realCause: '问货期', wantedResult: '答复', urgency: 'low', impact: 'low' })).status).toBe(200);
    expect(await dealer()).toBe('DL017');
  });

  it('promises a first response by the policy for its kind and the customer’s class, and watches over it', async () => {
    const clerk = await tickets.as('clerk');
    const open = async (body: object = call) => {
      const { id } = (await clerk.post<OpenedTicket>('/tickets', body)).body;
      const [ticket] = await tickets.rows<{ policy: string; minutes: number; timer: boolean }>(
        `SELECT policy_code AS policy, extract(epoch FROM response_due_at - opened_at)::int / 60 AS minutes,
                EXISTS (SELECT FROM timer WHERE kind = 'ticket.first-response' AND subject = t.id::text AND due_at = response_due_at AND branch_id = 'BR05') AS timer
           FROM ticket t WHERE id = $1`, id);
      return ticket;
    };
    expect(await open()).toEqual({ policy: 'SP027', minutes: 60, timer: true });
    await tickets.admin.query(`INSERT INTO customer VALUES ($1, 'key')`, [contact.customerId]);
    expect(await open()).toEqual({ policy: 'SP025', minutes: 10, timer: true });
    expect(await open({ ...call, kind: 'inquiry' })).toEqual({ policy: null, minutes: null, timer: false });
  });

  it('is asked to come again while the branch’s calendar is still on its way', async () => {
    await tickets.admin.query(`UPDATE branch SET calendar_code = 'LATER' WHERE id = 'BR05'`);
    const before = await state();
    expect(await (await tickets.as('clerk')).post('/tickets', call)).toMatchObject({ status: 503, body: { type: '/problems/calendar.not-known-yet' } });
    expect(await state()).toEqual(before);
    await tickets.admin.query(`UPDATE branch SET calendar_code = 'NONSTOP' WHERE id = 'BR05'`);
  });

  it('gives a ticket that came in by itself to somebody on duty, upwards as far as it takes, and refuses it when there is nobody', async () => {
    const shop = await tickets.as('integrator');
    const owner = async () => (await shop.post<OpenedTicket>('/tickets', { ...call, channel: 'web', branchId: 'BR05' })).body.ownerId;
    expect(await owner()).toBe('ST030');
    await tickets.admin.query(`UPDATE staff SET active = false WHERE id = 'ST030'`);
    expect(await owner()).toBe('ST029');
    await tickets.admin.query(`UPDATE staff SET active = false WHERE id = 'ST029'`);
    expect(await owner()).toBe('ST008');
    await tickets.admin.query(`UPDATE staff SET active = false`);
    const before = await state();
    const refused = await shop.post('/tickets', { ...call, channel: 'web', branchId: 'BR05' }, { headers: { 'accept-language': 'en' } });
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/ticket.no-staff-on-duty', detail: expect.stringContaining('Nobody in branch BR05 or above it') } });
    expect(await state()).toEqual(before);
    await tickets.admin.query(`UPDATE staff SET active = true`);
  });

  it('asks for the branch when the caller works for several, and knows no branch that is not his', async () => {
    const supervisor = await tickets.as('supervisor');
    expect(await supervisor.post('/tickets', call)).toMatchObject({ status: 409, body: { type: '/problems/branch.not-named' } });
    expect(await supervisor.post('/tickets', { ...call, branchId: 'BR06' })).toMatchObject({ status: 201, body: { branchId: 'BR06', number: expect.stringMatching(/^TK-SZ-/) } });
    expect(await supervisor.post('/tickets', { ...call, branchId: 'BR01' })).toMatchObject({ status: 404, body: { type: '/problems/branch.not-found' } });
    expect(directory.asked).toHaveLength(1);
  });
});

describe('when directory', () => {
  it('is down, the answer says so and when to come back, and nothing has changed', async () => {
    const before = await state();
    directory.answer = { status: 500, body: {} };
    const answer = await (await tickets.as('clerk')).post('/tickets', call);
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/directory.unavailable', detail: expect.stringContaining('尚未保存') } });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await state()).toEqual(before);
  });

  it('refuses, its own answer is the answer', async () => {
    const before = await state();
    const problem = { type: '/problems/phone.invalid', title: '规则不允许', status: 409, detail: '电话号码无效', instance: '/contacts', traceId: 'f'.repeat(32) };
    directory.answer = { status: 409, body: problem };
    expect(await (await tickets.as('clerk')).post('/tickets', call)).toMatchObject({ status: 409, body: { type: problem.type, detail: problem.detail } });
    expect(await state()).toEqual(before);
  });
});

describe('bad input', () => {
  const answers: readonly [string, number, (send: Awaited<ReturnType<ServiceUnderTest['as']>>) => Promise<{ status: number }>][] = [
    ['malformed JSON', 400, (send) => send.post('/tickets', '{"channel":')],
    ['a body of more than 1 MB', 413, (send) => send.post('/tickets', { ...call, words: 'x'.repeat(1_100_000) })],
    ['deep nesting', 400, (send) => send.post('/tickets', '['.repeat(10_000) + ']'.repeat(10_000))],
    ['an unknown field', 400, (send) => send.post('/tickets', { ...call, status: 'closed' })],
    ['a prototype', 400, (send) => send.post('/tickets', `{"__proto__":{"admin":true},"channel":"phone","kind":"call","words":"x"}`)],
    ['broken UTF-8', 400, (send) => send.post('/tickets', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]))],
    ['a wrong type', 400, (send) => send.post('/tickets', { ...call, words: 42 })],
    ['an unknown kind', 400, (send) => send.post('/tickets', { ...call, kind: 'wish' })],
    ['words of 4001 characters', 400, (send) => send.post('/tickets', { ...call, words: '话'.repeat(4001) })],
    ['no key', 400, (send) => send.post('/tickets', call, { idempotencyKey: null })],
    ['a key that is too short', 400, (send) => send.post('/tickets', call, { idempotencyKey: 'abc' })],
    ['no token', 401, (send) => send.post('/tickets', call, { token: '' })],
    ['a token that is none', 401, (send) => send.post('/tickets', call, { token: 'not.a.token' })],
    ['another media type', 415, (send) => send.post('/tickets', 'channel=phone', { headers: { 'content-type': 'text/plain' } })],
  ];

  it.each(answers)('%s is answered %i with a problem document; nothing changes, and the service lives', async (_what, status, ask) => {
    const before = await state();
    const answer = (await ask(await tickets.as('clerk'))) as { status: number; headers: Headers; body: Record<string, unknown> };
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, expect.stringContaining('application/problem+json')]);
    expect(answer.body).toMatchObject({ type: expect.stringMatching(/^\/problems\//), title: expect.any(String), detail: expect.any(String), traceId: expect.any(String) });
    expect(await state()).toEqual(before);
    expect(directory.asked).toEqual([]);
    expect((await (await tickets.as('clerk')).get('/health/live')).status).toBe(200);
  });

  it('a role without the permission is answered 403', async () => {
    expect((await (await tickets.as('hqAnalyst')).post('/tickets', call)).status).toBe(403);
  });
});

describe('the branch wall', () => {
  let id: string;
  let number: string;
  beforeAll(async () => ({ id, number } = (await (await tickets.as('clerk')).post<OpenedTicket>('/tickets', call)).body));

  it('shows the ticket by id and by number to its own branch and to those above', async () => {
    for (const who of ['clerk', 'supervisor', 'auditor'] as const) {
      const reader = await tickets.as(who);
      expect(await reader.get(`/tickets/${id}`)).toMatchObject({ status: 200, body: { id, number, version: 1, state: 'assigned' } });
      expect(await reader.get(`/tickets/${number.toLowerCase()}`)).toMatchObject({ status: 200, body: { id } });
    }
  });

  it('another branch’s clerk gets the same 404 as for a ticket that does not exist', async () => {
    const stranger = await tickets.as('clerkElsewhere');
    const hidden = await stranger.get(`/tickets/${id}`);
    const absent = await stranger.get(`/tickets/${newId()}`);
    expect([hidden.status, hidden.body['detail']]).toEqual([404, absent.body['detail']]);
  });

  it('holds in the database when no guard asks', async () => {
    const foreign = { principal: principals.clerkElsewhere, branches: ['BR01'] };
    await expect(tickets.database.withTx(foreign, (tx) => tx.query('SELECT * FROM ticket'))).resolves.toEqual([]);
    await expect(tickets.database.withTx(foreign, (tx) => tx.query(`UPDATE ticket SET owner_id = 'ST014' RETURNING id`))).resolves.toEqual([]);
  });

  it('holds in the guard when the database has no wall', async () => {
    await tickets.admin.query('ALTER TABLE ticket DISABLE ROW LEVEL SECURITY');
    try {
      const stranger = await tickets.as('clerkElsewhere');
      expect((await stranger.get(`/tickets/${id}`)).status).toBe(404);
      expect((await stranger.get(`/tickets/${number}`)).status).toBe(404);
      expect((await stranger.post('/tickets', { ...call, branchId: 'BR05' })).status).toBe(404);
    } finally {
      await tickets.admin.query('ALTER TABLE ticket ENABLE ROW LEVEL SECURITY');
    }
  });
});
