import { eventually, hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import type { Browser, BrowserContext } from 'playwright-core';
import { Visit } from './visit';

/** The manager of Tianjin, one of the demo people. */
const manager = { code: 'ST013', name: '袁山清' };

(hasBrowser() ? describe : describe.skip)('the live stream in a browser', () => {
  let system: VisitedSystem;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    [system, browser] = await Promise.all([sharedSystem(), openBrowser()]);
    context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  }, 180_000);
  afterAll(() => browser?.close(), 60_000);

  /** A ticket of this person, opened by himself. */
  const ownTicket = async (): Promise<{ readonly id: string; readonly number: string }> => {
    const http = request(`${system.gateway}/api`, { token: await system.token(manager.code) });
    return (await http.post<{ id: string; number: string }>('/tickets/tickets', { channel: 'phone', caller: '19900001004', kind: 'repair', words: '水泵异响，一开就抖。' })).body;
  };
  const reply = async (id: string, words: string): Promise<void> => {
    const http = request(`${system.gateway}/api`, { token: await system.token(manager.code) });
    expect((await http.post(`/tickets/tickets/${id}/reply`, { kind: 'thanks', words })).status).toBe(200);
  };

  it('comes once for eight tabs, and each of them shows what has changed', async () => {
    let streams = 0;
    // A browser keeps six connections to a server: with one for each tab the seventh would hang.
    context.on('request', (asked) => { if (new URL(asked.url()).pathname === '/live') streams += 1; });
    const { id, number } = await ownTicket();
    const first = await Visit.begin(context);
    await first.signIn(system.gateway, manager.name, `/tickets/${number}`);
    await first.page.getByText('● 实时').waitFor();
    const visits = [first];
    for (let tab = 1; tab < 8; tab += 1) {
      const visit = await Visit.begin(context);
      visits.push(visit);
      await visit.page.goto(`${system.gateway}/tickets/${number}`);
      await visit.page.locator('.timeline li').first().waitFor();
    }
    await reply(id, '谢谢您的来电，八个页面都看到了。');
    for (const { page } of visits) await page.locator('.timeline').getByText('八个页面都看到了').waitFor();
    expect(streams).toBe(1);
    // The tab that listened goes; another one takes its place.
    await first.page.close();
    await eventually(() => { expect(streams).toBe(2); });
    await reply(id, '换了一个页面继续听。');
    for (const { page } of visits.slice(1)) await page.locator('.timeline').getByText('换了一个页面继续听').waitFor();
    expect(visits.flatMap(({ complaints }) => complaints)).toEqual([]);
    for (const { page } of visits.slice(1)) await page.close();
  }, 120_000);

  it('does not take away a further page that somebody waits for', async () => {
    // A list of more than one page.
    const { id } = await ownTicket();
    for (let at = 0; at < 5; at++) await Promise.all(Array.from({ length: 11 }, ownTicket));
    const visit = await Visit.begin(context);
    const { page } = visit;
    await page.goto(`${system.gateway}/queue`);
    await page.getByText('● 实时').waitFor();
    const rows = page.getByRole('grid').locator('tbody tr');
    await eventually(async () => { expect(await rows.count()).toBe(50); });
    await page.evaluate("void (globalThis.heard = new Promise((resolve) => { new BroadcastChannel('aftercare.live').onmessage = ({ data }) => { if (data.event === 'changed') resolve(); }; }))");
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    const asked = page.waitForRequest(/\/queue\?.*after=/);
    await page.route(/\/queue\?.*after=/, async (route) => {
      await held;
      await route.continue();
    });
    await page.clock.install();
    await page.getByRole('button', { name: '更多' }).click();
    await asked;
    await reply(id, '在读下一页的时候变了。');
    await page.evaluate('globalThis.heard');
    // What has changed is asked for soon, and once more a little later.
    await page.clock.runFor(5_000);
    release();
    await eventually(async () => { expect(await rows.count()).toBeGreaterThan(50); });
    expect(visit.complaints.splice(0)).toEqual([]);
    await page.close();
  }, 120_000);

  it('is cut for minutes under a form that somebody writes: the page says so, and nothing is sent before it shows what it has missed', async () => {
    const { id, number } = await ownTicket();
    const visit = await Visit.begin(context);
    const { page } = visit;
    await page.goto(`${system.gateway}/tickets/${number}`);
    await page.getByText('● 实时').waitFor();
    await page.getByRole('button', { name: '答复' }).click();
    await page.getByLabel('进展').check();
    await page.getByLabel('内容').fill('您好，技师今天下午上门。');

    // The gateway dies; the one that follows knows nothing of this stream, and no new one gets through for three minutes.
    await page.clock.install();
    await context.route('**/live*', (route) => route.abort());
    await system.killService('gateway');
    await eventually(async () => { expect((await fetch(`${system.gateway}/health/ready`)).status).toBe(200); }, { within: 60_000 });
    await page.clock.runFor(180_000);
    await page.getByText(/自 .* 起未实时更新/).waitFor();
    await reply(id, '我们已经换了水泵。');
    // What he sends now would be about a ticket that he has not seen: first the page shows it, and his words stay.
    await page.keyboard.press('Control+Enter');
    await page.clock.runFor(2_000);
    await page.getByText('此工单已被他人修改').waitFor();
    await page.locator('.timeline').getByText('我们已经换了水泵').waitFor();
    expect(await page.getByLabel('内容').inputValue()).toBe('您好，技师今天下午上门。');
    await context.unroute('**/live*');
    await page.clock.runFor(10_000);
    await page.clock.resume();
    await page.getByText('● 实时').waitFor();
    await page.getByRole('button', { name: '仍要提交' }).click();
    await page.getByText('已完成：答复').waitFor();
    await page.close();
  }, 120_000);

  it('shows every tab to whoever has changed places in one of them, and tells none that nobody is there', async () => {
    const shared = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
    const [one, other] = [await Visit.begin(shared), await Visit.begin(shared)];
    await one.signIn(system.gateway, manager.name, '/queue');
    await one.page.getByText('● 实时').waitFor();
    await other.page.goto(`${system.gateway}/stock`);
    // The address that one is at, and not the one at which the frame was drawn.
    await other.page.getByRole('link', { name: '发货', exact: true }).click();
    await other.page.waitForURL('**/dispatch');
    await other.page.locator('.who summary').click();
    await other.page.getByRole('link', { name: '换人登录' }).click();
    await other.page.getByRole('button', { name: '董云明' }).click();
    await other.page.waitForURL('**/dispatch');
    for (const { page } of [one, other]) await page.locator('.who summary', { hasText: '董云明' }).waitFor();
    for (const { page } of [one, other]) expect(await page.getByText('登录已结束').count()).toBe(0);
    await shared.close();
  }, 60_000);

  it('tells a page that its session has ended elsewhere', async () => {
    const visit = await Visit.begin(context);
    await visit.page.goto(`${system.gateway}/queue`);
    await visit.page.getByText('● 实时').waitFor();
    const elsewhere = await browser.newContext({ locale: 'zh-CN' });
    const other = await Visit.begin(elsewhere);
    await other.signIn(system.gateway, manager.name, '/queue');
    await other.page.locator('.who summary').click();
    await other.page.getByRole('button', { name: '退出全部浏览器' }).click();
    await other.page.getByText('您已退出').waitFor();
    await visit.page.getByText('登录已结束').waitFor();
    await elsewhere.close();
  }, 60_000);
});
