import { eventually, hasBrowser, openBrowser, sharedSystem, type VisitedSystem } from '@aftercare/testing';
import type { Browser, Page } from 'playwright-core';
import { Parcel, people } from './parcel';
import { Visit } from './visit';

(hasBrowser() ? describe : describe.skip)('receipts, differences and old parts at the desk', () => {
  let system: VisitedSystem;
  let browser: Browser;
  let dealer: Visit;
  let clerk: Visit;
  let note: string;
  let parts: string[];
  const visits = (): Visit[] => [dealer, clerk];
  const enter = async (person: { readonly name: string }, back: string): Promise<Visit> => {
    const visit = await Visit.begin(await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } }));
    await visit.signIn(system.gateway, person.name, back);
    return visit;
  };
  beforeAll(async () => {
    [system, browser] = await Promise.all([sharedSystem(), openBrowser()]);
    const parcel = new Parcel(system);
    parts = await parcel.parts(4);
    ({ note } = await parcel.dispatched([{ part: parts[0]!, qty: 3 }, { part: parts[1]!, qty: 1 }, { part: parts[2]!, qty: 2 }]));
    [dealer, clerk] = await Promise.all([enter(people.dealer, '/receipts'), enter(people.clerk, '/discrepancies')]);
  }, 180_000);
  afterAll(() => browser?.close(), 60_000);
  afterEach(() => { expect(visits().flatMap((visit) => visit?.complaints.splice(0) ?? [])).toEqual([]); });

  const isFit = async (visit: Visit, what: string): Promise<void> => { expect([what, await visit.unfit()]).toEqual([what, []]); };
  const scan = async (page: Page, code: string): Promise<void> => {
    await page.getByLabel('扫描配件').fill(code);
    await page.keyboard.press('Enter');
  };

  it('lets the dealer alone say what came: by scans, a part too few, one that is not on the note, one rejected', async () => {
    const { page } = dealer;
    await page.getByRole('link', { name: note }).click();
    await isFit(dealer, 'a receipt');
    for (const part of [parts[0]!, parts[0]!, parts[1]!, parts[3]!]) {
      await scan(page, part);
      await page.locator('.scanned').getByText(part).waitFor();
    }
    // The number under the cursor and what the scanner says are one draft, over a reload as well.
    await page.reload();
    await page.getByText('已恢复上次未提交的内容').waitFor();
    expect(await page.getByLabel(`${parts[0]!} 实到`).inputValue()).toBe('2');
    await page.getByLabel(`${parts[2]!} 实到`).fill('2');
    await page.getByLabel(`${parts[2]!} 拒收`).fill('1');
    await page.keyboard.press('Control+Enter');
    await page.getByText('请选拒收原因').waitFor();
    await page.getByLabel(`${parts[2]!} 原因`).click();
    await page.getByTitle('损坏').click();
    await page.keyboard.press('Control+Enter');
    await page.getByText('已确认收货').waitFor();
    await page.getByRole('grid', { name: '差错' }).getByText('错件').waitFor();
    await page.getByRole('grid', { name: '差错' }).getByText('损坏').waitFor();
    await isFit(dealer, 'what came');
  });

  it('settles a difference by both sides: an offer, another wish, an agreement', async () => {
    const [house, other] = [clerk.page, dealer.page];
    const number = await other.getByRole('row', { name: /错件/ }).getByRole('link').innerText();
    await house.goto(`${system.gateway}/discrepancies/${number}`);
    await house.getByRole('button', { name: '提出方案' }).waitFor();
    await house.keyboard.press('1');
    await house.getByRole('form', { name: '提出方案' }).waitFor();
    await house.keyboard.press('Control+Enter');
    expect(await house.getByText('请填写此项。').count()).toBe(2);
    await house.getByRole('radiogroup').getByLabel('仓库').first().check();
    await house.getByLabel('照收').check();
    await house.keyboard.press('Control+Enter');
    await house.getByText('已完成：提出方案').waitFor();
    await isFit(clerk, 'an offer');

    await other.goto(`${system.gateway}/discrepancies/${number}`);
    await other.getByRole('button', { name: '另提方案' }).click();
    await other.getByLabel('补发').check();
    await other.getByLabel('退回', { exact: true }).last().check();
    await other.keyboard.press('Control+Enter');
    await other.getByText('已完成：另提方案').waitFor();
    // Nobody agrees to what he has offered himself.
    await eventually(async () => { expect(await other.getByRole('button', { name: '接受方案' }).count()).toBe(0); });

    await house.reload();
    await house.getByRole('button', { name: '接受方案' }).click();
    await house.getByText('已完成：接受方案').waitFor();
    await house.getByText('已商定').first().waitFor();
  });

  it('says in English what is owed and what is different, on a phone’s width as well', async () => {
    const { page } = dealer;
    await page.goto(`${system.gateway}/old-parts`);
    await page.getByRole('link', { name: /^OB-/ }).first().waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Old parts' }).waitFor();
    await isFit(dealer, 'old parts');
    await page.getByRole('link', { name: /^OB-/ }).first().click();
    await page.getByRole('button', { name: 'Explain why not' }).click();
    await isFit(dealer, 'a duty');
    await page.goto(`${system.gateway}/discrepancies?state=settled&type=lost`);
    await page.getByText('Nothing matches').waitFor();
    await isFit(dealer, 'no differences');
    await page.goto(`${system.gateway}/receipts/${note}`);
    await page.getByRole('grid', { name: 'Differences' }).waitFor();
    await isFit(dealer, 'a receipt in English');
  });

  it('shows another dealer’s note to nobody else', async () => {
    const { note: foreign } = await new Parcel(system).dispatched([{ part: parts[0]!, qty: 1 }], { dealer: 'DL037' });
    await dealer.page.goto(`${system.gateway}/receipts/${foreign}`);
    await dealer.page.getByText('delivery-note.not-found').waitFor();
    expect(dealer.complaints.splice(0)).toEqual([expect.stringContaining('404')]);
  });
});
