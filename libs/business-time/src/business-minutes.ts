import type { BusinessCalendar, Interval } from './business-calendar';
import { localDayNumber } from './days';

/** A stretch during which the clock stands, from (included) to (not included): waiting for the customer, for example. */
export interface Pause {
  readonly from: Date;
  readonly to: Date;
}

const msPerMinute = 60_000;
/** No promise reaches further; a calendar that has no working time for so long is an error, not a long search. */
const longestSearchDays = 36_525;

/**
 * The first instant by which so many minutes have been worked since `start`. It lies inside a span or on its closing instant,
 * never in a pause; 0 minutes from outside working time is the next opening. Fractions of a minute count to the millisecond.
 */
export const addBusinessMinutes = (calendar: BusinessCalendar, start: Date, minutes: number, pauses: readonly Pause[] = []): Date => {
  if (!(minutes >= 0 && Number.isFinite(minutes))) throw new RangeError(`not a length of working time: ${minutes} minutes`);
  const from = start.getTime();
  const taken = merged(pauses);
  let left = Math.round(minutes * msPerMinute);
  const first = localDayNumber(start, calendar.zone);
  for (let day = first; day <= first + longestSearchDays; day++) {
    for (const open of worked(calendar.intervals(day), taken)) {
      const begin = Math.max(open.from, from);
      if (begin > open.to) continue;
      if (begin + left <= open.to) return new Date(begin + left);
      left -= open.to - begin;
    }
  }
  throw new RangeError(`no ${minutes} minutes of working time within ${longestSearchDays} days of ${start.toISOString()}`);
};

/**
 * Minutes worked between two instants, exact to the millisecond (so it may be a fraction); negative when `b` is before `a`.
 * `addBusinessMinutes(c, a, businessMinutesBetween(c, a, b))` is `b` for every `b` inside working time.
 */
export const businessMinutesBetween = (calendar: BusinessCalendar, a: Date, b: Date, pauses: readonly Pause[] = []): number => {
  if (b < a) return -businessMinutesBetween(calendar, b, a, pauses);
  const taken = merged(pauses);
  const last = localDayNumber(b, calendar.zone);
  let sum = 0;
  for (let day = localDayNumber(a, calendar.zone); day <= last; day++) {
    for (const open of worked(calendar.intervals(day), taken)) {
      sum += Math.max(0, Math.min(open.to, b.getTime()) - Math.max(open.from, a.getTime()));
    }
  }
  return sum / msPerMinute;
};

/** Sorted, joined where they touch, without empty ones. */
const merged = (pauses: readonly Pause[]): readonly Interval[] => {
  const result: { from: number; to: number }[] = [];
  for (const pause of [...pauses].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const [from, to] = [pause.from.getTime(), pause.to.getTime()];
    if (!(from <= to)) throw new RangeError(`a pause ends before it begins: ${pause.from.toISOString()} – ${pause.to.toISOString()}`);
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else if (from < to) result.push({ from, to });
  }
  return result;
};

/** What is left of the spans when the pauses are taken out. */
const worked = (spans: readonly Interval[], pauses: readonly Interval[]): readonly Interval[] => {
  let rest = spans;
  for (const pause of pauses) {
    if (!rest.some((open) => open.from < pause.to && pause.from < open.to)) continue;
    rest = rest.flatMap((open) =>
      [{ from: open.from, to: Math.min(open.to, pause.from) }, { from: Math.max(open.from, pause.to), to: open.to }].filter(({ from, to }) => from < to),
    );
  }
  return rest;
};
