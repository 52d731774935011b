/**
 * Shows that the proofs can fail: puts each defect of `*.patch`, one at a time, into a copy of `libs`, and tells which proof catches it.
 * Usage: node test/mutants/run.ts [WORD…], with words of the patches' names; exits with 1 when a defect gets away.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** So many seeds are played before a defect counts as unseen by the simulation. */
const mostSeeds = 1_000;

interface Caught {
  readonly simulation: { readonly seed: number | string; readonly violation: string } | null;
  readonly unit: boolean;
}

const skipped = /(^|\/)(dist|node_modules)$/;
const copy = (path: string, into: string): void => cpSync(join(root, path), join(into, path), { recursive: true, filter: (source) => !skipped.test(source) });

/** A copy of what the proofs need. Packages are shared with the project, all but its own. */
const scratchTree = (): string => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'mutants-')));
  for (const path of ['libs', 'test/simulation', 'jest.config.mjs', 'package.json']) copy(path, scratch);
  mkdirSync(join(scratch, 'node_modules/@aftercare'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')).filter((one) => one !== '@aftercare')) symlinkSync(join(root, 'node_modules', name), join(scratch, 'node_modules', name));
  for (const name of readdirSync(join(scratch, 'libs'))) symlinkSync(join('../../libs', name), join(scratch, 'node_modules/@aftercare', name));
  return scratch;
};

const jest = (scratch: string, lane: string, env: Readonly<Record<string, string>>, paths: readonly string[] = []): boolean =>
  spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--ci', ...paths], { cwd: scratch, env: { ...process.env, ...env, LANE: lane }, stdio: 'ignore' }).status === 0;

const proofs = (scratch: string, seeds: number): Caught => {
  const file = join(scratch, 'found.json');
  rmSync(file, { force: true });
  const played = jest(scratch, 'mutants', { MUTANT_SEEDS: String(seeds), MUTANT_FOUND: file });
  const found = globSync(file).map((one) => JSON.parse(readFileSync(one, 'utf8')) as NonNullable<Caught['simulation']>)[0] ?? null;
  if (!played && !found) throw new Error('the simulation did not run: does the patch still compile?');
  return { simulation: found, unit: !jest(scratch, 'unit', {}, ['libs/event-bus']) };
};

const scratch = scratchTree();
let escaped = 0;
try {
  const sound = proofs(scratch, 50);
  if (sound.simulation || sound.unit) throw new Error(`the proofs fail without a defect: ${JSON.stringify(sound)}`);
  const words = process.argv.slice(2);
  for (const patch of globSync(join(import.meta.dirname, '*.patch')).sort().filter((file) => words.length === 0 || words.some((word) => basename(file).includes(word)))) {
    rmSync(join(scratch, 'libs/event-bus'), { recursive: true });
    copy('libs/event-bus', scratch);
    execFileSync('git', ['apply', patch], { cwd: scratch });
    const { simulation, unit } = proofs(scratch, mostSeeds);
    const by = [...(simulation ? [`simulation (seed ${simulation.seed}: ${simulation.violation.slice(0, 90)})`] : []), ...(unit ? ['unit tests'] : [])];
    if (by.length === 0) escaped += 1;
    process.stdout.write(`${basename(patch, '.patch').padEnd(54)}${by.length > 0 ? by.join('; ') : 'ESCAPED'}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = escaped > 0 ? 1 : 0;
