import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

export interface Tree {
  readonly path: string;
  /** Runs a script of the tree's packages in it; gives its standard output, whatever its exit code. */
  run(script: string, ...args: string[]): Promise<string>;
  remove(): void;
}

const configuration = ['package.json', 'nx.json', 'tsconfig.base.json', 'tsconfig.eslint.json', 'eslint.config.mjs', '.dependency-cruiser.cjs', 'tools/package.json', 'tools/eslint', '{apps,libs}/*/package.json'];

/** A copy of the workspace without its code: the real configuration, the real package names and tags, and these files. */
export function plantedTree(files: Readonly<Record<string, string>>): Tree {
  const path = mkdtempSync(join(tmpdir(), 'aftercare-planted-'));
  for (const file of globSync(configuration, { cwd: root })) cpSync(join(root, file), join(path, file), { recursive: true });
  linkPackages(path);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return { path, run: (script, ...args) => run(path, script, args), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Node's own process, because what is run here cannot be loaded by Jest. */
export const run = (cwd: string, script: string, args: readonly string[]): Promise<string> =>
  new Promise((done, failed) => {
    const env = { ...process.env, NX_DAEMON: 'false', CI: 'true' };
    execFile(process.execPath, [join('node_modules', script), ...args], { cwd, env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error && stdout === '') failed(new Error(`${script}: ${stderr || error.message}`));
      else done(stdout);
    });
  });

function linkPackages(path: string): void {
  const target = join(path, 'node_modules');
  mkdirSync(join(target, '@aftercare'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@aftercare' && !name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(target, name));
  }
  for (const manifest of globSync('{apps,libs}/*/package.json', { cwd: path })) {
    const folder = dirname(manifest);
    symlinkSync(join('../..', folder), join(target, '@aftercare', folder.split(/[\\/]/)[1]!));
  }
}
