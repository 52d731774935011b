import { systemPrincipal } from '@aftercare/auth';
import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { ticketRules } from '../../domain/rules';
import { Ticket } from '../../domain/ticket';
import { migrations } from '../../persistence/migrations';
import { ticketMapping } from '../../persistence/ticket.mapping';
import { TicketStore } from '../../persistence/ticket.store';
import type { TakenUpTicket } from './take-up-ticket';

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
const takeUp = async (who: Parameters<ServiceUnderTest['as']>[0], id: string, options = {}) => (await tickets.as(who)).post<TakenUpTicket>(`/tickets/${id}/take-up`, {}, options);
const afterLimit = async (): Promise<string> => {
  const id = await open(1);
  const [row] = await tickets.rows<{ at: Date }>(`SELECT due_at AS at FROM timer WHERE subject = $1`, id);
  await tickets.advanceTo(row!.at);
  return id;
};

describe('taking a ticket up', () => {
  it('is the owner’s: it is in progress from then on, and the world hears of it', async () => {
    const id = await open();
    expect(await takeUp('clerk', id)).toMatchObject({ status: 200, body: { id, ownerId: 'ST030', late: false } });
    expect(await eventsOf(id)).toEqual(['opened', 'taken_up']);
    expect(await tickets.rows('SELECT state, version FROM ticket WHERE id = $1', id)).toEqual([{ state: 'in_progress', version: 2 }]);
  });

  it('again changes nothing', async () => {
    const id = await open();
    const first = await takeUp('clerk', id);
    expect(await takeUp('clerk', id)).toMatchObject({ status: 200, body: first.body });
    expect(await eventsOf(id)).toEqual(['opened', 'taken_up']);
  });

  it('is possible after the limit, for the owner and for the manager it went to', async () => {
    const [first, second] = [await afterLimit(), await afterLimit()];
    expect(await takeUp('clerk', first)).toMatchObject({ status: 200, body: { ownerId: 'ST030', late: true } });
    expect(await takeUp('branchManager', second)).toMatchObject({ status: 200, body: { ownerId: 'ST029', late: true } });
    expect(await eventsOf(second)).toEqual(['opened', 'escalated', 'taken_up']);
  });

  it('is refused to others, in words that name the owner, and changes nothing', async () => {
    const id = await open();
    expect(await takeUp('branchManager', id, { headers: { 'accept-language': 'en' } })).toMatchObject({ status: 409, body: { type: '/problems/ticket.not-yours', detail: expect.stringContaining('ST030') } });
    await takeUp('clerk', id);
    expect(await takeUp('branchManager', id)).toMatchObject({ status: 409, body: { type: '/problems/ticket.taken-up-already' } });
    expect(await eventsOf(id)).toEqual(['opened', 'taken_up']);
  });

  it('is refused to whom has not the right, and unknown to another branch', async () => {
    const id = await open();
    expect((await takeUp('hqAnalyst', id)).status).toBe(403);
    expect((await takeUp('clerkElsewhere', id)).status).toBe(404);
    for (const unknown of [newId(), 'TK-HZ-2026-000001', '%27']) expect([unknown, (await takeUp('clerk', unknown)).status]).toEqual([unknown, 404]);
    expect(await eventsOf(id)).toEqual(['opened']);
  });

  it('is refused on a version that is no longer the newest', async () => {
    const id = await open();
    expect(await takeUp('clerk', id, { headers: { 'if-match': '"7"' } })).toMatchObject({ status: 412 });
    expect(await takeUp('clerk', id, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 200 });
  });
});
