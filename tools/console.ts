/**
 * Builds the console into apps/console/dist: types from the services' OpenAPI documents, the check of types, the bundle. Nothing is done when
 * nothing has changed. By hand: `npm run console`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './platform/files.ts';
import { Refusal } from './platform/refusal.ts';
import { root } from './platform/root.ts';

const folder = join(root, 'apps/console');
/** The services whose routes the console calls. */
const services = ['gateway', 'tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics'] as const;
const documents = services.map((service) => `apps/${service}/openapi.json`);
const compiler = 'node_modules/typescript7/bin/tsc';

/** Writes the types of the routes; they are not committed, so that nobody has to merge them. */
export async function generateTypes(signal?: AbortSignal): Promise<void> {
  await unlessUnchanged(join(folder, 'src/api/generated/.made-of'), [...documents, 'package-lock.json'], async () => {
    for (const service of services) {
      const script = `import { createClient } from '@hey-api/openapi-ts'; import { readFileSync } from 'node:fs';
        const api = JSON.parse(readFileSync('apps/${service}/openapi.json', 'utf8'));
        // What every service has is described once.
        if ('${service}' !== 'directory') api.paths = Object.fromEntries(Object.entries(api.paths).filter(([path]) => !/^\\/(ops|import)/.test(path)));
        await createClient({ input: api, output: { path: 'apps/console/src/api/generated/${service}', entryFile: false }, plugins: ['@hey-api/typescript'], logs: { level: 'silent', file: false } });`;
      await run(['--input-type=module', '--eval', script], '无法生成接口类型 · the types of the routes could not be made', signal);
    }
  });
}

/** Whether something had to be built. */
export async function buildConsole(signal?: AbortSignal): Promise<boolean> {
  const sources = globSync('apps/console/{src,public}/**/*.{ts,tsx,css,svg}', { cwd: root }).filter((file) => !file.includes('generated') && !file.includes('.spec.')).sort();
  return unlessUnchanged(join(folder, 'dist/.made-of'), [...sources, 'apps/console/index.html', 'apps/console/m.html', 'apps/console/m-worker.js', 'apps/console/vite.config.ts', 'apps/console/tsconfig.json', ...documents, 'package-lock.json'], async () => {
    await generateTypes(signal);
    await Promise.all([
      run([compiler, '-p', 'apps/console', '--pretty', 'false'], '控制台有错误 · the console has errors', signal),
      run(['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--logLevel', 'warn'], '控制台无法打包 · the console could not be bundled', signal),
    ]);
  });
}

async function unlessUnchanged(stamp: string, files: readonly string[], work: () => Promise<void>): Promise<boolean> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(join(root, file))).update('\0');
  const madeOf = hash.digest('hex');
  if (existsSync(stamp) && readJson<string>(stamp) === madeOf) return false;
  await work();
  writeFileSync(stamp, JSON.stringify(madeOf));
  return true;
}

function run(args: readonly string[], failure: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.once('error', reject).once('close', (code) => (code === 0 ? resolve() : reject(new Refusal(`${failure}:\n${said}`))));
  });
}

if (process.argv[1] === import.meta.filename) {
  const { exitWith } = await import('./platform/refusal.ts');
  await buildConsole().then((built) => console.log(built ? 'the console is built' : 'the console is built already'), exitWith);
}
