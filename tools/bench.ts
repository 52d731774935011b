/**
 * Measures the project on this machine: npm run bench [-- --core | --only NAME,…] [--json FILE] [--runs N]. A benchmark is a
 * file test/bench/<name>.bench.ts, or test/bench/core/<name>.bench.ts for the event core (tools/bench/bench.ts says what it
 * exports); each figure stands beside its target and, where there is one, beside the raw limit measured in the same run.
 */
import { chmodSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchContext, Series } from './bench/bench.ts';
import { machine } from './bench/machine.ts';
import { parseOptions, usualRuns } from './bench/options.ts';
import { report, resultOf } from './bench/report.ts';
import { startKafka } from './platform/kafka.ts';
import type { Kafka } from './platform/kafka.ts';
import { removePostgresData, startPostgres } from './platform/postgres.ts';
import type { Postgres } from './platform/postgres.ts';
import { exitWith, Refusal } from './platform/refusal.ts';
import { root } from './platform/root.ts';
import { runNode } from './runner/run.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The servers that benchmarks share, on a disk: what is measured has to wait for it. */
class Servers {
  #folder: string | null = null;
  #postgres: Promise<Postgres> | null = null;
  #kafka: Promise<Kafka> | null = null;

  async postgres(): Promise<string> {
    const folder = this.#ownFolder();
    this.#postgres ??= startPostgres({ dataDir: join(folder, 'postgres'), logFile: join(folder, 'postgres.log') });
    return (await this.#postgres).url;
  }

  async kafka(): Promise<string> {
    const folder = this.#ownFolder();
    this.#kafka ??= startKafka({ dataDir: join(folder, 'kafka'), logFile: join(folder, 'kafka.log') });
    return (await this.#kafka).brokers;
  }

  async stop(): Promise<void> {
    await (await this.#postgres)?.stop();
    await (await this.#kafka)?.stop();
    if (this.#folder === null) return;
    removePostgresData(join(this.#folder, 'postgres'));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #ownFolder(): string {
    if (this.#folder !== null) return this.#folder;
    this.#folder = mkdtempSync(join(tmpdir(), 'aftercare-'));
    chmodSync(this.#folder, 0o755);
    return this.#folder;
  }
}

async function main(): Promise<void> {
  const found = (folder: string): [name: string, file: string][] => globSync(`${folder}/*.bench.ts`, { cwd: root }).sort().map((file) => [file.replace(/^.*[\\/]|\.bench\.ts$/g, ''), file]);
  const core = found('test/bench/core');
  const files = new Map([...core, ...found('test/bench')]);
  const { names, json, runs } = parseOptions(process.argv.slice(2), [...files.keys()], core.map(([name]) => name));
  const built = await runNode(['node_modules/typescript7/bin/tsc', '-b']);
  if (!built.succeeded) throw new Refusal(`the build failed:\n${built.output}`);
  // In turn: Node refuses a module that one import requires while another is still loading it.
  const benches: Bench[] = [];
  for (const name of names) benches.push((await import(join(root, files.get(name)!))) as Bench);

  for (const line of machine()) say(line);
  say(`expected  about ${Math.ceil(benches.reduce((sum, { expectedSeconds }) => sum + expectedSeconds, 0) * (runs / usualRuns) / 60)} min for ${names.join(', ')}\n`);
  const servers = new Servers();
  const context: BenchContext = { runs, postgres: () => servers.postgres(), kafka: () => servers.kafka(), say: (line) => say(`  ${line}`) };
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      process.on('uncaughtException', () => undefined); // connections whose server goes away
      say(`\n${signal}: the servers are stopped`);
      void servers.stop().finally(() => process.exit(1)); // what a bench has started itself ends with this process
    });
  }
  const measured: Series[] = [];
  const broken: string[] = [];
  try {
    for (const bench of benches) {
      say(`${bench.name}, about ${Math.ceil(bench.expectedSeconds * (runs / usualRuns))} s`);
      try {
        measured.push(...(await bench.run(context)));
        // At once: what comes later may be cut off.
        if (json !== null) writeFileSync(json, `${JSON.stringify(measured.map(resultOf), null, 2)}\n`);
      } catch (error) {
        if (interrupted) return await new Promise<never>(() => {}); // its servers went away; the handler ends this process
        broken.push(bench.name);
        say(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
  } finally {
    await servers.stop();
  }
  if (measured.length > 0) say(`\n${report(measured, new Date().toISOString().slice(0, 10))}`);
  if (broken.length > 0) throw new Refusal(`not measured: ${broken.join(', ')}`);
}

main().then(() => process.exit(), exitWith);
