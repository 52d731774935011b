// Makes a fresh clone runnable: the packages of the lockfile (Node itself among them) and the jars of the development
// broker. Plain JavaScript without anything new, because the Node that npm found runs it and, when it is too old, must be
// able to read this file to say so; everything after it runs on the Node it installs.
// Stands alone in its npm script: a shell remembers where it found `node`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.version} 过旧，无法安装本项目：请用 Node 20.19 或更新 · Node ${process.version} is too old to install the project: use Node 20.19 or newer`);

process.stdout.on('error', () => undefined); // nobody reads any more; the installation is finished all the same

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.setup-stamp`;
const wanted = createHash('sha256').update(readFileSync(`${root}package-lock.json`)).update(process.platform + process.arch).digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stdout.write('  正在安装软件包，npm 会安静一两分钟 · installing the packages of the lockfile; npm is silent for one or two minutes ...\n');
  const start = performance.now();
  const ci = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath; // the npm that started us, when one did
  const done = npm && npm.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...ci], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', ci, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status !== 0) fail(`npm ci 失败，见上文 · npm ci failed${done.error ? ` (${done.error.message})` : ''}: see the lines above`);
  writeFileSync(stamp, wanted);
  report('packages', start);
}

const node = `${root}node_modules/.bin/${process.platform === 'win32' ? 'node.cmd' : 'node'}`;
if (!existsSync(node)) fail(`npm 没有安装 ${process.platform}-${process.arch} 的 Node：请允许 optional 依赖 · npm installed no Node for ${process.platform}-${process.arch}: allow optional dependencies (npm config get omit), or use one of linux x64/arm64, macOS x64/arm64, Windows x64`);

if (!process.env.KAFKA_BROKERS) {
  const kafka = spawnSync(node, [`${root}tools/platform/kafka-install.ts`], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (kafka.status !== 0) process.exit(kafka.status || 1);
}

function report(what, start) {
  process.stdout.write(`  ${what.padEnd(42)} ${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s\n`);
}

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}
