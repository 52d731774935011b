import { Readable } from 'node:stream';
import { RuleViolation } from '@aftercare/kernel';
import { CsvError, parse } from 'csv-parse';
import type { SheetRow } from './cell';
import { longestCell } from './limits';

export type Encoding = 'utf-8' | 'utf-8-bom' | 'gbk';

const step = 64 * 1024;

/** A byte-order mark means UTF-8; else valid UTF-8 is UTF-8; else it is GBK (read by its superset GB18030). */
export const encodingOf = (bytes: Uint8Array): Encoding => {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (decodes(bytes, 'utf-8')) return marked ? 'utf-8-bom' : 'utf-8';
  if (marked || !decodes(bytes, 'gb18030')) throw new RuleViolation('table.encoding-unknown');
  return 'gbk';
};

const decodes = (bytes: Uint8Array, label: string): boolean => {
  try {
    for (const piece of decoded(bytes, label)) void piece;
    return true;
  } catch {
    return false;
  }
};

function* decoded(bytes: Uint8Array, label: string): Generator<string> {
  const decoder = new TextDecoder(label, { fatal: true });
  for (let from = 0; from < bytes.length; from += step) yield decoder.decode(bytes.subarray(from, from + step), { stream: true });
  yield decoder.decode();
}

/** The records of a comma-separated table, one by one; refuses what is not one. */
export async function* readCsv(bytes: Uint8Array, encoding: Encoding): AsyncGenerator<SheetRow> {
  const parser = Readable.from(decoded(bytes, encoding === 'gbk' ? 'gb18030' : 'utf-8')).pipe(parse({
    bom: true, relax_quotes: true, relax_column_count: true, skip_empty_lines: false, record_delimiter: ['\r\n', '\n', '\r'], max_record_size: 8 * longestCell,
  }));
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) yield { row: ++row, cells: record.map((text) => ({ text, kind: 'text' })) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new RuleViolation('table.csv-broken', { row: row + 1 });
  }
}
