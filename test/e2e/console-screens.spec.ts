import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import type { Browser } from 'playwright-core';
import { Parcel, people } from './parcel';
import { Visit } from './visit';

/** Every screen of the console by its address, as the screens themselves declare it: a new one is looked at from its first day. */
const folder = join(__dirname, '../../apps/console/src/screens');
const screens = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('routes.ts')).flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path!));
/** Who keeps everybody's record; he alone sees how it runs. */
const admin = 'ST002';
const ofAdmin = /^\/(operations|imports)/;
/** Whoever has the right to decide for finance, and not the skill; and who has both. */
const [analyst, finance] = ['ST003', { code: 'ST004', name: '沈嘉' }];
const serial = 'YG2502000025';

(hasBrowser() ? describe : describe.skip)('every screen', () => {
  let system: VisitedSystem;
  let browser: Browser;
  /** A record for each screen that shows one. */
  let records: Readonly<Record<string, string>>;
  const enter = async (code: string, back: string): Promise<Visit> => {
    const visit = await Visit.begin(await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } }));
    await visit.signInByCode(system, code, back);
    return visit;
  };
  const shown = async ({ page }: Visit): Promise<string> => {
    await page.locator('main h1').first().waitFor();
    await eventually(async () => { expect(await page.locator('main .loading').count()).toBe(0); }, { within: 20_000 });
    return page.locator('main').innerText();
  };
  beforeAll(async () => {
    [system, browser] = await Promise.all([sharedSystem(), openBrowser()]);
    const as = async (code: string) => {
      const http = request(`${system.gateway}/api`, { token: await system.token(code) });
      return async <T>(path: string): Promise<T> => (await http.get<T>(path)).body;
    };
    const [manager, everywhere] = [await as(people.manager.code), await as(admin)];
    const parcel = new Parcel(system);
    const [part = ''] = await parcel.parts(1);
    const { note } = await parcel.dispatched([{ part, qty: 2 }]);
    const dealer = request(`${system.gateway}/api`, { token: await system.token(people.dealer.code) });
    const { body: { id } } = await dealer.get<{ id: string }>(`/inventory/delivery-notes/${note}`);
    expect((await dealer.post(`/inventory/delivery-notes/${id}/receipt`, { lines: [{ part, received: 1, rejected: 0 }] })).status).toBe(200);
    const first = async (path: string) => (await eventually(async () => {
      const { items } = await manager<{ items: { id: string; number: string; requestId?: string }[] }>(path);
      expect(items.length).toBeGreaterThan(0);
      return items[0]!;
    }, { within: 20_000 }));
    const [difference, duty, asked] = [await first(`/inventory/discrepancies?note=${id}`), await first('/dealer-returns/obligations?limit=1'), await first('/inventory/parts-requests?limit=1')];
    const { customerId } = await manager<{ customerId: string }>(`/directory/devices/${serial}`);
    const [table] = (await everywhere<{ items: { id: string }[] }>('/inventory/imports')).items;
    const ticket = await request(`${system.gateway}/api`, { token: await system.token(people.clerk.code) }).post<{ number: string }>('/tickets/tickets', { channel: 'phone', caller: '19900001004', kind: 'repair', words: '一句话'.repeat(200) + 'x'.repeat(300) });
    records = {
      '/tickets/$number': `/tickets/${ticket.body.number}`, '/customers/$id': `/customers/${customerId}`, '/devices/$serial': `/devices/${serial}`, '/dealers/$code': `/dealers/${people.dealer.code}`, '/staff/$id': `/staff/${people.clerk.code}`,
      '/figures/$figure': '/figures/satisfaction', '/imports/$service/$id': `/imports/inventory/${table!.id}`, '/operations/$service': '/operations/tickets', '/parts/requests/$number': `/parts/requests/${asked.number}`, '/receipts/$number': `/receipts/${note}`,
      '/discrepancies/$number': `/discrepancies/${difference.number}`, '/old-parts/$number': `/old-parts/${duty.number}`, '/accounts/$dealer': `/accounts/${people.dealer.code}`, '/stock/parts/$part': `/stock/parts/${part}?location=WH-BR01`,
    };
  }, 180_000);
  afterAll(() => browser?.close(), 60_000);

  it('has a record to be looked at, where it shows one', () => {
    expect(screens.length).toBeGreaterThan(30);
    expect(screens.filter((path) => path.includes('$') && records[path] === undefined)).toEqual([]);
  });

  it('fits every width and can be used by everybody, in both languages, asks for nothing that is refused, and shows no name of a text in place of the text', async () => {
    const [desk, keeper] = [await enter(people.manager.code, '/queue'), await enter(admin, '/operations')];
    const bad: unknown[] = [];
    for (const path of screens) {
      const visit = ofAdmin.test(path) ? keeper : desk;
      const { page } = visit;
      await page.goto(`${system.gateway}${records[path] ?? path}`);
      for (const language of ['中文', 'English']) {
        if (language === 'English') await page.getByRole('button', { name: 'English' }).click();
        const said = await shown(visit);
        bad.push(...[...(await visit.unfit({ colours: language === '中文' })), ...(said.match(/\b[a-z]+(?:-[a-z]+)*\.[a-z_-]+(?:\.[a-z_-]+)*\b/g) ?? []).filter((word) => !/^(e\.g|i\.e)$|\.(csv|xlsx)$/.test(word)), ...visit.complaints.splice(0)].map((what) => [path, language, what]));
      }
      await page.getByRole('button', { name: '中文' }).click();
    }
    expect(bad).toEqual([]);
  }, 900_000);

  it('names what every file holds that was brought in', async () => {
    const { page } = await enter(admin, '/imports');
    const kinds = page.locator('main td[data-name="内容"]');
    await kinds.first().waitFor();
    const said = await eventually(async () => {
      const texts = await kinds.allInnerTexts();
      // Past ones are the last that a start brings in.
      expect(texts.filter((text) => text.startsWith('历史')).length).toBeGreaterThanOrEqual(3);
      return texts;
    }, { within: 20_000 });
    expect(said.filter((text) => !/^\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('tells what its keys do: for the keyboard alone, and none of them does anything under it', async () => {
    const visit = await enter(people.manager.code, '/parts/requests');
    const { page } = visit;
    await page.getByRole('button', { name: '申请配件' }).waitFor();
    const help = page.getByRole('dialog');
    for (const [title, here] of [['快捷键', '此页'], ['Keys', 'On this page']] as const) {
      if (title === 'Keys') await page.getByRole('button', { name: 'English' }).click();
      await page.locator('main').focus();
      await page.keyboard.press('Shift+Slash');
      await help.getByRole('heading', { name: title, exact: true }).and(page.locator(':focus')).waitFor();
      await help.getByText(here).waitFor();
      expect([title, await visit.unfit()]).toEqual([title, []]);
      await page.keyboard.press('n');
      expect(new URL(page.url()).pathname).toBe('/parts/requests');
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'detached' });
    }
    await page.keyboard.press('n');
    await page.waitForURL('**/parts/requests/new');
  });

  it('that has nothing but a form says, too, that its choices could not be had, and asks for them again', async () => {
    const visit = await enter(people.manager.code, '/notices');
    const { page } = visit;
    await page.locator('main h1').waitFor();
    for (const path of ['/call', '/parts/requests/new']) {
      await page.route('**/api/**', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/defect', title: 'x', status: 500, detail: 'x', traceId: '0' }) }));
      await page.goto(`${system.gateway}${path}`);
      const trouble = page.getByRole('alert').filter({ hasText: '有些名称和选项没有取到' });
      await trouble.waitFor();
      expect([path, await trouble.count()]).toEqual([path, 1]);
      await page.unroute('**/api/**');
      await trouble.getByRole('button', { name: '重试' }).click();
      await trouble.waitFor({ state: 'detached' });
    }
    expect(visit.complaints.splice(0).filter((one) => !one.includes('status of 500'))).toEqual([]);
  });

  it('offers what finance decides to who decides for finance, and says who that is to who has only the right', async () => {
    const [without, trusted] = [await enter(analyst, `/accounts/${people.dealer.code}`), await enter(finance.code, `/accounts/${people.dealer.code}`)];
    await trusted.page.getByRole('button', { name: '登记付款' }).waitFor();
    await without.page.getByText(new RegExp(`财务审批权.*${finance.name}`)).waitFor();
    expect(await without.page.getByRole('button', { name: '登记付款' }).count()).toBe(0);
  });

  it('names people and places to a dealer, or says nothing, and offers him no screen that is closed to him', async () => {
    const visit = await enter(people.dealer.code, '/parts/requests');
    const { page } = visit;
    await page.locator('#nav a').first().waitFor();
    const addresses = await page.locator('#nav a').evaluateAll((links) => links.map((link) => String((link as unknown as { getAttribute(name: string): string }).getAttribute('href'))));
    const bad: unknown[] = [];
    for (const address of [...addresses, records['/parts/requests/$number']!, records['/discrepancies/$number']!, records['/receipts/$number']!]) {
      await page.goto(`${system.gateway}${address}`);
      const codes = async (): Promise<readonly string[]> => (await shown(visit)).match(/\b(ST|BR)\d+\b/g) ?? [];
      // Names come a moment after the rows.
      await eventually(async () => { expect(await codes()).toEqual([]); }, { within: 5_000 }).catch(() => undefined);
      bad.push(...[...(await codes()), ...visit.complaints.splice(0)].map((what) => [address, what]));
    }
    expect(bad).toEqual([]);
    // He may come to one after a colleague of the house who has signed in here: nothing is asked for, and there is a way on.
    await page.goto(`${system.gateway}/dispatch`);
    await page.getByText('「发货」不在您的权限内').waitFor();
    await page.getByRole('link', { name: '到我的页面' }).click();
    await page.waitForURL('**/parts/requests');
    expect(visit.complaints).toEqual([]);
  });
});
