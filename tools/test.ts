/**
 * All checks of the project, lane by lane. Prints a line per lane while it goes, the output of what failed, a table, and
 * alone on the last line `N passed, N failed`; exits with 1 when anything failed. Usage: tools/runner/options.ts.
 */
import { exitWith } from './platform/refusal.ts';
import { runLane } from './runner/lanes.ts';
import type { Findings } from './runner/counting.ts';
import { parseOptions } from './runner/options.ts';
import type { Lane, Options } from './runner/options.ts';
import { summary } from './runner/report.ts';
import type { LaneResult } from './runner/report.ts';
import { startTestServers } from './runner/servers.ts';
import type { TestServers } from './runner/servers.ts';

async function run(options: Options): Promise<number> {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort());
  const { signal } = interruption;
  let servers: Promise<TestServers> | undefined;
  const context = { options, signal, servers: async () => (await (servers ??= startTestServers())).env };
  const results: LaneResult[] = [];
  try {
    for (const lane of options.lanes) {
      const start = performance.now();
      announce(lane);
      const found = await findings(lane, options, runLane[lane](context));
      if (signal.aborted) break;
      const result = { lane, passed: found.passed, failed: found.failed, seconds: (performance.now() - start) / 1000 };
      results.push(result);
      report(result, found);
    }
  } finally {
    await servers?.then((started) => started.stop(), () => undefined);
  }
  if (signal.aborted) {
    process.stderr.write('\ninterrupted\n');
    return 130;
  }
  const total = results.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), { passed: 0, failed: 0 });
  if (total.passed + total.failed === 0) {
    results.push({ ...results.pop()!, failed: 1 });
    process.stdout.write(`no test file has a path with ${options.paths.join(' or ')}\n`);
  }
  process.stdout.write(`\n${summary(results)}\n`);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

/** A lane that finds nothing to check has failed, unless paths were asked for that lie in other lanes. */
async function findings(lane: Lane, { paths }: Options, running: Promise<Findings>): Promise<Findings> {
  try {
    const found = await running;
    const empty = found.passed + found.failed === 0 && paths.length === 0;
    return empty ? { passed: 0, failed: 1, output: `the lane ${lane} has no test` } : found;
  } catch (error) {
    return { passed: 0, failed: 1, output: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

const width = 14;

function announce(lane: Lane): void {
  process.stdout.write(process.stdout.isTTY ? `${lane.padEnd(width)}…` : `${lane} …\n`);
}

function report({ lane, passed, failed, seconds }: LaneResult, { output, figures }: Findings): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K');
  process.stdout.write(`${lane.padEnd(width)}${failed === 0 ? 'ok' : 'FAILED'}  ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s\n`);
  if (figures !== undefined) process.stdout.write(`${figures}\n`);
  if (failed > 0) process.stdout.write(`${output.trim()}\n`);
}

try {
  process.exitCode = await run(parseOptions(process.argv.slice(2)));
} catch (error) {
  exitWith(error);
}
