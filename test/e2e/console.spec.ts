import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually, hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Visit } from './visit';

const root = join(__dirname, '../..');
/** A clerk of Tianjin, one of the demo people, and a customer of his branch with devices. */
const clerk = { code: 'ST014', name: '马涵涵' };
const customer = { name: '黄远帆', phone: '19900001004' };
const words = '鱼缸底部渗水，水位一天降两指，地板都泡了。';

(hasBrowser() ? describe : describe.skip)('the console', () => {
  let system: VisitedSystem;
  let browser: Browser;
  let context: BrowserContext;
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    [system, browser] = await Promise.all([sharedSystem(), openBrowser()]);
    context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
    visit = await Visit.begin(context);
    page = visit.page;
    await visit.signIn(system.gateway, clerk.name, '/call');
  }, 180_000);
  afterAll(() => browser?.close(), 60_000);
  afterEach(() => { expect(visit.complaints.splice(0)).toEqual([]); });

  const isFit = async (what: string): Promise<void> => { expect([what, await visit.unfit()]).toEqual([what, []]); };
  const focused = () => page.evaluate<string>("document.activeElement?.tagName + ' ' + (document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent ?? '').slice(0, 20)");

  it('registers a complaint by keyboard alone, with three keys besides what is written, and goes on with its intake', async () => {
    let keys = 0;
    const press = async (key: string): Promise<void> => {
      keys += 1;
      await page.keyboard.press(key);
    };
    await eventually(async () => { expect(await focused()).toContain('来电号码'); });
    // Who has the sample on file need not know anybody's number.
    await page.getByRole('button', { name: /用示例号码 1990000\d{4}/ }).waitFor();
    await page.keyboard.type(customer.phone);
    await press('Enter');
    await page.getByRole('heading', { name: customer.name }).waitFor();
    await eventually(async () => { expect(await focused()).toContain('TEXTAREA 顾客原话'); });
    await page.keyboard.type(words);
    await isFit('the call');
    await press('Control+Enter');
    await page.waitForURL('**/tickets/TK-TJ-*');
    expect(keys).toBeLessThanOrEqual(7);
    await page.getByText('请告诉来电者工单号').waitFor();

    // From here on: the intake, by the keys that every form has.
    await page.getByRole('form', { name: '登记情况' }).waitFor();
    await eventually(async () => { expect(await focused()).toContain('设备序列号'); });
    await page.keyboard.press('Control+Enter');
    expect(await page.getByText('请填写此项。').count()).toBe(4);
    await page.getByLabel('真实原因').fill('底部硅胶开裂');
    await page.getByLabel('期望结果').fill('今天上门查看');
    await page.getByLabel('紧急', { exact: true }).check();
    await page.getByLabel('大', { exact: true }).check();
    await page.keyboard.press('Control+Enter');
    await page.getByText('已完成：登记情况').waitFor();
    await page.getByText('处理中').first().waitFor();
    await page.locator('.timeline').getByText('底部硅胶开裂').waitFor();
    await isFit('a ticket');
  });

  it('shows who calls again what is open already, before anything is registered', async () => {
    await page.keyboard.press('c');
    await page.waitForURL('**/call');
    await page.getByLabel('来电号码').fill(customer.phone);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '进入此单' }).first().waitFor();
    expect(await page.locator('.tickets blockquote').first().innerText()).toBe(words);
    await isFit('an open ticket');
    await page.getByRole('link', { name: '进入此单' }).first().click();
    await page.waitForURL('**/tickets/TK-TJ-*');
  });

  it('keeps what is written over a reload, and takes no key while somebody composes', async () => {
    await page.goto(`${system.gateway}/call`);
    const field = page.getByLabel('顾客原话');
    await field.fill('还没说完');
    await page.reload();
    await page.getByText('已恢复上次未提交的内容').waitFor();
    expect(await field.inputValue()).toBe('还没说完');
    // What is refused is called as it is on the screen.
    await page.getByLabel('序列号').fill('YG');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText(/^序列号：/).waitFor();
    expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('400')]);
    // As an input method does it: the key is Process, only its place is known.
    const composed = (type: string, code: string, where: string) => page.locator(where).dispatchEvent(type, { key: 'Process', code, keyCode: 229, isComposing: true, ctrlKey: code === 'Enter', bubbles: true, cancelable: true });
    await field.focus();
    await composed('keydown', 'Enter', 'textarea');
    await page.locator('main').focus();
    await composed('keydown', 'KeyQ', 'main');
    expect(new URL(page.url()).pathname).toBe('/call');
    await page.getByRole('button', { name: '清空' }).click();
    await page.locator('main').focus();
    await page.keyboard.press('q');
    await page.waitForURL('**/queue');
  });

  it('walks the queue by keys, moves no row by itself, and opens what is in hand', async () => {
    await page.goto(`${system.gateway}/queue`);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    // Names come a moment after the rows.
    await eventually(async () => { expect((await rows.allInnerTexts()).filter((row) => /\bST\d/.test(row))).toEqual([]); });
    const before = await rows.allInnerTexts();
    const http = request(`${system.gateway}/api`, { token: await system.token(clerk.code) });
    expect((await http.post('/tickets/tickets', { channel: 'phone', caller: '19900001005', kind: 'repair', words: '水泵异响' })).status).toBe(201);
    // The stream tells of it; by itself the page would ask in two minutes.
    await page.getByRole('button', { name: '1 条更新' }).waitFor();
    expect(await rows.allInnerTexts()).toEqual(before);
    await page.keyboard.press('.');
    await eventually(async () => { expect(await rows.count()).toBe(before.length + 1); });
    await isFit('the queue');
    const inHand = () => page.evaluate<number>('[...document.querySelectorAll("tbody tr")].indexOf(document.activeElement)');
    for (const key of ['j', 'Home', 'j']) await page.keyboard.press(key);
    expect(await inHand()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tickets/TK-TJ-*');
  });

  it('finds screens, actions and records from one box, by keys alone', async () => {
    await page.goto(`${system.gateway}/queue`);
    const number = (await page.locator('tbody td.number').first().innerText()).trim();
    const box = page.getByRole('combobox', { name: '查找' });
    await page.keyboard.press('Control+k');
    await box.fill(number.toLowerCase());
    await page.getByRole('option', { name: `工单 ${number}` }).waitFor();
    await isFit('the palette');
    // Enter that an input method takes chooses nothing.
    await box.dispatchEvent('keydown', { key: 'Process', code: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true });
    expect(new URL(page.url()).pathname).toBe('/queue');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/tickets/${number}`);
    await page.locator('main').focus();
    await page.keyboard.press('/');
    await box.fill('接电');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/call');
  });

  it('leaves nobody’s words behind when two work on one ticket', async () => {
    await page.goto(`${system.gateway}/queue`);
    await page.locator('tbody tr').first().click();
    await page.getByRole('button', { name: '答复' }).click();
    await page.getByLabel('进展').check();
    await page.getByLabel('内容').fill('您好，技师今天下午上门。');
    // The same person in another browser, or a colleague: the ticket has another version then, and this page hears of it.
    const number = /TK-\S+/.exec(await page.getByRole('heading', { level: 1 }).innerText())![0];
    const http = request(`${system.gateway}/api`, { token: await system.token(clerk.code) });
    const { id } = (await http.get<{ id: string }>(`/tickets/tickets/${number}`)).body;
    expect((await http.post(`/tickets/tickets/${id}/reply`, { kind: 'thanks', words: '谢谢您的来电。' })).status).toBe(200);
    await page.getByText('此工单已被他人修改').waitFor();
    expect(await page.getByLabel('内容').inputValue()).toBe('您好，技师今天下午上门。');
    await page.locator('.timeline').getByText('谢谢您的来电。').waitFor();
    await page.getByRole('button', { name: '仍要提交' }).click();
    await page.getByText('已完成：答复').waitFor();
  });

  it('fails at once without a network, sends nothing by itself later, and sends once what is pressed again', async () => {
    await page.getByRole('button', { name: '答复' }).click();
    await page.getByLabel('进展').check();
    await page.getByLabel('内容').fill('您好，配件明天到。');
    await context.setOffline(true);
    await page.keyboard.press('Control+Enter');
    await page.getByText('连不上服务器').waitFor();
    await context.setOffline(false);
    visit.complaints.splice(0);
    await page.getByText('网络已断开').waitFor({ state: 'detached' });
    expect(await page.locator('.timeline').getByText('您好，配件明天到。').count()).toBe(0);
    expect(await page.getByLabel('内容').inputValue()).toBe('您好，配件明天到。');
    await page.getByLabel('内容').press('Control+Enter');
    await page.getByText('已完成：答复').waitFor();
    await eventually(async () => { expect(await page.locator('.timeline').getByText('您好，配件明天到。').count()).toBe(1); });
  });

  it('says in English what it says in Chinese, and what is not there', async () => {
    await page.goto(`${system.gateway}/queue?all=true&state=new&waitingFor=customer`);
    await page.getByText('没有符合条件的工单').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('No ticket is like that').waitFor();
    await isFit('an empty queue');
    await page.goto(`${system.gateway}/tickets/TK-XX-2026-999999`);
    await page.getByText('ticket.not-found').waitFor();
    await isFit('what is not there');
    await page.goto(`${system.gateway}/call`);
    // Once, or again: a screen that has heard of a gap asks anew.
    expect([...new Set(visit.complaints.splice(0))]).toEqual([expect.stringContaining('404')]);
    await page.getByText('First the number').waitFor();
    await isFit('a call in English');
  });

  it('ends at every tab when its person signs out, keeps the draft, and asks anew who it is', async () => {
    const elsewhere = await Visit.begin(context);
    const other = elsewhere.page;
    await other.goto(`${system.gateway}/call`);
    await other.getByLabel('What the customer said').fill('half a sentence');
    await page.goto(`${system.gateway}/queue`);
    await page.locator('.who summary').click();
    await page.getByRole('button', { name: 'Sign out in all browsers' }).click();
    await page.getByText('You are signed out.').waitFor();
    await isFit('the sign-in');
    await other.getByLabel('Number of the caller').fill(customer.phone);
    await other.keyboard.press('Enter');
    await other.getByText('Your session has ended').waitFor();
    // The request and the stream, which comes again.
    expect([elsewhere.complaints.length > 0, elsewhere.complaints.filter((one) => !one.includes('401'))]).toEqual([true, []]);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.waitForURL('**/interaction/**');
    await page.getByRole('button', { name: clerk.name }).click();
    await page.getByRole('heading', { name: 'My queue' }).waitFor();
    await other.reload();
    expect(await other.getByLabel('What the customer said').inputValue()).toBe('half a sentence');
  });

  it('needs no Chinese font of the machine: ours is at its own address, and let in by the policy of the page', async () => {
    expect(await page.evaluate(`document.fonts.load('14px "Noto Sans SC Variable"', '鱼缸漏水').then((faces) => faces.map(({ status }) => status))`)).toEqual(expect.arrayContaining(['loaded']));
  });

  it('is small: the shell with the words of one language at most 260 kB, a screen at most 130 kB more', () => {
    const dist = join(root, 'apps/console/dist');
    type Manifest = Readonly<Record<string, { readonly file: string; readonly css?: readonly string[]; readonly imports?: readonly string[] }>>;
    const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
    const filesOf = (name: string): string[] => {
      const { file, css = [], imports = [] } = manifest[name]!;
      return [file, ...css, ...imports.flatMap(filesOf)];
    };
    const kilobytes = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0) / 1000;
    // One language at a time: the other is in a file of its own.
    const shell = new Set(['index.html', 'src/texts/words.zh.ts'].flatMap(filesOf));
    expect(shell.has(manifest['src/texts/words.en.ts']!.file)).toBe(false);
    const screens = Object.keys(manifest).filter((name) => name.startsWith('src/screens/'));
    const sizes = screens.map((name) => [name, kilobytes(new Set(filesOf(name).filter((file) => !shell.has(file))))] as const);
    expect(screens.length).toBeGreaterThan(2);
    expect([kilobytes(shell) <= 260, sizes.filter(([, size]) => size > 130)]).toEqual([true, []]);
  });
});
