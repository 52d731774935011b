import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { code, csvLine, csvText, day, judge, name, openTable, phone, price, reportOf, sheetOf, text, type Kind, type SheetRow } from './index';

const kind: Kind = {
  entity: 'things', identity: { code: ['id'] }, shown: ['id', 'name', 'phone', 'on', 'price', 'remark'],
  columns: [
    { field: 'id', headers: ['编号'], mandatory: true, rule: code(/^(?:PT\d{3}|\d{18})$/, { required: true }) },
    { field: 'name', headers: ['名称'], mandatory: true, rule: name },
    { field: 'phone', headers: ['电话'], rule: phone({ required: false, areaCode: () => '0571' }) },
    { field: 'on', headers: ['日期'], rule: day() },
    { field: 'price', headers: ['单价'], rule: price() },
    { field: 'remark', headers: ['备注'], rule: text() },
  ],
};
const judged = async (bytes: string | Buffer, file = 'things.csv') => {
  const table = await openTable(Buffer.from(bytes as string), file);
  return reportOf(file, table, kind, await judge(table, kind));
};
const one = async (field: string, cell: string) => {
  const { rejected_rows: [rejected], accepted_rows: [accepted], warnings } = await judged(`编号,名称,${field}\nPT001,a,"${cell.replaceAll('"', '""')}"\n`);
  return rejected?.reason ?? [Object.values(accepted ?? {}).find((value, at) => at > 2 && value !== ''), ...warnings.map((warning) => warning.code)].join(' ');
};

/** A ZIP archive of these parts, as its writer says how large each of them is. */
const zipOf = (parts: Readonly<Record<string, string | Buffer>>, lie = (size: number) => size): Buffer => {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(lie(bytes.length), 18);
    facts.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    files.push(Buffer.from('PK\x03\x04'), facts, Buffer.from(path), packed);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), facts, place, Buffer.from(path));
    at += 30 + path.length + packed.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length / 4, 4);
  end.writeUInt16LE(directory.length / 4, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, ...directory, Buffer.from('PK\x05\x06'), end]);
};
const workbook = (sheet: string | Buffer, lie?: (size: number) => number, since1904 = false): Buffer => zipOf({
  'xl/workbook.xml': `<workbook xmlns:r="r">${since1904 ? '<workbookPr date1904="1"/>' : ''}<sheets><sheet name="一" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': sheet,
}, lie);
const cells = (row: number, ...texts: string[]) => `<row r="${row}">${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

describe('tables as people send them', () => {
  it.each([
    ['日期', '2026/3/1', '2026-03-01'], ['日期', '２０２６－０３－０１', '2026-03-01'], ['日期', '2026.3.1', 'DATE_INVALID'], ['日期', '13/04/2026', 'DATE_AMBIGUOUS'], ['日期', '2026-02-29', 'DATE_INVALID'],
    ['日期', '46082', 'DATE_INVALID'], ['日期', '2028年2月29日', '2028-02-29'], ['日期', '=TODAY()', 'DATE_INVALID'], ['日期', '04/2026/03', 'DATE_AMBIGUOUS'], ['日期', '0000-01-01', 'DATE_INVALID'],
    ['单价', '+5', 'FORMULA_IN_CODE'], ['单价', '-1+2', 'FORMULA_IN_CODE'], ['单价', '-¥5.00', 'PRICE_INVALID'], ['单价', '1000000000000', 'PRICE_INVALID'],
    ['单价', '¥1,280.00', '1280.00'], ['单价', '1,28.00', 'PRICE_INVALID'], ['单价', '-5', 'PRICE_INVALID'], ['单价', '1.005', 'PRICE_INVALID'], ['单价', '９．５', '9.50 FULL_WIDTH'], ['单价', '=A1*2', 'FORMULA_IN_CODE'],
    ['电话', '57100001234', '057100001234 LEADING_ZERO_RESTORED'], ['电话', '1.99E+10', 'NUMBER_DAMAGED'], ['电话', "'+86 199-0009-0001", '19900090001'],
    ['备注', '@x', '@x FORMULA_TEXT'], ['备注', '-', '-'], ['备注', 'a\r\nb', 'a\nb'], ['备注', '＝1+1', '＝1+1'],
  ])('reads %s %j as %j', async (field, cell, expected) => expect(await one(field, cell)).toBe(expected));

  it.each([
    ['a PDF', '%PDF-1.7 …', 'a.csv', 'table.not-a-table'], ['an HTML table', ' <html><table>', 'a.xls', 'table.not-a-table'], ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'a.xls', 'table.not-a-table'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'a.xlsx', 'table.not-a-table'], ['text named xlsx', '编号,名称\n', 'a.xlsx', 'table.not-what-its-name-says'], ['half an archive', 'PK\x03\x04rest', 'a.xlsx', 'table.workbook-broken'],
    ['nothing', '', 'a.csv', 'table.empty'], ['bytes of no encoding', Buffer.from([0xff, 0xff, 0x41]), 'a.csv', 'table.encoding-unknown'], ['another table', 'a,b\n1,2\n', 'a.csv', 'table.header-unknown'], ['an open quote', '编号,名称\nPT001,"a\n', 'a.csv', 'table.csv-broken'],
  ])('refuses %s', async (_what, bytes, file, rule) => { await expect(judged(bytes, file)).rejects.toMatchObject({ code: rule }); });

  it('reads a workbook, and refuses one that unpacks to a bomb, whatever it says of its size', async () => {
    expect(await judged(workbook(sheet(cells(1, '编号', '名称') + cells(2, 'PT001', 'a'))), 'a.xlsx')).toMatchObject({ sheet: '一', accepted: 1 });
    const bomb = Buffer.concat([Buffer.from('<worksheet><sheetData>'), Buffer.alloc(20 * 1024 * 1024, ' '), Buffer.from('</sheetData></worksheet>')]);
    for (const lie of [(size: number) => size, () => 1_000]) await expect(judged(workbook(bomb, lie), 'a.xlsx')).rejects.toMatchObject({ code: expect.stringMatching(/^table\.(too-large|workbook-broken)$/) as string });
    const entities = `<!DOCTYPE x [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "${'&a;'.repeat(100)}">]>${sheet(cells(1, '编号', '&b;'))}`;
    await expect(judged(workbook(entities), 'a.xlsx')).rejects.toMatchObject({ code: 'table.workbook-broken' });
  });

  it.each([
    [false, '46082', '2026-03-01'], [false, '60', null], [false, '61', '1900-03-01'], [true, '44620', '2026-03-01'], [true, '60', '1904-03-01'], [true, '0', '1904-01-01'], [true, '20260301', '2026-03-01'],
  ])('reads a day’s number by the days of its workbook (from 1904: %s): %s is %j', async (since1904, number, read) => {
    const rows = cells(1, '编号', '名称', '日期') + `<row r="2"><c t="inlineStr"><is><t>PT001</t></is></c><c t="inlineStr"><is><t>a</t></is></c><c><v>${number}</v></c></row>`;
    const { accepted_rows: [accepted] } = await judged(workbook(sheet(rows), undefined, since1904), 'a.xlsx');
    expect(accepted?.['on'] ?? null).toBe(read);
  });

  it('keeps what a cell shows when its formula stands in another one, and marks it; a sign that is none stays written', async () => {
    const shared = (text: string) => `<c t="str"><f t="shared" si="0"/><v>${text}</v></c>`;
    const rows = cells(1, '编号', '名称') + `<row r="2"><c t="inlineStr"><is><t>PT001</t></is></c>${shared('水泵')}</row><row r="3">${shared('PT002')}${shared('x')}</row>` + cells(4, 'PT003', 'a_x0000_b');
    expect(await judged(workbook(sheet(rows)), 'a.xlsx')).toMatchObject({
      accepted_rows: [{ row: 2, name: '水泵' }, { row: 4, name: 'a_x0000_b' }], warnings: [{ row: 2, code: 'FORMULA_TEXT', field: 'name' }], rejected_rows: [{ row: 3, reason: 'FORMULA_IN_CODE', field: 'id' }],
    });
  });

  it('lets a code stand for one row only, also where it is not what makes a row', async () => {
    const table = await openTable(Buffer.from('编号,名称,备注\nPT001,a,x\nPT001,a,x\nPT002,b,x\nPT003,c,\nPT004,d,\n'), 'a.csv');
    const { accepted, merged, rejected_rows } = await reportOf('a.csv', table, { ...kind, unique: ['remark'] }, await judge(table, { ...kind, unique: ['remark'] }));
    expect([accepted, merged, rejected_rows]).toEqual([3, 1, [{ row: 4, reason: 'CODE_DUPLICATE', field: 'remark' }]]);
  });

  it('counts rows as a spreadsheet does: blank ones keep their number, quoted line breaks make none', async () => {
    const report = await judged('\ufeff编号,名称,备注\r\nPT001,a,"x\r\ny"\r\n,,\r\n\r\nPT002,b\r\npt001,a ,"x\ny"\r\nPT001,c,\r\n697310111500000000,d,\r\n');
    expect(report).toMatchObject({
      encoding: 'utf-8-bom', rows_read: 5, accepted: 1, merged_rows: [{ row: 6, into_row: 2, key: 'id' }],
      rejected_rows: [{ row: 5, reason: 'COLUMN_COUNT', field: '' }, { row: 7, reason: 'CODE_DUPLICATE', field: 'id' }, { row: 8, reason: 'NUMBER_DAMAGED', field: 'id' }],
    });
  });

  it.each([
    ['007', '\t007'], ['690123456789012345', '\t690123456789012345'], ['1e5', '\t1e5'], ['1.5', '\t1.5'], ['3-4', '\t3-4'], ['1 1/2', '\t1 1/2'], ['12:30', '\t12:30'], ['2026年3月1日', '\t2026年3月1日'], ['mar-01', '\tmar-01'], ['1-Sept', '\t1-Sept'], ['true', '\ttrue'], ['(5)', '\t(5)'], ['5%', '\t5%'],
    ['=1+1', "'=1+1"], ['-5', "'-5"], ['+86', "'+86"], ['@x', "'@x"], ['＝1', "'＝1"], ["'a", "''a"],
    ['PT-0012', 'PT-0012'], ['SF1234567890123', 'SF1234567890123'], ['-', '-'], ['3 件', '3 件'], ['Marta', 'Marta'], ['2 m 缸', '2 m 缸'], ['', ''],
  ])('writes %j for a spreadsheet as %j', (value, expected) => expect(csvText(value)).toBe(expected));

  it('writes a line that is quoted where it has to be', () => expect(csvLine(['a,b', 'c"d', 'e\nf', '07'])).toBe('"a,b","c""d","e\nf","\t07"\r\n'));

  it('judges every readable row once, whatever stands in it', async () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('', 'PT001', 'ＰＴ００２', '=1', "'x", '1.99E+10', '2026/3/1', ' '));
    await fc.assert(fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 }), async (rows) => {
      const file = ['编号,名称,备注', ...rows.map((row) => row.map((value) => `"${value.replaceAll('\0', '').replaceAll('"', '""')}"`).join(','))].join('\n');
      const report = await judged(file);
      const numbers = [...report.accepted_rows, ...report.rejected_rows, ...report.merged_rows].map((row) => row['row']);
      expect(new Set(numbers).size).toBe(report.rows_read);
      expect(report.rows_read).toBe(report.accepted + report.rejected + report.merged);
    }), { numRuns: 200 });
  });
});

describe('a workbook that goes out', () => {
  async function* given(rows: readonly SheetRow[]): AsyncGenerator<SheetRow> { yield* rows; }
  const back = async (bytes: Buffer): Promise<SheetRow[]> => {
    const rows: SheetRow[] = [];
    for await (const row of (await openTable(bytes, 'a.xlsx')).rows()) rows.push(row);
    return rows;
  };

  it('says what it was given, row by row where it stood, and nothing in it runs', async () => {
    const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('=1+1', '-', '@x', "'x", '_x000D_', 'a\r\nb', ' a\u0001<&>"', '007', '46082', '\uFFFE'))
      .filter((text) => !/\p{Surrogate}/u.test(text)).map((text) => ({ text, kind: 'text' as const }));
    const cell = fc.oneof(words, fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }).map((number) => ({ text: String(number), kind: 'number' as const })), fc.constant({ text: '=SUM(A1)', kind: 'formula' as const }));
    const line = fc.record({ gap: fc.nat(3), cells: fc.array(cell, { minLength: 1, maxLength: 30 }) });
    await fc.assert(fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
      let row = 0;
      const rows = lines.map(({ gap, cells }): SheetRow => ({ row: (row += gap + 1), cells }));
      const read = await back(await buffer(sheetOf('一 <&>', given(rows))));
      const shown = rows.map(({ row: at, cells: [...all] }) => {
        while (all.at(-1)?.text === '') all.pop();
        return { row: at, cells: all.map(({ text, kind: was }) => (was === 'number' ? { text, kind: was } : { text, kind: 'text' })) };
      });
      expect(read).toEqual(shown);
    }), { numRuns: 100 });
  });

  it('ends with the error of whoever gives the rows', async () => {
    async function* broken(): AsyncGenerator<SheetRow> { yield { row: 1, cells: [] }; throw new Error('the database is away'); }
    await expect(buffer(sheetOf('一', broken()))).rejects.toThrow('the database is away');
  });
});
