import type { Language } from '@aftercare/chassis';
import { words, type Value, type ValueKind } from './paper';

const walls = new Map<string, Intl.DateTimeFormat>();

/** What the wall shows at an instant: `2026-03-01 14:30:05`. Throws RangeError for what is no instant or no zone. */
export const wallTime = (instant: string, zone: string): string => {
  const wall = walls.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  walls.set(zone, wall);
  return wall.format(new Date(instant));
};

/** A value as a person reads it on paper. Line breaks stay; other signs that cannot be printed are gone. */
export const written = (value: Value, kind: ValueKind, { language, zone }: { readonly language: Language; readonly zone: string }): string => {
  const text = words(value, language);
  if (text === '') return '';
  switch (kind) {
    case 'time': return wallTime(text, zone).slice(0, 16);
    case 'money': return text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(?:\d{3})+$)/g, ','));
    case 'text': case 'code': case 'whole': case 'day': return printable(text);
  }
};

/** Without what no file of text or XML may hold: controls but line breaks and tabs, halves of pairs. */
export const printable = (text: string): string => text.replaceAll(/\r\n?/g, '\n').replaceAll(/\p{Cs}|[\0-\x08\v\f\x0e-\x1f\x7f\ufffe\uffff]/gu, '');

/** Values of these kinds stand at the right edge, so that their digits stand below each other. */
export const isFigure = (kind: ValueKind): boolean => kind === 'whole' || kind === 'money';
