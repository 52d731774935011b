import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { hasBrowser, openBrowser } from '@aftercare/testing';
import { boxLabel, deliveryNote, dispatchLedger } from '../spec/sample-papers';
import { pageOf } from './page';
import { pageStyle } from './page-style';

describe('a paper as a page to print', () => {
  it('lets no text become part of the page, and has no style, script or address but the one of its sheet, and that none but the font', async () => {
    const html = await pageOf(deliveryNote({ dealer: '<img src=x onerror="alert(1)">&' }), 'zh', '/style.css');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;');
    expect(html).not.toMatch(/<script|<style|style=|<img/);
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address)).toEqual(['/style.css', '/assets/font/index.css']);
    expect([...pageStyle.matchAll(/url\("([^"]*)"/g)].map(([, address]) => address)).toEqual(['/assets/font/files/noto-sans-sc-latin-wght-normal.woff2']);
  });

  it('says the same in English, marks a reprint and an empty list, and writes a label without a table', async () => {
    expect(await pageOf(deliveryNote({ reprint: 3 }), 'en', '/')).toMatch(/<html lang="en">[\s\S]*<strong>Reprint 3<\/strong>[\s\S]*Impeller for filter pump/);
    expect(await pageOf(deliveryNote(), 'zh', '/')).not.toContain('<strong>');
    expect(await pageOf(dispatchLedger(0), 'zh', '/')).toContain('没有记录');
    expect(await pageOf(boxLabel(), 'zh', '/')).not.toContain('<table');
    await expect(pageOf(dispatchLedger(2_001), 'zh', '/')).rejects.toMatchObject({ code: 'document.too-long' });
  });
});

(hasBrowser() ? describe : describe.skip)('in a browser that may load own files only', () => {
  const policy = { 'Content-Security-Policy': "default-src 'self'" };
  const pages = new Map<string, string>();
  const font = dirname(require.resolve('@fontsource-variable/noto-sans-sc/index.css'));
  const server = createServer(({ url = '' }, response) => {
    if (url === '/style.css') response.writeHead(200, { ...policy, 'Content-Type': 'text/css' }).end(pageStyle);
    else if (url.startsWith('/assets/font/')) createReadStream(join(font, url.slice('/assets/font/'.length))).pipe(response.setHeader('Content-Type', url.endsWith('.css') ? 'text/css' : 'font/woff2'));
    else response.writeHead(pages.has(url) ? 200 : 404, { ...policy, 'Content-Type': 'text/html; charset=utf-8' }).end(pages.get(url));
  });
  beforeAll(async () => {
    pages.set('/note', await pageOf(deliveryNote({ lines: 40 }), 'en', '/style.css')).set('/label', await pageOf(boxLabel(), 'en', '/style.css'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));

  it('has the size of its paper and breaks into pages of it, and asks for nothing but its sheet and our font', async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const asked: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      page.on('console', (message) => complaints.push(message.text()));
      const sizes: string[] = [];
      for (const path of pages.keys()) {
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
        const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
        sizes.push(`${path} ${[...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => `${Math.round(Number(width) / 72 * 25.4)}×${Math.round(Number(height) / 72 * 25.4)}`).join(' ')}`);
      }
      expect(sizes[0]).toMatch(/^\/note( 241×140){2,}$/);
      expect(sizes[1]).toBe('/label 100×150');
      const pieces = asked.filter((path) => path.startsWith('/assets/font/files/'));
      expect([asked.filter((path) => !pieces.includes(path)), complaints]).toEqual([['/note', '/style.css', '/assets/font/index.css', '/label', '/style.css', '/assets/font/index.css'], []]);
    } finally {
      await browser.close();
    }
  });
});
