const digit = '[0-9０-９]';
// A number begins and ends where a word does, or inside one (`tel138…`, `\n138…`) unless that word is a hexadecimal id.
const edge = String.raw`(?=[+0-9０-９])(?<![0-9０-９])(?<!(?<![0-9A-Za-z\\])[0-9a-fA-F]+)`;
const end = '(?![0-9０-９])(?![0-9a-fA-F]+(?![0-9A-Za-z]))';

/** What must never stand in a log line, whoever wrote it there. Ids, numbers of tickets and timestamps do not look like these. */
const secrets: readonly (readonly [RegExp, string])[] = [
  // A bare number in JSON must stay a number.
  [/(?<=[:,[])1[3-9]\d{9}(?=[,}\]])/g, '0'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/g, '[token]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [token]'],
  [/(:\/\/)[^\s/@"\\]+@/g, '$1[credentials]@'],
  [/([?&][\w.[\]-]{1,64}=)[^\s&"'#\\]+/g, '$1[…]'],
  [/\b((?:access_|refresh_|id_)?token|password|passwd|secret|api[_-]?key|authorization)(\\?"?\s*[:=]\s*\\?"?)(?!null\b|true\b|false\b|\d+[,}])[^\s"',;&\\]+/gi, '$1$2[secret]'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[e-mail]'],
  [new RegExp(`${edge}(?:(?:\\+|00)?86[- ]?)?[1１][3-9３-９]${digit}[- ]?${digit}{4}[- ]?${digit}{4}${end}`, 'g'), '[phone]'],
  [new RegExp(`${edge}[0０][1-9１-９]${digit}{1,2}[- ]${digit}{7,8}${end}`, 'g'), '[phone]'],
  [new RegExp(`${edge}(?<!-)[0０][1-9１-９]${digit}{8,10}${end}`, 'g'), '[phone]'],
  [new RegExp(`${edge}\\+\\d[\\d -]{6,16}\\d${end}`, 'g'), '[phone]'],
  [new RegExp(`${edge}[1-9]\\d{16}[\\dXx]${end}`, 'g'), '[id-card]'],
];

/** The text without anything that looks like a phone number, an address, a token, a password or a query string's value. */
export const redact = (text: string): string => secrets.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), text);
