import { parseArgs } from 'node:util';
import { Refusal } from '../platform/refusal.ts';

/** In the order in which they run: what fails fast comes first. */
export const lanes = ['build', 'typecheck', 'lint', 'architecture', 'contracts', 'unit', 'simulation', 'service', 'resilience', 'e2e'] as const;
export type Lane = (typeof lanes)[number];

/** Part of `--full` only: with it a run takes longer than the quarter of an hour that anybody waits for. */
const rare: readonly Lane[] = ['resilience'];

/** Lanes whose tests can be picked by their path. */
export const jestLanes: readonly Lane[] = ['architecture', 'contracts', 'unit', 'simulation', 'service', 'resilience', 'e2e'];

export interface Options {
  readonly lanes: readonly Lane[];
  /** Only test files whose path holds one of these; empty = all. */
  readonly paths: readonly string[];
  /** Adds what takes long. */
  readonly full: boolean;
}

/** Reads `[--only LANE,…] [--full] [PATH…]`. Paths without --only mean: the lanes that have test files, and no others. */
export function parseOptions(argv: readonly string[]): Options {
  const { values, positionals } = parsed(argv);
  const named = values.only?.flatMap((list) => list.split(',')).map((name) => name.trim()).filter((name) => name !== '');
  const unknown = named?.find((name) => !lanes.some((lane) => lane === name));
  if (unknown !== undefined) throw new Refusal(`--only: there is no lane "${unknown}"; the lanes are ${lanes.join(', ')}`);
  if (named?.length === 0) throw new Refusal(`--only needs a lane; the lanes are ${lanes.join(', ')}`);
  const wanted = named ?? (positionals.length > 0 ? jestLanes : values.full ? lanes : lanes.filter((lane) => !rare.includes(lane)));
  return { lanes: lanes.filter((lane) => wanted.includes(lane)), paths: positionals, full: values.full ?? false };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: { only: { type: 'string', multiple: true }, full: { type: 'boolean' } } });
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split('. ')[0]}; usage: npm test -- [--only LANE,…] [--full] [PATH…]`);
  }
}
