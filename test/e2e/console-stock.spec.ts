import { eventually, hasBrowser, openBrowser, request, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { Parcel, people } from './parcel';
import { Visit } from './visit';

/** Who is above the manager of Tianjin, and who looks after everybody's record. */
const [supervisor, admin] = [{ code: 'ST007', name: '曾书语' }, { code: 'ST002' }];

(hasBrowser() ? describe : describe.skip)('stock at the desk, and what waits for another person', () => {
  let system: VisitedSystem;
  let browser: Browser;
  let database: Client;
  let manager: Visit;
  let above: Visit;
  let dealer: Visit;
  let parts: string[];
  const enter = async (person: { readonly name: string }, back: string): Promise<Visit> => {
    const visit = await Visit.begin(await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } }));
    await visit.signIn(system.gateway, person.name, back);
    return visit;
  };
  beforeAll(async () => {
    [system, browser] = await Promise.all([sharedSystem(), openBrowser()]);
    database = new Client({ connectionString: system.databaseUrl });
    await database.connect();
    parts = await new Parcel(system).parts(3);
    [manager, above, dealer] = await Promise.all([enter(people.manager, '/stock'), enter(supervisor, '/waiting'), enter(people.dealer, '/loans')]);
  }, 180_000);
  afterAll(async () => {
    await database?.end();
    await browser?.close();
  }, 60_000);
  afterEach(() => { expect([manager, above, dealer].flatMap((visit) => visit?.complaints.splice(0) ?? [])).toEqual([]); });

  const isFit = async (visit: Visit, what: string): Promise<void> => { expect([what, await visit.unfit()]).toEqual([what, []]); };
  const go = ({ page }: Visit, path: string) => page.goto(`${system.gateway}${path}`);
  /** In a list that is searched by typing. */
  const pick = async (page: Page, label: string, code: string): Promise<void> => {
    await page.getByRole('combobox', { name: label }).fill(code);
    const open = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
    await eventually(async () => { expect(await open.locator('.ant-select-item-option').allInnerTexts()).toEqual([expect.stringContaining(code)]); });
    await page.keyboard.press('Enter');
    await eventually(async () => { expect(await open.count()).toBe(0); });
  };
  const good = async (part: string): Promise<number> => {
    const { body } = await request(`${system.gateway}/api`, { token: await system.token(people.manager.code) }).get<{ items: { good: number }[] }>(`/inventory/stock?location=WH-BR01&part=${part}`);
    return body.items[0]?.good ?? 0;
  };

  it('a count beyond the limit is decided by another person, who sees both figures', async () => {
    const [part = ''] = parts;
    const before = await good(part);
    await go(manager, `/stock/parts/${part}?location=WH-BR01&do=count`);
    await manager.page.getByLabel('实有数量').fill(String(before + 900));
    await manager.page.keyboard.press('Control+Enter');
    await manager.page.getByText('须由另一人批准后入账').waitFor();
    await go(manager, '/stock/counts?location=WH-BR01');
    await manager.page.getByRole('row', { name: new RegExp(part) }).getByText('须由另一人批准').waitFor();
    expect(await manager.page.getByRole('button', { name: `批准 ${part}`, exact: true }).count()).toBe(0);
    await isFit(manager, 'counts');

    const { page } = above;
    const row = page.getByRole('row', { name: new RegExp(`盘点差异.*${part}.*${before} → ${before + 900}`) });
    await eventually(async () => {
      if (await row.count() === 0) await page.reload();
      await row.waitFor({ timeout: 2_000 });
    }, { within: 20_000 });
    await isFit(above, 'what waits');
    await row.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `批准 ${part}`, exact: true }).click();
    await page.keyboard.press('Control+Enter');
    await page.getByText('请填写此项。').waitFor();
    await page.getByLabel('进出未记账').check();
    await isFit(above, 'a count to be decided');
    await page.keyboard.press('Control+Enter');
    await page.getByText(`已完成：已入账 ${part}`).waitFor();
    expect(await good(part)).toBe(before + 900);
  });

  it('a part is lent to a dealer, who sees it, and comes back', async () => {
    const [, part = ''] = parts;
    const { page } = manager;
    await go(manager, '/loans');
    await page.getByRole('heading', { name: '借用' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('form', { name: '借出' }).waitFor();
    await pick(page, '配件', part);
    await page.getByLabel('数量').fill('2');
    await pick(page, '经销商', people.dealer.code);
    await page.getByLabel('归还期限').fill(new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10));
    await isFit(manager, 'something to be lent');
    await page.keyboard.press('Control+Enter');
    const number = (await page.getByText(/^已借出：LN-/).innerText()).replace('已借出：', '');
    await go(dealer, '/loans');
    await dealer.page.getByRole('row', { name: new RegExp(number) }).waitFor();
    expect(await dealer.page.getByRole('button', { name: /^归还/ }).count()).toBe(0);
    await isFit(dealer, 'what a dealer has to give back');
    await page.getByRole('button', { name: `归还 ${number}` }).click();
    await page.getByLabel('归还件数').fill('3');
    await page.keyboard.press('Control+Enter');
    await page.getByText('loan.more-than-lent').waitFor();
    expect(manager.complaints.splice(0)).toEqual([expect.stringContaining('409')]);
    await page.getByLabel('归还件数').fill('2');
    await page.keyboard.press('Control+Enter');
    await page.getByText(`已归还：${number}，未还 0`).waitFor();
  });

  it('a transfer that was laid out stands in the list at once, and waits for another person', async () => {
    const [part = ''] = parts;
    const { page } = manager;
    await go(manager, '/stock/transfers');
    await page.getByRole('button', { name: '新建调拨' }).click();
    await pick(page, '到', '石家庄配件库');
    await pick(page, '第 1 行配件', part);
    await page.getByLabel('第 1 行数量').fill('1');
    await page.keyboard.press('Control+Enter');
    const number = /TR-\S+/.exec(await page.getByText(/^已完成：新建调拨 TR-/).innerText())![0];
    await page.getByRole('row', { name: new RegExp(number) }).getByText('须由另一人').waitFor();
    expect(await page.getByRole('button', { name: /条更新/ }).count()).toBe(0);
    await page.getByRole('cell', { name: '石家庄配件库 石家庄分公司' }).first().waitFor();
    // The other branch reads who has laid it out, and where, by name, on the screen and on paper.
    const elsewhere = await Visit.begin(await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } }));
    await elsewhere.signInByCode(system, 'ST019', '/stock/transfers');
    // Nobody has chosen a language in this browser: it is spoken to in the one that it prefers.
    await elsewhere.page.getByRole('heading', { name: 'Transfers', exact: true }).waitFor();
    const row = elsewhere.page.getByRole('row', { name: new RegExp(number) });
    await row.getByText(people.manager.name).waitFor();
    await row.getByText('天津配件库 天津分公司').waitFor();
    await isFit(elsewhere, 'a transfer from another branch');
    await elsewhere.page.goto(`${system.gateway}/api/inventory/transfers/${number}/print?lang=zh`);
    await elsewhere.page.getByText('天津配件库 WH-BR01（天津分公司）').waitFor();
    await elsewhere.page.getByText(people.manager.name).waitFor();
    await elsewhere.page.context().close();
  });

  it('a penalty is proposed for an old part of which nobody hears, and somebody of finance decides', async () => {
    const [, , part = ''] = parts;
    const { note } = await new Parcel(system).dispatched([{ part, qty: 1 }]);
    const { body: member } = await request(`${system.gateway}/api`, { token: await system.token(admin.code) }).get<{ skills: string[] }>(`/directory/staff/${supervisor.code}`);
    const changed = await request(`${system.gateway}/api`, { token: await system.token(admin.code) }).post(`/directory/staff/${supervisor.code}/change`, { skills: [...new Set([...member.skills, 'finance_approval'])] });
    expect(changed.status).toBe(200);
    const owed = await eventually(async () => {
      const { rows } = await database.query<{ id: string }>('SELECT id FROM "dealer-returns".obligation WHERE note_number = $1', [note]);
      expect(rows).toHaveLength(1);
      return rows[0]!.id;
    }, { within: 20_000 });
    // As if the part had been due a month ago.
    await database.query(`UPDATE "dealer-returns".obligation SET due_on = current_date - 30 WHERE id = $1`, [owed]);
    await database.query(`UPDATE "dealer-returns".timer SET due_at = now() - interval '1 minute' WHERE kind = 'obligation.due' AND subject = $1`, [owed]);
    const number = await eventually(async () => {
      const { rows } = await database.query<{ number: string }>(`SELECT number FROM "dealer-returns".penalty WHERE obligation_id = $1 AND EXISTS (SELECT FROM "dealer-returns".staff WHERE id = $2 AND 'finance_approval' = ANY (skills))`, [owed, supervisor.code]);
      expect(rows).toHaveLength(1);
      return rows[0]!.number;
    }, { within: 30_000 });

    const { page } = above;
    await go(above, `/old-parts/penalties?dealer=${people.dealer.code}`);
    await page.getByRole('row', { name: new RegExp(number) }).getByText('逾期').waitFor();
    await page.getByRole('button', { name: `同意罚款 ${number}` }).click();
    await page.getByLabel('无正当理由').check();
    await isFit(above, 'a penalty to be decided');
    await page.getByLabel('罚款金额').fill('1.00');
    await page.keyboard.press('Control+Enter');
    await page.getByText(`已完成：已同意 ${number}`).waitFor();
    await go(dealer, '/old-parts/penalties');
    await dealer.page.getByRole('row', { name: new RegExp(number) }).getByText('¥1.00').waitFor();
    await isFit(dealer, 'what a dealer has to pay');

    // It stands on his account, which a payment lowers and its undoing raises again.
    await go(above, `/accounts/${people.dealer.code}`);
    await eventually(async () => {
      await page.reload();
      await page.getByRole('row', { name: new RegExp(`${number}.*罚款.*¥1.00`) }).waitFor({ timeout: 2_000 });
    }, { within: 20_000 });
    await page.getByRole('button', { name: '登记付款' }).click();
    await page.getByLabel('金额').fill('0.40');
    await page.getByLabel('银行流水号').fill(`BANK-${Date.now()}`);
    await page.getByLabel('结清欠款').check();
    await isFit(above, 'a payment to be recorded');
    await page.keyboard.press('Control+Enter');
    const payment = /PY-\S+?(?=：)/.exec(await page.getByText(/^已登记付款 PY-/).innerText())![0];
    await page.getByRole('button', { name: `撤销 ${payment}` }).click();
    await page.getByLabel('重复登记').check();
    await page.keyboard.press('Control+Enter');
    await page.getByText(`已撤销付款 ${payment}`).waitFor();
    await page.getByRole('row', { name: new RegExp(`${payment}.*付款撤销.*¥0.40`) }).waitFor();
    expect(await page.getByRole('button', { name: `撤销 ${payment}` }).count()).toBe(0);
    await go(dealer, '/accounts');
    await dealer.page.getByRole('link', { name: /./ }).and(dealer.page.locator('td a')).first().click();
    await dealer.page.getByRole('row', { name: new RegExp(`${payment}.*付款撤销`) }).waitFor();
    expect(await dealer.page.getByRole('button', { name: '登记付款' }).count()).toBe(0);
    await isFit(dealer, 'the account of a dealer');
  });

  it('speaks English on the lists of what is owed and on the records, on a phone’s width as well', async () => {
    const { page } = manager;
    await go(manager, '/parts/back-orders');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Back orders' }).waitFor();
    await isFit(manager, 'back orders');
    await go(manager, '/dealers/DL001');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await isFit(manager, 'a dealer to be changed');
    await page.getByLabel('Contact').fill('Chen');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Saved.').waitFor();
    await go(manager, '/staff/ST014');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await isFit(manager, 'a member to be changed');
  });
});
