import { posix } from 'node:path';
import { pipeline, Transform, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { RuleViolation } from '@aftercare/kernel';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { fromBuffer, type Entry, type Options, type ZipFile } from 'yauzl';
import type { Cell, SheetRow } from './cell';
import { empty } from './cell';
import { longestCell, longestPart, mostColumns, mostParts, mostRows, steepest, suspicious } from './limits';

/** The first sheet of a workbook. */
export interface Workbook {
  readonly sheet: string;
  rows(): AsyncGenerator<SheetRow>;
}

type Attributes = Readonly<Record<string, string>>;
interface Seen { readonly open: (name: string, attributes: Attributes) => void; readonly close?: (name: string, text: string) => void }

const openZip = promisify<Buffer, Options, ZipFile>(fromBuffer);
const damaged = (): RuleViolation => new RuleViolation('table.workbook-broken');

/** Opens a workbook; nothing outside it is followed, no entity is expanded, and nothing is unpacked beyond the limits. */
export const openXlsx = async (bytes: Buffer): Promise<Workbook> => {
  const parts = await partsOf(bytes);
  if (!parts.has('xl/workbook.xml')) throw new RuleViolation('table.not-a-workbook');
  const { name, path, since1904 } = await firstSheet(parts);
  const texts = await sharedTexts(parts);
  const days = await dayStyles(parts);
  return { sheet: name, rows: () => sheetRows(parts.open(path), { texts, days, since1904 }) };
};

interface Parts { has(name: string): boolean; open(name: string): AsyncIterable<string> }

const partsOf = async (bytes: Buffer): Promise<Parts> => {
  let zip: ZipFile;
  try {
    zip = await openZip(bytes, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch {
    throw damaged();
  }
  if (zip.entryCount > mostParts) throw new RuleViolation('table.too-large');
  const entries = await new Promise<Map<string, Entry>>((resolve, reject) => {
    const found = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => { found.set(entry.fileName, entry); zip.readEntry(); });
    zip.on('end', () => { resolve(found); });
    zip.on('error', () => { reject(damaged()); });
    zip.readEntry();
  });
  return {
    has: (name) => entries.has(name),
    open: async function* (name) {
      const entry = entries.get(name);
      if (!entry || entry.isEncrypted()) throw damaged();
      const decoder = new TextDecoder('utf-8');
      try {
        for await (const chunk of unpacked(await promisify(zip.openReadStream.bind(zip) as (e: Entry, cb: (error: Error | null, stream: Readable) => void) => void)(entry), entry)) yield decoder.decode(chunk, { stream: true });
      } catch (error) {
        throw error instanceof RuleViolation ? error : damaged();
      }
      yield decoder.decode();
    },
  };
};

/** Counts what really comes out: the sizes that the archive names are only claims. */
const unpacked = (stream: Readable, { compressedSize }: Entry): AsyncIterable<Buffer> => {
  let bytes = 0;
  return pipeline(stream, new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      const tooLarge = bytes > longestPart || (bytes > suspicious && bytes > compressedSize * steepest);
      done(tooLarge ? new RuleViolation('table.too-large') : null, chunk);
    },
  }), () => { /* the reader below gets the error */ });
};

/** Feeds one part through the parser; gives control back after each piece, so that rows can be taken out. */
async function* parsed(part: AsyncIterable<string>, seen: Seen): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let text = '';
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', (tag: SaxesTagPlain) => { text = ''; seen.open(local(tag.name), tag.attributes); });
  parser.on('text', (more) => {
    text += more;
    if (text.length > longestCell) throw new RuleViolation('table.cell-too-long', { limit: longestCell });
  });
  parser.on('cdata', (more) => { text += more; });
  parser.on('closetag', ({ name }) => { seen.close?.(local(name), text); text = ''; });
  parser.on('error', () => { throw damaged(); });
  for await (const piece of part) {
    parser.write(piece);
    yield;
  }
  parser.close();
}

const read = async (part: AsyncIterable<string>, seen: Seen): Promise<void> => {
  for await (const step of parsed(part, seen)) void step; // the listeners take what they need
};

const firstSheet = async (parts: Parts): Promise<{ name: string; path: string; since1904: boolean }> => {
  let first: Attributes | undefined;
  let since1904 = false;
  await read(parts.open('xl/workbook.xml'), {
    open: (name, attributes) => {
      if (name === 'sheet') first ??= attributes;
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    },
  });
  const id = Object.entries(first ?? {}).find(([name]) => name.endsWith(':id'))?.[1];
  let target: string | undefined;
  await read(parts.open('xl/_rels/workbook.xml.rels'), { open: (_name, { Id, Target }) => { if (Id !== undefined && Id === id) target = Target; } });
  const path = posix.join('/xl', target?.startsWith('/') ? posix.relative('/xl', target) : (target ?? '')).slice(1);
  if (!first || !parts.has(path)) throw new RuleViolation('table.workbook-broken');
  return { name: first['name'] ?? '', path, since1904 };
};

const sharedTexts = async (parts: Parts): Promise<readonly string[]> => {
  const texts: string[] = [];
  if (!parts.has('xl/sharedStrings.xml')) return texts;
  let current = '';
  let phonetic = false;
  await read(parts.open('xl/sharedStrings.xml'), {
    open: (name) => {
      if (name === 'si') current = '';
      if (name === 'rPh') phonetic = true;
    },
    close: (name, text) => {
      if (name === 't' && !phonetic) current += unescaped(text);
      if (name === 'rPh') phonetic = false;
      if (name === 'si') texts.push(current);
    },
  });
  return texts;
};

/** Numbers of built-in formats that show a day. */
const builtInDays = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

/** Which cell styles show a number as a day. */
const dayStyles = async (parts: Parts): Promise<ReadonlySet<number>> => {
  const days = new Set<number>();
  if (!parts.has('xl/styles.xml')) return days;
  const formats = new Set(builtInDays);
  let inCells = false;
  let style = 0;
  await read(parts.open('xl/styles.xml'), {
    open: (name, { numFmtId, formatCode = '' }) => {
      if (name === 'numFmt' && /[yd年日]/i.test(formatCode.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))) formats.add(Number(numFmtId));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells && formats.has(Number(numFmtId))) days.add(style);
      if (name === 'xf' && inCells) style++;
    },
    close: (name) => { if (name === 'cellXfs') inCells = false; },
  });
  return days;
};

interface Surroundings { readonly texts: readonly string[]; readonly days: ReadonlySet<number>; readonly since1904: boolean }

async function* sheetRows(part: AsyncIterable<string>, { texts, days, since1904 }: Surroundings): AsyncGenerator<SheetRow> {
  const done: SheetRow[] = [];
  let row = 0;
  let cells: Cell[] = [];
  let at = 0;
  let cell: Attributes = {};
  let value = '';
  let formula: string | null = null;
  let phonetic = false;
  const seen: Seen = {
    open: (name, attributes) => {
      if (name === 'row') {
        row = attributes['r'] === undefined ? row + 1 : Number(attributes['r']);
        cells = [];
        at = 0;
        if (!(row <= mostRows)) throw new RuleViolation('table.too-many-rows', { limit: mostRows });
      } else if (name === 'c') {
        cell = attributes;
        at = attributes['r'] === undefined ? at : columnOf(attributes['r']);
        value = '';
        formula = null;
        if (!(at < mostColumns)) throw new RuleViolation('table.too-many-columns', { limit: mostColumns });
      } else if (name === 'rPh') phonetic = true;
    },
    close: (name, text) => {
      if (name === 'v') value = text;
      else if (name === 't' && !phonetic) value += unescaped(text);
      else if (name === 'rPh') phonetic = false;
      else if (name === 'f') formula = text;
      else if (name === 'c') {
        while (cells.length < at) cells.push(empty);
        cells[at++] = cellOf(cell, value, formula, { texts, days, since1904 });
      } else if (name === 'row') done.push({ row, cells });
    },
  };
  for await (const step of parsed(part, seen)) {
    void step;
    yield* done.splice(0);
  }
  yield* done;
}

const cellOf = ({ t = 'n', s = '0' }: Attributes, value: string, formula: string | null, { texts, days, since1904 }: Surroundings): Cell => {
  // Of a formula that is written down once for many cells only the first has the words: the others say what they show.
  if (formula !== null && formula !== '') return { text: `=${formula}`, kind: 'formula' };
  if (value === '') return empty;
  if (formula !== null) return { text: value, kind: 'formula' };
  if (t === 's') return { text: texts[Number(value)] ?? '', kind: 'text' };
  if (t === 'b') return { text: value === '1' ? 'TRUE' : 'FALSE', kind: 'text' };
  if (t === 'd') return { text: value.slice(0, 10), kind: 'text' };
  if (t !== 'n') return { text: value, kind: 'text' };
  const number = Number(value);
  if (!Number.isFinite(number)) return { text: value, kind: 'text' };
  const day = days.has(Number(s)) ? dayOfSerial(number, since1904) : null;
  if (day !== null) return { text: day, kind: 'text' };
  return { text: plain(number), kind: 'number', ...(since1904 ? { since1904 } : {}) };
};

/** A day's number in a sheet, from 1 = 1900-01-01; 60 is a day that never was. `null` = no day. */
export const dayOfSerial = (serial: number, since1904 = false): string | null => {
  const days = Math.floor(serial) + (since1904 ? 1_462 : 0);
  if (days < 1 || days === 60 || days > 2_958_465) return null;
  return new Date(Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * 86_400_000).toISOString().slice(0, 10);
};

/** As a sheet shows it: 15 digits, never an exponent. */
const plain = (number: number): string => {
  const shown = Number(number.toPrecision(15));
  if (Number.isInteger(shown)) return BigInt(shown).toString();
  return /e/i.test(String(shown)) ? shown.toFixed(20).replace(/0+$/, '') : String(shown);
};

const columnOf = (reference: string): number => [...reference.replace(/[^A-Z]/gi, '').toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** `_x000D_` is how a workbook writes a sign that XML cannot hold; what is no sign at all stays as it is written. */
const unescaped = (text: string): string => text.replace(/_x(?!0000|D[89A-F])([0-9A-F]{4})_/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
