import { execFileSync } from 'node:child_process';
import { existsSync, globSync, lstatSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './planted-tree';

const git = (...args: string[]): string[] => execFileSync('git', ['ls-files', '-z', ...args], { cwd: root, encoding: 'utf8' }).split('\0').filter((file) => file !== '');
/** What is committed, and what would be with the next commit. */
const files = git('--cached', '--others', '--exclude-standard').filter((file) => existsSync(join(root, file)) && lstatSync(join(root, file)).isFile());

describe('the repository', () => {
  it('explains every service and every lib in a README', () => {
    expect(globSync('{apps,libs}/*/package.json', { cwd: root }).map((file) => join(dirname(file), 'README.md')).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('links to nothing that is not there', () => {
    const links = files.filter((file) => file.endsWith('.md')).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, link]) => ({ file, link: link! })));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter(({ file, link }) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
  });

  it('holds nothing that .gitignore keeps out', () => {
    expect(git('--cached', '--ignored', '--exclude-standard')).toEqual([]);
  });

  it('holds no account settings and no secrets of a machine', () => {
    expect(files.filter((file) => /(^|\/)(\.npmrc|\.env(\..+)?|settings\.xml|id_[a-z0-9]+|.+\.pem)$/.test(file))).toEqual([]);
  });

  it('does not know the machine it was written on', () => {
    const places = [root, dirname(root), homedir(), tmpdir()].filter((place) => place !== dirname(place)).map((place) => `${place}/`);
    const names = (text: string): boolean => places.some((place) => text.split(place).slice(0, -1).some((before) => !/[\w./-]$/.test(before)));
    expect(files.filter((file) => names(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
