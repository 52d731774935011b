import { randomInt } from 'node:crypto';
import { killInTurn, workOf } from './rig/kills';
import { onServers, prove } from './rig/proof';

onServers();

/** The same seed chooses the same victims in the same order. */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const seconds = process.env.FULL === '1' ? 600 : 30;

it(`50: kill -9 of every process, one every 2 to 5 s, for ${seconds} s (SEED=${seed})`, () => prove(async (chain) => {
  await (await chain.startWriter()).call('work', workOf(chain));
  await chain.startReader();
  const end = performance.now() + seconds * 1_000;
  return { injected: await killInTurn(chain, seed, () => performance.now() < end) };
}, { within: 120_000 }), (seconds + 240) * 1_000);
