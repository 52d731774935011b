import { parseArgs } from 'node:util';
import { Refusal } from '../platform/refusal.ts';

interface LaneKind {
  /** After so long a lane is ended, and has failed. */
  readonly minutes: number;
  /** Where `--full` has more to show: what, and how long that may take. */
  readonly full?: { readonly shows: string; readonly minutes: number };
  /** Not part of a run without options: with it that would take longer than the quarter of an hour that anybody waits for. */
  readonly rare?: true;
  /** It leaves a processor idle and minds nobody else, so the lanes after it need not wait for its end. */
  readonly beside?: true;
}

/** In the order in which they run: what fails fast comes first. A run without options and any two lanes in full end within 90 minutes. */
const catalogue = {
  build: { minutes: 2 },
  soak: { minutes: 4, beside: true, full: { shows: 'a soak of 10 minutes', minutes: 15 } },
  lint: { minutes: 6, beside: true },
  typecheck: { minutes: 4 },
  architecture: { minutes: 2 },
  contracts: { minutes: 3 },
  unit: { minutes: 3, full: { shows: 'all of it once more in a far time zone', minutes: 5 } },
  simulation: { minutes: 3, full: { shows: '20,000 seeds', minutes: 20 } },
  service: { minutes: 8, full: { shows: '100,000 tries of 64 clients at one part', minutes: 20 } },
  resilience: { minutes: 12, rare: true, full: { shows: 'the stack of Nest’s documentation under the same kills, and a restore that dies at each of its steps', minutes: 28 } },
  failpoints: { minutes: 10, rare: true, full: { shows: 'a death at every await', minutes: 24 } },
  e2e: { minutes: 13, full: { shows: 'a start after a stop', minutes: 14 } },
  mutants: { minutes: 22, rare: true, full: { shows: 'that the proofs can fail', minutes: 22 } },
} as const satisfies Record<string, LaneKind>;

export type Lane = keyof typeof catalogue;
export const kinds: Readonly<Record<Lane, LaneKind>> = catalogue;
export const lanes = Object.keys(catalogue) as readonly Lane[];
export const usualLanes = lanes.filter((lane) => !kinds[lane].rare);
export const fullLanes = lanes.filter((lane) => kinds[lane].full);

/** After so many minutes a lane is ended. */
export const limit = (lane: Lane, full: boolean): number => ((full && kinds[lane].full) || kinds[lane]).minutes;

/** Lanes whose tests can be picked by their path. */
export const jestLanes: readonly Lane[] = ['soak', 'architecture', 'contracts', 'unit', 'simulation', 'service', 'resilience', 'failpoints', 'e2e'];

export interface Options {
  readonly lanes: readonly Lane[];
  /** Only test files whose path holds one of these; empty = all. */
  readonly paths: readonly string[];
  /** Those of the lanes that show all they have, also what takes long. */
  readonly full: readonly Lane[];
}

/**
 * Reads `[--only LANE,…] [--full] [PATH…]` or `--full-sample`. Paths without --only mean: the lanes that have test files, and no others.
 * A sample is what runs without options, and two lanes in full, which the hash chooses.
 */
export function parseOptions(argv: readonly string[], hash: string): Options {
  const { values, positionals } = parsed(argv);
  if (values['full-sample']) {
    if (argv.length > 1) throw new Refusal('--full-sample stands alone: it chooses the lanes itself');
    const full = sample(hash);
    return { lanes: lanes.filter((lane) => usualLanes.includes(lane) || full.includes(lane)), paths: [], full };
  }
  const named = values.only?.flatMap((list) => list.split(',')).map((name) => name.trim()).filter((name) => name !== '');
  const unknown = named?.find((name) => !lanes.some((lane) => lane === name));
  if (unknown !== undefined) throw new Refusal(`--only: there is no lane "${unknown}"; the lanes are ${lanes.join(', ')}`);
  if (named?.length === 0) throw new Refusal(`--only needs a lane; the lanes are ${lanes.join(', ')}`);
  const wanted = named ?? (positionals.length > 0 ? jestLanes : values.full ? lanes : usualLanes);
  const chosen = lanes.filter((lane) => wanted.includes(lane));
  return { lanes: chosen, paths: positionals, full: values.full ? chosen.filter((lane) => kinds[lane].full) : [] };
}

/** Two different lanes. The same hash chooses the same two, and every pair comes up about as often as any other. */
function sample(hash: string): Lane[] {
  const left = [...fullLanes];
  const chosen = [hash.slice(0, 8), hash.slice(8, 16)].flatMap((digits) => left.splice(Number.parseInt(digits, 16) % left.length, 1));
  return fullLanes.filter((lane) => chosen.includes(lane));
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: { only: { type: 'string', multiple: true }, full: { type: 'boolean' }, 'full-sample': { type: 'boolean' } } });
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split('. ')[0]}; usage: npm test -- [--only LANE,…] [--full] [PATH…], or --full-sample`);
  }
}
