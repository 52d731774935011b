import fc from 'fast-check';
import { addCalendarDays, addMonths, localDay, localYear, startOfDay } from './index';

const zones = ['Asia/Shanghai', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
const instants = fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2050-01-01T00:00:00Z'), noInvalidDate: true });
const days = instants.map((instant) => instant.toISOString().slice(0, 10));

describe('local days', () => {
  it('belong to the wall of the zone, not to the process', () => {
    expect(localDay(new Date('2026-12-31T15:59:59Z'), 'Asia/Shanghai')).toBe('2026-12-31');
    expect(localDay(new Date('2026-12-31T16:00:00Z'), 'Asia/Shanghai')).toBe('2027-01-01');
    expect(localYear(new Date('2026-12-31T16:00:00Z'), 'Asia/Shanghai')).toBe(2027);
    expect(localYear(new Date('2026-12-31T16:00:00Z'), 'America/St_Johns')).toBe(2026);
  });

  it('begin at their start: the instant shows the day, the millisecond before an earlier one', () =>
    fc.assert(fc.property(days, fc.constantFrom(...zones), (day, zone) => {
      const start = startOfDay(day, zone);
      // Apia had no 30 December 2011: its start is that of the day after.
      expect(localDay(start, zone) >= day).toBe(true);
      expect(localDay(new Date(start.getTime() - 1), zone) < day).toBe(true);
    }), { examples: [['2011-12-30', 'Pacific/Apia'], ['2026-03-08', 'America/St_Johns'], ['2007-11-04', 'America/St_Johns'], ['2026-10-04', 'Australia/Lord_Howe']] }));

  it('are those that Temporal shows, for zones that jump by an hour, half an hour and a whole day', () =>
    fc.assert(fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
      const shown = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
      expect(localDay(instant, zone)).toBe(shown.toPlainDate().toString());
      expect(localYear(instant, zone)).toBe(shown.year);
      expect(startOfDay(localDay(instant, zone), zone).getTime()).toBe(shown.toPlainDate().toZonedDateTime(zone).epochMilliseconds);
    }), { numRuns: 500 }));

  it('are added and taken off in whole days', () =>
    fc.assert(fc.property(days, fc.integer({ min: -5000, max: 5000 }), (day, n) => {
      expect(addCalendarDays(addCalendarDays(day, n), -n)).toBe(day);
      expect((Date.parse(addCalendarDays(day, n)) - Date.parse(day)) / 86_400_000).toBe(n);
    })));

  it('clamp to the month end', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2027-11-30', 3)).toBe('2028-02-29');
    expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-05-15', 24)).toBe('2028-05-15');
  });

  it.each(['2026-02-30', '2026-2-3', '2026-13-01', '20260101', '', '2026-01-01T00:00'])('refuses %j', (day) => {
    expect(() => addCalendarDays(day, 1)).toThrow(`no such day: ${day}`);
  });

  it('refuses an unknown zone and a fraction of a day', () => {
    expect(() => localDay(new Date(0), 'Mars/Olympus')).toThrow(expect.objectContaining({ name: 'RangeError' }));
    expect(() => addCalendarDays('2026-01-01', 0.5)).toThrow('not a whole number: 0.5');
  });
});
