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

/** Reads `[--core | --only NAME,…] [--json FILE] [--runs N]`; `core` are those of `known` that measure the event core alone. */
export function parseOptions(argv: readonly string[], known: readonly string[], core: readonly string[]): Options {
  const values = parsed(argv);
  if (values.core && values.only) throw new Refusal('--core says what to measure, and so does --only: give one of them');
  const wanted = values.only?.flatMap((list) => list.split(',')).map((name) => name.trim());
  const unknown = wanted?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refusal(`--only: there is no benchmark "${unknown}"; there are ${known.join(', ')}`);
  const runs = Number(values.runs ?? usualRuns);
  if (!Number.isInteger(runs) || runs < 1) throw new Refusal(`--runs is "${values.runs}": give a whole number from 1`);
  const chosen = values.core ? core : (wanted ?? known);
  return { names: known.filter((name) => chosen.includes(name)), json: values.json ?? null, runs };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: { core: { type: 'boolean' }, only: { type: 'string', multiple: true }, json: { type: 'string' }, runs: { type: 'string' } } }).values;
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split('. ')[0]}; usage: npm run bench -- [--core | --only NAME,…] [--json FILE] [--runs N]`);
  }
}
