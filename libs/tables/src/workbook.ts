import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { SheetRow } from './cell';

/** Before every part of a workbook. */
export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** The namespace of worksheets and styles. */
export const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const typeOf = (part: string): string => `application/vnd.openxmlformats-officedocument.spreadsheetml.${part}+xml`;

interface Frame {
  /** The sheet's name; what Excel does not allow in one becomes a blank. */
  readonly sheet: string;
  /** The `styleSheet` that its cells refer to, without a declaration. */
  readonly styles: string;
  /** When it was made: the same bytes for the same time. */
  readonly at?: Date;
}

/**
 * A workbook of one sheet, from its `worksheet` part as it comes. However many rows there are, few are in memory. The stream fails when the part
 * does, and leaves it alone when nobody reads on.
 */
export const workbookOf = ({ sheet, styles, at }: Frame, worksheet: AsyncIterable<string>): Readable => {
  const archive = new ZipFile();
  const options = at ? { mtime: at } : {};
  for (const [path, content] of Object.entries(frame(sheet, styles))) archive.addBuffer(Buffer.from(content), path, options);
  const part = Readable.from(worksheet);
  archive.addReadStream(part, 'xl/worksheets/sheet1.xml', options);
  archive.end();
  const file = new PassThrough();
  // The archive passes neither on.
  part.on('error', (error) => file.destroy(error));
  file.on('close', () => part.destroy());
  archive.outputStream.pipe(file);
  return file;
};

/** A … Z, AA … */
export const columnName = (at: number): string => (at < 26 ? '' : columnName(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** A text inside a part. `_x000D_` is how a workbook writes a sign that XML cannot hold, and `_x005F_` the underscore of a text that looks like one. */
export const xmlText = (text: string): string =>
  text
    .replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll(/[&<>"]/g, (sign) => signs[sign]!);

/** A cell of text in one of the workbook's styles. */
export const textCell = (place: string, text: string, style: number): string => `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;

const asText = 1;
/** Plain, and text: what a spreadsheet would run or convert stays as it is, also when somebody goes into the cell. */
const plainStyles = `<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`;

/** A sheet as it was read: rows in rising order, each where its number says; numbers are numbers, everything else is text, formulas too. */
export const sheetOf = (sheet: string, rows: AsyncIterable<SheetRow>): Readable => workbookOf({ sheet, styles: plainStyles }, worksheetOf(rows));

async function* worksheetOf(rows: AsyncIterable<SheetRow>): AsyncGenerator<string> {
  yield `${declaration}<worksheet xmlns="${main}"><sheetData>`;
  for await (const { row, cells } of rows) {
    const written = cells.map(({ text, kind }, at) => {
      if (text === '') return '';
      const place = `${columnName(at)}${row}`;
      return kind === 'number' ? `<c r="${place}"><v>${text}</v></c>` : textCell(place, text, asText);
    });
    yield `<row r="${row}">${written.join('')}</row>`;
  }
  yield '</sheetData></worksheet>';
}

/** The parts of a workbook that are the same for all, but for the name of its sheet and its styles. */
const frame = (sheet: string, styles: string): Readonly<Record<string, string>> => ({
  '[Content_Types].xml': `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${typeOf('sheet.main')}"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${typeOf('worksheet')}"/><Override PartName="/xl/styles.xml" ContentType="${typeOf('styles')}"/></Types>`,
  '_rels/.rels': `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${xmlText(sheet.replaceAll(/[[\]:*?/\\']/g, ' ').slice(0, 31))}" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': declaration + styles,
});
