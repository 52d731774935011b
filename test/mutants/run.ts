/**
 * Shows that the proofs can fail: puts each defect of `*.patch`, one at a time, into a copy of `libs` and of the services that settle, and runs the
 * proof that the first line of the patch names: `Proof: simulation`, or the path of a spec; one that needs a database gets it. Prints a line per defect. Exits with 1 when one gets away.
 * Usage: node test/mutants/run.ts [--json FILE] [WORD…], with words of the patches' names.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pooled } from '../../tools/runner/run.ts';
import { startTestServers, type TestServers } from '../../tools/runner/servers.ts';

const root = join(import.meta.dirname, '..', '..');
/** So many seeds are played before a defect counts as unseen by the simulation. */
const mostSeeds = 1_000;

/** What became of a defect; `caught` says by which seed or spec, and is null when it got away. */
export interface Verdict {
  readonly mutant: string;
  readonly proof: string;
  readonly caught: string | null;
}

const { values: { json }, positionals: words } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });

const skipped = /(^|\/)(dist|node_modules)$/;
const copy = (path: string, into: string): void => cpSync(join(root, path), join(into, path), { recursive: true, filter: (source) => !skipped.test(source) });

/** Where defects are planted: made anew before each. */
const planted = ['libs/event-bus', 'libs/event-store', 'apps/inventory', 'apps/dealer-returns'];

/** A copy of what the proofs need. Packages are shared with the project, all but its own. */
const scratchTree = (): string => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'mutants-')));
  for (const path of ['libs', ...planted.filter((one) => one.startsWith('apps/')), 'test/simulation', 'jest.config.mjs', 'package.json']) copy(path, scratch);
  mkdirSync(join(scratch, 'node_modules/@aftercare'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules')).filter((one) => one !== '@aftercare')) symlinkSync(join(root, 'node_modules', name), join(scratch, 'node_modules', name));
  for (const name of readdirSync(join(scratch, 'libs'))) symlinkSync(join('../../libs', name), join(scratch, 'node_modules/@aftercare', name));
  return scratch;
};

interface JestEnd {
  readonly passed: boolean;
  readonly output: string;
}

const jest = async (scratch: string, env: Readonly<Record<string, string>>, ...paths: string[]): Promise<JestEnd> => {
  const child = spawn(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--ci', '--runInBand', '--forceExit', ...paths], { cwd: scratch, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (interrupted) throw new Error('interrupted');
  return { passed: code === 0, output };
};

/** Whether a test failed by what it found. One that ran out of its time on a busy machine says nothing of the defect. */
const stated = (output: string): boolean => output.split(/^ *● /m).slice(1).some((failure) => !failure.includes('Exceeded timeout of'));

const started: Promise<TestServers>[] = [];
/** Started when the first proof asks. */
const servers = (): Promise<TestServers> => started[0] ?? (started[0] = startTestServers());

/** What the proof says of the tree: by what it sees a defect, or null. */
const prove = async (scratch: string, proof: string, seeds: number): Promise<string | null> => {
  if (proof !== 'simulation') {
    if (!existsSync(join(scratch, proof))) throw new Error(`there is no ${proof}`);
    const { passed, output } = await jest(scratch, proof.endsWith('.int.spec.ts') ? { LANE: 'service', ...(await servers()).env } : { LANE: 'unit' }, proof);
    if (!passed && !/^Tests: .*\d+ failed/m.test(output)) throw new Error(`${proof} did not run: ${output.slice(0, 500)}`);
    if (!passed && !stated(output)) throw new Error(`${proof} ran out of its time: nobody knows whether it would have seen the defect`);
    return passed ? null : (/● (.+)/.exec(output)?.[1] ?? proof);
  }
  const file = join(scratch, 'found.json');
  rmSync(file, { force: true });
  const { passed, output } = await jest(scratch, { LANE: 'mutants', MUTANT_SEEDS: String(seeds), MUTANT_FOUND: file });
  if (!passed) throw new Error(`the simulation did not run: ${output.slice(0, 500)}`);
  if (!existsSync(file)) return null;
  const { seed, violation } = JSON.parse(readFileSync(file, 'utf8')) as { seed: number | string; violation: string };
  return `seed ${seed}: ${violation.slice(0, 90)}`;
};

const proofOf = (patch: string): string => /^Proof: (.+)$/m.exec(readFileSync(patch, 'utf8'))?.[1]?.trim() ?? '';

const plant = (patch: string, scratch: string): void => {
  for (const path of planted) {
    rmSync(join(scratch, path), { recursive: true });
    copy(path, scratch);
  }
  try {
    execFileSync('git', ['apply', patch], { cwd: scratch, stdio: 'pipe' });
  } catch {
    throw new Error('the patch does not apply any more: make it anew');
  }
};

const judge = async (patch: string, scratch: string): Promise<Verdict> => {
  const [mutant, proof] = [basename(patch, '.patch'), proofOf(patch)];
  let caught: string | null = null;
  let told = 'ESCAPED';
  try {
    plant(patch, scratch);
    caught = await prove(scratch, proof, mostSeeds);
    told = caught ?? told;
  } catch (error) {
    if (interrupted) throw error;
    told = `FAILED: ${error instanceof Error ? error.message : String(error)}`;
  }
  process.stdout.write(`${mutant.padEnd(54)}${basename(proof, '.spec.ts').padEnd(20)}${told}\n`);
  return { mutant, proof, caught };
};

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));
const trees = [scratchTree(), scratchTree()];
try {
  const patches = globSync(join(import.meta.dirname, '*.patch')).sort().filter((file) => words.length === 0 || words.some((word) => basename(file).includes(word)));
  for (const proof of new Set(patches.map(proofOf))) {
    const seen = await prove(trees[0]!, proof, 50);
    if (seen !== null) throw new Error(`${proof} fails without a defect: ${seen}`);
  }
  const free = [...trees];
  const verdicts = await pooled(patches, trees.length, async (patch) => {
    const scratch = free.pop()!;
    const verdict = await judge(patch, scratch);
    free.push(scratch);
    return verdict;
  });
  if (json !== undefined) writeFileSync(json, JSON.stringify(verdicts));
  process.exitCode = verdicts.some(({ caught }) => caught === null) ? 1 : 0;
} finally {
  for (const running of started) await (await running).stop();
  for (const scratch of trees) rmSync(scratch, { recursive: true, force: true });
}
