/**
 * All checks of the project, lane by lane. Prints a line per lane while it goes, the output of what failed, a table, and
 * alone on the last line `N passed, N failed`; exits with 1 when anything failed. Usage: tools/runner/options.ts.
 */
import { exitWith } from './platform/refusal.ts';
import { checkout } from './runner/checkout.ts';
import { runLane } from './runner/lanes.ts';
import type { Findings } from './runner/counting.ts';
import { kinds, limit, parseOptions } from './runner/options.ts';
import type { Lane, Options } from './runner/options.ts';
import { summary } from './runner/report.ts';
import type { LaneResult } from './runner/report.ts';
import { startTestServers } from './runner/servers.ts';
import type { TestServers } from './runner/servers.ts';

async function run(options: Options): Promise<number> {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort(new Error('interrupted')));
  const { signal } = interruption;
  const begun = performance.now();
  let servers: Promise<TestServers> | undefined;
  const results: LaneResult[] = [];
  const runWhole = async (lane: Lane): Promise<void> => {
    const full = options.full.includes(lane);
    const name = full ? `${lane} (full)` : lane;
    const timeout = timeoutAfter(limit(lane, full));
    const start = performance.now();
    announce(name);
    const context = { options, full, signal: AbortSignal.any([signal, timeout.signal]), servers: async () => (await (servers ??= startTestServers())).env };
    const found = await findings(lane, options, runLane[lane](context)).finally(timeout.clear);
    if (signal.aborted) return;
    const result = { name, passed: found.passed, failed: found.failed, seconds: (performance.now() - start) / 1000 };
    results.push(result);
    report(result, found);
  };
  const beside: Promise<void>[] = [];
  try {
    for (const lane of options.lanes) {
      if (signal.aborted) break;
      const whole = runWhole(lane);
      if (kinds[lane].beside) beside.push(whole);
      else await whole;
    }
    await Promise.all(beside);
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
  process.stdout.write(`\n${summary(results, (performance.now() - begun) / 1000)}\n`);
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

interface Timeout {
  readonly signal: AbortSignal;
  readonly clear: () => void;
}

function timeoutAfter(minutes: number): Timeout {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Error(`it took longer than ${minutes} minutes`)), minutes * 60_000);
  return { signal: timeout.signal, clear: () => clearTimeout(timer) };
}

const width = 19;

function announce(name: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r\x1b[2K${name.padEnd(width)}…` : `${name} …\n`);
}

function report({ name, passed, failed, seconds }: LaneResult, { output, figures, skipped = [] }: Findings): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[2K');
  process.stdout.write(`${name.padEnd(width)}${failed === 0 ? 'ok' : 'FAILED'}  ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s\n`);
  for (const what of skipped) process.stdout.write(`left out: ${what}\n`);
  if (figures !== undefined) process.stdout.write(`${figures}\n`);
  if (failed > 0) process.stdout.write(`${output.trim()}\n`);
}

try {
  const { hash, told } = checkout();
  const options = parseOptions(process.argv.slice(2), hash);
  if (options.full.length > 0) process.stdout.write(`${told}, in full: ${options.full.map((lane) => `${lane} (${kinds[lane].full?.shows})`).join(', ')}\n`);
  process.exitCode = await run(options);
} catch (error) {
  exitWith(error);
}
