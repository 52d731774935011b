import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal';
import { keepBytes } from './signed-body';

export const bodyLimit = 1024 * 1024;
const deepest = 20;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const colonNext = /[\t\n\r ]*:/y;

/** JSON is the only body a service reads besides a file, and only JSON that means the same thing to every reader. */
export function acceptJsonOnly(http: FastifyInstance): void {
  const parse = http.getDefaultJsonParser('error', 'error');
  http.removeAllContentTypeParsers();
  http.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer', bodyLimit }, (request, body, done) => {
    keepBytes(request, body);
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    try {
      const text = decode(body);
      inspect(text);
      void parse(request, text, (error, value: unknown) => {
        if (error) done(new Refusal(400, 'request.malformed'));
        else if (text.includes('\\u') && !storable(value)) done(new Refusal(400, 'request.bad-character'));
        else done(null, value);
      });
    } catch (error) {
      done(error as Error);
    }
  });
}

const decode = (body: Buffer): string => {
  try {
    return utf8.decode(body);
  } catch {
    throw new Refusal(400, 'request.not-utf8');
  }
};

/** One pass over the text, before it is parsed: depth, repeated names (the last one would win silently), `__proto__`. */
function inspect(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null);
      if (open.length > deepest) throw new Refusal(400, 'request.too-deep', { limit: deepest });
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const start = at;
      while (++at < text.length && text[at] !== '"') if (text[at] === '\\') at++;
      const names = open.at(-1);
      colonNext.lastIndex = at + 1;
      if (names && colonNext.test(text)) remember(names, nameOf(text.slice(start, at + 1)));
    }
  }
}

const nameOf = (quoted: string): string => {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw new Refusal(400, 'request.malformed');
  }
};

function remember(names: Set<string>, name: string): void {
  if (name === '__proto__') throw new Refusal(400, 'request.forbidden-name', { name });
  if (names.has(name)) throw new Refusal(400, 'request.repeated-name', { name: name.slice(0, 100) });
  names.add(name);
}

/** Neither NUL nor half a surrogate pair: no database text can hold those, however they were escaped. */
const storable = (value: unknown): boolean => {
  if (typeof value === 'string') return !/[\0\p{Surrogate}]/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => storable(name) && storable(inner));
};
