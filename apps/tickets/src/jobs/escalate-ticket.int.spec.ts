import type { ServiceUnderTest } from '@aftercare/testing';
import type { TicketView } from '../ticket-view';
import { TicketsUnderTest } from '../tickets.fixture';

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
});
afterAll(() => house?.stop());

const view = async (id: string) => (await (await tickets.as('clerk')).get<TicketView>(`/tickets/${id}`)).body;

describe('the response limit', () => {
  it('passes: the branch’s manager gets the ticket as well, at that moment, and the world hears of it', async () => {
    const id = await house.open(30);
    await tickets.advanceTo(await house.inMinutes(29));
    expect(await view(id)).toMatchObject({ state: 'assigned', escalatedAt: null });
    await tickets.advanceTo(await house.inMinutes(2));
    const ticket = await view(id);
    expect(ticket).toMatchObject({ state: 'assigned', ownerId: 'ST030', escalatedTo: 'ST029', version: 2 });
    expect(Date.parse(ticket.escalatedAt!) - Date.parse(ticket.responseDueAt!)).toBeLessThan(2_000);
    expect(await house.factsOf(id)).toEqual(['opened', 'escalated']);
    const [event] = await tickets.rows<{ payload: Buffer; branch_id: string }>(`SELECT payload, branch_id FROM event WHERE key = $1 AND type LIKE '%escalated%'`, id);
    expect(event).toMatchObject({ branch_id: 'BR05' });
    expect(JSON.parse(event!.payload.toString())).toMatchObject({ ownerId: 'ST030', escalatedTo: 'ST029', reason: 'first_response', dueAt: ticket.responseDueAt });
    expect(await tickets.rows('SELECT * FROM timer')).toEqual([]);
  });

  it('does not pass for a ticket that was taken up in time', async () => {
    const id = await house.open(30);
    expect((await (await tickets.as('clerk')).post(`/tickets/${id}/take-up`, {})).status).toBe(200);
    expect(await tickets.rows('SELECT * FROM timer')).toEqual([]);
    await tickets.advanceTo(await house.inMinutes(60));
    expect(await view(id)).toMatchObject({ state: 'in_progress', escalatedAt: null });
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up']);
  });

  it('passes for each of many tickets once, and goes up a level where the manager is away', async () => {
    await tickets.admin.query(`UPDATE staff SET active = false WHERE id = 'ST029'`);
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => house.open(1 + n)));
    await tickets.advanceTo(await house.inMinutes(30));
    await tickets.admin.query(`UPDATE staff SET active = true`);
    for (const id of ids) expect([await house.factsOf(id), (await view(id)).escalatedTo]).toEqual([['opened', 'escalated'], 'ST008']);
  });

  it('passes at the moment when the owner acts: one of the two is first, and both are right', async () => {
    const clerk = await tickets.as('clerk');
    for (let n = 0; n < 5; n++) {
      const id = await house.open(10);
      const [[due]] = [await tickets.rows<{ at: Date }>('SELECT due_at AS at FROM timer WHERE subject = $1', id)];
      const [answer] = await Promise.all([clerk.post(`/tickets/${id}/take-up`, {}), tickets.advanceTo(due!.at)]);
      expect(answer.status).toBe(200);
      expect([['opened', 'taken_up'], ['opened', 'escalated', 'taken_up']]).toContainEqual(await house.factsOf(id));
      expect(await tickets.rows('SELECT * FROM timer')).toEqual([]);
    }
  });
});
