import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chain } from './rig/chain';
import { mulberry32 } from './rig/chance';
import { onServers, prove } from './rig/proof';
import type { WorkerProcess } from './rig/worker-process';
import type { Failpoint } from './src/failpoint';

onServers();

/** The same seed chooses the same victims in the same order. */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const full = process.env.FULL === '1';
const seconds = full ? 600 : 30;

const work = ({ keys }: Chain) => ({ keys, perSecond: 30, lanes: 4, aborts: 0.1 });

const victims: Readonly<Record<string, (chain: Chain, chance: () => number) => Promise<void>>> = {
  writer: async (chain, chance) => {
    await oneOf(chain.writers, chance).kill();
    await (await chain.startWriter()).call('work', work(chain));
  },
  reader: async (chain, chance) => {
    const reader = oneOf(chain.readers, chance);
    if (full) await armSomewhere(reader, chance);
    await reader.kill();
    await chain.startReader();
  },
  broker: async ({ servers }) => {
    await servers.killBroker();
    await servers.startBroker();
  },
  postgres: async ({ servers }) => {
    await servers.crashPostgres();
    await servers.startPostgres();
  },
};

/** Gives it some seconds to die at one of its exchanges; whoever comes by none is killed where it stands. */
const armSomewhere = async (reader: WorkerProcess, chance: () => number): Promise<void> => {
  const places = await reader.call<string[]>('places');
  const place = places[Math.floor(chance() * places.length)] ?? 'BEGIN';
  // It may die before it has answered.
  await reader.call('arm', { place, when: chance() < 0.5 ? 'before' : 'after' } satisfies Failpoint).catch(() => undefined);
  await Promise.race([reader.ended(), delay(3_000)]);
};

const oneOf = <T extends { readonly running: boolean }>(all: readonly T[], chance: () => number): T => {
  const living = all.filter(({ running }) => running);
  return living[Math.floor(chance() * living.length)] as T;
};

it(`50: kill -9 of every process, one every 2 to 5 s, for ${seconds} s (SEED=${seed})`, () => prove(async (chain) => {
  const chance = mulberry32(seed);
  await (await chain.startWriter()).call('work', work(chain));
  await chain.startReader();
  const end = performance.now() + seconds * 1_000;
  // Workers die more often than servers, as they do; every kind dies at least once.
  const order = Object.keys(victims).sort(() => chance() - 0.5);
  let kills = 0;
  for (; performance.now() < end || kills < order.length; kills++) {
    await delay(2_000 + chance() * 3_000);
    const kind = order[kills] ?? ['writer', 'writer', 'reader', 'reader', 'broker', 'postgres'][Math.floor(chance() * 6)] ?? 'writer';
    await victims[kind]?.(chain, chance);
  }
  return { injected: kills };
}, { within: 120_000 }), (seconds + 240) * 1_000);
