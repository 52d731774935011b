import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from '../platform/files.ts';
import { root } from '../platform/root.ts';
import { countBuild, countJest, countLint, together } from './counting.ts';
import type { Findings, JestResults } from './counting.ts';
import type { Lane, Options } from './options.ts';
import { proofTable } from './report.ts';
import { pooled, runNode } from './run.ts';
import { crashFolder, journeysFolder } from './servers.ts';

export interface LaneContext {
  readonly options: Options;
  /** Whether this lane shows all it has, also what takes long. */
  readonly full: boolean;
  readonly signal: AbortSignal;
  /** Starts the servers when the first lane asks, and gives their addresses as environment. */
  servers(): Promise<Readonly<Record<string, string>>>;
}

const compiler = 'node_modules/typescript7/bin/tsc';
/** Another half-hour zone, with summer time: what reads the process's zone by mistake gives itself away there. */
const farZone = { TZ: 'America/St_Johns' };

export const runLane: Readonly<Record<Lane, (context: LaneContext) => Promise<Findings>>> = {
  build: async ({ signal }) => {
    const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { references: { path: string }[] };
    const { succeeded, output } = await runNode([compiler, '-b', '--pretty', 'false'], { signal });
    const bundled = await runNode(['tools/console.ts'], { signal });
    return together([countBuild(references.map(({ path }) => path), output, succeeded), { passed: bundled.succeeded ? 1 : 0, failed: bundled.succeeded ? 0 : 1, output: bundled.output }]);
  },

  typecheck: async ({ signal }) => {
    const configs = globSync(['{apps,libs,test}/*/tsconfig.spec.json', 'test/*/tsconfig.json', 'tools/tsconfig.json'], { cwd: root }).sort();
    const runs = await pooled(configs, 2, (config) => runNode([compiler, '-p', config, '--noEmit', '--pretty', 'false'], { signal }));
    return together(runs.map(({ succeeded, output }) => ({ passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, output })));
  },

  lint: async ({ signal }) => {
    const env = { NX_DAEMON: 'false', CI: 'true' };
    const graph = await runNode(['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], { signal, env }); // the boundary rule reads the graph that this leaves
    if (!graph.succeeded) return { passed: 0, failed: 1, output: graph.output };
    return withScratchFile('eslint.json', async (file) => {
      const { succeeded, output } = await runNode(['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', '--format', 'json', '--output-file', file], { signal, env });
      const files = readJson<Parameters<typeof countLint>[1]>(file);
      if (files === null) return { passed: 0, failed: 1, output };
      const found = countLint(root, files);
      return succeeded || found.failed > 0 ? found : { ...found, failed: 1, output };
    });
  },

  architecture: (context) => jest('architecture', context),
  contracts: (context) => jest('contracts', context),

  unit: async (context) => {
    const { full, options: { paths } } = context;
    const here = await jest('unit', context);
    const zoned = full ? paths : paths.length === 0 ? ['libs/business-time'] : paths.filter((path) => path.includes('business-time'));
    return full || zoned.length > 0 ? together([here, await jest('unit', context, { paths: zoned, env: farZone })]) : here;
  },

  /** Its two files share the seeds, one for each processor. */
  simulation: (context) => jest('simulation', context, { env: asFull(context) }),

  /** They wait for the broker more than they work: a third worker takes a quarter off their time. */
  service: async (context) => jest('service', context, { workers: 3, env: { ...await context.servers(), ...asFull(context) } }),

  soak: (context) => crashing('soak', context),
  resilience: (context) => crashing('resilience', context),
  failpoints: (context) => crashing('failpoints', context),

  /** Whole systems, on both processors. */
  e2e: async (context) => {
    const folder = journeysFolder();
    try {
      return await jest('e2e', context, { env: { E2E_FOLDER: folder.path, ...asFull(context) } });
    } finally {
      await folder.clear();
    }
  },

  /** A patch is a check: it has passed when its proof has caught it. */
  mutants: ({ options, signal }) => withScratchFile('mutants.json', async (file) => {
    const { output } = await runNode(['test/mutants/run.ts', '--json', file, ...options.paths], { signal });
    const verdicts = readJson<{ mutant: string; caught: string | null }[]>(file);
    if (verdicts === null) return { passed: 0, failed: 1, output };
    const escaped = verdicts.filter(({ caught }) => caught === null).map(({ mutant }) => mutant);
    return { passed: verdicts.length - escaped.length, failed: escaped.length, output: `not caught: ${escaped.join(', ')}`, figures: output.trimEnd() };
  }),
};

const asFull = ({ full }: LaneContext): Readonly<Record<string, string>> => ({ FULL: full ? '1' : '' });

/** Tests that kill processes that were built, and servers. They mostly wait, so each processor has more than one worker, with servers of its own. */
async function crashing(lane: Lane, context: LaneContext): Promise<Findings> {
  const built = await runNode([compiler, '-b', 'test/resilience', 'test/naive', '--pretty', 'false'], { signal: context.signal });
  if (!built.succeeded) return { passed: 0, failed: 1, output: built.output };
  const folder = crashFolder();
  const proof = join(folder.path, 'proof.jsonl');
  try {
    const found = await jest(lane, context, { workers: 3, env: { RESILIENCE_FOLDER: folder.path, ...asFull(context) } });
    return { ...found, figures: proofTable(existsSync(proof) ? readFileSync(proof, 'utf8') : '') };
  } finally {
    await folder.clear();
  }
}

interface JestRun {
  readonly paths?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workers?: number;
}

function jest(lane: Lane, { options, signal }: LaneContext, { paths = options.paths, env = {}, workers = 2 }: JestRun = {}): Promise<Findings> {
  return withScratchFile('jest.json', async (file) => {
    const { output } = await runNode(
      ['node_modules/jest/bin/jest.js', '--ci', '--passWithNoTests', `--maxWorkers=${workers}`, '--json', '--outputFile', file, ...paths],
      { signal, env: { LANE: lane, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}), ...env }, stuck: 'Jest did not exit one second after the test run has completed' },
    );
    const found = countJest(root, readJson<JestResults>(file), output.replace(/^Test results written to: .*\n/m, ''));
    return output.includes('\nended: ') && found.failed === 0 ? { ...found, failed: 1 } : found;
  });
}

async function withScratchFile<T>(name: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'aftercare-'));
  try {
    return await work(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
