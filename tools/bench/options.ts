import { parseArgs } from 'node:util';
import { Refusal } from '../platform/refusal.ts';

export interface Options {
  /** Names of the benchmarks to run, in the order of `known`. */
  readonly names: readonly string[];
  /** Where the results go as JSON. */
  readonly json: string | null;
  readonly runs: number;
}

/** A median of five is not moved by one or two bad ones. */
export const usualRuns = 5;

/** Reads `[--only NAME,…] [--json FILE] [--runs N]`. */
export function parseOptions(argv: readonly string[], known: readonly string[]): Options {
  const values = parsed(argv);
  const wanted = values.only?.flatMap((list) => list.split(',')).map((name) => name.trim());
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refusal(`--only: there is no benchmark "${unknown}"; there are ${known.join(', ')}`);
  const runs = Number(values.runs ?? usualRuns);
  if (!Number.isInteger(runs) || runs < 1) throw new Refusal(`--runs is "${values.runs}": give a whole number from 1`);
  return { names: known.filter((name) => wanted?.includes(name) ?? true), json: values.json ?? null, runs };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: { only: { type: 'string', multiple: true }, json: { type: 'string' }, runs: { type: 'string' } } }).values;
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split('. ')[0]}; usage: npm run bench -- [--only NAME,…] [--json FILE] [--runs N]`);
  }
}
