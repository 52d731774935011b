import { addCalendarDays, localDay, timeOfDay } from '@aftercare/business-time';

/** Times of the day as the clock of a zone shows them, `21:30` to `08:00`: from the first one on, up to and without the last. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

/** When the quiet hours end in which this instant lies; `null`: it lies in none. Two equal times are no hours. */
export const quietUntil = (now: Date, { from, to, zone }: QuietHours): Date | null => {
  const today = localDay(now, zone);
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  if (begin === end) return null;
  // Over midnight the hours of yesterday may still last.
  for (const day of [addCalendarDays(today, -1), today]) {
    const ends = timeOfDay(begin < end ? day : addCalendarDays(day, 1), end, zone);
    if (timeOfDay(day, begin, zone) <= now && now < ends) return ends;
  }
  return null;
};

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
