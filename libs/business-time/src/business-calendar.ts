import { RuleViolation } from '@aftercare/kernel';
import { dayNumber, dayOf, instantOf, weekdayOf } from './days';

/** One stretch of work on a weekday (1 = Monday … 7 = Sunday), wall times `08:30` … `24:00`; a weekday may have several. */
export interface WorkSpan {
  readonly weekday: number;
  readonly from: string;
  readonly to: string;
}

/** A day that breaks the week: a holiday is not worked; a make-up workday is, although its weekday may be free. */
export interface CalendarException {
  readonly date: string;
  readonly kind: 'holiday' | 'makeup_workday';
}

export interface CalendarSpec {
  readonly zone: string;
  readonly spans: readonly WorkSpan[];
  readonly exceptions: readonly CalendarException[];
}

/** [from, to) in ms. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

const wallTime = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const zoneName = /^[A-Za-z]/;
const rememberedDays = 4096;

/**
 * When a branch works: spans of the week in one zone, with holidays and make-up workdays. A make-up workday has the spans of
 * its own weekday if that has any, else Monday's, else those of the first weekday that is worked. Where the clock changes,
 * a span lasts as long as it really lasts: one that falls into the gap is shorter, one over the repeated hour longer.
 */
export class BusinessCalendar {
  private readonly remembered = new Map<number, readonly Interval[]>();

  private constructor(
    readonly zone: string,
    private readonly week: ReadonlyMap<number, readonly Interval[]>,
    private readonly exceptions: ReadonlyMap<number, CalendarException['kind']>,
  ) {}

  /** Refuses, naming the rule and the place: an unknown zone, spans that overlap or end before they begin, a day named twice. */
  static of(spec: CalendarSpec): BusinessCalendar {
    if (!zoneExists(spec.zone)) throw new RuleViolation('calendar.zone-unknown', { zone: spec.zone });
    return new BusinessCalendar(spec.zone, weekOf(spec.spans), exceptionsOf(spec.exceptions));
  }

  isWorkday(day: string): boolean {
    return this.works(dayNumber(day));
  }

  /** The first workday after the day. */
  nextWorkday(day: string): string {
    return this.addWorkdays(day, 1);
  }

  /** The n-th workday after the day; 0 is the day itself, worked or not. */
  addWorkdays(day: string, count: number): string {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`not a number of workdays: ${count}`);
    let number = dayNumber(day);
    for (let left = count; left > 0; ) if (this.works(++number)) left--;
    return dayOf(number);
  }

  /** When the work of a workday ends. */
  closingTime(day: string): Date {
    const last = this.intervals(dayNumber(day)).at(-1);
    if (!last) throw new RangeError(`not a workday: ${day}`);
    return new Date(last.to);
  }

  /** The spans of one day (counted from 1970-01-01) as instants, in order. */
  intervals(number: number): readonly Interval[] {
    const known = this.remembered.get(number);
    if (known) return known;
    const made = this.minutes(number)
      .map(({ from, to }) => ({ from: instantOf(number, from, this.zone), to: instantOf(number, to, this.zone) }))
      .filter(({ from, to }) => from < to);
    if (this.remembered.size >= rememberedDays) this.remembered.clear();
    this.remembered.set(number, made);
    return made;
  }

  private works(number: number): boolean {
    return this.minutes(number).length > 0;
  }

  private minutes(number: number): readonly Interval[] {
    const kind = this.exceptions.get(number);
    if (kind === 'holiday') return [];
    const own = this.week.get(weekdayOf(number));
    if (own || !kind) return own ?? [];
    return this.week.get(1) ?? this.week.get(Math.min(...this.week.keys())) ?? [];
  }
}

const zoneExists = (zone: string): boolean => {
  try {
    return zoneName.test(zone) && Boolean(new Temporal.ZonedDateTime(0n, zone));
  } catch {
    return false;
  }
};

const weekOf = (spans: readonly WorkSpan[]): Map<number, Interval[]> => {
  if (spans.length === 0) throw new RuleViolation('calendar.no-working-time');
  const week = new Map<number, Interval[]>();
  for (const span of spans) {
    const { weekday, from, to } = span;
    if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7) throw new RuleViolation('calendar.weekday-invalid', { weekday });
    const interval = { from: minuteOf(span.from), to: minuteOf(span.to) };
    if (interval.from >= interval.to) throw new RuleViolation('calendar.span-empty', { weekday, from, to });
    week.set(weekday, [...(week.get(weekday) ?? []), interval]);
  }
  for (const [weekday, day] of week) {
    day.sort((a, b) => a.from - b.from);
    for (const [place, span] of day.entries()) {
      if (place > 0 && span.from < (day[place - 1]?.to ?? 0)) throw new RuleViolation('calendar.spans-overlap', { weekday, at: wall(span.from) });
    }
  }
  return week;
};

const exceptionsOf = (exceptions: readonly CalendarException[]): Map<number, CalendarException['kind']> => {
  const days = new Map<number, CalendarException['kind']>();
  for (const { date, kind } of exceptions) {
    const number = exceptionDay(date);
    if (days.has(number)) throw new RuleViolation('calendar.day-twice', { date });
    days.set(number, kind);
  }
  return days;
};

const exceptionDay = (date: string): number => {
  try {
    return dayNumber(date);
  } catch {
    throw new RuleViolation('calendar.day-invalid', { date });
  }
};

const minuteOf = (time: string): number => {
  if (!wallTime.test(time)) throw new RuleViolation('calendar.time-invalid', { time });
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
};

const wall = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
