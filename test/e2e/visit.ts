import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, type VisitedSystem } from '@aftercare/testing';
import { source as axe, type AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

/** What one could press but cannot see: it stands beside the page, and in nothing that scrolls. */
const outOfReach = `[...document.querySelectorAll('main a, main button, main input, main select, main textarea')].filter((one) => {
  const { left, right, width } = one.getBoundingClientRect();
  const scrolls = (up) => up !== null && (/(auto|scroll)/.test(getComputedStyle(up).overflowX) || scrolls(up.parentElement));
  return width > 0 && (right > innerWidth + 1 || left < -1) && getComputedStyle(one).position !== 'absolute' && !scrolls(one.parentElement);
}).map((one) => one.outerHTML.slice(0, 120))`;

/** Chinese text that stands in boxes, for want of a font: a box is narrower than a sign. */
const inBoxes = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    if (!/^[\\u4e00-\\u9fff]+$/.test(text) || texts.currentNode.parentElement.closest('svg') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const width = [...range.getClientRects()].reduce((sum, rect) => sum + rect.width, 0);
    if (width > 0 && width < .9 * text.length * parseFloat(getComputedStyle(texts.currentNode.parentElement).fontSize)) found.push(text);
  }
  return found;
})()`;

/** One tab of a person at the desk, and what no page may do in it: ask another server, print an error, be stopped by its own policy. */
export class Visit {
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {}

  static async begin(context: BrowserContext): Promise<Visit> {
    const page = await context.newPage();
    // What is half way from one colour to another has no contrast that could be judged.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const visit = new Visit(page);
    await page.addInitScript("addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`stopped by ${violatedDirective}: ${blockedURI}`))");
    // A service that is away for a moment has refused nothing: the page asks it again.
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('status of 503') && visit.complaints.push(`${message.text()} (${message.location().url})`));
    page.on('pageerror', (error) => visit.complaints.push(String(error)));
    page.on('request', (asked) => {
      if (!asked.isNavigationRequest() && new URL(asked.url()).protocol !== 'data:' && new URL(asked.url()).origin !== new URL(page.url()).origin) visit.complaints.push(`asked ${asked.url()}`);
    });
    return visit;
  }

  /** As one of the demo people, by their name on the sign-in page. */
  async signIn(gateway: string, name: string, back: string): Promise<void> {
    await this.page.goto(`${gateway}/auth/sign-in?back=${encodeURIComponent(back)}`);
    await this.page.getByRole('button', { name }).click();
    await this.page.waitForURL(`**${back}`);
  }

  /** As anybody of the sample, by his code, for who is none of those who sign in by a press. */
  async signInByCode(system: VisitedSystem, code: string, back: string): Promise<void> {
    const people = JSON.parse(readFileSync(join(system.folder, 'data/issuer/people.json'), 'utf8')) as Readonly<Record<string, { readonly password: string }>>;
    await this.page.goto(`${system.gateway}/auth/sign-in?back=${encodeURIComponent(back)}`);
    await this.page.locator('input[name="username"]').fill(code);
    await this.page.locator('input[name="password"]').fill(people[code]!.password);
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL(`**${back}`);
  }

  /** What is still in boxes when our font has come, on a machine that has none for Chinese. It does not come to the customer's page, nor without a network. */
  async boxes(): Promise<string[]> {
    if (!(await this.page.evaluate<boolean>('document.fonts.size > 0 && navigator.onLine'))) return [];
    const found = () => this.page.evaluate<string[]>(inBoxes);
    await eventually(async () => { expect(await found()).toEqual([]); }, { within: 10_000 }).catch(() => undefined);
    return found();
  }

  /**
   * What keeps somebody from using the screen as it stands: rules of WCAG 2.2 A and AA that are broken, and widths that are promised and overflow. The same
   * screen in another language has the same colours, which are most of the work (`colours: false`).
   */
  async unfit({ colours = true } = {}): Promise<string[]> {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate<AxeResults>(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], rules: { "color-contrast": { enabled: ${colours} } }, resultTypes: ["violations"] })`);
    const broken = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    broken.push(...(await this.boxes()).map((text) => `boxes for ${text}`));
    // 720: what is left of 1440 at 200 % zoom.
    for (const width of [720, 390, 320]) {
      await this.page.setViewportSize({ width, height: 800 });
      const needed = await this.page.evaluate<number>('document.documentElement.scrollWidth');
      if (needed !== width) broken.push(`${needed} px wide on ${width}`);
      const out = await this.page.evaluate<string[]>(outOfReach);
      broken.push(...out.map((what) => `out of reach on ${width}: ${what}`));
    }
    await this.page.setViewportSize({ width: 1440, height: 900 });
    return broken;
  }
}
