import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { setImmediate as others } from 'node:timers/promises';
import type { Language } from '@aftercare/chassis';
import PDFDocument from 'pdfkit';
import { barCode } from './bar-code';
import { paginate } from './paginate';
import { forms, type Paper, type Row, type Value } from './paper';
import { say } from './phrases';
import { printedRows } from './printed-rows';
import { isFigure, wallTime, written } from './written';

const mm = 72 / 25.4;
/** Of a cell, in points. */
const padding = { x: 3, y: 2 };
const rule = 0.4;
/** Lines that are set before other requests have their turn: some 20 ms. */
const atOnce = 40;
/** The font leaves much room between lines, which half a sheet does not have. */
const lineGap = -1.5;
/** Of a fact above a table, which must leave room for rows; a label has all of it, in smaller letters. */
const mostLines = 4;

/** Noto Sans SC. TrueType, because of a CFF font the subset is six times as large and as slow to make. */
const fontFiles = { regular: '400Regular/NotoSansSC_400Regular.ttf', bold: '700Bold/NotoSansSC_700Bold.ttf' } as const;
type Font = keyof typeof fontFiles;

const fontsRead = new Map<Font, Buffer>();
/** Read when it is first needed, and kept: 10 MB each. */
const fontOf = (font: Font): Buffer => {
  const bytes = fontsRead.get(font) ?? readFileSync(require.resolve(`@expo-google-fonts/noto-sans-sc/${fontFiles[font]}`));
  fontsRead.set(font, bytes);
  return bytes;
};

/**
 * The paper as a PDF whose text can be searched and copied; the font is in it, the signs it uses only. The same paper gives the same bytes.
 * A sign that the font lacks is a box. Throws `document.too-long` beyond 2,000 rows.
 */
export const pdfOf = async (paper: Paper, language: Language): Promise<Buffer> => {
  const rows = await printedRows(paper);
  const { width, height, sheetPerPly } = forms[paper.form];
  const document = new PDFDocument({
    size: [width * mm, height * mm], margin: 0, bufferPages: true, autoFirstPage: false, lang: language === 'zh' ? 'zh-CN' : 'en', displayTitle: true,
    info: { Title: [paper.title[language], paper.number].filter(Boolean).join(' '), Producer: 'Aftercare', Creator: 'Aftercare', CreationDate: new Date(paper.printed.at) },
  });
  document.registerFont('regular', fontOf('regular')).registerFont('bold', fontOf('bold'));
  const plies = (paper.plies ?? []).map((ply) => ply[language]);
  for (const ply of sheetPerPly && plies.length > 0 ? plies : [plies.join('   ')]) await new Printer(document, paper, language).print(rows, ply);
  document.end();
  return buffer(document as unknown as NodeJS.ReadableStream);
};

interface Line { readonly cells: readonly string[]; readonly font: Font; readonly size: number; readonly height: number; readonly isCut: boolean }

/** Puts one sheet of a paper, on as many pages as it needs, at the end of a document. */
class Printer {
  readonly #form: (typeof forms)[Paper['form']];
  readonly #left: number;
  readonly #top: number;
  readonly #right: number;
  readonly #bottom: number;
  readonly #columns: readonly number[];

  constructor(
    private readonly document: PDFKit.PDFDocument,
    private readonly paper: Paper,
    private readonly language: Language,
  ) {
    this.#form = forms[paper.form];
    const { width, height, margin } = this.#form;
    [this.#left, this.#top, this.#right, this.#bottom] = [margin.x * mm, margin.y * mm, (width - margin.x) * mm, (height - margin.y) * mm - 12];
    const shares = paper.columns.reduce((sum, { share }) => sum + share, 0);
    this.#columns = paper.columns.map(({ share }) => ((this.#right - this.#left) * share) / shares);
  }

  async print(rows: readonly Row[], ply: string): Promise<void> {
    const first = this.document.bufferedPageRange().count;
    if (this.paper.columns.length === 0) this.#printLabel();
    else await this.#printTable(rows);
    const pages = this.document.bufferedPageRange().count - first;
    for (let page = 0; page < pages; page += 1) {
      this.document.switchToPage(first + page);
      this.#foot(ply, page + 1, pages);
    }
  }

  /** A label is one page: its text gets smaller until everything is on it. */
  #printLabel(): void {
    this.document.addPage();
    const below = this.#head();
    const code = this.paper.number === undefined ? 0 : 76;
    for (let size: number = this.#form.text; ; size -= 1) {
      const end = this.#facts(below, size, { draw: false });
      if (end > this.#bottom - code && size > 6) continue;
      this.#facts(below, size, { draw: true });
      break;
    }
    if (code > 0) this.#code(this.#left, this.#bottom - code + 8, this.#right - this.#left, { height: 44, size: 14 });
  }

  async #printTable(rows: readonly Row[]): Promise<void> {
    const { totals, signatures = [] } = this.paper;
    this.document.addPage();
    const facts = this.#facts(this.#head(), this.#form.text, { draw: true }) + 2;
    const head = this.#headLine();
    const total = totals === undefined ? null : this.#line(this.#written(totals), { font: 'bold' });
    const tail = (total?.height ?? 0) + (signatures.length > 0 ? 30 : 0);
    const room = { first: this.#bottom - facts - head.height, next: this.#bottom - this.#top - 18 - head.height, tail };
    const lines: Line[] = [];
    for (const row of rows) {
      lines.push(this.#line(this.#written(row), { highest: room.first - tail }));
      if (lines.length % atOnce === 0) await others();
    }
    const pages = paginate(lines.length > 0 ? lines.map(({ height }) => height) : [24], room);

    let printed = 0;
    for (const [page, count] of pages.entries()) {
      if (page > 0) this.document.addPage();
      let y = this.#drawLine(head, page === 0 ? facts : this.#headAgain());
      for (const line of lines.slice(printed, printed + count)) y = this.#drawLine(line, y);
      printed += count;
      await others();
      if (page < pages.length - 1) continue;
      if (lines.length === 0) y = this.#nothing(y);
      if (total) y = this.#drawLine(total, y);
      this.#sign(signatures.map((words) => words[this.language]), y + 8);
    }
  }

  /** Title and mark of a reprint on the left, number and bar code on the right. Gives the height below them. */
  #head(): number {
    const { title, number, columns } = this.paper;
    const y = this.#top;
    this.#text(title[this.language], this.#left, y - 3, { font: 'bold', size: 16 });
    const mark = this.#reprint();
    if (mark !== '') {
      const x = this.#left + this.document.font('bold').fontSize(16).widthOfString(title[this.language]) + 10;
      const width = this.document.fontSize(10).widthOfString(mark) + 10;
      this.document.lineWidth(1).rect(x, y + 1, width, 16).stroke();
      this.#text(mark, x + 5, y + 2, { font: 'bold', size: 10 });
    }
    // A label has its number at the foot, as large as it can be.
    if (number === undefined || columns.length === 0) return y + 24;
    this.#code(this.#right - 70 * mm, y, 70 * mm, { height: 20, size: 9 });
    return y + 36;
  }

  /** On every further page one line says what it belongs to. */
  #headAgain(): number {
    const { title, number } = this.paper;
    this.#text([title[this.language], number, this.#reprint()].filter(Boolean).join('   '), this.#left, this.#top - 2, { font: 'bold', size: 10 });
    return this.#top + 18;
  }

  #reprint(): string {
    const { reprint = 0 } = this.paper;
    return reprint > 0 ? say('reprint', this.language, { which: reprint }) : '';
  }

  /** Label and value, as many beside each other as the form says; what is wide has the whole line. Gives the height below them. */
  #facts(top: number, size: number, { draw }: { readonly draw: boolean }): number {
    const abreast = this.#form.abreast;
    const gap = 8;
    const width = (this.#right - this.#left + gap) / abreast;
    let [y, place, high] = [top, 0, 0];
    for (const { label, value, kind = 'text', wide = false } of this.paper.facts) {
      if (wide && place > 0) [y, place, high] = [y + high, 0, 0];
      const x = this.#left + place * width;
      const room = wide ? this.#right - this.#left : width - gap;
      const said = `${label[this.language]}${say('colon', this.language)}`;
      const text = written(value, kind, { language: this.language, zone: this.paper.zone });
      const indent = this.document.font('regular').fontSize(size).widthOfString(said);
      const full = this.document.font('bold').fontSize(size).heightOfString(text || ' ', { width: room - indent, lineGap });
      const most = this.paper.columns.length === 0 ? Infinity : mostLines * this.document.currentLineHeight(true);
      const height = Math.min(full, most) + 4.5;
      if (draw) {
        this.#text(said, x, y, { font: 'regular', size });
        this.#text(text, x + indent, y, { font: 'bold', size, width: room - indent, ...(full > most ? { height: most } : {}) });
      }
      high = Math.max(high, height);
      place += wide ? abreast : 1;
      if (place >= abreast) [y, place, high] = [y + high, 0, 0];
    }
    return y + high;
  }

  #written(row: readonly Value[]): readonly string[] {
    return this.paper.columns.map(({ kind }, at) => written(row[at] ?? null, kind, { language: this.language, zone: this.paper.zone }));
  }

  /** What the columns are called, small enough that no word is broken. */
  #headLine(): Line {
    const cells = this.paper.columns.map(({ head }) => head[this.language]);
    this.document.font('bold').fontSize(this.#form.text);
    const fits = cells.map((text, at) => (this.#columns[at]! - 2 * padding.x - 0.5) / Math.max(...text.split(' ').map((word) => this.document.widthOfString(word))));
    return this.#line(cells, { font: 'bold', size: this.#form.text * Math.min(1, ...fits) });
  }

  #line(cells: readonly string[], { font = 'regular', size = this.#form.text, highest = Infinity }: { readonly font?: Font; readonly size?: number; readonly highest?: number } = {}): Line {
    this.document.font(font).fontSize(size);
    const heights = cells.map((text, at) => this.document.heightOfString(text || ' ', { width: this.#columns[at]! - 2 * padding.x, lineGap }));
    const height = Math.max(...heights) - lineGap + 2 * padding.y - 1;
    return { cells, font, size, height: Math.min(highest, height), isCut: height > highest };
  }

  #drawLine({ cells, font, size, height, isCut }: Line, y: number): number {
    let x = this.#left;
    for (const [at, text] of cells.entries()) {
      const width = this.#columns[at]!;
      this.document.lineWidth(rule).rect(x, y, width, height).stroke();
      const align = isFigure(this.paper.columns[at]!.kind) ? 'right' : 'left';
      this.#text(text, x + padding.x, y + padding.y, { font, size, width: width - 2 * padding.x, align, ...(isCut ? { height: height - 2 * padding.y } : {}) });
      x += width;
    }
    return y + height;
  }

  #nothing(y: number): number {
    this.document.lineWidth(rule).rect(this.#left, y, this.#right - this.#left, 24).stroke();
    this.#text(say('nothing', this.language), this.#left, y + 6, { font: 'regular', size: this.#form.text, width: this.#right - this.#left, align: 'center' });
    return y + 24;
  }

  #sign(names: readonly string[], y: number): void {
    const width = (this.#right - this.#left) / names.length;
    for (const [at, name] of names.entries()) {
      const said = `${name}${say('colon', this.language)}`;
      const x = this.#left + at * width;
      this.#text(said, x, y + 4, { font: 'regular', size: 9 });
      const begin = x + this.document.widthOfString(said) + 2;
      this.document.lineWidth(rule).moveTo(begin, y + 17).lineTo(x + width - 12, y + 17).stroke();
    }
  }

  /** In the middle of `room` points, with its number below. */
  #code(x: number, y: number, room: number, { height, size }: { readonly height: number; readonly size: number }): void {
    const { number = '' } = this.paper;
    const { bars, width } = barCode(number);
    const module = Math.min(0.95, room / (width + 20));
    const begin = x + (room - width * module) / 2;
    for (const bar of bars) this.document.rect(begin + bar.at * module, y, bar.width * module, height);
    this.document.fill('black');
    this.#text(number, x, y + height, { font: 'bold', size, width: room, align: 'center' });
  }

  #foot(ply: string, page: number, pages: number): void {
    const { printed, zone } = this.paper;
    const [y, width] = [this.#bottom + 2, this.#right - this.#left];
    const said = say('printed', this.language, { at: wallTime(printed.at, zone).slice(0, 16), by: printed.by });
    this.#text(said, this.#left, y, { font: 'regular', size: 7, width });
    this.#text(ply, this.#left, y, { font: 'regular', size: 8, width, align: 'center' });
    this.#text(say('page', this.language, { page, pages }), this.#left, y, { font: 'regular', size: 7, width, align: 'right' });
  }

  /** Without a width it is one line. */
  #text(text: string, x: number, y: number, { font, size, width, height, align = 'left' }: { readonly font: Font; readonly size: number; readonly width?: number; readonly height?: number; readonly align?: 'left' | 'right' | 'center' }): void {
    this.document.font(font).fontSize(size).fillColor('black');
    this.document.text(text, x, y, width === undefined ? { lineBreak: false } : { width, align, lineGap, ...(height === undefined ? {} : { height, ellipsis: '…' }) });
  }
}
