import { newId } from '@aftercare/kernel';
import type { ServiceUnderTest } from '@aftercare/testing';
import { TicketsUnderTest } from '../../tickets.fixture';
import type { TakenUpTicket } from './take-up-ticket';

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
});
afterAll(() => house?.stop());

const takeUp = async (who: Parameters<ServiceUnderTest['as']>[0], id: string, options = {}) => (await tickets.as(who)).post<TakenUpTicket>(`/tickets/${id}/take-up`, {}, options);
const afterLimit = async (): Promise<string> => {
  const id = await house.open(1);
  const [row] = await tickets.rows<{ at: Date }>(`SELECT due_at AS at FROM timer WHERE subject = $1`, id);
  await tickets.advanceTo(row!.at);
  return id;
};

describe('taking a ticket up', () => {
  it('is the owner’s: it is in progress from then on, and the world hears of it', async () => {
    const id = await house.open();
    expect(await takeUp('clerk', id)).toMatchObject({ status: 200, body: { id, ownerId: 'ST030', late: false } });
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up']);
    expect(await tickets.rows('SELECT state, version FROM ticket WHERE id = $1', id)).toEqual([{ state: 'in_progress', version: 2 }]);
  });

  it('again changes nothing', async () => {
    const id = await house.open();
    const first = await takeUp('clerk', id);
    expect(await takeUp('clerk', id)).toMatchObject({ status: 200, body: first.body });
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up']);
  });

  it('is possible after the limit, for the owner and for the manager it went to', async () => {
    const [first, second] = [await afterLimit(), await afterLimit()];
    expect(await takeUp('clerk', first)).toMatchObject({ status: 200, body: { ownerId: 'ST030', late: true } });
    expect(await takeUp('branchManager', second)).toMatchObject({ status: 200, body: { ownerId: 'ST029', late: true } });
    expect(await house.factsOf(second)).toEqual(['opened', 'escalated', 'taken_up']);
  });

  it('is refused to others, in words that name the owner, and changes nothing', async () => {
    const id = await house.open();
    expect(await takeUp('branchManager', id, { headers: { 'accept-language': 'en' } })).toMatchObject({ status: 409, body: { type: '/problems/ticket.not-yours', detail: expect.stringContaining('ST030') } });
    await takeUp('clerk', id);
    expect(await takeUp('branchManager', id)).toMatchObject({ status: 409, body: { type: '/problems/ticket.taken-up-already' } });
    expect(await house.factsOf(id)).toEqual(['opened', 'taken_up']);
  });

  it('is refused to whom has not the right, and unknown to another branch', async () => {
    const id = await house.open();
    expect((await takeUp('hqAnalyst', id)).status).toBe(403);
    expect((await takeUp('clerkElsewhere', id)).status).toBe(404);
    for (const unknown of [newId(), 'TK-HZ-2026-000001', '%27']) expect([unknown, (await takeUp('clerk', unknown)).status]).toEqual([unknown, 404]);
    expect(await house.factsOf(id)).toEqual(['opened']);
  });

  it('is refused on a version that is no longer the newest', async () => {
    const id = await house.open();
    expect(await takeUp('clerk', id, { headers: { 'if-match': '"7"' } })).toMatchObject({ status: 412 });
    expect(await takeUp('clerk', id, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 200 });
  });
});
