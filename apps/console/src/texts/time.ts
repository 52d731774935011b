import { currentLanguage, languages } from './texts';

const zone = 'Asia/Shanghai';
const format = (options: Intl.DateTimeFormatOptions) => (instant: string | number) =>
  new Intl.DateTimeFormat(languages[currentLanguage()], { timeZone: zone, hourCycle: 'h23', ...options }).format(new Date(instant));

/** `2026-11-23 14:30`, for tables. */
export const moment = (instant: string | number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant));
const dayOf = (instant: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(instant);
const clock = format({ hour: '2-digit', minute: '2-digit' });
const weekday = format({ month: 'numeric', day: 'numeric', weekday: 'short' });
const day = 86_400_000;

/** `今天 14:30`, `昨天 14:30`, `11月25日周二 14:30`, for sentences. */
export const near = (instant: string | number, now = Date.now()): string => {
  const at = new Date(instant).getTime();
  const [then, today] = [dayOf(at), dayOf(now)];
  const relative = new Intl.RelativeTimeFormat(languages[currentLanguage()], { numeric: 'auto' });
  const offset = [-1, 0, 1].find((days) => dayOf(now + days * day) === then);
  if (offset !== undefined) return `${relative.format(offset, 'day')} ${clock(at)}`;
  return then.slice(0, 4) === today.slice(0, 4) ? `${weekday(at)} ${clock(at)}` : moment(at);
};
