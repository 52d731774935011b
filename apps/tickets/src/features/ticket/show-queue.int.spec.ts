import type { ServiceUnderTest } from '@aftercare/testing';
import { TicketsUnderTest } from '../../tickets.fixture';
import type { NumberedTickets } from './find-by-number';
import type { FoundTickets } from './search-tickets';
import type { TicketQueue } from './show-queue';

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;
const ids: Record<string, string> = {};

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
  Object.assign(ids, {
    late: await house.open(5),
    soon: await house.open(120),
    later: await house.open(600, { type: 'inquiry' }),
    another: await house.open(300, { ownerId: 'ST034' }),
    neighbour: await house.open(30, { branchId: 'BR06', ownerId: 'ST038' }),
    waiting: await house.open(60),
    closed: await house.open(60),
  });
  await tickets.advanceTo(await house.inMinutes(10));
  await tickets.admin.query(`
    UPDATE ticket SET state = 'waiting', waiting_for = 'parts', priority = 'high', resolution_due_at = NULL WHERE id = '${ids['waiting']}';
    UPDATE ticket SET state = 'closed' WHERE id = '${ids['closed']}'`);
});
afterAll(() => house?.stop());

const queue = async (who: Parameters<ServiceUnderTest['as']>[0], query = '') => {
  const { status, body } = await (await tickets.as(who)).get<TicketQueue>(`/tickets/queue${query}`);
  expect(status).toBe(200);
  return body;
};
const names = async (who: Parameters<ServiceUnderTest['as']>[0], query = '') => {
  const nameOf = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  return (await queue(who, query)).items.map(({ id }) => nameOf.get(id));
};

describe('the queue', () => {
  it('shows what is to be done, the most urgent first, and what has no limit last', async () => {
    const { items, next } = await queue('clerk');
    expect(items.map(({ id }) => id)).toEqual([ids['late'], ids['soon'], ids['another'], ids['later'], ids['waiting']]);
    expect(items.map(({ overdue }) => overdue)).toEqual([true, false, false, false, false]);
    expect([items.at(-1)?.dueAt, next]).toEqual([null, null]);
  });

  it.each([
    ['?mine=true', ['late', 'soon', 'later', 'waiting']],
    ['?state=waiting', ['waiting']],
    ['?waitingFor=parts&priority=high', ['waiting']],
    ['?type=inquiry', ['later']],
    ['?due=overdue', ['late']],
    ['?due=soon', ['late', 'soon']],
    ['?mine=true&due=soon', ['late', 'soon']],
    ['?owner=ST034', ['another']],
    ['?owner=ST030&due=soon', ['late', 'soon']],
    ['?mine=true&owner=ST034', []],
    ['?branch=BR06', []],
  ])('%s', async (query, expected) => {
    expect(await names('clerk', query)).toEqual(expected);
  });

  it('goes over all the caller’s branches in one order', async () => {
    expect(await names('supervisor')).toEqual(['late', 'neighbour', 'soon', 'another', 'later', 'waiting']);
    expect(await names('supervisor', '?branch=BR06')).toEqual(['neighbour']);
    expect(await names('auditor')).toEqual(['late', 'neighbour', 'soon', 'another', 'later', 'waiting']);
    expect(await names('clerkElsewhere')).toEqual([]);
  });

  it('comes page by page, with nothing left out and nothing twice', async () => {
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const { items, next } = await queue('supervisor', `?limit=2${after}`);
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      after = `&after=${encodeURIComponent(next)}`;
    }
    expect(seen).toEqual((await queue('supervisor')).items.map(({ id }) => id));
  });

  it.each(['?state=closed', '?limit=0', '?after=x', '?after=infinity~x', '?mine=maybe', '?due=yesterday', '?colour=red'])('%s is answered 400', async (query) => {
    expect((await (await tickets.as('clerk')).get(`/tickets/queue${query}`)).status).toBe(400);
  });
});

describe('the queue to take home', () => {
  const taken = async (who: Parameters<ServiceUnderTest['as']>[0], query: string) => (await tickets.as(who)).get<string>(`/tickets/queue/export${query}`);

  it('has the rows of the queue in their order, in words of its language, and says what was asked for', async () => {
    const { body, headers } = await taken('clerk', '?format=csv&lang=en');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''Ticket%20queue%20\d{4}-\d\d-\d\d\.csv$/);
    const { items } = await queue('clerk');
    const lines = body.trimEnd().split('\r\n').slice(1).map((line) => line.split(','));
    expect(lines.map(([number]) => number)).toEqual(items.map(({ number }) => number));
    expect(lines.at(-1)?.slice(1, 7)).toEqual(['BR05', 'complaint', 'waiting', 'parts', 'high', 'ST030']);
    expect((await taken('clerk', '?format=print&type=inquiry&mine=true')).body).toMatch(/待办工单[\s\S]*负责人：<\/dt><dd>ST030[\s\S]*类型：<\/dt><dd>咨询[\s\S]*<td>咨询<\/td>/);
    expect((await taken('clerkElsewhere', '?format=print')).body).toContain('没有记录');
  });

  it.each(['?format=docx', '?lang=fr', '?limit=5', '?state=closed'])('%s is answered 400', async (query) => {
    expect((await taken('clerk', query)).status).toBe(400);
  });
});

describe('looking for words', () => {
  const look = async (who: Parameters<ServiceUnderTest['as']>[0], body: object) => (await tickets.as(who)).post<FoundTickets>('/tickets/search', body, { idempotencyKey: null });

  it('shows the tickets in whose contact or notes directory has found them, the newest first, and no other branch’s', async () => {
    const [{ contact_id: said }] = (await tickets.rows<{ contact_id: string }>('SELECT contact_id FROM ticket WHERE id = $1', ids['late'])) as [{ contact_id: string }];
    house.directory.answer = { status: 200, body: { contacts: [said], about: [ids['closed'], ids['neighbour']], more: false } };
    const found = await look('clerk', { text: '漏水' });
    expect([found.status, found.body.items.map(({ id }) => id), found.body.more]).toEqual([200, [ids['closed'], ids['late']], false]);
    expect(house.directory.asked.at(-1)).toMatchObject({ path: '/words/search', body: { text: '漏水' }, headers: { authorization: expect.stringMatching(/^Bearer /) } });
    expect((await look('clerk', { text: '漏水', state: 'closed' })).body.items.map(({ id }) => id)).toEqual([ids['closed']]);
    expect((await look('clerkElsewhere', { text: '漏水' })).body.items).toEqual([]);
  });

  it('looks through the queue alone, with its filters and in its order', async () => {
    house.directory.answer = { status: 200, body: { contacts: [], about: Object.values(ids), more: false } };
    const found = async (body: object) => {
      const nameOf = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
      return (await look('clerk', { text: '漏水', queued: true, ...body })).body.items.map(({ id }) => nameOf.get(id));
    };
    expect(await found({})).toEqual(['late', 'soon', 'another', 'later', 'waiting']);
    expect(await found({ mine: true, branch: 'BR05' })).toEqual(['late', 'soon', 'later', 'waiting']);
    expect(await found({ waitingFor: 'parts', priority: 'high' })).toEqual(['waiting']);
    expect([await found({ due: 'overdue' }), await found({ due: 'soon', mine: true, type: 'complaint' }), await found({ owner: 'ST034' })]).toEqual([['late'], ['late', 'soon'], ['another']]);
    expect([await found({ state: 'closed' }), await found({ branch: 'BR06' })]).toEqual([[], []]);
  });

  it('says so when directory cannot be asked, and gives its refusals', async () => {
    house.directory.answer = { status: 500, body: {} };
    expect(await look('clerk', { text: '漏水' })).toMatchObject({ status: 503, body: { type: '/problems/directory.unavailable' } });
    house.directory.answer = { status: 409, body: { type: '/problems/words.too-short', title: '规则不允许', status: 409, detail: '请至少输入两个相连的字', instance: '/', traceId: 'f'.repeat(32) } };
    expect(await look('clerk', { text: '漏' })).toMatchObject({ status: 409, body: { type: '/problems/words.too-short' } });
  });
});

it('a ticket is found by the end of its number, by whoever may see it', async () => {
  const number = ((await (await tickets.as('clerk')).get<{ number: string }>(`/tickets/${ids['later']}`)).body).number;
  const found = async (who: Parameters<ServiceUnderTest['as']>[0], ending: string) => (await (await tickets.as(who)).get<NumberedTickets>(`/tickets/by-number?ending=${ending}`)).body.items?.map(({ id }) => id);
  for (const ending of [number, number.toLowerCase(), number.slice(-6), number.slice(3)]) expect([ending, await found('clerk', ending)]).toEqual([ending, [ids['later']]]);
  expect(await found('clerk', number.slice(-4))).toContain(ids['later']);
  expect(await found('clerkElsewhere', number)).toEqual([]);
  expect(await found('clerk', `9${number.slice(-6)}`)).toEqual([]);
  for (const ending of ['12', 'a%25b1', '']) expect((await (await tickets.as('clerk')).get(`/tickets/by-number?ending=${ending}`)).status).toBe(400);
});
