export { BusinessCalendar } from './business-calendar';
export type { CalendarException, CalendarSpec, WorkSpan } from './business-calendar';
export { addBusinessMinutes, businessMinutesBetween } from './business-minutes';
export type { Pause } from './business-minutes';
export { addCalendarDays, addMonths, localDay, localYear, startOfDay, timeOfDay } from './days';
