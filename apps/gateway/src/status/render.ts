import type { Text } from '@aftercare/kernel';
import { escaped } from '../pages';
import type { CustomerParcel, CustomerStatus } from './customer-status';
import { parcelStates, said, states, types, waits } from './words';

export type Language = 'zh' | 'en';
const locales = { zh: 'zh-CN', en: 'en-GB' } as const;

/** How it stands, on one page: what is done now, what is promised, what he is waited for, where his parts are. */
export function renderStatus(status: CustomerStatus, language: Language): string {
  const { number, type, state, waitingFor, openedAt, takenUp, promisedAt, escalated, resolvedAt, silentConsentAt, closedAt, parcels, zone, asOf } = status;
  const say = sayIn(language);
  const at = (instant: string): string => momentIn(language, zone)(instant);
  const over = promisedAt === null ? 0 : Date.parse(asOf) - Date.parse(promisedAt);
  const promise = promisedAt === null ? '' : fact(say(takenUp ? said.solution : said.response), over > 0
    ? `<b class="late">▲ ${say(said.overdue, { hours: lateness(over, language) })}</b> ${say(escalated ? said.escalated : said.apology)}`
    : say(said.by, { at: at(promisedAt) }));
  return page(language, `${say(said.title)} ${escaped(number)}`, `
<h1>${escaped(number)} <small>${say(types[type])}</small></h1>
<p class="state ${state}"><span aria-hidden="true">${signs[state]}</span> ${say(states[state])}</p>
${state === 'waiting' && waitingFor !== null ? `<p class="${waitingFor === 'customer' ? 'wanted' : ''}">${say(waits[waitingFor])}</p>` : ''}
${silentConsentAt === null ? '' : `<p class="wanted">${say(said.consent, { at: at(silentConsentAt) })}</p>`}
<dl>
${promise}
${fact(say(said.opened), at(openedAt))}
${resolvedAt === null ? '' : fact(say(said.resolved), at(resolvedAt))}
${closedAt === null ? '' : fact(say(said.closed), at(closedAt))}
</dl>
${parcels.length === 0 ? '' : `<h2>${say(said.parcels)}</h2><ul>${parcels.map((parcel) => parcelLine(parcel, language)).join('\n')}</ul>`}
<p class="quiet">${say(said.asOf, { at: at(asOf) })}</p>`);
}

/** The same words for whatever leads nowhere; others when it cannot be known now, or was asked for too often. */
export const renderNotice = (what: 'gone' | 'away' | 'many', language: Language, gaps: Readonly<Record<string, string>> = {}): string => {
  const say = sayIn(language);
  return page(language, say(said[what]), `<h1>${say(said[what])}</h1><p>${say(said[`${what}What`], gaps)}</p>`);
};

const signs: Readonly<Record<CustomerStatus['state'], string>> = { new: '○', assigned: '◔', in_progress: '◑', waiting: '…', resolved: '✓', closed: '●', cancelled: '✕', merged: '⇥' };

const sayIn = (language: Language) => (text: Text, gaps: Readonly<Record<string, string>> = {}): string => escaped(text[language].replace(/\{(\w+)\}/g, (_gap, name: string) => gaps[name] ?? ''));
const fact = (name: string, html: string): string => `<div><dt>${name}</dt><dd>${html}</dd></div>`;

const parcelLine = ({ carrier, waybill, state, promisedOn, arrivedOn }: CustomerParcel, language: Language): string => {
  const say = sayIn(language);
  const day = dayIn(language);
  const when = arrivedOn !== null ? say(said.arrived, { day: day(arrivedOn) }) : promisedOn !== null && (state === 'under_way' || state === 'late') ? say(said.promised, { day: day(promisedOn) }) : '';
  return `<li><b>${say(parcelStates[state])}</b> ${when}<br>${escaped(carrier)} · ${say(said.waybill)} <span class="number">${escaped(waybill)}</span></li>`;
};

/** `11月25日周二 14:00`, where the branch is. */
const momentIn = (language: Language, zone: string) => {
  const format = new Intl.DateTimeFormat(locales[language], { timeZone: zone, month: 'long', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (instant: string): string => format.format(new Date(instant));
};
const dayIn = (language: Language) => {
  const format = new Intl.DateTimeFormat(locales[language], { timeZone: 'UTC', month: 'long', day: 'numeric' });
  return (day: string): string => format.format(new Date(`${day}T00:00:00Z`));
};
const hour = 3_600_000;
const lateness = (ms: number, language: Language): string => {
  const hours = Math.max(1, Math.round(ms / hour));
  return hours < 48 ? said.hours[language].replace('{n}', String(hours)) : said.days[language].replace('{n}', String(Math.round(hours / 24)));
};

const page = (language: Language, title: string, body: string): string => {
  const other = language === 'zh' ? 'en' : 'zh';
  return `<!doctype html>
<html lang="${locales[language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex, nofollow">
<title>${title}</title><link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/status.css"></head>
<body><header><strong>${said.product[language]}</strong><a href="?lang=${other}" lang="${locales[other]}">${other === 'en' ? 'English' : '中文'}</a></header>
<main>${body}</main></body></html>
`;
};
