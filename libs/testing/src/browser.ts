import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';

const nowhere = 'no browser: install chromium or set CHROMIUM_PATH';

/**
 * Whether tests that need a browser can run. It is the one that CHROMIUM_PATH names, else one on the PATH, else, on Linux
 * x64, the one that comes with the project. Without any the caller leaves its tests out, and a line says so; under
 * REQUIRE_BROWSER=1 they run, and fail.
 */
export function hasBrowser(): boolean {
  if (process.env['REQUIRE_BROWSER'] === '1' || executable() !== undefined) return true;
  process.stderr.write(`browser tests are left out, ${nowhere}\n`);
  return false;
}

/** A browser of its own, without a window; to be closed by the caller. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = executable();
  if (executablePath === undefined) throw new Error(nowhere);
  const { chromium } = await import('playwright-core'); // large, and most tests need none of it
  const start = (args: string[]) => chromium.launch({ executablePath, args });
  if (process.getuid?.() === 0) return start(['--no-sandbox']);
  // A container may forbid the sandbox to everybody.
  return start([]).catch(() => start(['--no-sandbox']));
}

const names = ['chromium-headless-shell', 'chromium', 'google-chrome'];

function executable(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env['CHROMIUM_PATH'] ?? onPath.find(existsSync) ?? packaged();
}

/** Unpacked once per checkout, since it is for its owner only; left alone where the system lacks its libraries. */
function packaged(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const root = resolve(__dirname, '../../..');
  const folder = join(root, 'node_modules/.chromium');
  const path = join(folder, 'chromium');
  if (!existsSync(path)) {
    const unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()";
    const unfinished = mkdtempSync(`${folder}-`);
    execFileSync(process.execPath, ['--input-type=module', '--eval', unpack], { cwd: root, env: { ...process.env, TMPDIR: unfinished } });
    try {
      renameSync(unfinished, folder);
    } catch (error) {
      // Another of Jest's workers was here first.
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(path)) throw error;
    }
  }
  return spawnSync(path, ['--version']).status === 0 ? path : undefined;
}
