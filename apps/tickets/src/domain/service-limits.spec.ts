import { BusinessCalendar, businessMinutesBetween } from '@aftercare/business-time';
import fc from 'fast-check';
import { passedAt, priorityOf, promisedTo, type PolicyLine } from './service-limits';

const calendar = BusinessCalendar.of({
  zone: 'Asia/Shanghai',
  spans: [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, from: '08:30', to: '12:00' }, { weekday, from: '13:30', to: '17:30' }]),
  exceptions: [{ date: '2026-10-01', kind: 'holiday' }],
});
const line = (overrides: Partial<PolicyLine> = {}): PolicyLine => ({ code: 'SP023', version: 1, validFrom: '2025-07-01', priority: 'normal', firstResponseMin: 30, resolutionMin: 600, ...overrides });
const local = (text: string): Date => new Date(`${text}+08:00`);
const due = (lines: readonly PolicyLine[], openedAt: string) => promisedTo({ lines, calendar, matrix: [], plans: [] }, 'normal', local(openedAt));

describe('the response limit', () => {
  it('counts the branch’s working time, over noon, night and holidays', () => {
    expect(due([line()], '2026-07-07T09:00:00')?.responseDueAt).toEqual(local('2026-07-07T09:30:00'));
    expect(due([line()], '2026-07-07T11:50:00')?.responseDueAt).toEqual(local('2026-07-07T13:50:00'));
    expect(due([line()], '2026-09-30T17:20:00')?.responseDueAt).toEqual(local('2026-10-02T08:50:00'));
  });

  it('is that of the newest version valid where the branch is, and names it', () => {
    const lines = [line(), line({ version: 3, validFrom: '2026-08-01', firstResponseMin: 5 }), line({ version: 2, validFrom: '2026-07-01', firstResponseMin: 10 })];
    expect(due(lines, '2026-07-31T09:00:00')).toMatchObject({ policyCode: 'SP023', policyVersion: 2, responseDueAt: local('2026-07-31T09:10:00') });
    // In Shanghai August has begun; in UTC it is still July.
    expect(due(lines, '2026-08-01T00:30:00')).toMatchObject({ policyVersion: 3 });
  });

  it('is that of the ticket’s priority', () => {
    expect(due([line({ priority: 'urgent', firstResponseMin: 5 }), line()], '2026-07-07T09:00:00')?.responseDueAt).toEqual(local('2026-07-07T09:30:00'));
  });

  it('does not exist where nothing is promised, or not yet', () => {
    expect(due([], '2026-07-07T09:00:00')).toBeNull();
    expect(due([line({ validFrom: '2026-07-08' })], '2026-07-07T09:00:00')).toBeNull();
  });
});

describe('the plan', () => {
  const tier = (tier: number, atPct: number) => ({ tier, atPct, action: 'notify', toRole: 'owner' }) as const;
  const plansOf = (openedAt: string) =>
    promisedTo({ lines: [line()], calendar, matrix: [], plans: [{ validFrom: '2025-07-01', tiers: [tier(2, 100), tier(1, 50)] }, { validFrom: '2026-08-01', tiers: [tier(1, 80)] }] }, 'normal', local(openedAt))?.tiers;

  it('is the newest one valid on the day of opening, its tiers in the order in which they come', () => {
    expect(plansOf('2026-07-31T09:00:00')).toEqual([tier(1, 50), tier(2, 100)]);
    expect(plansOf('2026-08-03T09:00:00')).toEqual([tier(1, 80)]);
  });
});

describe('the priority', () => {
  it('is what the matrix says of urgency and impact, or the urgency where it says nothing', () => {
    const matrix = [{ urgency: 'high', impact: 'low', priority: 'normal' }] as const;
    expect(priorityOf(matrix, 'high', 'low')).toBe('normal');
    expect(priorityOf(matrix, 'high', 'high')).toBe('high');
  });
});

describe('the time for resolution', () => {
  const stretch = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 5_000 }));
  const opened = local('2026-07-07T09:00:00');
  const at = (minutes: number): string => new Date(opened.getTime() + minutes * 60_000).toISOString();

  it('is never earlier for a clock that stood, and never for a later share of it', () => {
    fc.assert(fc.property(fc.array(stretch, { maxLength: 6 }), fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 200 }), (stretches, minutes, pct) => {
      const stood = stretches.map(([from, length]) => ({ from: at(from), to: at(from + length) }));
      const plain = passedAt(calendar, opened, minutes, pct, []);
      expect(passedAt(calendar, opened, minutes, pct, stood).getTime()).toBeGreaterThanOrEqual(plain.getTime());
      expect(passedAt(calendar, opened, minutes, pct + 1, stood).getTime()).toBeGreaterThanOrEqual(passedAt(calendar, opened, minutes, pct, stood).getTime());
    }));
  });

  it('leaves exactly the promised working time outside the stretches in which the clock stood', () => {
    fc.assert(fc.property(fc.array(stretch, { maxLength: 6 }), fc.integer({ min: 1, max: 3_000 }), (stretches, minutes) => {
      const stood = stretches.map(([from, length]) => ({ from: at(from), to: at(from + length) }));
      const due = passedAt(calendar, opened, minutes, 100, stood);
      const pauses = stood.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
      expect(businessMinutesBetween(calendar, opened, due, pauses)).toBeCloseTo(minutes, 6);
    }));
  });
});
