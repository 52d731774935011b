import { eventually, request, startSystem, type RunningSystem } from '@aftercare/testing';

interface Ticket {
  readonly id: string;
  readonly state: string;
  readonly openedAt: string;
  readonly responseDueAt: string;
  readonly takenUpAt: string | null;
  readonly escalatedAt: string | null;
  readonly escalatedTo: string | null;
}
interface Clock {
  readonly now: string;
  readonly nextTimerAt: string | null;
  readonly quiet: boolean;
}

const call = { channel: 'phone', caller: '199 0000 1389', kind: 'complaint', words: '水泵整夜响，没有人回电话。' };

let system: RunningSystem;
const as = async (code: string) => request(`${system.gateway}/api`, { token: await system.token(code) });
const clock = async (): Promise<Clock> => (await request(system.gateway).get<Clock>('/test/clock')).body;
const open = async (): Promise<Ticket> => {
  const clerk = await as('ST030');
  const { status, body } = await eventually(async () => {
    const answer = await clerk.post<Ticket>('/tickets/tickets', call);
    expect(answer.status).toBe(201);
    return answer;
  });
  expect(status).toBe(201);
  return (await clerk.get<Ticket>(`/tickets/tickets/${body.id}`)).body;
};
const read = async (id: string): Promise<Ticket> => (await (await as('ST029')).get<Ticket>(`/tickets/tickets/${id}`)).body;

beforeAll(async () => void (system = await startSystem({ args: ['--no-history'], env: { APP_PROFILE: 'test' } })), 180_000);
afterAll(() => system?.stop(), 60_000);

describe('a complaint that nobody takes up', () => {
  it('goes to the branch’s manager when the sample factory’s limit has passed in working time, and to nobody while it has not', async () => {
    const [waiting, answered] = [await open(), await open()];
    expect(await (await as('ST030')).post(`/tickets/tickets/${answered.id}/take-up`, {})).toMatchObject({ status: 200, body: { late: false } });
    const due = new Date(waiting.responseDueAt);
    await system.advanceTo(new Date(due.getTime() - 60_000));
    expect(await read(waiting.id)).toMatchObject({ state: 'assigned', escalatedAt: null });
    await system.advanceTo(new Date(due.getTime() + 3_600_000));
    const late = await read(waiting.id);
    expect(late).toMatchObject({ state: 'assigned', escalatedTo: 'ST029' });
    // The clock stopped at the limit for it, an hour before the instant that was asked for.
    expect(new Date(late.escalatedAt!).getTime() - due.getTime()).toBeLessThan(5_000);
    expect(await read(answered.id)).toMatchObject({ state: 'in_progress', escalatedAt: null });
    // Nothing of the tickets is due any more; what is left are imports, which are forgotten after a month.
    const { quiet, now, nextTimerAt } = await clock();
    expect({ quiet, days: (Date.parse(nextTimerAt!) - Date.parse(now)) / 86_400_000 }).toEqual({ quiet: true, days: expect.closeTo(30, -1) });
    expect(await (await as('ST029')).post(`/tickets/tickets/${waiting.id}/take-up`, {})).toMatchObject({ status: 200, body: { ownerId: 'ST029', late: true } });
  }, 120_000);

  it('meets one clock in all services: what is opened next month is counted next month', async () => {
    const { now } = await clock();
    const nextMonth = new Date(Date.parse(now) + 31 * 86_400_000);
    await system.advanceTo(nextMonth);
    const { id, openedAt } = await open();
    expect(Date.parse(openedAt)).toBeGreaterThanOrEqual(nextMonth.getTime());
    const day = new Date(Date.parse(openedAt) + 8 * 3_600_000).toISOString().slice(0, 10);
    const figures = async () => (await (await as('ST029')).get<{ rows: readonly { day: string; opened: number }[] }>(`/analytics/tickets-by-day?from=${day}&to=${day}`)).body.rows;
    await eventually(async () => expect(await figures()).toEqual([expect.objectContaining({ day, opened: 1 })]));
    // The instant has passed: asking for it changes nothing, and the tickets' clock is still ahead.
    expect((await request(system.gateway).put('/test/clock', { now })).status).toBe(200);
    expect(Date.parse((await clock()).now)).toBeGreaterThan(nextMonth.getTime());
    expect((await read(id)).state).toBe('assigned');
  }, 120_000);
});
