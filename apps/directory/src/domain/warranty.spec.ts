import { addCalendarDays } from '@aftercare/business-time';
import fc from 'fast-check';
import { guarantees, standingOn, warrantyFrom } from './warranty';

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addCalendarDays('2000-01-01', days));
const months = fc.integer({ min: 1, max: 120 });
const terms = fc.record({ repair: months, replace: months, refund: months });
const openOn = (on: string, installedOn: string, of: Parameters<typeof warrantyFrom>[1]) => guarantees.filter((g) => standingOn(on, installedOn, warrantyFrom(installedOn, of))[g].open);

describe('warranty', () => {
  it.each([
    ['2025-06-14', 12, '2026-06-14'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2025-12-31', 2, '2026-02-28'],
  ])('installed on %s, %i months end on %s', (installedOn, repair, last) => {
    expect(warrantyFrom(installedOn, { repair, replace: 1, refund: 1 }).until.repair).toBe(last);
  });

  it('covers every day from the installation up to and including the last one, and no other', () => {
    fc.assert(fc.property(day, terms, day, (installedOn, given, on) => {
      const { until } = warrantyFrom(installedOn, given);
      for (const guarantee of guarantees) expect(openOn(on, installedOn, given).includes(guarantee)).toBe(installedOn <= on && on <= until[guarantee]!);
      expect(openOn(until.repair!, installedOn, given)).toContain('repair');
      expect(openOn(addCalendarDays(until.repair!, 1), installedOn, given)).not.toContain('repair');
    }));
  });

  it('ends in the month that is so many months later, on the same day or on the last one of a shorter month', () => {
    fc.assert(fc.property(day, months, (installedOn, repair) => {
      const last = warrantyFrom(installedOn, { repair, replace: 1, refund: 1 }).until.repair!;
      const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
      expect(monthOf(last) - monthOf(installedOn)).toBe(repair);
      if (last.slice(8) !== installedOn.slice(8)) expect([last < `${last.slice(0, 8)}${installedOn.slice(8)}`, addCalendarDays(last, 1).slice(8)]).toEqual([true, '01']);
    }));
  });

  it('says that it does not know where nobody knows the day of installation', () => {
    const standing = standingOn('2026-03-02', null, warrantyFrom(null, { repair: 12, replace: 3, refund: 1 }));
    for (const guarantee of guarantees) expect(standing[guarantee]).toEqual({ open: null, until: null, reason: 'not-installed' });
  });

  it('tells why a guarantee is closed: over, not begun, never given', () => {
    const of = (on: string, months: number) => standingOn(on, '2025-06-14', warrantyFrom('2025-06-14', { repair: months, replace: 1, refund: 1 })).repair;
    expect(of('2026-06-15', 12)).toEqual({ open: false, until: '2026-06-14', reason: 'expired' });
    expect(of('2025-06-13', 12)).toEqual({ open: false, until: '2026-06-14', reason: 'not-begun' });
    expect(of('2025-06-15', 0)).toEqual({ open: false, until: null, reason: 'not-given' });
  });
});
