import { eventually, openBrowser, request, startSystem, type RunningSystem } from '@aftercare/testing';
import pg from 'pg';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type BrowserContext = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<BrowserContext['newPage']>>;

export const name = 'screens';
export const expectedSeconds = 240;

/** Demo people of Tianjin, and parts of which its store has some. */
const [clerk, keeper, manager] = [{ code: 'ST014', name: '马涵涵' }, { code: 'ST015', name: '董云明' }, 'ST013'] as const;
const screens = ['/call', '/queue?all=true', '/parts/requests', '/stock', '/figures', '/m'] as const;
/** Pages of the queue that are fetched before it is scrolled. */
const pages = 20;
/** A task shorter than this is not told of by the browser, and nobody feels it. */
const unfelt = 50;

/**
 * The desk in a real browser: from the address to the first thing to see, with nothing in the cache; the longest task of the page while a queue of
 * 100,000 tickets is scrolled, and while parts are scanned.
 */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const [system, browser] = await Promise.all([startSystem({ args: ['--no-history'], within: 600_000 }), openBrowser()]);
  try {
    await seed(system);
    say('100,000 tickets are there');
    const desk = await signedIn(browser, system, clerk.name);
    const painted = new Map<string, number[]>(screens.map((path) => [path, []]));
    const [scrolled, scanned]: [number[], number[]] = [[], []];
    const store = await signedIn(browser, system, keeper.name);
    for (let round = 0; round < runs; round++) {
      for (const path of screens) painted.get(path)!.push(await firstPaint(browser, desk, `${system.gateway}${path}`));
      scrolled.push(await scrolling(desk, system));
      scanned.push(await scanning(store, system));
    }
    return [
      ...[...painted].map(([path, values]): Series => ({ name: `first contentful paint, ${path}`, unit: 'ms', target: { of: 'value', atMost: 1_200 }, values })),
      { name: `longest task, ${pages + 1} pages of a queue of 100,000 scrolled`, unit: 'ms', target: { of: 'value', atMost: 100 }, values: scrolled },
      { name: 'longest task, part scanned', unit: 'ms', target: { of: 'value', atMost: 100 }, values: scanned },
    ];
  } finally {
    await browser.close();
    await system.stop();
  }
}

async function seed({ databaseUrl }: RunningSystem): Promise<void> {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  try {
    await admin.query('SET search_path = tickets');
    await admin.query(`
      INSERT INTO ticket (id, branch_id, number, type, channel, state, owner_id, contact_id, opened_by, opened_at, opened_on, acknowledged_at, priority, response_due_at, version)
      SELECT gen_random_uuid(), 'BR01', 'TK-TJ-2025-' || lpad(n::text, 7, '0'), 'complaint', 'phone', 'new', 'ST014', gen_random_uuid(), 'ST014', at, at::date, at, 'normal', at + interval '60 days', 1
        FROM (SELECT n, now() - n * interval '1 minute' AS at FROM generate_series(1, 100000) n) made`);
    await admin.query('VACUUM ANALYZE ticket');
  } finally {
    await admin.end();
  }
}

async function signedIn(browser: Browser, { gateway }: RunningSystem, who: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${gateway}/auth/sign-in?back=${encodeURIComponent('/notices')}`);
  await page.getByRole('button', { name: who }).click();
  await page.waitForURL('**/notices');
  await page.close();
  return context;
}

/** In a context of its own: the session is taken along, the cache is not. */
async function firstPaint(browser: Browser, signed: BrowserContext, url: string): Promise<number> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 }, storageState: await signed.storageState() });
  try {
    const page = await context.newPage();
    await page.goto(url);
    // The browser tells of a paint some moments after it.
    return await page.evaluate<number>("new Promise((done) => new PerformanceObserver((list) => { const [first] = list.getEntriesByName('first-contentful-paint'); if (first) done(first.startTime); }).observe({ type: 'paint', buffered: true }))");
  } finally {
    await context.close();
  }
}

const watch = (page: Page) => page.evaluate("window.longest = 0; new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration); }).observe({ entryTypes: ['longtask'] })");
const longest = async (page: Page): Promise<number> => Math.max(unfelt, await page.evaluate<number>('window.longest'));
const frame = (page: Page) => page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');

async function scrolling(context: BrowserContext, { gateway }: RunningSystem): Promise<number> {
  const page = await context.newPage();
  try {
    await page.goto(`${gateway}/queue?all=true`);
    const rows = page.locator('tbody tr');
    await rows.first().waitFor();
    for (let more = 0; more < pages; more++) {
      const before = await rows.count();
      // The button takes no press until its last one is done with, also some moments after the rows are there.
      await eventually(async () => {
        if ((await rows.count()) > before) return;
        await page.getByRole('button', { name: '更多' }).click();
        throw new Error('no more rows');
      }, { within: 60_000 });
    }
    await watch(page);
    await page.mouse.move(400, 500);
    for (let turn = 0; turn < 60; turn++) {
      await page.mouse.wheel(0, 800);
      await frame(page);
    }
    return await longest(page);
  } finally {
    await page.close();
  }
}

/** A picking of three parts is scanned, as a scan gun types it. */
async function scanning(context: BrowserContext, system: RunningSystem): Promise<number> {
  const lines = (await inStore(system)).map((part) => ({ part, qty: 1 }));
  const [asking, deciding] = await Promise.all([clerk.code, manager].map(async (code) => request(`${system.gateway}/api`, { token: await system.token(code) })));
  const { body: { id } } = await asking!.post<{ id: string }>('/inventory/parts-requests', { reason: 'defective', underWarranty: true, lines, dealer: 'DL001' });
  await deciding!.post(`/inventory/parts-requests/${id}/decision`, { lines: lines.map(({ part, qty }) => ({ part, approved: qty })), warrantyGround: 'part_itself' });
  const picking = request(`${system.gateway}/api`, { token: await system.token(keeper.code) });
  const { body: { number } } = await picking.post<{ number: string }>(`/inventory/parts-requests/${id}/pickings`, {});
  const page = await context.newPage();
  try {
    await page.goto(`${system.gateway}/picking?number=${number}`);
    await page.locator('.scan.ready').waitFor();
    await watch(page);
    for (const { part } of lines) {
      await page.locator('.scan.ready').waitFor();
      await page.keyboard.type(part);
      await page.keyboard.press('Enter');
    }
    await page.getByText('已拣完，请另一人复核').waitFor();
    await frame(page);
    return await longest(page);
  } finally {
    await page.close();
  }
}

const inStore = async (system: RunningSystem): Promise<readonly string[]> => {
  const http = request(`${system.gateway}/api`, { token: await system.token(keeper.code) });
  return eventually(async () => {
    const { body } = await http.get<{ items: { partCode: string; available: number }[] }>('/inventory/stock?location=WH-BR01&limit=500');
    const found = body.items.filter(({ available }) => available >= 10).map(({ partCode }) => partCode);
    if (found.length < 3) throw new Error('the stock is not on file yet');
    return found.slice(0, 3);
  }, { within: 60_000 });
};
