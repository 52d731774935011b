import { eventually } from '@aftercare/testing';
import type { Chain } from './rig/chain';
import { onServers, prove } from './rig/proof';
import type { Failpoint } from './src/failpoint';

onServers();

const full = process.env.FULL === '1';

/** Every exchange of a working process with Postgres or Kafka, on either side of it. */
const failpoints = (places: readonly string[]): Failpoint[] => places.flatMap((place) => [{ place, when: 'before' }, { place, when: 'after' }] as const);

/** Dies there; an exchange that needs an occasion (a failure, an assignment) may never come by. */
const diesAt = async (worker: Chain['writer'], failpoint: Failpoint): Promise<boolean> => {
  await worker.call('arm', failpoint);
  const reached = await Promise.race([worker.ended().then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 6_000, false).unref())]);
  if (!reached) await worker.call('arm', null);
  return reached;
};

const worked = (chain: Chain): Promise<unknown> => eventually(async () => expect(await chain.count('desk', 'effect')).toBeGreaterThan(150), { within: 30_000 });

describe('a process dies at each of its exchanges in turn', () => {
  it('1, 2, 4: the writer with its relay', () => prove(async (chain) => {
    await worked(chain);
    const places = await chain.writer.call<string[]>('places');
    expect(places).toEqual(expect.arrayContaining(['BEGIN', 'append-events', 'COMMIT after append-events', 'publish', 'relay-page', 'relay-settle']));
    let deaths = 0;
    for (const failpoint of failpoints(places)) {
      if (!(await diesAt(chain.writer, failpoint))) continue;
      deaths += 1;
      await chain.startWriter();
      await chain.write();
    }
    expect(deaths).toBeGreaterThanOrEqual(12);
    return { injected: deaths };
  }), 240_000);

  const everywhere = ['BEGIN', 'unit-move-offsets', 'unit-advance-keys', 'write-effects', 'append-events', 'COMMIT after append-events', 'COMMIT after write-effects'];

  // Each death of a reader costs its group a session of 8 s: one of them always, all of them with --full.
  it('19, 20: the reader with its relay', () => prove(async (chain) => {
    await worked(chain);
    const places = await chain.reader.call<string[]>('places');
    expect(places).toEqual(expect.arrayContaining(everywhere));
    const often = failpoints(everywhere);
    const chosen = often[Math.floor(Math.random() * often.length)]!;
    let deaths = 0;
    for (const failpoint of full ? failpoints(places) : [chosen]) {
      await chain.write();
      if (!(await diesAt(chain.reader, failpoint))) continue;
      deaths += 1;
      await chain.startReader();
    }
    expect(deaths).toBeGreaterThanOrEqual(full ? often.length : 1);
    return { injected: deaths, detail: full ? 'everywhere' : `${chosen.when} ${chosen.place}` };
  }), full ? 900_000 : 120_000);
});
