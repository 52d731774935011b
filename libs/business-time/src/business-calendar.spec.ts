import type { RuleViolation } from '@aftercare/kernel';
import { BusinessCalendar } from './index';
import type { CalendarSpec } from './index';

const week = (...weekdays: number[]): CalendarSpec['spans'] =>
  weekdays.flatMap((weekday) => [{ weekday, from: '13:30', to: '17:30' }, { weekday, from: '08:30', to: '12:00' }]);
const standard: CalendarSpec = {
  zone: 'Asia/Shanghai',
  spans: week(1, 2, 3, 4, 5),
  exceptions: [{ date: '2026-10-01', kind: 'holiday' }, { date: '2026-10-02', kind: 'holiday' }, { date: '2026-10-10', kind: 'makeup_workday' }],
};

describe('BusinessCalendar', () => {
  const calendar = BusinessCalendar.of(standard);

  it('knows weekdays, holidays and make-up workdays', () => {
    expect(['2026-09-30', '2026-10-01', '2026-10-03', '2026-10-09', '2026-10-10'].map((day) => calendar.isWorkday(day))).toEqual([true, false, false, true, true]);
  });

  it('counts workdays from the day after', () => {
    expect(calendar.nextWorkday('2026-09-30')).toBe('2026-10-05');
    expect(calendar.addWorkdays('2026-10-03', 0)).toBe('2026-10-03');
    expect(calendar.addWorkdays('2026-10-08', 2)).toBe('2026-10-10');
    expect(() => calendar.addWorkdays('2026-10-08', -1)).toThrow(RangeError);
  });

  it('knows when the work of a workday ends, and that of no other day', () => {
    expect(calendar.closingTime('2026-09-30')).toEqual(new Date('2026-09-30T17:30:00+08:00'));
    expect(calendar.closingTime('2026-10-10')).toEqual(new Date('2026-10-10T17:30:00+08:00'));
    expect(() => calendar.closingTime('2026-10-01')).toThrow(RangeError);
  });

  it('gives a make-up workday the spans of its own weekday, else of Monday, else of the first weekday worked', () => {
    const hours = (spans: CalendarSpec['spans']): number =>
      BusinessCalendar.of({ ...standard, spans, exceptions: [{ date: '2026-10-10', kind: 'makeup_workday' }] })
        .intervals(Date.parse('2026-10-10') / 86_400_000)
        .reduce((sum, { from, to }) => sum + (to - from) / 3_600_000, 0);
    const [monday, tuesday, saturday] = [{ weekday: 1, from: '09:00', to: '10:00' }, { weekday: 2, from: '09:00', to: '11:00' }, { weekday: 6, from: '09:00', to: '13:00' }];
    expect([hours([monday, tuesday, saturday]), hours([tuesday, monday]), hours([tuesday])]).toEqual([4, 1, 2]);
  });

  it.each<[string, Partial<CalendarSpec>, RuleViolation['params']]>([
    ['calendar.zone-unknown', { zone: 'Asia/Atlantis' }, { zone: 'Asia/Atlantis' }],
    ['calendar.zone-unknown', { zone: '+08:00' }, { zone: '+08:00' }],
    ['calendar.no-working-time', { spans: [] }, {}],
    ['calendar.weekday-invalid', { spans: [{ weekday: 0, from: '08:00', to: '09:00' }] }, { weekday: 0 }],
    ['calendar.time-invalid', { spans: [{ weekday: 1, from: '8:00', to: '09:00' }] }, { time: '8:00' }],
    ['calendar.span-empty', { spans: [{ weekday: 3, from: '12:00', to: '12:00' }] }, { weekday: 3, from: '12:00', to: '12:00' }],
    ['calendar.spans-overlap', { spans: [...week(4), { weekday: 4, from: '11:59', to: '12:30' }] }, { weekday: 4, at: '11:59' }],
    ['calendar.day-twice', { exceptions: [{ date: '2026-01-01', kind: 'holiday' }, { date: '2026-01-01', kind: 'makeup_workday' }] }, { date: '2026-01-01' }],
    ['calendar.day-invalid', { exceptions: [{ date: '2026-02-29', kind: 'holiday' }] }, { date: '2026-02-29' }],
  ])('refuses by %s', (code, change, params) => {
    expect(() => BusinessCalendar.of({ ...standard, ...change })).toThrow(expect.objectContaining({ code, params }));
  });

  it('lets spans touch and end at midnight', () => {
    expect(() => BusinessCalendar.of({ ...standard, spans: [{ weekday: 1, from: '12:00', to: '24:00' }, { weekday: 1, from: '00:00', to: '12:00' }] })).not.toThrow();
  });
});
