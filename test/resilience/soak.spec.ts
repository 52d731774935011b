import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { killInTurn, workOf, type Torment } from './rig/kills';
import { onServers, prove } from './rig/proof';
import type { Failpoint } from './src/failpoint';

onServers();

/** The same seed chooses the same victims in the same order. */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const full = process.env.FULL === '1';
const seconds = full ? 600 : 30;

/** Gives it some seconds to die at one of its exchanges; whoever comes by none is killed where it stands. */
const dieSomewhere: Torment = async (reader, chance) => {
  const places = await reader.call<string[]>('places');
  const place = places[Math.floor(chance() * places.length)] ?? 'BEGIN';
  // It may die before it has answered.
  await reader.call('arm', { place, when: chance() < 0.5 ? 'before' : 'after' } satisfies Failpoint).catch(() => undefined);
  await Promise.race([reader.ended(), delay(3_000)]);
};

it(`50: kill -9 of every process, one every 2 to 5 s, for ${seconds} s (SEED=${seed})`, () => prove(async (chain) => {
  await (await chain.startWriter()).call('work', workOf(chain));
  await chain.startReader();
  const end = performance.now() + seconds * 1_000;
  return { injected: await killInTurn(chain, seed, () => performance.now() < end, full ? dieSomewhere : undefined) };
}, { within: 120_000 }), (seconds + 240) * 1_000);
