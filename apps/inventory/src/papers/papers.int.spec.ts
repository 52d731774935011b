import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DeliveryNoteView } from '../delivery-note-view';
import type { PickingView } from '../picking-view';
import { ShippingUnderTest } from '../shipping.fixture';

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

/** The other end of the wire: the dealer as directory shows him to those who may see him. */
class DirectoryOnTheWire {
  status = 200;
  readonly asked: string[] = [];
  readonly #server = createServer(({ url = '', headers }, response) => {
    this.asked.push(`${url} ${headers.authorization?.split(' ')[0]}`);
    const body = this.status === 200 && url.startsWith('/names')
      ? { items: [{ code: 'BR01', name: '天津分公司' }, { code: 'ST031', name: '李库' }] }
      : this.status === 200 ? { dealerCode: 'DL017', name: '杭州东湖水族<b>有限公司', contactName: '王䶮', phone: '0571-00001234', address: '文三路 478 号' }
      : { type: '/problems/access.denied', title: 'x', status: this.status, detail: 'x', instance: url, traceId: '0' };
    response.writeHead(this.status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe('the papers of the store', () => {
  const directory = new DirectoryOnTheWire();
  let house: ShippingUnderTest;
  beforeAll(async () => { house = await ShippingUnderTest.start(8, await directory.listen()); });
  beforeEach(() => { directory.status = 200; });
  afterAll(async () => {
    await house?.stop();
    directory.stop();
  });
  const page = (path: string, who: Parameters<ShippingUnderTest['get']>[0] = 'storekeeper') => house.get<string>(who, path);
  const counted = (note: DeliveryNoteView) => house.done('storekeeper', `/delivery-notes/${note.id}/prints`);

  it('are a delivery note that is not printed uncounted, says which reprint it is, and knows the address', async () => {
    const note = await house.issued({ lines: [{ part: 'PT039', qty: 4 }, { part: 'PT001', qty: 2 }], underWarranty: false });
    expect(await house.get('storekeeper', `/delivery-notes/${note.id}/print`)).toMatchObject({ status: 409, body: { type: '/problems/delivery-note.print-not-counted' } });
    await counted(note);
    const first = await page(`/delivery-notes/${note.number}/print`);
    expect([first.status, first.headers.get('content-type'), first.headers.get('content-disposition')]).toEqual([200, 'text/html; charset=utf-8', `inline; filename*=UTF-8''${encodeURIComponent(`发货单 ${note.number}.html`)}`]);
    expect(textOf(first.body)).toMatch(/收货方： 杭州东湖水族&lt;b&gt;有限公司（DL017） 收货人： 王䶮 电话： 0571-00001234 地址： 文三路 478 号 .* 1 PT039 加热棒 300W 支 4 96\.25 385\.00 2 PT001 潜水泵 8W 台 2 38\.50 77\.00 合计 6 462\.00 /);
    expect(textOf(first.body)).toMatch(/ 打印 [-\d]{10} \d\d:\d\d · 李库 ST031 ① 存根联 /);
    expect(first.body).not.toContain('补打');
    expect(textOf(first.body)).toMatch(/ 发货地： 杭州配件库（WH-BR05） .* 开单人： 李库 /);
    expect(directory.asked.slice(-2).toSorted()).toEqual(['/dealers/DL017 Bearer', '/names?codes=ST031 Bearer']);
    await counted(note);
    expect((await page(`/delivery-notes/${note.id}/print`)).body).toContain('<strong>补打 1</strong>');
    expect((await page(`/delivery-notes/${note.id}/print?lang=en&form=a5`)).body).toMatch(/class="a5-en"[\s\S]*Reprint 1/);
    const pdf = await page(`/delivery-notes/${note.id}/pdf`);
    expect([pdf.status, pdf.headers.get('content-type'), pdf.body.slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-']);
    expect((await page(`/delivery-notes/${note.id}/print?form=a3`)).status).toBe(400);
  });

  it('say no more of a receiver than who prints may see, and wait where nobody can be asked', async () => {
    const note = await house.issued();
    await counted(note);
    directory.status = 403;
    const dealer = await page(`/delivery-notes/${note.id}/print`, 'dealer');
    expect(dealer.body).toMatch(/DL017/);
    expect(dealer.body).not.toMatch(/文三路/);
    directory.status = 500;
    expect(await house.get('storekeeper', `/delivery-notes/${note.id}/print`)).toMatchObject({ status: 503, body: { type: '/problems/directory.unavailable' } });
    expect((await page(`/delivery-notes/${note.id}/print`, 'clerkElsewhere')).status).toBe(404);
  });

  it('stay as the note left the house, whatever is received later, and say that a note is void', async () => {
    const { note } = await house.dispatched();
    await counted(note);
    const before = await page(`/delivery-notes/${note.id}/print`);
    await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines: [{ part: 'PT039', received: 3, rejected: 0 }, { part: 'PT001', received: 1, rejected: 0 }] });
    expect((await page(`/delivery-notes/${note.id}/print`)).body).toBe(before.body);
    const spoiled = await house.issued();
    await counted(spoiled);
    await house.done('storekeeper', `/delivery-notes/${spoiled.id}/void`, { reason: 'mistake' });
    expect((await page(`/delivery-notes/${spoiled.id}/print`)).body).toContain('发货单（已作废）');
  });

  it('are a pick list with blanks, and a label for each box', async () => {
    const picking: PickingView = await house.picked();
    expect((await page(`/pickings/${picking.id}/print`)).body).toMatch(/拣货单[\s\S]*<td>加热棒 300W<\/td><td>支<\/td><td class="figure">4<\/td><td class="figure"><\/td>[\s\S]*复核人/);
    expect((await page(`/pickings/${picking.number}/pdf?lang=en`)).body.slice(0, 5)).toBe('%PDF-');
    const { shipment } = await house.dispatched();
    expect((await page(`/shipments/${shipment.id}/label/print`)).body).toMatch(new RegExp(`文三路 478 号[\\s\\S]*${shipment.waybill}[\\s\\S]*1 / 1[\\s\\S]*</svg>${shipment.number}-1</figure>`));
    expect((await page(`/shipments/${shipment.id}/label/print?box=2`)).status).toBe(404);
  });

  it('are the report of a difference for both sides, the claim on the carrier, a count sheet with the version of each bin, and the note of a transfer', async () => {
    const { note } = await house.dispatched();
    await house.done('dealer', `/delivery-notes/${note.id}/receipt`, { lines: [{ part: 'PT039', received: 3, rejected: 0 }] });
    const { body: { items: [found] } } = await house.get<{ items: { id: string; number: string }[] }>('clerk', `/discrepancies?note=${note.id}`);
    await house.done('clerk', `/discrepancies/${found!.id}/offer`, { remedy: 'credit', amount: '96.25', qty: 1, cause: 'carrier' });
    for (const who of ['clerk', 'dealer'] as const) expect(textOf((await page(`/discrepancies/${found!.number}/print`, who)).body)).toMatch(new RegExp(`收发差错报告 .*${note.number}.* 差错： 少收 .* 原因： 承运商 .* 发货方 ST030 .* 折让 96\\.25 承运商 `));
    expect([(await page(`/discrepancies/${found!.id}/print`, 'otherDealer')).status, (await page(`/discrepancies/${found!.id}/pdf?lang=en`)).body.slice(0, 5)]).toEqual([404, '%PDF-']);
    await house.done('dealer', `/discrepancies/${found!.id}/accept`);
    const { body: { items: claims } } = await house.get<{ items: { id: string; discrepancyId: string }[] }>('clerk', '/carrier-claims?limit=200');
    const claim = claims.find((one) => one.discrepancyId === found!.id)!;
    expect(textOf((await page(`/carrier-claims/${claim.id}/print`, 'clerk')).body)).toMatch(/承运索赔单 .*甲号快运.* 少收 PT039 加热棒 300W 1 96\.25 96\.25 合计（CNY） 1 96\.25 /);
    expect([(await page(`/carrier-claims/${claim.id}/print`, 'clerkElsewhere')).status, (await page(`/carrier-claims/${claim.id}/pdf`, 'clerk')).body.slice(0, 5)]).toEqual([404, '%PDF-']);
    const sheet = await page('/stock-counts/sheet?location=WH-BR05&format=csv');
    const [row] = await house.service.rows<{ version: string }>("SELECT max(id)::text AS version FROM stock_transfer WHERE part = 'PT039' AND 'bin:WH-BR05:good' IN (from_account, to_account)");
    expect(sheet.body).toMatch(new RegExp(`PT039,加热棒 300W,支,"\t?${row!.version}",,`));
    expect([textOf((await page('/stock-counts/sheet?location=WH-BR05')).body), (await page('/stock-counts/sheet?location=WH-BR05&recounts=yes')).body]).toEqual([expect.stringMatching(/盘点表 .*WH-BR05/), expect.stringContaining('没有记录')]);
    expect((await page('/stock-counts/sheet?location=WH-BR01')).status).toBe(404);
    const transfer = await house.done<{ id: string; number: string }>('storekeeper', '/transfers', { from: 'WH-BR05', to: 'WH-BR01', lines: [{ part: 'PT039', qty: 2 }] });
    for (const who of ['storekeeper', 'storekeeperElsewhere'] as const) expect(textOf((await page(`/transfers/${transfer.number}/print`, who)).body)).toMatch(/调拨单 .*杭州配件库 WH-BR05（BR05）.*天津配件库 WH-BR01（天津分公司）.*备货人： 李库 .* 1 PT039 加热棒 300W 支 2 /);
    expect(directory.asked.at(-1)).toBe('/names?codes=ST031,BR05,BR01 Bearer');
    expect((await page(`/transfers/${transfer.id}/pdf`)).body.slice(0, 5)).toBe('%PDF-');
  });

  it('are the ledger and the follow-up list to take home, in each format and language', async () => {
    const { note, shipment } = await house.dispatched();
    const csv = await page('/dispatch-ledger/export?format=csv&branch=BR05');
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = csv.body.trimEnd().split('\r\n');
    expect(lines[0]).toBe('序号,网点,发货单,申请单,发运单,运单号,经销商,配件,名称,数量,事由,更正,登记时间,登记人');
    expect(lines.at(-1)).toMatch(new RegExp(`^"\t\\d+",BR05,${note.number},PR-HZ-\\d{4}-\\d{6},${shipment.number},${shipment.waybill},DL017,PT039,加热棒 300W,4,发货,,\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,ST031$`));
    const xlsx = await page('/dispatch-ledger/export?lang=en');
    expect([xlsx.headers.get('content-type'), xlsx.headers.get('content-disposition'), xlsx.body.slice(0, 2)]).toEqual(['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', expect.stringMatching(/^attachment; filename\*=UTF-8''Dispatch%20ledger%20\d{4}-\d\d-\d\d\.xlsx$/), 'PK']);
    expect((await page('/dispatch-ledger/export?format=print&from=2020-01-01&to=2020-01-02')).body).toContain('没有记录');
    expect((await page('/dispatch-ledger/export?format=docx')).status).toBe(400);
    const list = await page(`/follow-ups/unfollowed/export?branch=BR05&day=${shipment.promisedOn}&format=print`);
    expect(list.body).toMatch(new RegExp(`今日待跟清单[\\s\\S]*${shipment.waybill}`));
    expect((await page('/follow-ups/unfollowed/export?branch=BR01&day=2026-11-30')).status).toBe(404);
    expect((await page(list.body.match(/href="\/api\/inventory([^"]+)"/)![1]!)).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });
});
