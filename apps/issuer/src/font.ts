import { createReadStream, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';

const css = require.resolve('@fontsource-variable/noto-sans-sc/index.css');
const piece = /^\/font\/(files\/[\w-]+\.woff2)$/;

/** The desk's Chinese font, by pieces: a machine that has one of its own fetches none. Whether it was something of the font that was asked for. */
export function sendFont(path: string, response: ServerResponse): boolean {
  const headers = { 'cache-control': 'public, max-age=86400', 'x-content-type-options': 'nosniff' };
  const file = piece.exec(path)?.[1];
  if (path === '/font/index.css') response.writeHead(200, { ...headers, 'content-type': 'text/css; charset=utf-8' }).end(readFileSync(css));
  else if (file !== undefined) createReadStream(join(dirname(css), file)).once('error', () => response.writeHead(404).end()).once('open', () => response.writeHead(200, { ...headers, 'content-type': 'font/woff2' })).pipe(response);
  else return false;
  return true;
}
