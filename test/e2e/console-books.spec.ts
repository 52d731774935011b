import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import { Client } from 'pg';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Parcel } from './parcel';
import { Visit } from './visit';

const dirty = join(__dirname, '../../deploy/sample/dirty/customers-100.csv');
/** Demo people: who leads Tianjin and a clerk of his; a customer of theirs with devices. */
const [manager, clerk] = [{ name: '袁山清' }, { code: 'ST014' }];
const customer = { name: '黄远帆', initials: 'hyf', phone: '19900001004' };

(hasBrowser() ? describe : describe.skip)('the records, figures and operations of the desk', () => {
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
    await visit.signIn(system.gateway, manager.name, '/customers');
  }, 180_000);
  afterAll(() => browser?.close(), 60_000);
  afterEach(() => { expect(visit.complaints.splice(0)).toEqual([]); });

  /** In the language that is on, and in the other one. */
  const isFit = async (what: string, seen: Visit = visit): Promise<void> => {
    for (let language = 0; language < 2; language++) {
      expect([what, language, await seen.unfit()]).toEqual([what, language, []]);
      await seen.page.getByRole('button', { name: /^(English|中文)$/ }).click();
    }
  };
  const go = (path: string) => page.goto(`${system.gateway}${path}`);
  const as = async (code: string) => request(`${system.gateway}/api`, { token: await system.token(code) });

  it('finds a customer by his initials while one types, and leads to his tickets, devices and what they are entitled to', async () => {
    await page.getByLabel('查找客户').pressSequentially(customer.initials);
    const found = page.getByRole('link', { name: '黄**' }).first();
    await found.waitFor();
    await isFit('the search');
    await page.getByLabel('查找客户').fill(customer.phone);
    await page.getByText('按号码找到 1 位').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: customer.name }).waitFor();
    await page.getByText('完整度').first().waitFor();
    await page.getByRole('region', { name: /^设备/ }).getByRole('link').first().click();
    await page.getByRole('heading', { name: '三包' }).waitFor();
    await page.getByLabel('查询日期').fill('2020-01-01');
    await page.getByText('安装日之前').first().waitFor();
  });

  it('finds whose a paper of the earlier system is, shows what is known of those years, and the delivery itself', async () => {
    const [, ...lines] = readFileSync(join(dirty, '../../history/shipments.csv'), 'utf8').trim().split('\n');
    const [note = '', , , , , waybill = ''] = lines.find((line) => line.startsWith('DN-TJ-'))!.split(',');
    await go('/customers');
    await page.getByLabel('查找客户').fill(note);
    await page.getByText('按单据编号找到 1 位').waitFor();
    await isFit('a paper that was looked for');
    await page.getByRole('table').getByRole('link').click();
    await page.getByRole('heading', { name: /^原系统记录 \d+ 条$/ }).waitFor();
    await page.getByRole('region', { name: /^原系统记录/ }).getByRole('link', { name: note }).waitFor();
    await isFit('a customer of the earlier system');
    await go(`/follow-up?shipment=${waybill}`);
    await page.getByRole('region', { name: waybill }).getByText(note).waitFor();
    await isFit('a delivery of the earlier system');
    await go(`/receipts/${note}`);
    await page.getByRole('region', { name: waybill }).getByText(note).waitFor();
  });

  it('changes a record, keeps what is not sent, and takes the list home only with a reason', async () => {
    await go('/customers');
    await page.getByLabel('查找客户').fill(customer.phone);
    await page.getByRole('link', { name: '黄**' }).click();
    await page.getByRole('button', { name: '修改档案' }).click();
    const remark = `周末在家 ${randomUUID()}`;
    await page.getByLabel('备注').fill(remark);
    await page.reload();
    await page.getByRole('button', { name: '修改档案' }).click();
    await page.getByText('已恢复上次未提交的内容').waitFor();
    await isFit('a record to be changed');
    await page.getByLabel('备注').press('Control+Enter');
    await page.getByText('已保存。').waitFor();
    await page.getByRole('definition').getByText(remark).waitFor();
    await go('/customers');
    await page.getByRole('button', { name: '导出名单' }).click();
    await page.getByRole('button', { name: '导出', exact: true }).click();
    await page.getByText('请填写此项。').waitFor();
    await page.getByLabel('用途或原因').fill('年终走访名单');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出', exact: true }).click()]);
    expect(file.suggestedFilename()).toMatch(/^客户名单 .*\.xlsx$/);
    await isFit('an export');
  });

  it('judges a dirty file row by row before anything is written, and puts on file what stands', async () => {
    const expected = JSON.parse(readFileSync(dirty.replace('.csv', '.expected.json'), 'utf8')) as Readonly<Record<'rows_read' | 'accepted' | 'rejected' | 'merged', number>>;
    const { page: desk, complaints } = await administrator('/imports');
    // The kinds come late: the file is chosen before anybody knows what it could hold.
    let chosen = (): void => undefined;
    const file = new Promise<void>((resolve) => { chosen = resolve; });
    await desk.route('**/import-kinds', async (route) => {
      await file;
      await route.continue();
    });
    await desk.reload();
    await desk.locator('input[type="file"]').setInputFiles(dirty);
    chosen();
    await desk.getByRole('button', { name: '检查', exact: true }).click();
    await desk.waitForURL('**/imports/directory/*');
    const count = async (place: number) => Number(await desk.locator('.counts dd').nth(place).innerText());
    await desk.locator('.counts').waitFor();
    expect([await count(0), await count(1), await count(2), await count(3)]).toEqual([expected.rows_read, expected.accepted, expected.rejected, expected.merged]);
    await desk.getByText('缺少名称').first().waitFor();
    expect(await desk.locator('tbody tr').count()).toBe(expected.rejected);
    expect(await desk.locator('.wrong-cell').count()).toBeGreaterThan(0);
    const [sheet] = await Promise.all([desk.waitForEvent('download'), desk.getByRole('link', { name: '下载带原因的表格' }).click()]);
    expect(sheet.suggestedFilename()).toBe('customers-100.errors.csv');
    await desk.getByLabel('并入他行').check();
    await eventually(async () => expect(await desk.locator('tbody tr').count()).toBe(expected.merged));
    await isFit('an import', admin);
    await desk.getByRole('button', { name: /^写入合格的/ }).click();
    await desk.reload();
    await desk.getByText(`已处理 ${expected.accepted} 行`).waitFor();
    expect(complaints.splice(0)).toEqual([]);
  });

  it('shows each figure with its sample, says when it is too little, and leads to the very records that it was counted from', async () => {
    const http = await as(clerk.code);
    expect((await http.post('/tickets/tickets', { channel: 'phone', caller: customer.phone, kind: 'repair', words: '水泵异响' })).status).toBe(201);
    const parcel = new Parcel(system);
    const { note } = await parcel.dispatched([{ part: (await parcel.parts(1))[0]!, qty: 1 }]);
    await eventually(async () => expect((await http.get<{ items: { number: string }[] }>(`/analytics/figures/discrepancy-rate/records?month=${new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 7)}&limit=200`)).body.items.map(({ number }) => number)).toContain(note), { within: 20_000 });
    await go('/figures');
    const card = page.getByRole('region', { name: '每日登记的工单' });
    await card.getByRole('img').waitFor();
    await card.getByText('查看数据').click();
    expect(await card.getByRole('row').count()).toBeGreaterThan(1);
    await page.getByRole('combobox', { name: '月份' }).click();
    await page.getByRole('listbox', { name: '月份' }).waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    const file = await page.request.get(`${system.gateway}${await card.getByRole('link', { name: 'CSV' }).getAttribute('href')}`);
    expect([file.status(), file.headers()['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    const sent = page.getByRole('region', { name: '发货差异' });
    await sent.getByText('未设目标').waitFor();
    await sent.getByRole('link', { name: /查看计入的 \d+ 条记录/ }).click();
    await page.waitForURL('**/figures/discrepancy-rate');
    await page.getByText('未计入分子', { exact: true }).first().click();
    await page.getByRole('link', { name: note }).waitFor();
    await page.getByRole('link', { name: note }).click();
    await page.waitForURL(`**/receipts/${note}`);
  });

  it('tells of what is new, leads to it, and knows that it was read', async () => {
    const [owner, asked] = [await as(clerk.code), await as('ST013')];
    const opened = await owner.post<{ id: string; number: string }>('/tickets/tickets', { channel: 'counter', kind: 'repair', words: '过滤棉堵塞' });
    const { body: { ownerId } } = await asked.get<{ ownerId: string }>(`/tickets/tickets/${opened.body.id}`);
    expect((await (await as(ownerId)).post(`/tickets/tickets/${opened.body.id}/take-up`, {})).status).toBeLessThan(300);
    expect((await (await as(ownerId)).post(`/tickets/tickets/${opened.body.id}/hand-over`, { to: 'ST013' })).status).toBeLessThan(300);
    await eventually(async () => expect((await asked.get<{ unread: number }>('/notifier/notices')).body.unread).toBeGreaterThan(0));
    await go('/notices');
    const line = page.locator('.notices li.delivered').filter({ hasText: '同事请您接手' }).first();
    await line.waitFor();
    await line.getByRole('link', { name: '打开' }).click();
    await page.getByRole('heading', { level: 1, name: opened.body.number }).waitFor();
    await go('/notices');
    await page.locator('.notices li.read').filter({ hasText: '同事请您接手' }).first().waitFor();
  });

  it('shows registers of dealers and staff, and what is not there', async () => {
    for (const [path, heading] of [['/dealers', '经销商'], ['/staff', '员工']] as const) {
      await go(path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.locator('tbody tr').first().waitFor();
      await page.locator('tbody a').first().click();
      await page.locator('article h1').waitFor();
    }
    await go(`/customers/${randomUUID()}`);
    await page.getByText('customer.not-found').waitFor();
    await go('/dealers');
    const said = visit.complaints.splice(0);
    expect([said.length > 0, said.filter((one) => !one.includes('404'))]).toEqual([true, []]);
  });

  it('finds anybody among a thousand colleagues, in the register and where one is chosen', async () => {
    const database = new Client({ connectionString: system.databaseUrl });
    await database.connect();
    await database.query(`INSERT INTO directory.staff (staff_id, name, role, branch_id, skills, phone, declared_relatives, active)
      SELECT 'ST7' || lpad(n::text, 4, '0'), '同事' || n, 'clerk', 'BR01', '{}', '1990007' || lpad(n::text, 4, '0'), '{}', true FROM generate_series(1, 1000) n`);
    try {
      await go('/staff');
      await page.getByRole('status').filter({ hasText: /^1\d{3} 条$/ }).waitFor();
      await page.getByRole('button', { name: '登记员工' }).click();
      await page.getByRole('combobox', { name: '上级' }).fill('同事1000');
      await page.locator('.ant-select-item-option', { hasText: 'ST71000' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByLabel('筛选').fill('ST70999');
      await page.getByRole('link', { name: '同事999', exact: true }).waitFor();
    } finally {
      await database.query("DELETE FROM directory.staff WHERE staff_id LIKE 'ST7%'");
      await database.end();
    }
  });

  it('lets an administrator see what waits in each service, act with a reason, and read afterwards who did what', async () => {
    const eventId = await parked();
    const desk = await administrator('/operations');
    await desk.page.getByRole('row', { name: /分析/ }).getByText('需处理').waitFor();
    await isFit('operations', desk);
    // Each service compares its own part: what waits behind an event that nobody has seen is named.
    const behindGap = await parked(7);
    await desk.page.getByRole('button', { name: '开始核对' }).click();
    await desk.page.getByText('it waits for event 1, which has not come').waitFor();
    await desk.page.getByRole('status').getByText(/处不一致/).waitFor();
    await isFit('the verdicts', desk);
    await inDatabase((admin) => admin.query('DELETE FROM analytics.parked WHERE event_id = $1', [behindGap]));
    await desk.page.getByRole('link', { name: '分析' }).click();
    await desk.page.getByRole('button', { name: `重试 ${eventId}` }).click();
    await desk.page.getByRole('form').getByRole('button', { name: '重试' }).click();
    await desk.page.getByText('请填写此项。').waitFor();
    expect(await desk.unfit()).toEqual([]);
    await desk.page.getByLabel('原因').fill('已修复处理程序');
    await desk.page.keyboard.press('Enter');
    await desk.page.getByText('已执行：重试（1）').waitFor();
    await desk.page.getByRole('row', { name: /parked.*retry/ }).getByText('已修复处理程序').first().waitFor();
    await desk.page.getByRole('button', { name: `放弃 ${eventId}` }).click();
    await desk.page.getByLabel('原因').fill('测试记录');
    // A button that waits for its answer is as easy to read as any other.
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => { answer = resolve; });
    await desk.page.route(/\/discard$/, async (route) => { await asked; await route.continue(); });
    await desk.page.keyboard.press('Enter');
    await desk.page.locator('.ant-btn-loading').waitFor();
    expect(await desk.unfit()).toEqual([]);
    answer();
    await desk.page.getByText('已执行：放弃（1）').waitFor();
    await eventually(async () => expect(await desk.page.getByRole('button', { name: `放弃 ${eventId}` }).count()).toBe(0));
    await isFit('a service', desk);
    expect(desk.complaints).toEqual([]);
  });

  let admin: Visit;
  /** He is none of those who sign in by a press. */
  const administrator = async (back: string): Promise<Visit> => {
    admin = await Visit.begin(await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } }));
    await admin.signInByCode(system, 'ST002', back);
    return admin;
  };

  /** A record that no handler can take, put aside in analytics as the runner does it. */
  const parked = async (sequence = 1): Promise<string> => {
    const [key, eventId] = [randomUUID(), randomUUID()];
    await inDatabase(async (admin) => {
      await admin.query("INSERT INTO analytics.key_seq (key, topic, unit, last_seq) VALUES ($1, 'aftercare.tickets.ticket', 'views', 0)", [key]);
      await admin.query(
        `INSERT INTO analytics.parked (unit, event_id, topic, part, "offset", key, sequence, type, status, attempts, headers, payload, message)
         VALUES ('views', $1, 'aftercare.tickets.ticket', 0, 0, $2, $3, 'aftercare.tickets.ticket.opened.v1', 'dead', 8, '{}', '{"weight":3}', 'it threw')`, [eventId, key, sequence]);
    });
    return eventId;
  };
  const inDatabase = async (work: (admin: Client) => Promise<unknown>): Promise<void> => {
    const admin = new Client({ connectionString: system.databaseUrl });
    await admin.connect();
    try {
      await work(admin);
    } finally {
      await admin.end();
    }
  };
});
