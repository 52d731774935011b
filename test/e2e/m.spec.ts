import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually, hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import type { Browser, Page } from 'playwright-core';
import { Parcel, people } from './parcel';
import { Visit } from './visit';

const root = join(__dirname, '../..');

(hasBrowser() ? describe : describe.skip)('the pages for the hand', () => {
  let system: VisitedSystem;
  let browser: Browser;
  let keeper: Visit;
  let parts: string[];
  const visits: Visit[] = [];
  const enter = async (person: { readonly name: string }): Promise<Visit> => {
    const visit = await Visit.begin(await browser.newContext({ locale: 'zh-CN', viewport: { width: 360, height: 740 } }));
    await visit.signIn(system.gateway, person.name, '/m');
    visits.push(visit);
    return visit;
  };
  beforeAll(async () => {
    [system, browser] = await Promise.all([sharedSystem(), openBrowser()]);
    parts = await new Parcel(system).parts(3);
    keeper = await enter(people.storekeeper);
  }, 180_000);
  afterAll(() => browser?.close(), 60_000);
  afterEach(async () => {
    await keeper?.page.context().setOffline(false);
    expect(visits.flatMap(({ complaints }) => complaints.splice(0))).toEqual([]);
  });

  const isFit = async (visit: Visit, what: string): Promise<void> => {
    expect([what, await visit.unfit()]).toEqual([what, []]);
    await visit.page.setViewportSize({ width: 360, height: 740 });
    const small = await visit.page.locator('button:visible, input:visible, .rows a:visible, .tiles a:visible').evaluateAll((targets) => targets.map((target) => target.getBoundingClientRect()).filter(({ height }) => height < 48).length);
    expect([what, small]).toEqual([what, 0]);
  };
  const scan = async (page: Page, code: string): Promise<void> => {
    await page.locator('.scan input').fill(code);
    await page.keyboard.press('Enter');
  };

  it('issues two lines by scans: a wrong part stops the line, another person counts, the waybill knows its carrier', async () => {
    const [one, two, wrong] = parts as [string, string, string];
    const asked = await new Parcel(system).approved([{ part: one, qty: 1 }, { part: two, qty: 2 }]);
    const { page } = keeper;
    await page.getByRole('link', { name: '拣货' }).click();
    await page.locator('li.card', { hasText: asked.number }).getByRole('button', { name: '开始拣货' }).click();
    await page.waitForURL('**/m/pick/PK-*');
    await isFit(keeper, 'picking');
    await scan(page, wrong);
    await page.getByRole('alertdialog').getByRole('button').click();
    await scan(page, one);
    await page.getByText('1 / 1').waitFor();
    await scan(page, two);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('button', { name: '拣完' }).click();
    await page.getByText('待复核').waitFor();
    const number = page.url().split('/').at(-1)!;

    await page.goto(`${system.gateway}/m/check/${number}`);
    await page.getByText('须由他人复核').waitFor();
    const clerk = await enter(people.clerk);
    await clerk.page.goto(`${system.gateway}/m/check/${number}`);
    for (const part of [one, two]) await scan(clerk.page, part);
    // What was counted stays when the page goes away.
    await clerk.page.reload();
    await clerk.page.getByRole('button', { name: '复核完成' }).click();
    await clerk.page.getByRole('alert').waitFor();
    expect(clerk.complaints.splice(0)).toEqual([expect.stringContaining('409')]);
    await scan(clerk.page, two);
    await isFit(clerk, 'checking');
    await clerk.page.getByRole('button', { name: '复核完成' }).click();
    await clerk.page.getByText('已复核').waitFor();

    await page.goto(`${system.gateway}/m/dispatch/${number}`);
    await page.getByRole('button', { name: '甲号快运' }).waitFor();
    await scan(page, `KDA${number.replace(/\D/g, '')}`);
    await page.locator('[aria-pressed=true]', { hasText: '甲号快运' }).waitFor();
    await isFit(keeper, 'dispatch');
    await page.getByRole('button', { name: '确认发出' }).click();
    await page.getByText('已发出').waitFor();
  });

  it('keeps what is scanned without a network, tells it in order when it is back, and shows a refusal on its row', async () => {
    const [one, two, wrong] = parts as [string, string, string];
    const asked = await new Parcel(system).approved([{ part: one, qty: 1 }, { part: two, qty: 1 }]);
    const { page } = keeper;
    await page.goto(`${system.gateway}/m/pick`);
    await page.locator('li.card', { hasText: asked.number }).getByRole('button', { name: '开始拣货' }).click();
    await page.waitForURL('**/m/pick/PK-*');
    const number = page.url().split('/').at(-1)!;
    await page.locator('.scan input').waitFor();
    await page.context().setOffline(true);
    await page.getByText('没有网络').waitFor();
    await scan(page, one);
    await page.getByRole('status').filter({ hasText: '待上传 1' }).waitFor();
    await scan(page, wrong);
    await page.getByRole('alertdialog').getByRole('button').click();
    await scan(page, two);
    await page.getByRole('button', { name: '拣完' }).click();
    await page.getByText('已拣完，待上传').waitFor();
    await isFit(keeper, 'what waits for the network');

    // The same piece was told by another device meanwhile: what comes after it waits until its person has decided.
    const http = request(`${system.gateway}/api`, { token: await system.token(people.storekeeper.code) });
    const picking = async () => (await http.get<{ id: string; state: string; lines: { part: string; picked: number }[] }>(`/inventory/pickings/${number}`)).body;
    const { id, lines } = await picking();
    expect(lines.map(({ picked }) => picked)).toEqual([0, 0]);
    await http.post(`/inventory/pickings/${id}/scan`, { part: one, qty: 1 });
    await page.context().setOffline(false);
    await page.getByRole('alert').filter({ hasText: `${number} 拣货 ${one}\u00a0×\u00a01` }).waitFor();
    expect(await picking()).toMatchObject({ state: 'picking', lines: [{ picked: 1 }, { picked: 0 }] });
    // A page that was reloaded knows what waits.
    await page.reload();
    await page.getByRole('button', { name: '放弃这一条' }).click();
    await page.getByText('待复核').waitFor();
    expect(await picking()).toMatchObject({ state: 'picked', lines: [{ picked: 1 }, { picked: 1 }] });
    await page.getByText('待上传').waitFor({ state: 'detached' });
    expect(keeper.complaints.splice(0).filter((said) => !/ERR_INTERNET_DISCONNECTED|409/.test(said))).toEqual([]);
  });

  it('opens where there is no network, with what is in hand, and knows nobody any more when he has signed out', async () => {
    const [one, two] = parts as [string, string];
    const asked = await new Parcel(system).approved([{ part: one, qty: 1 }, { part: two, qty: 1 }]);
    const visit = await enter(people.storekeeper);
    const context = visit.page.context();
    await visit.page.goto(`${system.gateway}/m/pick`);
    await visit.page.locator('li.card', { hasText: asked.number }).getByRole('button', { name: '开始拣货' }).click();
    await visit.page.waitForURL('**/m/pick/PK-*');
    const address = visit.page.url();
    await visit.page.locator('.scan input').waitFor();
    await visit.page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await context.setOffline(true);
    await scan(visit.page, one);
    await visit.page.getByText('待上传 1').first().waitFor();
    await visit.page.close();

    const page = await context.newPage();
    await page.goto(address);
    await scan(page, two);
    await page.getByRole('button', { name: '拣完' }).click();
    await page.getByText('已拣完，待上传').waitFor();
    // A screen that was not opened yet.
    await page.goto(`${system.gateway}/m/take-back`);
    await page.getByText('扫描旧件标签').waitFor();
    const keeps = await page.evaluate<string[]>("(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat())()");
    expect(keeps).toContain('/m');
    expect(keeps.filter((path) => path !== '/m' && !path.startsWith('/console/'))).toEqual([]);

    await context.setOffline(false);
    await page.getByText('待上传').waitFor({ state: 'detached' });
    const http = request(`${system.gateway}/api`, { token: await system.token(people.storekeeper.code) });
    expect((await http.get(`/inventory/pickings/${address.split('/').at(-1)!}`)).body).toMatchObject({ state: 'picked', lines: [{ picked: 1 }, { picked: 1 }] });
    await page.goto(`${system.gateway}/m`);
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByText('请先登录').waitFor();
    await context.setOffline(true);
    await page.goto(`${system.gateway}/m`);
    await page.getByText('没有收到答复').waitFor();
    expect(await page.content()).not.toContain(people.storekeeper.name);
    visit.complaints.splice(0);
    await context.close();
  }, 120_000);

  it('sets aside what it has kept and cannot read any more, says so, and goes on', async () => {
    const { page } = keeper;
    const aside = page.getByRole('alert').filter({ hasText: '已损坏，没有提交' });
    const sound = { key: randomUUID(), kind: 'take-back', id: randomUUID(), about: 'OB-TJ-2026-999999', said: { qty: 1 }, at: new Date().toISOString() };
    // Cut off in the middle; and something else beside what is sound, which is sent.
    for (const [stored, broken] of [['[{"key":"1","kind":"sc', '[{"key":"1","kind":"sc'], [JSON.stringify([{ kind: 'dance' }, sound]), '{"kind":"dance"}']] as const) {
      await page.goto(`${system.gateway}/m`);
      await page.getByRole('link', { name: '拣货' }).waitFor();
      await page.evaluate(([place, text]) => { localStorage.setItem(place!, text!); }, [`aftercare.kept.${people.storekeeper.code}`, stored]);
      await page.reload();
      await aside.waitFor();
      await page.getByRole('link', { name: '拣货' }).waitFor();
      await aside.getByText('逐条查看').click();
      await aside.getByText(broken, { exact: true }).waitFor();
      await isFit(keeper, 'what cannot be read any more');
      // It stays until its person has seen it.
      await page.reload();
      await aside.getByRole('button', { name: '已核对，删去' }).click();
      await aside.waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: '放弃这一条' }).click();
    await page.getByText('未被接受').waitFor({ state: 'detached' });
    expect(keeper.complaints.splice(0).filter((said) => !/40[04]/.test(said))).toEqual([]);
  });

  it('takes an old part back by its tag and the part itself', async () => {
    const http = request(`${system.gateway}/api`, { token: await system.token(people.storekeeper.code) });
    await new Parcel(system).dispatched([{ part: parts[0]!, qty: 2 }]);
    const { page } = keeper;
    const duty = await eventually(async () => {
      const { body } = await http.get<{ items: { number: string; openQty: number }[] }>(`/dealer-returns/obligations?owed=yes&part=${parts[0]!}&dealer=${people.dealer.code}`);
      const found = body.items.find(({ openQty }) => openQty === 2);
      expect(found).toBeDefined();
      return found!;
    }, { within: 20_000 });
    await page.goto(`${system.gateway}/m/take-back`);
    await scan(page, duty.number);
    await page.getByText('未返 2 件').waitFor();
    await scan(page, parts[1]!);
    await page.getByRole('alertdialog').getByRole('button').click();
    await scan(page, parts[0]!);
    await page.getByRole('button', { name: '件数 −1' }).click();
    await page.getByRole('button', { name: '收旧件' }).click();
    await page.getByText('已收，未返 1 件').waitFor();
    await isFit(keeper, 'an old part');
  });

  it('lets a dealer say what came, one part after the other, and see what he owes', async () => {
    const { note } = await new Parcel(system).dispatched([{ part: parts[0]!, qty: 2 }, { part: parts[1]!, qty: 1 }]);
    const dealer = await enter(people.dealer);
    const { page } = dealer;
    await page.getByRole('link', { name: '收货' }).click();
    await page.getByRole('link', { name: note }).click();
    await page.getByLabel('实到', { exact: true }).fill('1');
    await isFit(dealer, 'one part of a receipt');
    await page.reload();
    await page.getByText('第 2 / 2 项').waitFor();
    await page.getByRole('button', { name: '实到 1' }).click();
    await page.getByRole('button', { name: '拒收 +1' }).click();
    await page.getByRole('button', { name: '损坏' }).click();
    await page.getByRole('button', { name: '下一项' }).click();
    await page.getByText('−1').waitFor();
    // No network: what was counted stays, and goes out once when it is back.
    await page.context().setOffline(true);
    await page.getByText('没有网络').waitFor();
    await page.getByRole('button', { name: '确认收货' }).click();
    await page.getByText('没有收到答复').waitFor();
    await page.context().setOffline(false);
    dealer.complaints.splice(0);
    await page.getByRole('button', { name: '确认收货' }).click();
    await page.getByText('已收货').waitFor();
    await page.getByRole('link', { name: '差错' }).click();
    await page.getByRole('link', { name: /少件/ }).first().waitFor();
    await isFit(dealer, 'differences');
    await page.goto(`${system.gateway}/m`);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: /Old parts owed/ }).click();
    await page.locator('.rows a').first().click();
    await page.getByRole('button', { name: 'Say why not' }).click();
    await isFit(dealer, 'a duty in English');
  });

  it('writes Chinese on a machine that has no font for it, and so do the page that lets in and the papers', async () => {
    const addresses = ['/m', '/auth/sign-in?fresh=1', '/about', '/api/inventory/stock/export?location=WH-BR01&format=print'];
    const boxes: unknown[] = [];
    for (const address of addresses) {
      await keeper.page.goto(`${system.gateway}${address}`);
      await keeper.page.locator('h1').first().waitFor();
      boxes.push(...(await keeper.boxes()).map((text) => [address, text]));
    }
    expect(boxes).toEqual([]);
  });

  it('is small: at most 140 kB for the first screen, whichever it is', () => {
    const dist = join(root, 'apps/console/dist');
    type Manifest = Readonly<Record<string, { readonly file: string; readonly css?: readonly string[]; readonly imports?: readonly string[] }>>;
    const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
    const filesOf = (name: string): string[] => {
      const { file, css = [], imports = [] } = manifest[name]!;
      return [file, ...css, ...imports.flatMap(filesOf)];
    };
    // A device without a Chinese font takes this much of the list of ours before its first screen can be read.
    const ownFont = filesOf(Object.keys(manifest).find((name) => name.endsWith('noto-sans-sc/index.css?own'))!);
    const screens = Object.keys(manifest).filter((name) => /^src\/m\/.*\.tsx$/.test(name));
    const sizes = screens.map((screen) => [...new Set([...filesOf('m.html'), ...filesOf('src/m/texts.zh.ts'), ...ownFont, ...filesOf(screen)])].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0) / 1000);
    expect(screens.length).toBe(7);
    expect(sizes.filter((size) => size > 140)).toEqual([]);
  });
});
