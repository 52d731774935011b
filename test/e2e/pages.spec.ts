import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { hasBrowser, openBrowser, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import { source as axe, type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';

const call = { channel: 'phone', caller: '199 0000 1389', kind: 'complaint', words: '鱼缸底部渗水，水位一天降两指。' };
const narrow = { width: 390, height: 844 };

(hasBrowser() ? describe : describe.skip)('in a browser', () => {
  let system: VisitedSystem;
  let browser: Browser;
  let page: Page;
  /** What no page may do: ask another server, print an error, be stopped by its own policy. */
  const complaints: string[] = [];

  beforeAll(async () => void ([system, browser] = await Promise.all([sharedSystem(), openBrowser()])), 180_000);
  afterAll(() => browser?.close(), 60_000);
  beforeEach(async () => {
    complaints.length = 0;
    page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    await page.addInitScript("addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`stopped by ${violatedDirective}: ${blockedURI}`))");
    page.on('console', (message) => message.type() === 'error' && complaints.push(`${message.text()} (${message.location().url})`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      // Where the person goes is one thing, what a page loads by itself another.
      if (!request.isNavigationRequest() && protocol !== 'data:' && origin !== new URL(page.url()).origin) complaints.push(`asked ${request.url()}`);
    });
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  const serious = async (): Promise<string[]> => {
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  const fitsNarrowScreen = async (): Promise<void> => {
    await page.setViewportSize(narrow);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(narrow.width);
  };
  const shows = (text: string) => page.getByText(text).first().waitFor();

  it('the page about it says in both languages what this is, where to go on, and that every service works', async () => {
    await page.goto(`${system.gateway}/about`);
    for (const text of ['售后服务平台', 'a call becomes a ticket', 'npm run token -- ST030']) await shows(text);
    const states = await page.getByRole('row').allInnerTexts();
    expect(states.map((text) => text.replace(/\s+/g, ' '))).toEqual(['工单 · Tickets 正常 · works', '档案 · Directory 正常 · works', '配件与库存 · Parts and stock 正常 · works', '旧件返还 · Returns from dealers 正常 · works', '通知 · Notices 正常 · works', '分析 · Analytics 正常 · works', '登录 · Sign-in 正常 · works']);
    expect(await serious()).toEqual([]);
    await fitsNarrowScreen();
    await page.getByRole('link', { name: /Events/ }).click();
    await page.waitForURL('**/docs/events');
  });

  it('a paper comes through the gateway and asks for its own stylesheet only', async () => {
    await page.setExtraHTTPHeaders({ authorization: `Bearer ${await system.token('ST030')}` });
    await page.goto(`${system.gateway}/api/tickets/tickets/queue/export?format=print`);
    await shows('待办工单');
    expect(await page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse")).toBe('collapse');
    expect(await serious()).toEqual([]);
  });

  it('the reference of the API shows the routes of every service, and a call can be made from it', async () => {
    await page.goto(`${system.gateway}/docs/api`);
    for (const text of ['先登录', 'Sign in first']) await shows(text);
    const part = (service: string) => page.locator(`.opblock-tag[data-tag="${service}"]`);
    for (const [service, route] of [['directory', '/api/directory/contacts/{id}'], ['analytics', '/api/analytics/tickets-by-day']] as const) {
      await part(service).click();
      await shows(route);
      await part(service).click();
    }
    expect(await page.getByText('Not started or not reachable').count()).toBe(0);

    await page.getByRole('button', { name: 'Authorize' }).click();
    const dialog = page.locator('.modal-ux');
    await dialog.locator('input').fill(await system.token('ST030'));
    await dialog.getByRole('button', { name: 'Apply credentials' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    await part('tickets').click();
    const operation = page.locator('.opblock-post', { hasText: /Open ticket/ });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.locator('textarea').fill(JSON.stringify(call));
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table');
    await answer.getByText('201', { exact: true }).waitFor();
    expect(await answer.locator('pre').first().innerText()).toMatch(/"number": "TK-HZ-\d{4}-\d{6}"/);
    await fitsNarrowScreen();
  });

  it('the reference of the events shows every topic and event', async () => {
    await page.goto(`${system.gateway}/docs/events`);
    for (const text of ['aftercare.tickets.ticket', 'tickets.ticket.opened.v1', '已提交的每个事实', 'Every committed fact']) await shows(text);
    await fitsNarrowScreen();
  });

  it('signing in refuses a wrong password in both languages, and lets the right person back to where he came from', async () => {
    const { password } = (JSON.parse(readFileSync(join(system.folder, 'data/issuer/people.json'), 'utf8')) as Record<string, { password: string }>)['ST030']!;
    const client = createServer((_request, response) => response.end('<link rel="icon" href="data:,">')).listen(0, '127.0.0.1');
    await once(client, 'listening');
    const back = `http://127.0.0.1:${(client.address() as AddressInfo).port}/callback`;
    const asked = { client_id: 'aftercare-cli', response_type: 'code', scope: 'openid', redirect_uri: back, state: 'here', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
    await page.goto(`${system.issuer}/auth?${new URLSearchParams(asked).toString()}`);
    for (const text of ['登录售后服务平台', 'Sign in to Aftercare', '工号', 'Password']) await shows(text);
    expect(await serious()).toEqual([]);
    await fitsNarrowScreen();

    const send = async (secret: string) => {
      await page.getByLabel('工号').fill('ST030');
      await page.getByLabel('密码').fill(secret);
      await page.getByRole('button', { name: '登录' }).click();
    };
    await send('wrong');
    expect(await page.getByRole('alert').innerText()).toMatch(/工号或密码不正确。.*Staff code or password is wrong\./);
    expect(await serious()).toEqual([]);
    // The browser itself reports the 401.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('401')]);
    await send(password);
    await page.waitForURL(`${back}?*`);
    expect(new URL(page.url()).searchParams.get('state')).toBe('here');
    client.close();
  });
});
