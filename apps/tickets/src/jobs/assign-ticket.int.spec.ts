import { systemPrincipal } from '@aftercare/auth';
import { AuthenticitySuspectedV1, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import type { ServiceUnderTest } from '@aftercare/testing';
import type { OpenedTicket } from '../features/ticket/open-ticket';
import type { TicketInFull } from '../features/ticket/get-ticket';
import { TicketStore } from '../persistence/ticket.store';
import { WhenAuthenticitySuspected } from '../reactions/when-authenticity-suspected';
import { contact, TicketsUnderTest } from '../tickets.fixture';

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
  await tickets.admin.query(`
    UPDATE staff SET skills = '{glass_bonding}' WHERE id = 'ST034';
    UPDATE staff SET relatives = '{CU00390}' WHERE id = 'ST030';
    INSERT INTO customer VALUES ('${contact.customerId}', 'new', 'CU00390', 'DL005')`);
});
beforeEach(() => tickets.admin.query('UPDATE staff_presence SET signed_in = false'));
afterAll(() => house?.stop());

const call = { channel: 'web', branchId: 'BR05', caller: '19900001389', kind: 'complaint', words: '加热棒不热了' };
const arrives = async (overrides = {}, customerId: string | null = null): Promise<OpenedTicket> => {
  house.directory.answer = { status: 201, body: { ...contact, customerId } };
  const { status, body } = await (await tickets.as('integrator')).post<OpenedTicket>('/tickets', { ...call, ...overrides });
  expect(status).toBe(201);
  return body;
};
const view = async (id: string) => (await (await tickets.as('clerk')).get<TicketInFull>(`/tickets/${id}`)).body;
const timersFire = async () => tickets.advanceTo(await house.inMinutes(0));
const timersOf = async (id: string) => (await tickets.rows<{ kind: string }>('SELECT kind FROM timer WHERE subject = $1 ORDER BY kind', id)).map(({ kind }) => kind);

describe('a ticket that came in by itself', () => {
  it('waits with its nearest manager when nobody has signed in, and is his who does, at once', async () => {
    const { id, state, ownerId } = await arrives();
    expect([state, ownerId, await timersOf(id)]).toEqual(['new', 'ST029', ['ticket.assignment', 'ticket.first-response']]);
    await house.signs('in', 'ST034');
    await timersFire();
    expect(await view(id)).toMatchObject({ state: 'assigned', ownerId: 'ST034' });
    expect([await house.factsOf(id), await timersOf(id)]).toEqual([['opened', 'assigned'], ['ticket.first-response']]);
    expect((await arrives()).ownerId).toBe('ST034');
  });

  it('is given to a supervisor who signs in in the region above, and stays where it is when he has left again', async () => {
    const [first, second] = [await arrives(), await arrives()];
    await house.signs('in', 'ST008', 'RG2');
    await timersFire();
    expect(await view(first.id)).toMatchObject({ state: 'assigned', ownerId: 'ST008' });
    expect(await view(second.id)).toMatchObject({ state: 'assigned', ownerId: 'ST008' });
    await house.signs('out', 'ST008', 'RG2');
    expect((await arrives()).state).toBe('new');
  });

  it('waits for the skill that it needs', async () => {
    const { id } = await arrives({ neededSkill: 'glass_bonding' });
    await house.signs('in', 'ST030');
    await timersFire();
    expect(await view(id)).toMatchObject({ state: 'new', neededSkill: 'glass_bonding', can: ['take_up', 'reclassify'] });
    expect(await timersOf(id)).toContain('ticket.assignment');
    await house.signs('in', 'ST034');
    await timersFire();
    expect(await view(id)).toMatchObject({ state: 'assigned', ownerId: 'ST034' });
  });

  it('is the key account’s representative’s when he is there, and never a relative’s of the customer', async () => {
    const { id } = await arrives({}, contact.customerId);
    await house.signs('in', 'ST030');
    await timersFire();
    expect((await view(id)).state).toBe('new');
    const take = await (await tickets.as('clerk')).post(`/tickets/${id}/take-up`, {});
    expect(take).toMatchObject({ status: 409, body: { type: '/problems/ticket.relative', detail: expect.stringContaining('ST030') } });
    await house.signs('in', 'ST034');
    await house.signs('in', 'ST029');
    await timersFire();
    expect(await view(id)).toMatchObject({ state: 'assigned', ownerId: 'ST029', dealerCode: 'DL005', customerCode: 'CU00390' });
  });

  it('is raised above the manager when its limit passes and nobody has come', async () => {
    const { id } = await arrives({ kind: 'inquiry' });
    await tickets.advanceTo(await house.inMinutes(61));
    expect(await view(id)).toMatchObject({ state: 'new', ownerId: 'ST029', escalatedTo: 'ST008', escalationLevel: 1 });
    expect(await house.factsOf(id)).toEqual(['opened', 'escalated']);
    // Who is given it now has an hour of his own; then his manager hears of it.
    await house.signs('in', 'ST034');
    await timersFire();
    expect([await view(id), await timersOf(id)]).toMatchObject([{ state: 'assigned', ownerId: 'ST034' }, ['ticket.first-response']]);
    await tickets.advanceTo(await house.inMinutes(61));
    expect(await view(id)).toMatchObject({ state: 'assigned', escalatedTo: 'ST029', escalationLevel: 2 });
    expect([await house.factsOf(id), await timersOf(id)]).toEqual([['opened', 'escalated', 'assigned', 'escalated'], []]);
  });
});

describe('a call from the family of the clerk who takes it', () => {
  it('is another one’s, with not a word lost', async () => {
    await house.signs('in', 'ST034');
    house.directory.answer = { status: 201, body: contact };
    const { status, body } = await (await tickets.as('clerk')).post<OpenedTicket>('/tickets', { ...call, channel: 'phone' });
    expect([status, body.ownerId]).toEqual([201, 'ST034']);
    expect(house.directory.asked.at(-1)).toMatchObject({ path: '/contacts', body: { words: call.words } });
  });
});

describe('a suspicious question about authenticity', () => {
  it('becomes a ticket at the device’s branch, for somebody who is there, with the record of it to read', async () => {
    await house.signs('in', 'ST034');
    const [authenticityId, contactId] = [newId(), newId()];
    const data = { authenticityId, branchId: 'BR05', reason: 'asked_often', timesAsked: 3, serial: 'YG2603000407', dealerCode: 'DL017', customerId: contact.customerId, askedAt: new Date().toISOString(), contactId } as const;
    const event = { type: AuthenticitySuspectedV1.type, branchId: 'BR05', data } as ReceivedEvent<AuthenticitySuspectedV1>;
    const { database } = tickets;
    await database.withTx({ principal: systemPrincipal('tickets', ['BR05']), branches: ['BR05'] }, (tx) => new WhenAuthenticitySuspected(new TicketStore(database)).handle(event, tx));
    const [row] = await tickets.rows<{ id: string }>('SELECT id FROM ticket WHERE contact_id = $1', contactId);
    expect(await view(row!.id)).toMatchObject({ type: 'inquiry', channel: 'web', state: 'assigned', ownerId: 'ST034', serial: 'YG2603000407', dealerCode: 'DL017', customerId: contact.customerId, openedBy: 'system:tickets' });
    expect(await house.factsOf(row!.id)).toEqual(['opened']);
  });
});
