import fc from 'fast-check';
import { addBusinessMinutes, BusinessCalendar, businessMinutesBetween } from './index';
import type { CalendarSpec, Pause } from './index';

const at = (text: string): Date => new Date(text);
const office: CalendarSpec = {
  zone: 'Asia/Shanghai',
  spans: [1, 2, 3, 4, 5].flatMap((weekday) => [{ weekday, from: '08:30', to: '12:00' }, { weekday, from: '13:30', to: '17:30' }]),
  exceptions: [{ date: '2026-09-25', kind: 'holiday' }, { date: '2026-09-20', kind: 'makeup_workday' }],
};

describe('business minutes', () => {
  const calendar = BusinessCalendar.of(office);

  it('run over the lunch break, the week-end, a holiday and a make-up workday', () => {
    expect(addBusinessMinutes(calendar, at('2026-09-17T11:50:00+08:00'), 30)).toEqual(at('2026-09-17T13:50:00+08:00'));
    expect(addBusinessMinutes(calendar, at('2026-09-18T17:20:00+08:00'), 30)).toEqual(at('2026-09-20T08:50:00+08:00'));
    expect(addBusinessMinutes(calendar, at('2026-09-24T17:20:00+08:00'), 30)).toEqual(at('2026-09-28T08:50:00+08:00'));
    expect(businessMinutesBetween(calendar, at('2026-09-18T17:00:00+08:00'), at('2026-09-21T09:00:00+08:00'))).toBe(30 + 450 + 30);
  });

  it('end on the closing instant, and 0 minutes outside working time is the next opening', () => {
    expect(addBusinessMinutes(calendar, at('2026-09-17T11:50:00+08:00'), 10)).toEqual(at('2026-09-17T12:00:00+08:00'));
    expect(addBusinessMinutes(calendar, at('2026-09-17T12:10:00+08:00'), 0)).toEqual(at('2026-09-17T13:30:00+08:00'));
    expect(addBusinessMinutes(calendar, at('2026-09-17T09:00:00+08:00'), 0)).toEqual(at('2026-09-17T09:00:00+08:00'));
  });

  it('stand still in a pause', () => {
    const pauses = [{ from: at('2026-09-17T10:00:00+08:00'), to: at('2026-09-17T14:00:00+08:00') }];
    expect(addBusinessMinutes(calendar, at('2026-09-17T09:00:00+08:00'), 61, pauses)).toEqual(at('2026-09-17T14:01:00+08:00'));
    expect(businessMinutesBetween(calendar, at('2026-09-17T09:00:00+08:00'), at('2026-09-17T14:01:00+08:00'), pauses)).toBe(61);
    expect(() => addBusinessMinutes(calendar, at('2026-09-17T09:00:00+08:00'), 1, [{ from: at('2026-09-18T00:00:00Z'), to: at('2026-09-17T00:00:00Z') }])).toThrow('a pause ends before it begins');
  });

  it('are real minutes where the clock jumps: the gap is not worked, the repeated hour is', () => {
    const night = (zone: string): BusinessCalendar => BusinessCalendar.of({ zone, spans: [{ weekday: 7, from: '00:00', to: '06:00' }], exceptions: [] });
    const worked = (zone: string, day: string): number => businessMinutesBetween(night(zone), at(`${day}T00:00:00Z`), new Date(Date.parse(day) + 36 * 3_600_000));
    expect(worked('America/St_Johns', '2026-03-08')).toBe(300);
    expect(worked('America/St_Johns', '2026-11-01')).toBe(420);
    expect(businessMinutesBetween(night('Australia/Lord_Howe'), at('2026-10-03T12:00:00Z'), at('2026-10-04T12:00:00Z'))).toBe(330);
    expect(businessMinutesBetween(night('Australia/Lord_Howe'), at('2026-04-04T12:00:00Z'), at('2026-04-05T12:00:00Z'))).toBe(390);
    // A span that lies wholly in the gap is not worked at all, and the one after it does not overlap.
    const gap = BusinessCalendar.of({ zone: 'America/St_Johns', spans: [{ weekday: 7, from: '02:15', to: '02:45' }, { weekday: 7, from: '02:45', to: '03:30' }], exceptions: [] });
    expect(businessMinutesBetween(gap, at('2026-03-08T00:00:00Z'), at('2026-03-09T00:00:00Z'))).toBe(30);
  });

  it('refuse what is no length, and a calendar that never opens', () => {
    expect(() => addBusinessMinutes(calendar, at('2026-09-17T00:00:00Z'), -1)).toThrow(RangeError);
    expect(() => addBusinessMinutes(calendar, at('2026-09-17T00:00:00Z'), Number.NaN)).toThrow(RangeError);
    expect(() => addBusinessMinutes(calendar, at('2026-09-17T00:00:00Z'), 1, [{ from: at('2026-01-01T00:00:00Z'), to: at('2200-01-01T00:00:00Z') }])).toThrow('no 1 minutes of working time');
  });

  it('take milliseconds for ten years of work', () => {
    const fresh = BusinessCalendar.of(office);
    const began = performance.now();
    addBusinessMinutes(fresh, at('2026-01-01T00:00:00Z'), 10 * 250 * 450);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

/** Any calendar: up to three spans a day, exceptions around the clock changes of 2026, zones that jump by 60, 30 and 0 minutes. */
const wall = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const daySpans = fc.uniqueArray(fc.integer({ min: 0, max: 288 }), { minLength: 2, maxLength: 6 }).map((ends) => {
  const sorted = ends.sort((a, b) => a - b).map((end) => end * 5);
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({ from: wall(sorted[2 * i] as number), to: wall(sorted[2 * i + 1] as number) }));
});
const calendars = (...zones: string[]): fc.Arbitrary<BusinessCalendar> =>
  fc.record({
    zone: fc.constantFrom(...zones),
    spans: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 7 }), daySpans), { minLength: 1, maxLength: 7, selector: ([weekday]) => weekday })
      .map((week) => week.flatMap(([weekday, spans]) => spans.map((span) => ({ weekday, ...span })))),
    exceptions: fc.uniqueArray(fc.record({
      date: fc.integer({ min: 0, max: 364 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)),
      kind: fc.constantFrom('holiday' as const, 'makeup_workday' as const),
    }), { maxLength: 30, selector: ({ date }) => date }),
  }).map((spec) => BusinessCalendar.of(spec));
const anywhere = calendars('America/St_Johns', 'Australia/Lord_Howe', 'Asia/Shanghai');
const around = ['2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04'].map((day) =>
  fc.date({ min: new Date(Date.parse(day) - 172_800_000), max: new Date(Date.parse(day) + 172_800_000), noInvalidDate: true }));
const instants = fc.oneof(fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z'), noInvalidDate: true }), ...around);
const lengths = fc.nat({ max: 6000 }).map((tenths) => tenths / 10);
const pauses = fc.array(fc.tuple(instants, fc.nat({ max: 5_000 })).map(([from, minutes]): Pause => ({ from, to: new Date(from.getTime() + minutes * 60_000) })), { maxLength: 4 });
const ms = (minutes: number): number => Math.round(minutes * 60_000);

describe('business minutes, for any calendar, across clock changes and pauses', () => {
  it('add up: a then b is a + b', () =>
    fc.assert(fc.property(anywhere, instants, lengths, lengths, pauses, (calendar, start, a, b, out) => {
      const inSteps = addBusinessMinutes(calendar, addBusinessMinutes(calendar, start, a, out), b, out);
      expect(inSteps).toEqual(addBusinessMinutes(calendar, start, (ms(a) + ms(b)) / 60_000, out));
    })));

  it('add up between three instants in any order', () =>
    fc.assert(fc.property(anywhere, instants, instants, instants, pauses, (calendar, a, b, c, out) => {
      const between = (from: Date, to: Date): number => ms(businessMinutesBetween(calendar, from, to, out));
      expect(between(a, b) + between(b, c) - between(a, c)).toBe(0);
    })));

  it('never run backwards', () =>
    fc.assert(fc.property(anywhere, instants, instants, lengths, lengths, pauses, (calendar, s, t, a, b, out) => {
      const [first, second] = s <= t ? [s, t] : [t, s];
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      expect(addBusinessMinutes(calendar, first, less, out) <= addBusinessMinutes(calendar, second, less, out)).toBe(true);
      expect(addBusinessMinutes(calendar, first, less, out) <= addBusinessMinutes(calendar, first, more, out)).toBe(true);
      expect(businessMinutesBetween(calendar, first, second, out)).toBeGreaterThanOrEqual(0);
    })));

  it('adding and measuring are inverse', () =>
    fc.assert(fc.property(anywhere, instants, lengths, pauses, (calendar, start, minutes, out) => {
      const end = addBusinessMinutes(calendar, start, minutes, out);
      expect(ms(businessMinutesBetween(calendar, start, end, out))).toBe(ms(minutes));
      expect(addBusinessMinutes(calendar, start, businessMinutesBetween(calendar, start, end, out), out)).toEqual(end);
    })));

  it('never end outside a span or inside a pause', () =>
    fc.assert(fc.property(anywhere, instants, lengths, pauses, (calendar, start, minutes, out) => {
      const end = addBusinessMinutes(calendar, start, minutes, out).getTime();
      const day = Math.floor(end / 86_400_000);
      const open = [day - 1, day, day + 1].flatMap((number) => calendar.intervals(number));
      expect(open.some(({ from, to }) => from <= end && end <= to)).toBe(true);
      expect(out.some((pause) => pause.from.getTime() < end && end < pause.to.getTime())).toBe(false);
    })));

  it('a pause before the end shifts it by the working time it takes out', () =>
    fc.assert(fc.property(anywhere, instants, lengths, fc.nat({ max: 600 }), fc.nat({ max: 5_000 }), (calendar, start, minutes, into, paused) => {
      const from = addBusinessMinutes(calendar, start, into / 10);
      fc.pre(from < addBusinessMinutes(calendar, start, minutes));
      const pause = { from, to: new Date(from.getTime() + paused * 60_000) };
      const taken = businessMinutesBetween(calendar, pause.from, pause.to);
      expect(addBusinessMinutes(calendar, start, minutes, [pause])).toEqual(addBusinessMinutes(calendar, start, (ms(minutes) + ms(taken)) / 60_000));
    })));

  it('agree with counting minute by minute on the wall', () =>
    fc.assert(fc.property(calendars('Asia/Shanghai'), instants, fc.nat({ max: 4_000 }), (calendar, start, length) => {
      const whole = Math.floor(start.getTime() / 60_000);
      let counted = 0;
      for (let minute = whole; minute < whole + length; minute++) {
        const eastOfUtc = minute * 60_000 + 8 * 3_600_000;
        const open = calendar.intervals(Math.floor(eastOfUtc / 86_400_000));
        if (open.some(({ from, to }) => from <= minute * 60_000 && minute * 60_000 < to)) counted++;
      }
      expect(businessMinutesBetween(calendar, new Date(whole * 60_000), new Date((whole + length) * 60_000))).toBe(counted);
    }), { numRuns: 30 }));
});
