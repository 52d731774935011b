import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedApps } from './projects.ts';

describe('what a change restarts', () => {
  const root = mkdtempSync(join(tmpdir(), 'projects-'));
  const project = (path: string, ...libraries: string[]): void => {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'package.json'), JSON.stringify({ dependencies: Object.fromEntries(libraries.map((name) => [`@aftercare/${name}`, '0.0.0'])) }));
  };
  project('libs/kernel');
  project('libs/chassis', 'kernel');
  project('apps/tickets', 'chassis');
  project('apps/issuer');
  afterAll(() => rmSync(root, { recursive: true }));

  const before = new Map([['libs/kernel', 1], ['libs/chassis', 1], ['apps/tickets', 1], ['apps/issuer', 1]]);
  it.each([
    ['libs/kernel', ['tickets']],
    ['apps/issuer', ['issuer']],
    ['none', []],
  ])('a change of %s restarts %j', (changed, apps) => {
    const after = new Map([...before].map(([name, at]) => [name, name === changed ? 2 : at]));
    expect(changedApps(root, before, after)).toEqual(apps);
  });
});
