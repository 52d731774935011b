import { eventually, type ServiceUnderTest } from '@aftercare/testing';
import { TicketsUnderTest } from '../../tickets.fixture';
import type { ChangedTickets } from './follow-tickets';

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
});
afterAll(() => house?.stop());

const page = async (who: Parameters<ServiceUnderTest['as']>[0], query: Record<string, string> = {}) => (await tickets.as(who)).get<ChangedTickets>(`/tickets?${new URLSearchParams(query).toString()}`);

/** What there is after a cursor now, page by page. */
const follow = async (who: Parameters<ServiceUnderTest['as']>[0], from?: string): Promise<{ ids: string[]; next: string }> => {
  const ids: string[] = [];
  for (let next = from; ; ) {
    const { status, body } = await page(who, { limit: '3', ...(next === undefined ? {} : { updated_after: next }) });
    expect(status).toBe(200);
    if (body.items.length === 0) return { ids, next: body.next };
    ids.push(...body.items.map(({ id }) => id));
    next = body.next;
  }
};

/** The same, once it ends with this ticket: any other transaction of the server, of another database even, may hold it back for a moment. */
const followUntil = (id: string, who: Parameters<ServiceUnderTest['as']>[0] = 'integrator', from?: string) =>
  eventually(async () => {
    const all = await follow(who, from);
    expect(all.ids.at(-1)).toBe(id);
    return all;
  });

describe('following tickets', () => {
  it('gives every ticket in pages, then only what has changed since', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await house.open());
    const first = await followUntil(ids.at(-1)!);
    expect(first.ids).toEqual(ids);
    expect(await follow('integrator', first.next)).toEqual({ ids: [], next: first.next });
    await (await tickets.as('clerk')).post(`/tickets/${ids[2]}/take-up`, {});
    const later = await house.open();
    await followUntil(later, 'integrator', first.next);
    const { body } = await page('integrator', { updated_after: first.next });
    expect(body.items.map(({ id, state, version }) => [id, state, version])).toEqual([[ids[2], 'in_progress', 2], [later, 'assigned', 1]]);
  });

  it('shows the tickets of one’s own branches', async () => {
    const foreign = await house.open(30, { branchId: 'BR01' });
    expect((await followUntil(foreign, 'clerkElsewhere')).ids).toEqual([foreign]);
    expect((await follow('clerk')).ids).not.toContain(foreign);
    expect((await page('admin')).status).toBe(403);
  });

  it('waits for a command that is still under way, and passes nothing over', async () => {
    const late = await house.open();
    const { next } = await followUntil(late);
    // A transaction older than the next ticket's, which commits after that one has long been there.
    await tickets.admin.query('BEGIN');
    await tickets.admin.query('UPDATE ticket SET version = version, changed_tx = pg_current_xact_id() WHERE id = $1', [late]);
    const quick = await house.open();
    expect(await follow('integrator', next)).toEqual({ ids: [], next });
    await tickets.admin.query('COMMIT');
    expect((await followUntil(quick, 'integrator', next)).ids).toEqual([late, quick]);
  });

  it('begins anew after a restore: an old cursor is gone, in clear words', async () => {
    const { next } = await follow('integrator');
    await tickets.admin.query('UPDATE feed_generation SET generation = gen_random_uuid()');
    const shop = await tickets.as('integrator');
    const answer = await shop.get(`/tickets?updated_after=${next}`, { headers: { 'accept-language': 'en' } });
    expect(answer).toMatchObject({ status: 410, body: { type: '/problems/feed.cursor-outdated', detail: expect.stringContaining('read from the start') } });
    expect((await follow('integrator')).ids.length).toBeGreaterThan(0);
  });

  it('knows a cursor that this database cannot have given out yet', async () => {
    const [generation, , id] = (await follow('integrator')).next.split('.');
    expect(await page('integrator', { updated_after: `${generation}.${2n ** 40n}.${id}` })).toMatchObject({ status: 410 });
  });

  it.each([['abc'], [`${'0'.repeat(8)}.1.2`], ["'; DROP TABLE ticket"], ['x'.repeat(300)]])('refuses the cursor %s', async (cursor) => {
    expect((await page('integrator', { updated_after: cursor })).status).toBe(400);
  });

  it.each([['0'], ['201'], ['many'], ['1.5']])('refuses pages of %s', async (limit) => {
    expect((await page('integrator', { limit })).status).toBe(400);
  });
});
