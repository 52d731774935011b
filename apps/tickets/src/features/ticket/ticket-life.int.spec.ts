import { systemPrincipal } from '@aftercare/auth';
import { StaffRegisteredV1, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { type principals, type ServiceUnderTest } from '@aftercare/testing';
import { Staff } from '../../projections/staff';
import type { TicketStanding } from '../../ticket-standing';
import { contact, TicketsUnderTest } from '../../tickets.fixture';
import type { TicketInFull } from './get-ticket';
import type { TicketQueue } from './show-queue';
import type { TicketTimeline } from './show-timeline';

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;
type Who = keyof typeof principals;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
});
beforeEach(() => {
  house.directory.asked.length = 0;
  house.directory.answer = { status: 201, body: { ...contact, noteId: newId() } };
});
afterAll(() => house?.stop());

const send = async (who: Who, id: string, move: string, body: object = {}, options = {}) => (await tickets.as(who)).post<TicketStanding>(`/tickets/${id}/${move}`, body, options);
const read = async (who: Who, id: string) => (await (await tickets.as(who)).get<TicketInFull>(`/tickets/${id}`)).body;
const intake = { serial: 'YG2603000407', fault: 'HEAT-01', realCause: '加热管烧断', wantedResult: '三天内换新', urgency: 'high', impact: 'normal' };
const row = async (id: string) => (await tickets.rows<Record<string, unknown>>('SELECT * FROM ticket WHERE id = $1', id))[0];
const understood = async (details = {}): Promise<string> => {
  const id = await house.open(60, details);
  expect((await send('clerk', id, 'intake', intake)).status).toBe(200);
  return id;
};
const resolved = async (details = {}): Promise<string> => {
  const id = await understood(details);
  expect((await send('clerk', id, 'resolve', { outcome: '已换新加热棒', evidence: ['RP-HZ-2026-000001'] })).status).toBe(200);
  return id;
};

describe('the intake', () => {
  it('saves the words in directory first, then fixes priority and limits, and takes the ticket up', async () => {
    const id = await house.open(60);
    const { status, body } = await send('clerk', id, 'intake', intake);
    expect([status, body]).toEqual([200, expect.objectContaining({ id, state: 'in_progress', priority: 'high', ownerId: 'ST030', version: 2 })]);
    expect(house.directory.asked).toMatchObject([{ path: '/notes', body: { branchId: 'BR05', about: id, kind: 'intake', texts: { realCause: intake.realCause, wantedResult: intake.wantedResult } } }]);
    const ticket = await read('clerk', id);
    expect(ticket).toMatchObject({ priority: 'high', serial: intake.serial, faultCode: 'HEAT-01', dealerCode: 'DL017', warranty: 'in', warrantySource: 'installation', policyCode: 'SP-high', policyVersion: 1, intakeNoteId: (house.directory.answer.body as { noteId: string }).noteId, version: 2 });
    expect(Date.parse(ticket.resolutionDueAt!) - Date.parse(ticket.openedAt)).toBe(100 * 60_000);
    expect(ticket.can).toEqual(['complete_intake', 'put_on_hold', 'reply', 'resolve', 'cancel', 'reclassify', 'offer_hand_over', 'split', 'merge']);
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up', 'intake_completed']);
    expect(JSON.stringify(await row(id))).not.toContain(intake.realCause);
    expect(await tickets.rows('SELECT kind FROM timer WHERE subject = $1', id)).toEqual([{ kind: 'ticket.resolution-tier' }]);
  });

  it.each([
    ['no real cause', { ...intake, realCause: '' }],
    ['an urgency that does not exist', { ...intake, urgency: 'asap' }],
    ['a serial with markup in it', { ...intake, serial: '<b>YG1</b>' }],
    ['a narrative of 100 kB', { ...intake, realCause: '话'.repeat(34_000) }],
    ['an unknown field', { ...intake, priority: 'urgent' }],
  ])('refuses %s, and nothing has changed', async (_what, body) => {
    const id = await house.open(60);
    const before = await row(id);
    expect((await send('clerk', id, 'intake', body)).status).toBe(400);
    expect([await row(id), house.directory.asked]).toEqual([before, []]);
  });

  it('is refused for a fault that does not exist, with what to do, and nothing has changed', async () => {
    const id = await house.open(60);
    const before = await row(id);
    expect(await send('clerk', id, 'intake', { ...intake, fault: 'HEAT-99' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.fault-unknown', detail: expect.stringContaining('HEAT-99') } });
    expect([await row(id), house.directory.asked]).toEqual([before, []]);
    expect(await tickets.rows("SELECT actor, action, outcome, code FROM audit ORDER BY id DESC LIMIT 1")).toEqual([{ actor: 'ST030', action: 'POST /tickets/:id/intake', outcome: 'refused', code: 'ticket.fault-unknown' }]);
  });

  it('is not made when directory cannot save the words', async () => {
    const id = await house.open(60);
    house.directory.answer = { status: 500, body: {} };
    expect(await send('clerk', id, 'intake', intake)).toMatchObject({ status: 503, body: { type: '/problems/directory.unavailable' } });
    expect(await house.factsOf(id)).toEqual(['opened']);
  });
});

describe('a ticket’s life', () => {
  it('goes from the call to the customer’s word, and every step is on its timeline', async () => {
    const id = await resolved({ customerId: contact.customerId });
    expect(await send('clerk', id, 'close')).toMatchObject({ status: 409, body: { type: '/problems/ticket.not-confirmed' } });
    expect(await send('clerk', id, 'close', { confirmation: '好了，谢谢' })).toMatchObject({ status: 200, body: { state: 'closed' } });
    expect(await read('clerk', id)).toMatchObject({ state: 'closed', consent: 'confirmed', can: [] });
    const facts = ['opened', 'taken_up', 'intake_completed', 'resolved', 'replied', 'closed'];
    expect(await house.factsOf(id)).toEqual(facts);
    expect(await tickets.rows('SELECT * FROM timer WHERE subject = $1', id)).toEqual([]);
    for (let heard = 0; heard < 2; heard++) {
      await house.catchUp();
      const { items } = (await (await tickets.as('clerk')).get<TicketTimeline>(`/tickets/${id}/timeline`)).body;
      expect(items.map(({ fact }) => fact)).toEqual(facts);
      expect(items.every(({ by }) => by === null || by === 'ST030')).toBe(true);
    }
    const pages: string[] = [];
    for (let after = ''; ; ) {
      const { items, next } = (await (await tickets.as('clerk')).get<TicketTimeline>(`/tickets/${id}/timeline?limit=4${after}`)).body;
      pages.push(...items.map(({ fact }) => fact));
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(pages).toEqual(facts);
  });

  it('ends by silence on the day that was said, unless the customer disagrees', async () => {
    const [silent, angry] = [await resolved({ customerId: contact.customerId }), await resolved({ customerId: contact.customerId })];
    const due = new Date((await read('clerk', silent)).silentConsentAt!);
    await tickets.advanceTo(new Date(due.getTime() - 1_000));
    expect(await send('clerk', angry, 'reopen', { words: '还是不热' })).toMatchObject({ status: 200, body: { state: 'in_progress', silentConsentAt: null } });
    await tickets.advanceTo(due);
    expect(await read('clerk', silent)).toMatchObject({ state: 'closed', consent: 'silent' });
    expect((await read('clerk', angry)).state).toBe('in_progress');
    expect(await send('clerk', silent, 'reopen', { words: '又坏了' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.closed-for-good' } });
  });

  it('is watched over by its escalation plan: warned, taken away, raised, each at its moment', async () => {
    const id = await understood();
    const openedAt = Date.parse((await read('clerk', id)).openedAt);
    await tickets.advanceTo(new Date(openedAt + 151 * 60_000));
    expect(await read('branchManager', id)).toMatchObject({ ownerId: 'ST029', escalationLevel: 2, state: 'in_progress' });
    const reached = await tickets.rows<{ payload: Buffer }>(`SELECT payload FROM event WHERE key = $1 AND type LIKE '%limit_reached%' ORDER BY id`, id);
    const said = reached.map(({ payload }) => JSON.parse(payload.toString()) as { atPct: number; to: string; reachedAt: string });
    expect(said.map(({ atPct, to }) => [atPct, to])).toEqual([[50, 'ST030'], [100, 'ST029'], [150, 'ST008']]);
    for (const { atPct, reachedAt } of said) expect(Date.parse(reachedAt) - openedAt - atPct * 60_000).toBeLessThan(2_000);
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up', 'intake_completed', 'limit_reached', 'limit_reached', 'handed_over', 'limit_reached']);
  });

  it('stands still while the customer is waited for', async () => {
    const id = await understood();
    expect(await send('clerk', id, 'hold', { waitingFor: 'customer' })).toMatchObject({ status: 200, body: { state: 'waiting', waitingFor: 'customer', resolutionDueAt: null } });
    await tickets.advanceTo(await house.inMinutes(600));
    const resumed = await send('clerk', id, 'resume');
    expect(resumed).toMatchObject({ status: 200, body: { state: 'in_progress', ownerId: 'ST030' } });
    expect(Date.parse(resumed.body.resolutionDueAt!) - Date.parse((await read('clerk', id)).openedAt)).toBeGreaterThanOrEqual(700 * 60_000);
  });
});

describe('from hand to hand', () => {
  it('goes only with the colleague’s word, and is raised the third time', async () => {
    const id = await house.open(60);
    expect(await send('clerk', id, 'hand-over', { to: 'ST099' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.colleague-unknown' } });
    expect(await send('clerk', id, 'hand-over', { to: 'ST031' })).toMatchObject({ status: 200, body: { ownerId: 'ST030', offeredTo: 'ST031' } });
    expect(await send('branchManager', id, 'hand-over/accept')).toMatchObject({ status: 409, body: { type: '/problems/ticket.not-offered-to-you' } });
    expect(await send('storekeeper', id, 'hand-over/decline')).toMatchObject({ status: 200, body: { ownerId: 'ST030', offeredTo: null } });
    for (const [from, to, code] of [['clerk', 'storekeeper', 'ST031'], ['storekeeper', 'clerk', 'ST030'], ['clerk', 'storekeeper', 'ST031']] as const) {
      await send(from, id, 'hand-over', { to: code });
      expect(await send(to, id, 'hand-over/accept')).toMatchObject({ status: 200, body: { ownerId: code } });
    }
    expect(await read('clerk', id)).toMatchObject({ ownerId: 'ST031', escalationLevel: 1, escalatedTo: 'ST029' });
  });

  it('stays with an owner who has moved to another branch, until its manager has found somebody: he sees it, and nobody is given more by itself', async () => {
    const id = await house.open(60);
    await send('clerk', id, 'take-up');
    const moved = { type: StaffRegisteredV1.type, data: { ...StaffRegisteredV1.example, staffId: 'ST030', branchId: 'BR01', relatives: [] } } as unknown as ReceivedEvent<StaffRegisteredV1>;
    const as = (events: readonly ReceivedEvent<StaffRegisteredV1>[]) => tickets.database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, (tx) => new Staff().apply(events, tx));
    await as([moved]);
    try {
      expect(await read('branchManager', id)).toMatchObject({ ownerId: 'ST030', state: 'in_progress' });
      const queued = async (query: string) => (await (await tickets.as('branchManager')).get<TicketQueue>(`/tickets/queue?limit=200&${query}`)).body.items.map((ticket) => ticket.id);
      expect(await queued('owner=ST030')).toContain(id);
      expect(await queued('owner=ST031')).not.toContain(id);
      expect(await send('storekeeper', id, 'hand-over', { to: 'ST031' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.not-yours' } });
      expect(await send('branchManager', id, 'hand-over', { to: 'ST031' })).toMatchObject({ status: 200, body: { ownerId: 'ST030', offeredTo: 'ST031' } });
      expect(await send('storekeeper', id, 'hand-over/accept')).toMatchObject({ status: 200, body: { ownerId: 'ST031' } });
    } finally {
      await as([{ ...moved, data: { ...moved.data, branchId: 'BR05' } }]);
    }
    expect(await send('branchManager', id, 'hand-over', { to: 'ST030' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.not-yours' } });
  });

  it('goes to one of two who act at once, and the other is told', async () => {
    const id = await understood();
    await send('clerk', id, 'hand-over', { to: 'ST031' });
    const [accepted, resolving] = await Promise.all([send('storekeeper', id, 'hand-over/accept'), send('clerk', id, 'resolve', { outcome: '好了', evidence: ['RP-1'] })]);
    const { state, ownerId } = await read('clerk', id);
    expect([[200, 409, 'in_progress', 'ST031'], [409, 200, 'resolved', 'ST030']]).toContainEqual([accepted.status, resolving.status, state, ownerId]);
  });
});

describe('what is asked in vain', () => {
  const textsAsked = () => house.directory.asked.flatMap(({ path, body }) => (path === '/notes' ? Object.values((body as { texts: Record<string, string> }).texts) : []));

  it('two clerks who have seen the same version: one is first, the other is told 412, and what both wrote is saved', async () => {
    const id = await understood({ customerId: contact.customerId });
    const { version } = await read('clerk', id);
    const says = (words: string) => send('clerk', id, 'reply', { kind: 'progress', words }, { headers: { 'if-match': `"${version}"` } });
    const answers = await Promise.all([says('配件已发出'), says('师傅明天到')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect(await read('clerk', id)).toMatchObject({ version: version + 1 });
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up', 'intake_completed', 'replied']);
    expect(textsAsked()).toEqual(expect.arrayContaining(['配件已发出', '师傅明天到']));
  });

  it('a stranger and a relative are not given the ticket, and a relative does not work on it: said who and why, and nothing has changed', async () => {
    await tickets.admin.query(`INSERT INTO staff VALUES ('ST014', 'clerk', 'BR01', true) ON CONFLICT DO NOTHING; UPDATE staff SET relatives = '{DL017}' WHERE id IN ('ST034', 'ST030')`);
    const id = await house.open(60, { serial: intake.serial, dealerCode: 'DL017' });
    const before = await row(id);
    for (const stranger of ['ST014', 'ST099']) {
      expect(await send('clerk', id, 'hand-over', { to: stranger })).toMatchObject({ status: 409, body: { type: '/problems/ticket.colleague-unknown', detail: expect.stringContaining(stranger) } });
    }
    expect(await send('clerk', id, 'hand-over', { to: 'ST034' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.relative', detail: expect.stringContaining('ST034') } });
    expect(await send('clerk', id, 'intake', intake)).toMatchObject({ status: 409, body: { type: '/problems/ticket.relative', detail: expect.stringContaining('ST030') } });
    expect(textsAsked()).toEqual([]);
    expect([await row(id), await house.factsOf(id)]).toEqual([before, ['opened']]);
    await tickets.admin.query(`UPDATE staff SET relatives = '{}'`);
  });

  it('a narrative of 100 kB is refused by field and limit before anything is saved; markup is text like any other, to the letter', async () => {
    const id = await understood();
    const before = await row(id);
    house.directory.asked.length = 0;
    const long = await send('clerk', id, 'reply', { kind: 'explanation', words: '话'.repeat(34_000) });
    expect(long).toMatchObject({ status: 400, body: { errors: [{ field: '/words', message: expect.stringContaining('4000') }] } });
    expect([await row(id), house.directory.asked]).toEqual([before, []]);
    const markup = '<script>alert(1)</script> <b>漏水</b> & "引号" =1+1';
    expect((await send('clerk', id, 'reply', { kind: 'explanation', words: markup })).status).toBe(200);
    expect(textsAsked()).toEqual([markup]);
  });

  it('an apology before it is ruled whose responsibility it was', async () => {
    const id = await understood();
    for (const words of [undefined, '非常抱歉']) expect(await send('clerk', id, 'reply', { kind: 'apology', words })).toMatchObject({ status: 409, body: { type: '/problems/ticket.ruling-missing' } });
    expect(await send('clerk', id, 'reply', { kind: 'explanation' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.words-missing' } });
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up', 'intake_completed']);
  });
});

describe('tickets that belong together', () => {
  it('follow one another, split and merge, and each says so of the other', async () => {
    const [first, other] = [await house.open(60), await house.open(60)];
    const split = await send('clerk', first, 'split', { kind: 'parts' });
    expect(split).toMatchObject({ status: 201, body: { type: 'parts', state: 'assigned', ownerId: 'ST030' } });
    expect(await send('clerk', other, 'merge', { into: first })).toMatchObject({ status: 200, body: { state: 'merged' } });
    expect(await send('clerk', first, 'merge', { into: other })).toMatchObject({ status: 409, body: { type: '/problems/ticket.merge-needs-another-open-one' } });
    expect(await send('clerk', first, 'merge', { into: newId() })).toMatchObject({ status: 404 });
    const follower = await (await tickets.as('clerk')).post<{ id: string }>('/tickets', { channel: 'phone', caller: '19900001389', kind: 'inquiry', words: '上次那件事', follows: first });
    expect(follower.status).toBe(201);
    expect(await house.factsOf(first)).toEqual(['opened', 'split']);
    await house.catchUp();
    const links = (await read('clerk', first)).links.map(({ id, kind }) => [id, kind]);
    expect(links.toSorted()).toEqual([[split.body.id, 'split_into'], [other, 'merged_from'], [follower.body.id, 'followed_by']].toSorted());
    expect((await read('clerk', other)).links).toMatchObject([{ id: first, kind: 'merged_into' }]);
  });

  it('are not split off by a stranger, out of a closed one, or by who has seen an older version', async () => {
    const id = await understood({ customerId: contact.customerId });
    const count = () => tickets.rows('SELECT count(*) FROM ticket');
    const before = [await row(id), await count()];
    expect(await send('branchManager', id, 'split', { kind: 'parts' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.not-yours' } });
    expect((await send('clerk', id, 'split', { kind: 'parts' }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect([await row(id), await count()]).toEqual(before);
    await send('clerk', id, 'resolve', { outcome: '好了', evidence: ['RP-1'] });
    const resolvedRow = [await row(id), await count()];
    expect(await send('clerk', id, 'split', { kind: 'parts' })).toMatchObject({ status: 409, body: { type: '/problems/ticket.move-not-allowed' } });
    expect([await row(id), await count()]).toEqual(resolvedRow);
  });

  it('cannot follow a ticket of another branch: it does not exist', async () => {
    const foreign = await house.open(60, { branchId: 'BR01' });
    const before = await tickets.rows('SELECT count(*) FROM ticket');
    expect((await (await tickets.as('clerk')).post('/tickets', { channel: 'counter', kind: 'inquiry', words: '上次那件事', follows: foreign })).status).toBe(404);
    expect(await tickets.rows('SELECT count(*) FROM ticket')).toEqual(before);
  });
});

describe('what nobody may', () => {
  const moves = ['intake', 'hold', 'resume', 'reply', 'resolve', 'reopen', 'close', 'cancel', 'reclassify', 'hand-over', 'hand-over/accept', 'hand-over/decline', 'merge', 'split'];
  const bodies: Readonly<Record<string, object>> = {
    intake, hold: { waitingFor: 'parts' }, reply: { kind: 'progress', words: '在办' }, resolve: { outcome: '好了', evidence: ['RP-1'] }, reopen: { words: '没好' }, close: { confirmation: '好' },
    cancel: { reason: 'withdrawn', words: '撤回' }, reclassify: { kind: 'repair', words: '是维修' }, 'hand-over': { to: 'ST034' }, merge: { into: newId() }, split: { kind: 'parts' },
  };

  it.each(moves)('%s: without the right 403, in another branch 404, without a key 400, and nothing has changed', async (move) => {
    const id = await house.open(60);
    const before = await row(id);
    const body = bodies[move] ?? {};
    expect((await send('hqAnalyst', id, move, body)).status).toBe(403);
    expect((await send('clerkElsewhere', id, move, body)).status).toBe(404);
    expect((await send('clerk', 'TK-HZ-2026-000001', move, body)).status).toBe(404);
    expect((await send('clerk', id, move, body, { idempotencyKey: null })).status).toBe(400);
    expect([await row(id), await house.factsOf(id), house.directory.asked]).toEqual([before, ['opened'], []]);
  });

  it('a refusal is said in words and on record, and nothing else has changed', async () => {
    const id = await house.open(60);
    const refused = await send('clerk', id, 'resume', {}, { headers: { 'accept-language': 'en' } });
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/ticket.move-not-allowed', detail: expect.stringContaining('assigned') } });
    expect(await tickets.rows(`SELECT outcome, code FROM audit WHERE actor = 'ST030' ORDER BY id DESC LIMIT 1`)).toEqual([{ outcome: 'refused', code: 'ticket.move-not-allowed' }]);
  });
});
