import type { TimerChange } from '@aftercare/event-store';
import type { PartsRequest, PartsRequestEvent } from './domain/parts-request';

/** Fires at once when pieces are owed and no day is promised for them. */
export const owedWithoutDay = 'parts-request.owed-without-day';
/** Fires when the day has to be named. */
export const dayDue = 'parts-request.day-due';

/** What was named or served meanwhile needs no taking back: a timer that finds nothing without a day does nothing. */
export const partsRequestTimers = (event: PartsRequestEvent, { undated }: PartsRequest): readonly TimerChange[] => {
  if (event.type === 'RequestBackOrdered' && undated) return [{ set: owedWithoutDay, dueAt: event.at }];
  return event.type === 'RequestDayAwaited' ? [{ set: dayDue, dueAt: event.namedBy }] : [];
};
