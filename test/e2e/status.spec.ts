import { hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { people } from './parcel';
import { Visit } from './visit';

(hasBrowser() ? describe : describe.skip)('the customer’s page', () => {
  let system: VisitedSystem;
  let browser: Browser;
  beforeAll(async () => { [system, browser] = await Promise.all([sharedSystem(), openBrowser()]); }, 180_000);
  afterAll(() => browser?.close(), 60_000);

  it('is told by the clerk, opens without signing in and without JavaScript, and says nothing of anybody', async () => {
    const words = '水泵有异响，夜里睡不着。';
    const http = request(`${system.gateway}/api`, { token: await system.token(people.clerk.code) });
    const { number } = (await http.post<{ number: string }>('/tickets/tickets', { channel: 'phone', caller: '19900001004', kind: 'repair', words })).body;
    const clerk = await Visit.begin(await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } }));
    await clerk.signIn(system.gateway, people.clerk.name, `/tickets/${number}`);
    await clerk.page.getByRole('button', { name: '显示链接与二维码' }).click();
    const link = await clerk.page.getByRole('link', { name: /\/s\/[0-9a-f]{32}$/ }).getAttribute('href');
    await clerk.page.getByRole('img', { name: new RegExp(number) }).waitFor();
    expect(clerk.complaints).toEqual([]);

    // What the page weighs with all that it loads.
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN', viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    const loaded: Promise<Buffer>[] = [];
    const elsewhere: string[] = [];
    page.on('response', (response) => void loaded.push(response.body().catch(() => Buffer.alloc(0))));
    page.on('request', (asked) => { if (new URL(asked.url()).origin !== new URL(link!).origin) elsewhere.push(asked.url()); });
    await page.goto(link!);
    await page.getByRole('heading', { name: number }).waitFor();
    expect((await Promise.all(loaded)).reduce((sum, body) => sum + gzipSync(body).length, 0)).toBeLessThanOrEqual(30_000);
    expect(elsewhere).toEqual([]);
    const html = await page.content();
    expect(html).toContain('承诺接手');
    for (const secret of [words, '黄远帆', '19900001004', people.clerk.code, people.clerk.name]) expect(html).not.toContain(secret);
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByText('Taken up by').waitFor();

    // Fit for everybody, in both languages; the checker needs scripts, the page has none.
    for (const lang of ['zh', 'en']) {
      const visit = await Visit.begin(await browser.newContext({ locale: 'zh-CN' }));
      await visit.page.goto(`${link!}?lang=${lang}`);
      expect([lang, await visit.unfit(), visit.complaints]).toEqual([lang, [], []]);
    }
    const gone = await page.goto(`${link!.slice(0, -1)}${link!.endsWith('0') ? '1' : '0'}`);
    expect([gone?.status(), gone?.headers()['cache-control']]).toEqual([404, 'no-store']);
  });
});
