import * as fc from 'fast-check';
import { quietUntil } from './quiet-hours';

const time = fc.integer({ min: 0, max: 1439 }).map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
const hours = fc.record({ from: time, to: time, zone: fc.constantFrom('Asia/Shanghai', 'America/St_Johns', 'UTC') });
const instant = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true });
const wall = (at: Date, zone: string): string => at.toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });

describe('quiet hours', () => {
  it.each([
    ['in the evening', '2026-07-06T14:00:00Z', '2026-07-07T00:00:00Z'],
    ['after midnight', '2026-07-06T22:00:00Z', '2026-07-07T00:00:00Z'],
    ['in their first minute', '2026-07-06T13:30:00Z', '2026-07-07T00:00:00Z'],
    ['a moment before they begin', '2026-07-06T13:29:59Z', null],
    ['in the minute they end', '2026-07-07T00:00:00Z', null],
  ])('%s', (_when, now, until) => {
    expect(quietUntil(new Date(now), { from: '21:30', to: '08:00', zone: 'Asia/Shanghai' })).toEqual(until === null ? null : new Date(until));
  });

  it('end after now, when nobody is quiet any more', () => {
    fc.assert(fc.property(hours, instant, (quiet, now) => {
      const until = quietUntil(now, quiet);
      if (until === null) return;
      expect(until.getTime()).toBeGreaterThan(now.getTime());
      expect(quietUntil(until, quiet)).toBeNull();
    }));
  });

  it('hold exactly while the wall shows a time from the first to before the last', () => {
    fc.assert(fc.property(hours.filter(({ zone }) => zone !== 'America/St_Johns'), instant, (quiet, now) => {
      const { from, to, zone } = quiet;
      const shown = wall(now, zone);
      const within = from < to ? from <= shown && shown < to : from !== to && (shown >= from || shown < to);
      expect(quietUntil(now, quiet) !== null).toBe(within);
    }));
  });
});
