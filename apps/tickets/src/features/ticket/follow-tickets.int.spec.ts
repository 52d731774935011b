import { systemPrincipal } from '@aftercare/auth';
import { newId } from '@aftercare/kernel';
import { eventually, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { ticketRules } from '../../domain/rules';
import { Ticket } from '../../domain/ticket';
import { migrations } from '../../persistence/migrations';
import { ticketMapping } from '../../persistence/ticket.mapping';
import { TicketStore } from '../../persistence/ticket.store';
import type { ChangedTickets } from './follow-tickets';

let tickets: ServiceUnderTest;

beforeAll(async () => {
  tickets = await startForTest({ ...api, module: api.module.asking('http://127.0.0.1:9'), migrations, rules: ticketRules, mappings: [ticketMapping] });
});
afterAll(() => tickets?.stop());

let opened = 0;
/** A complaint at BR05 that ST030 has to take up within so many minutes. */
const open = (minutes = 30, branchId = 'BR05'): Promise<string> =>
  tickets.database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, (tx) =>
    new TicketStore(tickets.database).createIn(tx, ({ now }) => {
      const id = newId();
      const number = `TK-HZ-2026-${String(++opened).padStart(6, '0')}`;
      const limit = { policyCode: 'SP023', policyVersion: 1, dueAt: new Date(now.getTime() + minutes * 60_000) };
      const { ticket, events } = Ticket.open({ id, number, branchId, type: 'complaint', channel: 'phone', ownerId: 'ST030', customerId: null, contactId: newId(), openedBy: 'ST030' }, 'Asia/Shanghai', limit, now);
      return { aggregate: ticket, events, answer: id };
    }));

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
    for (let n = 0; n < 7; n++) ids.push(await open());
    const first = await followUntil(ids.at(-1)!);
    expect(first.ids).toEqual(ids);
    expect(await follow('integrator', first.next)).toEqual({ ids: [], next: first.next });
    await (await tickets.as('clerk')).post(`/tickets/${ids[2]}/take-up`, {});
    const later = await open();
    await followUntil(later, 'integrator', first.next);
    const { body } = await page('integrator', { updated_after: first.next });
    expect(body.items.map(({ id, state, version }) => [id, state, version])).toEqual([[ids[2], 'in_progress', 2], [later, 'assigned', 1]]);
  });

  it('shows the tickets of one’s own branches', async () => {
    const foreign = await open(30, 'BR01');
    expect((await followUntil(foreign, 'clerkElsewhere')).ids).toEqual([foreign]);
    expect((await follow('clerk')).ids).not.toContain(foreign);
    expect((await page('admin')).status).toBe(403);
  });

  it('waits for a command that is still under way, and passes nothing over', async () => {
    const late = await open();
    const { next } = await followUntil(late);
    // A transaction older than the next ticket's, which commits after that one has long been there.
    await tickets.admin.query('BEGIN');
    await tickets.admin.query('UPDATE ticket SET version = version, changed_tx = pg_current_xact_id() WHERE id = $1', [late]);
    const quick = await open();
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
