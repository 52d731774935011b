import { systemPrincipal } from '@aftercare/auth';
import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../api';
import { ticketRules } from '../domain/rules';
import { Ticket } from '../domain/ticket';
import { migrations } from '../persistence/migrations';
import { ticketMapping } from '../persistence/ticket.mapping';
import { TicketStore } from '../persistence/ticket.store';
import type { TicketView } from '../ticket-view';

let tickets: ServiceUnderTest;

beforeAll(async () => {
  tickets = await startForTest({ ...api, module: api.module.asking('http://127.0.0.1:9'), migrations, rules: ticketRules, mappings: [ticketMapping] });
  await tickets.admin.query(`
    INSERT INTO branch VALUES ('FA01', 'LF', 'Asia/Shanghai', NULL), ('RG2', 'R2', 'Asia/Shanghai', 'FA01'), ('BR05', 'HZ', 'Asia/Shanghai', 'RG2');
    INSERT INTO staff VALUES ('ST030', 'clerk', 'BR05', true), ('ST034', 'clerk', 'BR05', true), ('ST029', 'branch_manager', 'BR05', true), ('ST008', 'supervisor', 'RG2', true)`);
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
const eventsOf = async (id: string): Promise<string[]> =>
  (await tickets.rows<{ type: string }>('SELECT type FROM event WHERE key = $1 ORDER BY id', id)).map(({ type }) => type.split('.')[3] ?? '');
const inMinutes = async (minutes: number): Promise<Date> => {
  const [row] = await tickets.rows<{ at: Date }>(`SELECT business_now() + make_interval(mins => $1) AS at`, minutes);
  return row!.at;
};
const view = async (id: string) => (await (await tickets.as('clerk')).get<TicketView>(`/tickets/${id}`)).body;

describe('the response limit', () => {
  it('passes: the branch’s manager gets the ticket as well, at that moment, and the world hears of it', async () => {
    const id = await open(30);
    await tickets.advanceTo(await inMinutes(29));
    expect(await view(id)).toMatchObject({ state: 'assigned', escalatedAt: null });
    await tickets.advanceTo(await inMinutes(2));
    const ticket = await view(id);
    expect(ticket).toMatchObject({ state: 'assigned', ownerId: 'ST030', escalatedTo: 'ST029', version: 2 });
    expect(Date.parse(ticket.escalatedAt!) - Date.parse(ticket.responseDueAt!)).toBeLessThan(2_000);
    expect(await eventsOf(id)).toEqual(['opened', 'escalated']);
    const [event] = await tickets.rows<{ payload: Buffer; branch_id: string }>(`SELECT payload, branch_id FROM event WHERE key = $1 AND type LIKE '%escalated%'`, id);
    expect(event).toMatchObject({ branch_id: 'BR05' });
    expect(JSON.parse(event!.payload.toString())).toMatchObject({ ownerId: 'ST030', escalatedTo: 'ST029', reason: 'first_response', dueAt: ticket.responseDueAt });
    expect(await tickets.rows('SELECT * FROM timer')).toEqual([]);
  });

  it('does not pass for a ticket that was taken up in time', async () => {
    const id = await open(30);
    expect((await (await tickets.as('clerk')).post(`/tickets/${id}/take-up`, {})).status).toBe(200);
    expect(await tickets.rows('SELECT * FROM timer')).toEqual([]);
    await tickets.advanceTo(await inMinutes(60));
    expect(await view(id)).toMatchObject({ state: 'in_progress', escalatedAt: null });
    expect(await eventsOf(id)).toEqual(['opened', 'taken_up']);
  });

  it('passes for each of many tickets once, and goes up a level where the manager is away', async () => {
    await tickets.admin.query(`UPDATE staff SET active = false WHERE id = 'ST029'`);
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => open(1 + n)));
    await tickets.advanceTo(await inMinutes(30));
    await tickets.admin.query(`UPDATE staff SET active = true`);
    for (const id of ids) expect([await eventsOf(id), (await view(id)).escalatedTo]).toEqual([['opened', 'escalated'], 'ST008']);
  });

  it('passes at the moment when the owner acts: one of the two is first, and both are right', async () => {
    const clerk = await tickets.as('clerk');
    for (let n = 0; n < 5; n++) {
      const id = await open(10);
      const [[due]] = [await tickets.rows<{ at: Date }>('SELECT due_at AS at FROM timer WHERE subject = $1', id)];
      const [answer] = await Promise.all([clerk.post(`/tickets/${id}/take-up`, {}), tickets.advanceTo(due!.at)]);
      expect(answer.status).toBe(200);
      expect([['opened', 'taken_up'], ['opened', 'escalated', 'taken_up']]).toContainEqual(await eventsOf(id));
      expect(await tickets.rows('SELECT * FROM timer')).toEqual([]);
    }
  });
});
