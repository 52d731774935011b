import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './planted-tree';

const folder = join(root, 'test/mutants');
const patches = globSync(join(folder, '*.patch')).sort();

describe('the planted defects', () => {
  it('are a dozen and more, and nothing lies beside them that does not belong to them', () => {
    expect(patches.length).toBeGreaterThanOrEqual(12);
    const others = readdirSync(folder).filter((name) => !name.endsWith('.patch'));
    expect(others.filter((name) => !['node_modules', 'dist', 'package.json', 'run.ts', 'tsconfig.json'].includes(name))).toEqual([]);
  });

  it('name the proof that catches them: the simulation, or a spec that exists', () => {
    const proofOf = (patch: string): string => /^Proof: (.+)\n/.exec(readFileSync(patch, 'utf8'))?.[1] ?? '';
    expect(patches.filter((patch) => proofOf(patch) !== 'simulation' && !(/^(libs|test\/simulation)\/.+\.spec\.ts$/.test(proofOf(patch)) && existsSync(join(root, proofOf(patch))))).map((patch) => basename(patch))).toEqual([]);
  });

  it('can still be planted', () => {
    const applies = (patch: string): boolean => {
      try {
        execFileSync('git', ['apply', '--check', patch], { cwd: root, stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    };
    expect(patches.filter((patch) => !applies(patch)).map((patch) => basename(patch))).toEqual([]);
  });
});
