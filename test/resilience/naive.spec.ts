import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Verdict } from './src/checker';
import { Chain } from './rig/chain';
import { killInTurn, workOf, type Stack } from './rig/kills';
import { NaiveChain } from './rig/naive-chain';
import { note, onServers, theServers } from './rig/proof';

onServers();

const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const kills = 30;
const events = 10_000;

interface Compared extends Stack {
  tend?(): Promise<void>;
  committed(): Promise<number>;
  stopWriting(): Promise<void>;
  quiet(within: number): Promise<void>;
  judge(): Promise<Verdict>;
  close(): Promise<void>;
}

const compared = async (name: string, stack: Compared): Promise<Verdict> => {
  try {
    await stack.writer.call('work', workOf(stack));
    const injected = await killInTurn(stack, seed, (done) => done < kills);
    for (; (await stack.committed()) < events; await delay(1_000)) await stack.tend?.();
    await stack.tend?.();
    const end = performance.now();
    await stack.stopWriting();
    await stack.quiet(180_000);
    const recoverySeconds = (performance.now() - end) / 1_000;
    const verdict = await stack.judge();
    const { committed, lost, twice, outOfOrder, duplicateRecords } = verdict;
    const unpublished = eventsOf(lost.filter((sentence) => sentence.endsWith('is not in the log')));
    note({
      fault: `${kills} kills (SEED=${seed}): ${name}${lost.length === 0 ? '' : `; of the lost ${unpublished} never came into the log`}`, injected, committed, duplicateRecords, gapsNamed: 0, recoverySeconds,
      lost: eventsOf(lost), twice: eventsOf(twice), outOfOrder: eventsOf(outOfOrder),
    });
    return verdict;
  } finally {
    await stack.close();
  }
};

/** The checker has a sentence for each place where an event is missing or doubled; it counts as one event all the same. */
const eventsOf = (sentences: readonly string[]): number => new Set(sentences.map((sentence) => /(?:\(|^event )([0-9a-f-]{36})/.exec(sentence)?.[1] ?? sentence)).size;

const whenAsked = process.env.FULL === '1' ? it : it.skip;

whenAsked(`the stack of Nest's documentation under the same ${kills} kills (SEED=${seed})`, async () => {
  const chain = await Chain.start(theServers());
  const ours = await compared('aftercare', Object.assign(chain, { committed: async () => (await chain.count('depot', 'event')) + (await chain.count('desk', 'event')) }));
  const naive = await compared('plain Nest', await NaiveChain.start(theServers()));
  expect([ours.lost, ours.twice, ours.outOfOrder, ours.invented]).toEqual([[], [], [], []]);
  // Kills that hurt nobody would prove nothing.
  expect(naive.lost.length + naive.twice.length).toBeGreaterThan(0);
}, 1_800_000);
