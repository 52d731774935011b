import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { SheetRow } from './cell';
import { defused } from './report';

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = 'http://schemas.openxmlformats.org';
const parts = (sheet: string): Readonly<Record<string, string>> => ({
  '[Content_Types].xml': `${xml}<Types xmlns="${office}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  '_rels/.rels': `${xml}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${xml}<workbook xmlns="${office}/spreadsheetml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships"><sheets><sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
});

/**
 * A workbook of one sheet, piece by piece: rows in rising order, each where its number says. Numbers stay numbers, everything else is text that
 * is read back as it was; what a spreadsheet would run is defused, formulas too. An error of `rows` ends the stream with it.
 */
export const xlsxOf = (sheet: string, rows: AsyncIterable<SheetRow>): Readable => {
  const zip = new ZipFile();
  const out = zip.outputStream.pipe(new PassThrough());
  for (const [path, text] of Object.entries(parts(sheet))) zip.addBuffer(Buffer.from(text), path);
  const source = Readable.from(sheetXml(rows));
  source.once('error', (error) => { out.destroy(error); });
  // Whoever reads no further wants no more rows.
  out.once('close', () => { source.destroy(); });
  zip.addReadStream(source, 'xl/worksheets/sheet1.xml');
  zip.end();
  return out;
};

async function* sheetXml(rows: AsyncIterable<SheetRow>): AsyncGenerator<string> {
  yield `${xml}<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>`;
  for await (const { row, cells } of rows) {
    const written = cells.map(({ text, kind }, at) => {
      if (text === '') return '';
      const place = `r="${columnName(at)}${row}"`;
      return kind === 'number' ? `<c ${place}><v>${escaped(text)}</v></c>` : `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escaped(defused(text))}</t></is></c>`;
    });
    yield `<row r="${row}">${written.join('')}</row>`;
  }
  yield '</sheetData></worksheet>';
}

/** A, …, Z, AA, … */
const columnName = (at: number): string => (at < 26 ? '' : columnName(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** `_x000D_` is how a workbook writes a sign that XML cannot hold, and `_x005F_` the underscore of a text that looks like one. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_')
    .replace(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
