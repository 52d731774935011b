import { boxLabel, deliveryNote, dispatchLedger, pickList } from '../spec/sample-papers';
import { textOf } from '../spec/pdf-text';
import type { Paper } from './paper';
import { pdfOf } from './pdf';

const pagesOf = async (paper: Paper, language: 'zh' | 'en' = 'zh') => (await pdfOf(paper, language)).toString('latin1').match(/\/Type \/Page\n/g)?.length;

describe('a paper as PDF', () => {
  it('holds its text to be searched and copied, in both languages, rare names too, and is small', async () => {
    const zh = await pdfOf(deliveryNote(), 'zh');
    expect(zh.length).toBeLessThan(60_000);
    expect(textOf(zh)[0]).toEqual(expect.arrayContaining(['发货单', 'DN-HZ-2026-000001', '收货人：', '王䶮', 'PT-0012', '1,280.00', '缺货 1 件，已转欠货', '合计', '2026-11-30 17:58', '① 存根联   ② 客户联   ③ 回执联', '第 1 / 1 页']));
    expect(textOf(await pdfOf(deliveryNote(), 'en'))[0]).toEqual(expect.arrayContaining(['Delivery note', 'To: ', '杭州东湖水族有限公司', 'Impeller for filter pump', '1 short, back-ordered', 'Page 1 of 1']));
  });

  it('says on every page what it belongs to, how many there are and that it is a reprint; the last one has the total, the signatures and a row', async () => {
    const pages = textOf(await pdfOf(deliveryNote({ lines: 40, reprint: 2 }), 'zh'));
    for (const [at, page] of pages.entries()) expect(page).toEqual(expect.arrayContaining(['编号', `第 ${at + 1} / ${pages.length} 页`, at === 0 ? '补打 2' : '发货单   DN-HZ-2026-000001   补打 2']));
    expect(pages.map((page) => page.includes('合计'))).toEqual([...Array.from({ length: pages.length - 1 }, () => false), true]);
    expect(pages.at(-1)).toEqual(expect.arrayContaining(['40', '合计', '收货签字：']));
    expect(textOf(await pdfOf(deliveryNote(), 'zh')).flat().join()).not.toContain('补打');
  });

  it.each([
    ['a note on carbon paper, all plies at once', deliveryNote(), 1], ['a note on A5, one sheet for each', deliveryNote({ form: 'a5' }), 3], ['nothing to send', deliveryNote({ lines: 0 }), 1],
    ['a note for whom an address never ends', deliveryNote({ dealer: '很长的名称'.repeat(300) }), 1], ['a pick list', pickList(), 1], ['a long pick list', pickList(60), 2], ['a label', boxLabel(), 1], ['a label with a whole page of address', boxLabel('浙江省杭州市西湖区'.repeat(40)), 1], ['an empty ledger', dispatchLedger(0), 1],
  ])('has the pages it needs: %s', async (_what, paper, pages) => {
    expect(await pagesOf(paper)).toBe(pages);
    expect(await pagesOf({ ...paper, rows: [...(paper.rows as Iterable<never>)] }, 'en')).toBe(pages);
  });

  it('is the same to the last byte whenever it is made, and refuses what nobody would print', async () => {
    expect((await pdfOf(deliveryNote(), 'zh')).equals(await pdfOf(deliveryNote(), 'zh'))).toBe(true);
    await expect(pdfOf(dispatchLedger(2_001), 'zh')).rejects.toMatchObject({ code: 'document.too-long', params: { limit: 2_000 } });
  });
});
