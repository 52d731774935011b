/** What a benchmark has to reach. Of the value: in the series' own unit. Of the ratio: value ÷ the raw limit of the same run. */
export interface Target {
  readonly of: 'value' | 'ratio';
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One figure, measured several times; where there is a raw limit, it was measured beside each of them. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly target: Target | null;
  readonly values: readonly number[];
  readonly limits?: readonly number[];
}

export interface BenchContext {
  /** How often to measure. */
  readonly runs: number;
  /** A Postgres with default durability, on a disk; superuser address. Shared by all benchmarks that ask. */
  postgres(): Promise<string>;
  /** A broker; shared like Postgres. `host:port`. */
  kafka(): Promise<string>;
  /** A line for who is waiting. */
  say(line: string): void;
}

/** What each `*.bench.ts` below test/bench exports. */
export interface Bench {
  readonly name: string;
  /** For the usual number of runs on a machine with 2 cores; told before it starts. */
  readonly expectedSeconds: number;
  run(context: BenchContext): Promise<readonly Series[]>;
}
