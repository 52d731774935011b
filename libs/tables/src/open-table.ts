import { RuleViolation } from '@aftercare/kernel';
import type { SheetRow } from './cell';
import { longestFile, mostRows } from './limits';
import { encodingOf, readCsv, type Encoding } from './read-csv';
import { openXlsx } from './read-xlsx';

/** A table that can be read more than once, row by row. */
export interface Table {
  readonly encoding?: Encoding;
  readonly sheet?: string;
  rows(): AsyncGenerator<SheetRow>;
}

const signatures: readonly (readonly [what: string, sign: RegExp])[] = [
  ['PDF', /^%PDF/], ['Excel 97–2003 (.xls)', /^\xd0\xcf\x11\xe0/], ['PNG', /^\x89PNG/], ['JPEG', /^\xff\xd8\xff/], ['GIF', /^GIF8/], ['BMP', /^BM[\s\S]{4}\0\0/],
  ['RTF', /^\{\\rtf/], ['RAR', /^Rar!/], ['7z', /^7z\xbc\xaf/], ['gzip', /^\x1f\x8b/], ['UTF-16', /^(?:\xff\xfe|\xfe\xff)/],
  ['HTML', /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|style)\b/i], ['XML', /^(?:\xef\xbb\xbf)?\s*<\?xml/i],
];

/** Opens a CSV or XLSX file by what is in it. A file that is something else, or is not what its name says, is refused. */
export const openTable = async (bytes: Buffer, fileName: string): Promise<Table> => {
  if (bytes.length === 0) throw new RuleViolation('table.empty');
  if (bytes.length > longestFile) throw new RuleViolation('table.too-large');
  const start = bytes.subarray(0, 512).toString('latin1');
  const ending = /\.([^.]*)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
  const foreign = signatures.find(([, sign]) => sign.test(start))?.[0];
  if (foreign !== undefined) throw new RuleViolation('table.not-a-table', { what: foreign });
  const isZip = start.startsWith('PK\x03\x04');
  if (isZip ? ending !== 'xlsx' : !['csv', 'txt', ''].includes(ending)) throw new RuleViolation('table.not-what-its-name-says', { what: isZip ? 'ZIP/XLSX' : 'CSV', ending });
  if (isZip) return openXlsx(bytes);
  if (bytes.includes(0)) throw new RuleViolation('table.not-a-table', { what: 'binary' });
  const encoding = encodingOf(bytes);
  return { encoding, rows: () => counted(readCsv(bytes, encoding)) };
};

async function* counted(rows: AsyncGenerator<SheetRow>): AsyncGenerator<SheetRow> {
  for await (const row of rows) {
    if (row.row > mostRows) throw new RuleViolation('table.too-many-rows', { limit: mostRows });
    yield row;
  }
}
