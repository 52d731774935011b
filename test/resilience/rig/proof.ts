import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../src/checker';
import { Chain, type ChainOptions } from './chain';
import { Servers } from './servers';

/** One line of the lane's table. */
export interface ProofLine {
  readonly fault: string;
  readonly injected: number;
  /** So many are to be done. What is noted last of such a fault counts: a run that is cut short tells how far it came. */
  readonly of?: number;
  /** `null`, as all of the following: nothing of the kind was counted. */
  readonly committed: number | null;
  readonly lost: number | null;
  readonly twice: number | null;
  readonly outOfOrder: number | null;
  readonly duplicateRecords: number | null;
  readonly gapsNamed: number | null;
  readonly recoverySeconds: number | null;
}

export interface Injection {
  /** How often the fault was done. */
  readonly injected: number;
  readonly gapsNamed?: number;
  /** What chance has chosen. */
  readonly detail?: string;
}

export interface ProofOptions {
  /** `false`: nobody writes unless the test says so. */
  readonly writing?: boolean;
  /** A limit for the time from the end of the fault until everything has taken effect. */
  readonly within?: number;
}

let servers: Servers | null = null;
let chain: Chain | null = null;
let before: Verdict | null = null;
let usual: ChainOptions = {};

/** Installs the servers for a spec file, and says what its chains are like. Its faults hit the same chain; one that fails takes it along. */
export const onServers = (options: ChainOptions = {}): void => {
  usual = options;
  beforeAll(async () => {
    servers = await Servers.start();
  }, 90_000);
  afterAll(async () => {
    await dropChain();
    await servers?.close();
    servers = null;
  }, 60_000);
};

export const theServers = (): Servers => {
  if (!servers) throw new Error('onServers() was not called');
  return servers;
};

/** The file's chain; a new one where there is none. */
export const theChain = async (options: ChainOptions = usual): Promise<Chain> => (chain ??= await Chain.start(theServers(), options));

/** The next fault gets a chain of its own. */
export const dropChain = async (): Promise<void> => {
  await chain?.close();
  chain = null;
  before = null;
};

/**
 * Does the fault while the chain works, then lets it come to rest and replays everything: nothing that was committed may be lost,
 * nothing may have taken effect twice, out of order, or without being committed.
 */
export const prove = async (inject: (chain: Chain) => Promise<Injection>, { writing = true, within = 60_000 }: ProofOptions = {}): Promise<void> => {
  const own = await theChain();
  try {
    if (writing) await own.write();
    const { injected, gapsNamed = 0, detail } = await inject(own);
    const healed = performance.now();
    own.servers.heal();
    await own.stopWriting();
    await own.quiet(within);
    const recoverySeconds = (performance.now() - healed) / 1_000;
    const verdict = await own.judge();
    note({
      fault: [expect.getState().currentTestName, detail].filter(Boolean).join(': '),
      injected,
      committed: verdict.committed - (before?.committed ?? 0),
      lost: verdict.lost.length,
      twice: verdict.twice.length,
      outOfOrder: verdict.outOfOrder.length,
      duplicateRecords: verdict.duplicateRecords - (before?.duplicateRecords ?? 0),
      gapsNamed,
      recoverySeconds,
    });
    expect(kept(verdict)).toEqual({ lost: [], twice: [], outOfOrder: [], invented: [] });
    before = verdict;
  } catch (error) {
    const tail = own.logTail();
    await own.servers.revive().catch(() => undefined); // the next fault will say so
    await dropChain();
    if (error instanceof Error) error.message += `\n${tail}`;
    throw error;
  }
};

/** Duplicates that the log has got since the last fault. */
export const newDuplicates = async (own: Chain): Promise<number> => (await own.judge()).duplicateRecords - (before?.duplicateRecords ?? 0);

/** The first few of each kind are enough to see what went wrong. */
const kept = ({ lost, twice, outOfOrder, invented }: Verdict) => ({ lost: lost.slice(0, 5), twice: twice.slice(0, 5), outOfOrder: outOfOrder.slice(0, 5), invented: invented.slice(0, 5) });

export const note = (line: ProofLine): void => {
  appendFileSync(join(process.env.RESILIENCE_FOLDER ?? '', 'proof.jsonl'), `${JSON.stringify(line)}\n`);
};
