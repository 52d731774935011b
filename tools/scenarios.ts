/**
 * npm run scenarios -- DIR [--only S01,S09]: plays the acceptance scenarios of a folder in a fresh installation of the test profile,
 * through its public routes and as the people whom they name, and says what is not as they state. Exit code 1: something failed;
 * 2: a file breaks the vocabulary (deploy/sample/scenarios/vocabulary.md).
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWith, Refusal } from './platform/refusal.ts';
import { root } from './platform/root.ts';
import { sampleDir } from './platform/services.ts';
import { runNode } from './runner/run.ts';
import { BadScenario, readScenario } from './scenarios/read.ts';
import type { Scenario } from './scenarios/read.ts';
import { scenarioLines, summary, totals } from './scenarios/report.ts';
import type { Player } from './scenarios/report.ts';
import { readVocabulary } from './scenarios/vocabulary.ts';

const usage = '用法 · usage: npm run scenarios -- DIR [--only S01,S09]';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { folder, only } = asked(process.argv.slice(2));
  const scenarios = read(folder, only);
  const built = await runNode(['node_modules/typescript7/bin/tsc', '-b', '--pretty', 'false']);
  if (!built.succeeded) throw new Refusal(`the build failed:\n${built.output}`);
  // What it plays with has been built only now.
  const { playAnew } = (await import(join(root, 'test/scenarios/play.ts'))) as Player;
  const started = performance.now();
  const played = await playAnew(scenarios, () => say(`installation ready after ${seconds(started)}\n`));
  for (const line of played.flatMap(scenarioLines)) say(line);
  say(`${seconds(started)} in all`);
  say(summary(played));
  process.exit(totals(played).failed > 0 ? 1 : 0);
}

function asked(args: readonly string[]): { folder: string; only: readonly string[] | null } {
  try {
    const { values, positionals: [folder, ...more] } = parseArgs({ args: [...args], allowPositionals: true, options: { only: { type: 'string' } } });
    if (folder === undefined || more.length > 0) throw new Error('one folder is needed');
    return { folder, only: values.only?.split(',').map((id) => id.trim()).filter((id) => id !== '') ?? null };
  } catch {
    throw new Refusal(usage);
  }
}

/** All files are read before anything starts, and everything that is wrong in them is told at once. */
function read(folder: string, only: readonly string[] | null): Scenario[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Refusal(`${folder} is no folder: name one with scenarios (*.yaml), e.g. deploy/sample/scenarios`);
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).sort();
  if (files.length === 0) throw new Refusal(`${folder} holds no scenario: they are files *.yaml`);
  const vocabulary = readVocabulary(sampleDir);
  const wrong: string[] = [];
  const scenarios = files.flatMap((file) => {
    try {
      return [readScenario(file, readFileSync(join(folder, file), 'utf8'), vocabulary)];
    } catch (error) {
      if (!(error instanceof BadScenario)) throw error;
      wrong.push(...error.lines);
      return [];
    }
  });
  const twice = scenarios.find(({ id }, at) => scenarios.findIndex((other) => other.id === id) !== at);
  if (twice) wrong.push(`${twice.id} is the id of two files: give one of them another`);
  const unknown = only?.find((id) => !scenarios.some((scenario) => scenario.id === id));
  if (wrong.length > 0) throw new BadScenario(wrong);
  if (unknown !== undefined) throw new Refusal(`--only: there is no scenario ${unknown} in ${folder}; there are ${scenarios.map(({ id }) => id).join(', ')}`);
  return only ? scenarios.filter(({ id }) => only.includes(id)) : scenarios;
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

main().catch((error: unknown) => {
  if (!(error instanceof BadScenario)) return exitWith(error);
  for (const line of error.lines) process.stderr.write(`error: ${line}\n`);
  process.exit(2);
});
