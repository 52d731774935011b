import { eventually, hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import type { Browser, Page } from 'playwright-core';
import { Parcel } from './parcel';
import { Visit } from './visit';

/** Three of the demo people, of one branch; a customer of it with a device, and parts that fit the device and are in store there. */
const clerk = { code: 'ST014', name: '马涵涵' };
const keeper = { code: 'ST015', name: '董云明' };
const manager = { code: 'ST013', name: '袁山清' };
const device = { caller: '19900001004', serial: 'YG2502000025' };
const parts = ['PT034', 'PT042', 'PT059'] as const;
/** In the same store, but nobody asks for it. */
const wrongPart = 'PT001';

(hasBrowser() ? describe : describe.skip)('the parts chain at the desk', () => {
  let system: VisitedSystem;
  let browser: Browser;
  let visits: Readonly<Record<'clerk' | 'keeper' | 'manager', Visit>>;
  let ticket = '';
  let requestNumber = '';
  let picking = '';
  let waybill = '';
  /** How many steps of the chain are done: each goes on where the one before has ended. */
  let steps = 0;
  /** Scans and presses from the request that is in the storekeeper's hand to the parcel that has left. */
  let moves = 0;

  beforeAll(async () => {
    [system, browser] = await Promise.all([sharedSystem(), openBrowser()]);
    const sit = async (name: string, back: string): Promise<Visit> => {
      const visit = await Visit.begin(await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } }));
      await visit.signIn(system.gateway, name, back);
      return visit;
    };
    const http = request(`${system.gateway}/api`, { token: await system.token(clerk.code) });
    const opened = await http.post<{ id: string; number: string }>('/tickets/tickets', { channel: 'phone', caller: device.caller, kind: 'repair', words: '温控器失灵，水温一直降。' });
    expect(opened.status).toBe(201);
    ticket = opened.body.number;
    expect((await http.post(`/tickets/tickets/${opened.body.id}/intake`, { serial: device.serial, realCause: '温控器损坏', wantedResult: '换新', urgency: 'normal', impact: 'normal' })).status).toBe(200);
    visits = { clerk: await sit(clerk.name, `/tickets/${ticket}`), keeper: await sit(keeper.name, '/picking'), manager: await sit(manager.name, '/parts/requests') };
    waybill = `KDA${Date.now()}`;
  }, 240_000);
  afterAll(() => browser?.close(), 60_000);
  afterEach(() => { expect(Object.values(visits ?? {}).flatMap(({ complaints }) => complaints.splice(0))).toEqual([]); });

  const isFit = async (visit: Visit, what: string): Promise<void> => { expect([what, await visit.unfit()]).toEqual([what, []]); };
  const inEnglish = async (visit: Visit, what: string): Promise<void> => {
    await visit.page.getByRole('button', { name: 'English' }).click();
    await isFit(visit, `${what} in English`);
    await visit.page.getByRole('button', { name: '中文' }).click();
  };
  /** As a scan gun does it: the keys of a keyboard, and Enter. */
  const scan = async (page: Page, text: string): Promise<void> => {
    moves += 1;
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  const scanReady = (page: Page) => page.locator('.scan.ready').waitFor();

  it('asks for parts from the ticket, by keyboard, for the device that the ticket knows', async () => {
    expect(steps).toBe(0);
    const { page } = visits.clerk;
    await page.getByRole('link', { name: '申请配件' }).waitFor();
    await page.locator('main').focus();
    await page.keyboard.press('p');
    await page.getByRole('form', { name: '申请配件' }).waitFor();
    expect(await page.getByLabel('序列号').inputValue()).toBe(device.serial);
    for (const [at, part] of parts.entries()) {
      await eventually(async () => { expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe(`第 ${at + 1} 行配件`); });
      await page.keyboard.type(part);
      await page.keyboard.press('Enter');
      await page.locator('.lines li').nth(at).getByTitle(part).waitFor();
      await page.locator('.lines li').nth(at).getByText(/^可用：.*\d/).waitFor();
      if (at === parts.length - 1) break;
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
    }
    await isFit(visits.clerk, 'asking');
    // A ticket that cannot be read anew takes nobody's form away.
    await page.route(`**/api/tickets/tickets/${ticket}`, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/defect', title: 'x', status: 500, detail: 'x' }) }));
    await eventually(async () => {
      await page.evaluate("dispatchEvent(new Event('offline')); dispatchEvent(new Event('online'))");
      expect(visits.clerk.complaints).toContainEqual(expect.stringContaining('500'));
    }, { within: 20_000 });
    await page.unroute(`**/api/tickets/tickets/${ticket}`);
    // Out of a list, too. The ticket comes to the store by events, and may be a moment behind.
    await eventually(async () => {
      await page.keyboard.press('Control+Enter');
      await page.waitForURL('**/parts/requests/PR-*', { timeout: 2_000 });
    }, { within: 20_000 });
    visits.clerk.complaints.splice(0);
    requestNumber = /PR-[A-Z]+-\d+-\d+/.exec(page.url())![0];
    await page.getByText('待审批').first().waitFor();
    await page.getByRole('link', { name: ticket }).waitFor();
    steps = 1;
  });

  it('is decided by the manager, who sees what is free, line by line', async () => {
    expect(steps).toBe(1);
    const { page } = visits.manager;
    await page.reload();
    await page.getByRole('row', { name: requestNumber }).waitFor();
    await inEnglish(visits.manager, 'the requests');
    await page.locator('main').focus();
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement?.textContent')).toContain(requestNumber);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: requestNumber }).waitFor();
    await page.locator('main').focus();
    await page.keyboard.press('1');
    await page.getByRole('form', { name: '审批' }).waitFor();
    await page.getByLabel(`${parts[0]} 批准数量`).fill('0');
    await page.keyboard.press('Control+Enter');
    await page.getByText('少批须选原因').last().waitFor();
    await page.getByLabel(`${parts[0]} 批准数量`).fill('1');
    await isFit(visits.manager, 'a decision');
    await page.keyboard.press('Control+Enter');
    await page.getByText('已完成：审批').waitFor();
    await page.getByText('已批准').first().waitFor();
    steps = 2;
  });

  it('is picked by scans; a wrong part stops the line until somebody has seen it', async () => {
    expect(steps).toBe(2);
    const { page, complaints } = visits.keeper;
    await page.reload();
    await page.getByRole('row', { name: requestNumber }).waitFor();
    await scanReady(page);
    await scan(page, requestNumber);
    await page.getByText('逐件扫码；全部扫到即拣完。').waitFor();
    await scanReady(page);
    const before = moves;
    await scan(page, wrongPart);
    const stop = page.getByRole('alertdialog');
    await stop.getByText(wrongPart).waitFor();
    await isFit(visits.keeper, 'a stopped line');
    // A gun that goes on scanning has seen nothing.
    await scan(page, parts[0]);
    expect(await stop.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    await stop.waitFor({ state: 'detached' });
    expect(complaints.splice(0)).toEqual([expect.stringContaining('409')]);
    moves = before;
    // A gun is quicker than a network: what it says while the picking is asked for is not lost.
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => { answer = resolve; });
    await page.route(/\/pickings\/PK-[^/]+$/, async (route) => { await asked; await route.continue(); }, { times: 1 });
    await page.reload();
    await scanReady(page);
    for (const part of parts) await scan(page, part);
    answer();
    await page.getByText('已拣完，请另一人复核').waitFor();
    picking = /PK-[A-Z]+-\d+-\d+/.exec(page.url())![0];
    // Before he tries he reads that it is not his to check.
    await page.getByText('这一单是您拣的，须由另一人复核。').waitFor();
    await isFit(visits.keeper, 'a picking');
    await inEnglish(visits.keeper, 'a picking');
    await page.keyboard.press('Slash');
    await scan(page, parts[0]);
    moves -= 1;
    await stop.getByText('须由另一人复核').waitFor();
    await page.keyboard.press('Enter');
    await stop.waitFor({ state: 'detached' });
    steps = 3;
  });

  it('gives what is scanned after a request to that request, though another picking lies open', async () => {
    expect(steps).toBe(3);
    const { page } = visits.keeper;
    const other = await new Parcel(system).approved([{ part: wrongPart, qty: 1 }]);
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => { answer = resolve; });
    await page.route(`**/parts-requests/${other.number}`, async (route) => { await asked; await route.continue(); }, { times: 1 });
    const before = moves;
    await scanReady(page);
    await scan(page, other.number);
    await scan(page, wrongPart);
    answer();
    await page.waitForURL((url) => ![null, picking].includes(url.searchParams.get('number')));
    await page.getByText('这一单是您拣的，须由另一人复核。').waitFor();
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    moves = before;
  });

  it('is counted by another person, who is not told how many there should be', async () => {
    expect(steps).toBe(3);
    const { page, complaints } = visits.clerk;
    await page.goto(`${system.gateway}/picking`);
    await scanReady(page);
    await scan(page, picking);
    await page.getByText('请清点实物，逐件扫码。').waitFor();
    expect(await page.getByRole('columnheader', { name: '应拣' }).count()).toBe(0);
    await scanReady(page);
    await page.keyboard.type(wrongPart);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').getByText('拿错了').waitFor();
    await page.keyboard.press('Enter');
    await scanReady(page);
    for (const part of parts) await scan(page, part);
    await isFit(visits.clerk, 'a check');
    // A press takes the field its focus; the button stays where it was pressed.
    await page.keyboard.press('Slash');
    await scanReady(page);
    const done = page.getByRole('button', { name: '清点完毕' });
    const ready = await done.boundingBox();
    await done.focus();
    await page.locator('.scan.idle').waitFor();
    expect(await done.boundingBox()).toEqual(ready);
    await page.keyboard.press('Slash');
    await scan(page, picking);
    await page.getByText('复核相符').first().waitFor();
    expect(complaints).toEqual([]);
    steps = 4;
  });

  it('goes on a delivery note and under a waybill, thirteen scans and presses after it began', async () => {
    expect(steps).toBe(4);
    const { page } = visits.keeper;
    await page.goto(`${system.gateway}/picking`);
    await scanReady(page);
    await scan(page, picking);
    await page.getByText('复核相符，可以开发货单。').waitFor();
    await scan(page, picking);
    await page.waitForURL('**/dispatch?note=*');
    await page.getByRole('form', { name: '发货' }).getByText(/DN-/).waitFor();
    await scanReady(page);
    await scan(page, waybill);
    await eventually(async () => { expect(await page.getByRole('form', { name: '发货' }).getByLabel('运单号').inputValue()).toBe(waybill); });
    await isFit(visits.keeper, 'dispatch');
    await inEnglish(visits.keeper, 'dispatch');
    const [printed] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: '打印发货单' }).click()]);
    await printed.waitForURL('**/delivery-notes/DN-*/print?*');
    await printed.close();
    await page.getByRole('form', { name: '发货' }).getByLabel('运单号').focus();
    moves += 1;
    await page.keyboard.press('Control+Enter');
    await page.getByText(`运单 ${waybill}`).waitFor();
    expect(moves).toBeLessThanOrEqual(13);
    const label = await page.getByRole('link', { name: '箱唛 1/1' }).getAttribute('href');
    const paper = await page.request.get(system.gateway + label!);
    expect([paper.status(), (await paper.text()).includes(waybill)]).toEqual([200, true]);
    await page.goto(`${system.gateway}/dispatch/ledger?paper=${waybill}`);
    await page.getByRole('table', { name: '发货台帐' }).getByText(parts[2]).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(3);
    await inEnglish(visits.keeper, 'the ledger');
    steps = 5;
  });

  it('is followed: what was said on the phone, and arrived with one key', async () => {
    expect(steps).toBe(5);
    const { page } = visits.clerk;
    await page.goto(`${system.gateway}/follow-up`);
    const row = page.getByRole('row', { name: waybill });
    await row.waitFor();
    await inEnglish(visits.clerk, 'the follow-up list');
    await row.focus();
    await page.keyboard.press('n');
    await page.getByLabel('记录电话').waitFor();
    await eventually(async () => { expect(await page.evaluate('document.activeElement?.tagName')).toBe('TEXTAREA'); });
    await page.keyboard.type('承运商说明天到');
    await isFit(visits.clerk, 'a shipment');
    await page.keyboard.press('Control+Enter');
    await row.getByText('今日已跟').waitFor();
    await page.goto(`${system.gateway}/follow-up?show=travelling`);
    await row.focus();
    await page.keyboard.press('a');
    await row.getByText('已签收').waitFor();
    await page.goto(`${system.gateway}/parts/requests/${requestNumber}`);
    await page.getByText('已到达').waitFor();
    steps = 6;
  });

  it('has a list that says when nothing fits its filter, and shows everything again by a press', async () => {
    expect(steps).toBe(6);
    const { page } = visits.clerk;
    await page.goto(`${system.gateway}/parts/requests?serial=NOSUCH00`);
    await page.getByText('没有符合条件的申请').waitFor();
    await page.getByRole('button', { name: '清除筛选' }).click();
    await page.getByRole('row', { name: requestNumber }).waitFor();
    expect(await page.getByLabel('申请单号或设备序列号').inputValue()).toBe('');
  });

  it('says before it asks that a line has 1,000 pieces at most', async () => {
    const { page } = visits.clerk;
    await page.goto(`${system.gateway}/parts/requests/new`);
    await page.getByLabel('第 1 行配件').fill(parts[0]);
    await page.keyboard.press('Enter');
    await page.locator('.lines li').getByTitle(parts[0]).waitFor();
    await page.getByLabel('第 1 行数量').fill('1001');
    await page.keyboard.press('Control+Enter');
    await page.getByText('数量须为 1 到 1000 的整数。').waitFor();
  });

  it('proves what was done for the customer: its number stands in the form already', async () => {
    expect(steps).toBe(6);
    const { page } = visits.clerk;
    await page.goto(`${system.gateway}/tickets/${ticket}?move=resolve`);
    await eventually(async () => { expect(await page.getByLabel('依据单号').inputValue()).toBe(requestNumber); });
  });
});
