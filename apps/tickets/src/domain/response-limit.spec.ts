import { BusinessCalendar } from '@aftercare/business-time';
import { responseLimit, type PolicyLine } from './response-limit';

const calendar = BusinessCalendar.of({
  zone: 'Asia/Shanghai',
  spans: [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, from: '08:30', to: '12:00' }, { weekday, from: '13:30', to: '17:30' }]),
  exceptions: [{ date: '2026-10-01', kind: 'holiday' }],
});
const line = (overrides: Partial<PolicyLine> = {}): PolicyLine => ({ code: 'SP023', version: 1, validFrom: '2025-07-01', priority: 'normal', firstResponseMin: 30, ...overrides });
const local = (text: string): Date => new Date(`${text}+08:00`);
const due = (lines: readonly PolicyLine[], openedAt: string) => responseLimit(lines, 'normal', calendar, local(openedAt));

describe('the response limit', () => {
  it('counts the branch’s working time, over noon, night and holidays', () => {
    expect(due([line()], '2026-07-07T09:00:00')?.dueAt).toEqual(local('2026-07-07T09:30:00'));
    expect(due([line()], '2026-07-07T11:50:00')?.dueAt).toEqual(local('2026-07-07T13:50:00'));
    expect(due([line()], '2026-09-30T17:20:00')?.dueAt).toEqual(local('2026-10-02T08:50:00'));
  });

  it('is that of the newest version valid where the branch is, and names it', () => {
    const lines = [line(), line({ version: 3, validFrom: '2026-08-01', firstResponseMin: 5 }), line({ version: 2, validFrom: '2026-07-01', firstResponseMin: 10 })];
    expect(due(lines, '2026-07-31T09:00:00')).toEqual({ policyCode: 'SP023', policyVersion: 2, dueAt: local('2026-07-31T09:10:00') });
    // In Shanghai August has begun; in UTC it is still July.
    expect(due(lines, '2026-08-01T00:30:00')).toMatchObject({ policyVersion: 3 });
  });

  it('is that of the ticket’s priority', () => {
    expect(due([line({ priority: 'urgent', firstResponseMin: 5 }), line()], '2026-07-07T09:00:00')?.dueAt).toEqual(local('2026-07-07T09:30:00'));
  });

  it('does not exist where nothing is promised, or not yet', () => {
    expect(due([], '2026-07-07T09:00:00')).toBeNull();
    expect(due([line({ validFrom: '2026-07-08' })], '2026-07-07T09:00:00')).toBeNull();
  });
});
