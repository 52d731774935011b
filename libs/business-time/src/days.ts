/**
 * Local days. An instant is a `Date`; a day is text, `2026-03-01`, and means nothing without a zone. The zone of the process
 * is never used. A day that does not exist (2026-02-30) is a RangeError, as is an unknown zone.
 */

const msPerDay = 86_400_000;
const msPerMinute = 60_000;
/** No wall is further from UTC. */
const longestOffset = msPerDay;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;

/** The day's place in the calendar, counted from 1970-01-01: day arithmetic in whole numbers. */
export const dayNumber = (day: string): number => {
  const ms = dayForm.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || dayOf(ms / msPerDay) !== day) throw new RangeError(`no such day: ${day}`);
  return ms / msPerDay;
};

/** Years 0000 … 9999 only: outside, ISO 8601 writes them in another form. */
export const dayOf = (number: number): string => {
  const text = new Date(number * msPerDay).toISOString();
  if (text.length !== '2026-01-01T00:00:00.000Z'.length) throw new RangeError(`a day outside the years 0000 … 9999: ${text}`);
  return text.slice(0, 10);
};

/** 1 = Monday … 7 = Sunday. Day 0 was a Thursday. */
export const weekdayOf = (number: number): number => ((((number + 3) % 7) + 7) % 7) + 1;

/** The day that the wall shows at this instant. */
export const localDay = (instant: Date, zone: string): string => dayOf(localDayNumber(instant, zone));

/** The year that the wall shows at this instant: the year of document numbers. */
export const localYear = (instant: Date, zone: string): number => Number(localDay(instant, zone).slice(0, 4));

/** The first instant of the day: 00:00, or the end of the gap where the clock jumps over midnight. */
export const startOfDay = (day: string, zone: string): Date => new Date(instantOf(dayNumber(day), 0, zone));

/** The first instant at which the wall shows this minute of the day (0 … 1440); where the clock jumps over it, the instant of the jump. */
export const timeOfDay = (day: string, minute: number, zone: string): Date => new Date(instantOf(dayNumber(day), whole(minute), zone));

export const addCalendarDays = (day: string, days: number): string => dayOf(dayNumber(day) + whole(days));

/** The same day of a later (or earlier) month, or that month's last day: 31 January + 1 = 28 or 29 February. */
export const addMonths = (day: string, months: number): string =>
  Temporal.PlainDate.from(dayOf(dayNumber(day))).add({ months: whole(months) }, { overflow: 'constrain' }).toString();

/**
 * The instant (ms) at which the wall first reaches this minute of the day (0 … 1440); in a gap, the instant of the jump. So
 * later minutes never give earlier instants, not even where the clock changes.
 */
export const instantOf = (number: number, minute: number, zone: string): number => {
  const wall = number * msPerDay + minute * msPerMinute;
  for (let stretch = stretchAt(wall - longestOffset, zone); ; stretch = stretchAt(stretch.to, zone)) {
    const reached = Math.max(wall - stretch.offset, stretch.from);
    if (reached < stretch.to) return reached;
  }
};

/** The number of the day that the wall shows at this instant. */
export const localDayNumber = (instant: Date, zone: string): number => {
  const ms = instant.getTime();
  return Math.floor((ms + stretchAt(ms, zone).offset) / msPerDay);
};

/** A stretch of time [from, to) in which a zone's clock does not change; `offset` is what its wall is ahead of UTC, in ms. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Zones change seldom and asking Temporal takes long (some 50 µs), so what was learned is kept. */
const learned = new Map<string, Stretch[]>();
const mostPerZone = 500;

const stretchAt = (ms: number, zone: string): Stretch => {
  const known = learned.get(zone)?.find(({ from, to }) => from <= ms && ms < to);
  if (known) return known;
  const at = zoned(ms, zone);
  const stretch = {
    // The transition before the next millisecond: one at this very instant has happened.
    from: zoned(ms + 1, zone).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: at.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: at.offsetNanoseconds / 1e6,
  };
  const others = learned.get(zone) ?? [];
  learned.set(zone, others.length < mostPerZone ? [stretch, ...others] : [stretch]);
  return stretch;
};

const zoned = (ms: number, zone: string): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

const whole = (count: number): number => {
  if (!Number.isSafeInteger(count)) throw new RangeError(`not a whole number: ${count}`);
  return count;
};
