import { currentLanguage, languages } from './language';

const zone = 'Asia/Shanghai';
/** Made once per language: making one takes longer than a row of a list. */
const inEach = <T>(make: (locale: string) => T): (() => T) => {
  const made = new Map<string, T>();
  return () => {
    const locale = languages[currentLanguage()];
    const one = made.get(locale) ?? make(locale);
    made.set(locale, one);
    return one;
  };
};
const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = inEach((locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options }));
  return (instant: string | number): string => formatter().format(new Date(instant));
};

const moments = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
const days = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
const relatives = inEach((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

/** `2026-11-23 14:30`, for tables. */
export const moment = (instant: string | number): string => moments.format(new Date(instant));
const dayOf = (instant: number): string => days.format(instant);
/** Which day it is, `2026-11-23`. */
export const today = (): string => dayOf(Date.now());
const clock = format({ hour: '2-digit', minute: '2-digit' });
const weekday = format({ month: 'numeric', day: 'numeric', weekday: 'short' });
const day = 86_400_000;

/** `今天 14:30`, `昨天 14:30`, `11月25日周二 14:30`, for sentences. */
export const near = (instant: string | number, now = Date.now()): string => {
  const at = new Date(instant).getTime();
  const [then, today] = [dayOf(at), dayOf(now)];
  const offset = [-1, 0, 1].find((days) => dayOf(now + days * day) === then);
  if (offset !== undefined) return `${relatives().format(offset, 'day')} ${clock(at)}`;
  return then.slice(0, 4) === today.slice(0, 4) ? `${weekday(at)} ${clock(at)}` : moment(at);
};
