import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { code, judge, openTable, price, reportOf, text, typedText, wholeNumber } from '@aftercare/tables';
import { eventually } from '@aftercare/testing';
import { Workbook } from 'exceljs';
import fc from 'fast-check';
import { deliveryNote, dispatchLedger, spoilable } from '../spec/sample-papers';
import { csvOf } from './csv';
import type { Paper, Row } from './paper';
import { xlsxOf } from './xlsx';

const formats = { csv: csvOf, xlsx: xlsxOf } as const;
const things = (rows: Paper['rows']): Paper => ({
  ...dispatchLedger(0), rows,
  columns: [{ head: { zh: '编号', en: 'Code' }, kind: 'code', share: 1 }, { head: { zh: '数量', en: 'Quantity' }, kind: 'whole', share: 1 }, { head: { zh: '金额', en: 'Amount' }, kind: 'money', share: 1 }],
});
const excel = async (paper: Paper) => {
  const workbook = new Workbook();
  await workbook.xlsx.load(await buffer(xlsxOf(paper, 'zh')) as never);
  return workbook.worksheets[0]!;
};

describe('a paper as a table', () => {
  it.each(['csv', 'xlsx'] as const)('comes back from %s as it went out, by our own reader: nothing run, nothing converted, no zero lost', async (format) => {
    const rows = spoilable.map((spoiled, at): Row => [spoiled, at - 3, '-25.00']);
    const table = await openTable(await buffer(formats[format](things(rows), 'zh')), `a.${format}`);
    const read: string[][] = [];
    for await (const { cells } of table.rows()) read.push(cells.map((cell) => (cell.kind === 'formula' ? 'a formula!' : typedText(cell.text))));
    expect(read.slice(format === 'csv' ? 1 : 3)).toEqual(spoilable.map((spoiled, at) => [spoiled.replace(/^'(?=tis)/, format === 'csv' ? "'" : ''), String(at - 3), format === 'csv' ? '-25.00' : '-25']));
  });

  it('does so for any text', async () => {
    const typed = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((value) => value.replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').trim()).filter((value) => value !== '' && !value.startsWith("'"));
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(typed, fc.constantFrom(...spoilable.filter((one) => !one.startsWith("'")))), { minLength: 1, maxLength: 20 }), async (texts) => {
      const table = await openTable(await buffer(csvOf(things(texts.map((one): Row => [one, 1, null])), 'zh')), 'a.csv');
      const read: string[] = [];
      for await (const { cells } of table.rows()) read.push(typedText(cells[0]!.text));
      expect(read.slice(1)).toEqual(texts);
    }), { numRuns: 60 });
  });

  it('is a workbook for another reader, too: text, numbers, days and times, never a formula', async () => {
    const sheet = await excel(dispatchLedger(72));
    expect([sheet.name, sheet.getCell('A1').value, sheet.getCell('A2').value]).toEqual(['发货台帐', '发货台帐', '网点：BR05 杭州　期间：2026-11-01 – 2026-11-30　承运商：全部　导出 2026-11-30 18:05 · 郑晨嘉']);
    expect(sheet.autoFilter).toBe('A3:I75');
    const [, ...values] = sheet.getRow(4).values as unknown[];
    expect(values).toEqual(['DN-HZ-2026-000001', new Date('2026-11-01T09:00:00Z'), '宁波海曙观赏鱼养殖器材批发市场第二分公司', 'PT-0012', 1, 1280.5, '690123456789012345', new Date('2026-12-01'), '007']);
    expect(Array.from({ length: 9 }, (_, at) => sheet.getRow(4).getCell(at + 1).numFmt)).toEqual(['@', 'yyyy-mm-dd hh:mm', '@', '@', '0', '#,##0.00', '@', 'yyyy-mm-dd', '@']);
    const remarks = Array.from({ length: 72 }, (_, at) => sheet.getRow(at + 4).getCell(9)).filter((cell) => cell.value !== null);
    expect(remarks.map((cell) => [cell.value, cell.formula])).toEqual(spoilable.map((spoiled) => [spoiled, undefined]));
    expect(sheet.getRow(14).getCell(6).value).toBe(-25);
    expect((await excel(deliveryNote())).getCell('F8').value).toBe(11);
  });

  it('can be sent back as an import: the header is found below the title', async () => {
    const kind = { entity: 'things', identity: { code: ['id'] }, shown: ['id', 'qty', 'amount'], columns: [{ field: 'id', headers: ['编号'], mandatory: true, rule: code(/^\d+$/, { required: true }) }, { field: 'qty', headers: ['数量'], rule: wholeNumber() }, { field: 'amount', headers: ['金额'], rule: price() }, { field: 'x', headers: ['x'], rule: text() }] };
    for (const [format, write] of Object.entries(formats)) {
      const table = await openTable(await buffer(write(things([['007', 3, '1280.50'], ['12345678901234', 0, '0.80']]), 'zh')), `a.${format}`);
      const { accepted_rows: accepted } = await reportOf('a', table, kind, await judge(table, kind));
      expect(accepted.map(({ row: _row, ...values }) => values)).toEqual([{ id: '007', qty: '3', amount: '1280.50' }, { id: '12345678901234', qty: '0', amount: '0.80' }]);
    }
  });

  it.each(['csv', 'xlsx'] as const)('as %s asks for rows only as fast as somebody reads, and for no more when he leaves', async (format) => {
    let asked = 0;
    let ended = false;
    async function* endless(): AsyncGenerator<Row> {
      try {
        for (;;) yield [`PT${(asked += 1)}`, asked, '1.00'];
      } finally {
        ended = true;
      }
    }
    const file = formats[format](things(endless()), 'zh');
    file.read();
    let before = 0;
    await eventually(() => {
      const more = asked - before;
      before = asked;
      if (asked === 0 || more > 0) throw new Error('it goes on asking for rows');
    });
    expect(asked).toBeLessThan(50_000);
    file.destroy();
    await eventually(() => { if (!ended) throw new Error('it still asks for rows'); });
  });

  it.each(['csv', 'xlsx'] as const)('as %s breaks off when its rows do: half a file never looks like a whole one', async (format) => {
    function* broken(): Generator<Row> {
      yield ['PT1', 1, '1.00'];
      throw new Error('the database has gone');
    }
    await expect(buffer(formats[format](things(Readable.from(broken())), 'zh'))).rejects.toThrow('the database has gone');
  });
});
