/**
 * Takes the pictures of docs/screens: starts the sample factory on free ports in a folder of its own, lets a clerk, a storekeeper, a manager and
 * a dealer work in it by the routes that they use, and photographs what they see, in both languages. By hand: `npm run screens`, after a change
 * that shows.
 */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Testing from '@aftercare/testing';
import { exitWith } from '../../tools/platform/refusal.ts';
import { root } from '../../tools/platform/root.ts';

const { eventually, openBrowser, request, startSystem } = createRequire(import.meta.filename)('@aftercare/testing') as typeof Testing;
type BrowserContext = Awaited<ReturnType<Awaited<ReturnType<typeof Testing.openBrowser>>['newContext']>>;
type Page = Awaited<ReturnType<BrowserContext['newPage']>>;

const folder = join(root, 'docs/screens');
/** All pictures together: who clones the repository gets them. */
const mostBytes = 1_500_000;

/** Three of the demo people, of one branch, and a dealer of it; a customer of it with a device, and parts that fit the device and are in store there. */
const people = { clerk: { code: 'ST014', name: '马涵涵' }, keeper: { code: 'ST015', name: '董云明' }, manager: { code: 'ST013', name: '袁山清' }, dealer: { code: 'DL001', name: '甲子水族(示例)' } } as const;
const device = { caller: '19900001004', serial: 'YG2502000025' };
const parts = ['PT034', 'PT042', 'PT059'] as const;
const desk = { width: 1280, height: 800 };
const hand = { width: 390, height: 740 };

interface Picture {
  readonly name: string;
  readonly who: keyof typeof people;
  readonly path: string;
  readonly english?: true;
  /** On a telephone. */
  readonly inHand?: true;
  /** What has to be done or to be there before it is taken. */
  readonly ready: (page: Page) => Promise<unknown>;
}

async function takeAll(): Promise<void> {
  const system = await startSystem({ within: 900_000 });
  const browser = await openBrowser();
  try {
    const { ticket, request: asked, note } = await workedIn(system);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const call = async (page: Page): Promise<void> => {
      await page.locator('main input').first().fill(device.caller);
      await page.keyboard.press('Enter');
      await page.locator('.tickets blockquote').first().waitFor();
    };
    const cards = async (page: Page): Promise<void> => {
      await page.locator('.cards .value').nth(5).waitFor();
      await page.locator('.cards .loading').first().waitFor({ state: 'detached' });
    };
    const toCount = (page: Page): Promise<unknown> => page.locator('main .card').first().waitFor();
    const pictures: readonly Picture[] = [
      { name: 'call-zh', who: 'clerk', path: '/call', ready: call },
      { name: 'call-en', who: 'clerk', path: '/call', english: true, ready: call },
      { name: 'ticket-zh', who: 'clerk', path: `/tickets/${ticket}`, ready: (page) => page.locator('.timeline li').nth(3).waitFor() },
      { name: 'request-zh', who: 'clerk', path: `/parts/requests/${asked}`, ready: (page) => page.locator('.timeline li').nth(3).waitFor() },
      { name: 'picking-zh', who: 'keeper', path: '/picking', ready: (page) => page.locator('main .number').first().waitFor() },
      { name: 'follow-up-zh', who: 'clerk', path: '/follow-up', ready: (page) => page.locator('.sheet tbody tr').first().waitFor() },
      { name: 'm-zh', who: 'dealer', path: `/m/receipts/${note}`, inHand: true, ready: toCount },
      { name: 'm-en', who: 'dealer', path: `/m/receipts/${note}`, english: true, inHand: true, ready: toCount },
      { name: 'receipt-zh', who: 'dealer', path: `/receipts/${note}`, ready: (page) => page.locator('.receiving tbody tr', { hasText: '陶瓷环' }).waitFor() },
      { name: 'figures-zh', who: 'manager', path: '/figures', ready: cards },
      { name: 'figures-en', who: 'manager', path: '/figures', english: true, ready: cards },
    ];
    for (const who of Object.keys(people) as (keyof typeof people)[]) {
      const context = await browser.newContext({ locale: 'zh-CN', viewport: desk, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(`${system.gateway}/auth/sign-in?back=${encodeURIComponent('/notices')}`);
      await page.getByRole('button', { name: people[who].name }).click();
      await page.waitForURL('**/notices');
      for (const picture of pictures.filter((one) => one.who === who)) await take(context, system.gateway, picture);
      await context.close();
    }
  } finally {
    await browser.close();
    await system.stop();
  }
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  console.log(`${readdirSync(folder).length} pictures, ${Math.round(bytes / 1000)} kB`);
  if (bytes > mostBytes) throw new Error(`the pictures are ${bytes} bytes together, more than ${mostBytes}: take fewer, or smaller ones`);
}

/** A complaint in the works whose parts are on their way, one more to be picked, and a call that has just come in. */
async function workedIn(system: Testing.RunningSystem): Promise<{ readonly ticket: string; readonly request: string; readonly note: string }> {
  const as = async (who: keyof typeof people) => {
    const http = request(`${system.gateway}/api`, { token: await system.token(people[who].code) });
    return async <T>(path: string, body?: object): Promise<T> => {
      const answer = body === undefined ? await http.get<T>(path) : await http.post<T>(path, body);
      if (answer.status >= 300) throw new Error(`${path} answers ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
  };
  const [clerk, keeper, manager] = [await as('clerk'), await as('keeper'), await as('manager')];
  const opened = await clerk<{ id: string; number: string }>('/tickets/tickets', { channel: 'phone', caller: device.caller, kind: 'repair', words: '温控器失灵，水温一直降，鱼都不动了。' });
  await clerk(`/tickets/tickets/${opened.id}/intake`, { serial: device.serial, realCause: '温控器损坏', wantedResult: '换新', urgency: 'urgent', impact: 'normal' });
  type Lines = readonly { part: string; qty: number }[];
  const ask = async (lines: Lines, about: object = { ticket: opened.id, serial: device.serial }): Promise<{ readonly id: string; readonly number: string }> => {
    const asked = await clerk<{ id: string; number: string }>('/inventory/parts-requests', { reason: 'defective', lines, ...about });
    const { id } = asked;
    // No device proves the warranty of what a dealer asks for: whoever approves says why it holds.
    await manager(`/inventory/parts-requests/${id}/decision`, { lines: lines.map(({ part, qty }) => ({ part, approved: qty })), ...('dealer' in about ? { warrantyGround: 'part_itself' } : {}) });
    return asked;
  };
  const send = async ({ id }: { readonly id: string }, lines: Lines, waybill: string): Promise<string> => {
    const picking = await keeper<{ id: string }>(`/inventory/parts-requests/${id}/pickings`, { scans: lines });
    await clerk(`/inventory/pickings/${picking.id}/check`, { counts: lines });
    const note = await keeper<{ id: string; number: string }>('/inventory/delivery-notes', { pickingId: picking.id });
    await keeper('/inventory/shipments', { carrier: 'CR01', waybill, noteIds: [note.id] });
    return note.number;
  };
  const lines = parts.slice(0, 2).map((part) => ({ part, qty: 1 }));
  const first = await eventually(() => ask(lines), { within: 60_000 });
  await send(first, lines, 'KDA202600018');
  const toDealer = [{ part: parts[0], qty: 2 }, { part: parts[1], qty: 1 }];
  const note = await send(await ask(toDealer, { dealer: people.dealer.code, underWarranty: true }), toDealer, 'KDA202600019');
  await ask([{ part: parts[2], qty: 2 }]);
  await clerk('/tickets/tickets', { channel: 'phone', caller: '19900001005', kind: 'complaint', words: '水泵异响，晚上睡不着。' });
  return { ticket: opened.number, request: first.number, note };
}

async function take(context: BrowserContext, gateway: string, { name, path, english, inHand, ready }: Picture): Promise<void> {
  const page = await context.newPage();
  if (inHand) await page.setViewportSize(hand);
  // Without what another picture's page has left half written.
  await page.addInitScript(`localStorage.clear(); localStorage.setItem('aftercare.language', '${english ? 'en' : 'zh'}')`);
  await page.goto(`${gateway}${path}`);
  await ready(page);
  // There the font is asked for when the page is up; the desk listens for ever.
  if (inHand) await page.waitForLoadState('networkidle');
  await photograph(page, name);
  await page.close();
}

/** WebP, a third of what PNG needs; Playwright itself writes none. */
async function photograph(page: Page, name: string): Promise<void> {
  // What has just been written asks for its font when it is drawn.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => document.fonts.ready).then(() => undefined)');
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}

await takeAll().catch(exitWith);
