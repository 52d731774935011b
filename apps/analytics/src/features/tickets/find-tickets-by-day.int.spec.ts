import { systemPrincipal } from '@aftercare/auth';
import { TicketOpenedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { principals, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { migrations } from '../../persistence/migrations';
import { TicketsByDay } from '../../projections/tickets-by-day';
import { analyticsRules } from '../../rules';
import type { TicketsByDayAnswer } from './find-tickets-by-day';

type Opened = DataOf<typeof TicketOpenedV1>;

let analytics: ServiceUnderTest;

const hear = (...openings: Partial<Opened>[]): Promise<void> =>
  analytics.database.withTx({ principal: systemPrincipal('analytics', '*'), branches: '*' }, (tx) =>
    new TicketsByDay().apply(openings.map((data) => ({ data: { ...TicketOpenedV1.example, ...data } }) as ReceivedEvent<Opened>), tx));

beforeAll(async () => {
  analytics = await startForTest({ ...api, migrations, rules: analyticsRules });
  await hear({ branchId: 'BR05', openedOn: '2026-07-06', type: 'complaint' }, { branchId: 'BR05', openedOn: '2026-07-06', type: 'complaint' });
  await hear({ branchId: 'BR05', openedOn: '2026-07-06', type: 'complaint' }, { branchId: 'BR05', openedOn: '2026-07-07', type: 'repair' }, { branchId: 'BR06', openedOn: '2026-07-07', type: 'repair' });
});
afterAll(() => analytics?.stop());

const rowsFor = async (who: keyof typeof principals, query = '?from=2026-07-01&to=2026-07-31') =>
  (await (await analytics.as(who)).get<TicketsByDayAnswer>(`/tickets-by-day${query}`)).body.rows;

describe('tickets by day', () => {
  it('adds up what was heard, per branch, day and type, newest day first', async () => {
    expect(await rowsFor('supervisor')).toEqual([
      { branchId: 'BR05', day: '2026-07-07', type: 'repair', opened: 1 },
      { branchId: 'BR06', day: '2026-07-07', type: 'repair', opened: 1 },
      { branchId: 'BR05', day: '2026-07-06', type: 'complaint', opened: 3 },
    ]);
  });

  it('keeps to the days and the branch that were asked for', async () => {
    expect(await rowsFor('hqAnalyst', '?from=2026-07-07&to=2026-07-07&branchId=BR06')).toEqual([{ branchId: 'BR06', day: '2026-07-07', type: 'repair', opened: 1 }]);
    expect(await rowsFor('hqAnalyst', '?to=2026-07-06')).toEqual([{ branchId: 'BR05', day: '2026-07-06', type: 'complaint', opened: 3 }]);
  });

  it.each(['?from=2026-02-30', '?from=06/07/2026', '?days=3', '?from=2026-07-01&from=2026-07-02'])('refuses %s as a question it does not understand', async (query) => {
    expect((await (await analytics.as('clerk')).get(`/tickets-by-day${query}`)).status).toBe(400);
  });

  it('refuses more than 366 days at once', async () => {
    expect(await (await analytics.as('clerk')).get('/tickets-by-day?from=2025-01-01&to=2026-07-01')).toMatchObject({ status: 409, body: { type: '/problems/report.range-too-long' } });
  });
});

describe('the branch wall', () => {
  it('shows a clerk his own branch only', async () => {
    expect((await rowsFor('clerk')).map(({ branchId }) => branchId)).toEqual(['BR05', 'BR05']);
    expect(await rowsFor('clerkElsewhere')).toEqual([]);
    expect(await rowsFor('clerkElsewhere', '?from=2026-07-01&branchId=BR05')).toEqual([]);
  });

  it('holds in the database when no guard asks', async () => {
    const foreign = { principal: principals.clerkElsewhere, branches: ['BR01'] };
    await expect(analytics.database.withTx(foreign, (tx) => tx.query('SELECT * FROM tickets_by_day'))).resolves.toEqual([]);
  });

  it('holds in the guard when the database has no wall', async () => {
    await analytics.admin.query('ALTER TABLE tickets_by_day DISABLE ROW LEVEL SECURITY');
    try {
      expect(await rowsFor('clerkElsewhere')).toEqual([]);
    } finally {
      await analytics.admin.query('ALTER TABLE tickets_by_day ENABLE ROW LEVEL SECURITY');
    }
  });
});
