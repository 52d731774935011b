import { addBusinessMinutes, type BusinessCalendar } from '@aftercare/business-time';

/**
 * Whose turn it is: the one after `last` in the order of their codes, beginning anew at the end, without those in `without`. null when nobody
 * is left. As long as nobody joins, leaves or declines, everybody has had as many turns as everybody else, or one more.
 */
export const nextInTurn = (staff: readonly string[], last: string | null, without: readonly string[] = []): string | null => {
  const inOrder = staff.filter((code) => !without.includes(code)).sort();
  return inOrder.find((code) => last === null || code > last) ?? inOrder[0] ?? null;
};

/** How long somebody has time to say whether he looks after a new customer: a day of work. */
const answerMin = 480;
export const offerEnds = (calendar: BusinessCalendar, now: Date): Date => addBusinessMinutes(calendar, now, answerMin);

/** So many customers may wait for one person's answer; who comes from a file beyond that waits for a free place. */
export const mostOffers = 20;
