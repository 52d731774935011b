import { createHash, randomInt } from 'node:crypto';
import { eventually } from '@aftercare/testing';
import { mulberry32 } from '../rig/chance';
import { note, onServers, theServers } from '../rig/proof';
import type { Death } from '../src/awaits';
import type { Verdict } from '../src/checker';
import { allAwaits, type AwaitName } from './list';
import { limits, scenes, type Scene } from './scenes';
import { Stage } from './stage';

const full = process.env.FULL === '1';
/** The same seed chooses the same deaths. */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const chance = mulberry32(seed);
const oneOf = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;

/** Where a process comes to an await, and how often while the scene lasts. */
interface Reached {
  readonly name: AwaitName;
  readonly scene: Scene;
  readonly times: number;
}

let current: Stage | null = null;
let verdict: Verdict | null = null;

/** The file's stage; a new one where the last one has failed. */
const theStage = async (): Promise<Stage> => (current ??= await Stage.open(theServers(), { limits }));
const dropStage = async (): Promise<void> => {
  await current?.close();
  current = null;
  verdict = null;
};

/** What fails here fails with the last words of every process, and takes its stage along. */
const told = async <T>(what: string, doing: (stage: Stage) => Promise<T>): Promise<T> => {
  const own = await theStage();
  try {
    return await doing(own);
  } catch (error) {
    const tail = own.chain.logTail();
    await own.chain.servers.revive();
    await dropStage();
    throw new Error(`${what}: ${String(error)}\n${tail}`, { cause: error });
  }
};

const proven = async (own: Stage, deaths: number): Promise<void> => {
  const from = performance.now();
  const before = verdict;
  verdict = await own.rest();
  const { committed, lost, twice, outOfOrder, invented, duplicateRecords } = verdict;
  expect({ lost: lost.slice(0, 5), twice: twice.slice(0, 5), outOfOrder: outOfOrder.slice(0, 5), invented: invented.slice(0, 5) }).toEqual({ lost: [], twice: [], outOfOrder: [], invented: [] });
  totals.injected += deaths;
  totals.committed += committed - (before?.committed ?? 0);
  totals.duplicateRecords += duplicateRecords - (before?.duplicateRecords ?? 0);
  totals.recoverySeconds = Math.max(totals.recoverySeconds, (performance.now() - from) / 1_000);
};
const totals = { injected: 0, committed: 0, duplicateRecords: 0, recoverySeconds: 0 };

/** Plays the scene up to the death, if it comes to that, and lets all come to rest. */
const dies = async (own: Stage, scene: Scene, death: Death): Promise<boolean> => {
  await own.chain.write();
  await scene.before?.(own);
  const victim = scene.anew ? null : own.worker(scene.role);
  if (victim) await victim.call('dieAt', death).catch(() => undefined); // it may die before it can answer
  else own.armNext(death);
  // Whatever the death has kept from succeeding.
  await scene.play(own).catch(() => undefined);
  await eventually(() => expect(own.died).toBe(true), { within: 2_000 }).catch(() => undefined);
  const { died } = own;
  // What it leaves behind says so a moment before it is dead.
  if (died) await victim?.ended();
  own.disarm();
  await own.replace();
  await scene.mend?.(own);
  await proven(own, Number(died));
  return died;
};

/** Plays the scene, and tells how often it came to each await. */
const hitsOf = async (own: Stage, scene: Scene): Promise<[AwaitName, number][]> => {
  await own.chain.write();
  await scene.before?.(own);
  const worker = scene.anew ? null : own.worker(scene.role);
  const earlier = worker ? await own.hits(worker) : {};
  await scene.play(own);
  const hits = Object.entries(await own.hits(worker ?? own.worker(scene.role))).map(([name, times]): [AwaitName, number] => [name, times - (earlier[name] ?? 0)]);
  await own.replace();
  await scene.mend?.(own);
  return hits.filter(([, times]) => times > 0);
};

/** All scenes, once: where each await is come to first. A scene that fails says so in the end, and the others are played all the same. */
let playing: Promise<{ readonly reached: ReadonlyMap<AwaitName, Reached>; readonly failures: readonly unknown[] }> | null = null;
const played = () => (playing ??= (async () => {
  const reached = new Map<AwaitName, Reached>();
  const failures: unknown[] = [];
  for (const scene of scenes) {
    const hits = await told(`${scene.role} ${scene.name}`, (own) => hitsOf(own, scene)).catch((error: unknown) => void failures.push(error));
    for (const [name, times] of hits ?? []) if (!reached.has(name)) reached.set(name, { name, scene, times });
  }
  await told('in the end', (own) => proven(own, 0)).catch((error: unknown) => void failures.push(error));
  return { reached, failures };
})());

/** The tests of one of several files that share the awaits, one for each of Jest's workers. All of them play the scenes. */
export const failpoints = (share: number, shares: number): void => {
  onServers();
  afterAll(dropStage, 60_000);

  it('every await of event-store and event-bus is come to', async () => {
    const { reached, failures } = await played();
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n\n'));
    expect(allAwaits().filter((name) => !reached.has(name))).toEqual([]);
  }, 600_000);

  it(`1, 2, 4, 19, 20: kill -9 at ${full ? 'each of them' : 'some of them'}, one after the other (SEED=${seed})`, async () => {
    const { reached } = await played();
    const own = [...reached.values()].filter(({ name }) => createHash('sha256').update(name).digest().readUInt32BE() % shares === share);
    const shuffled = own.map((one) => ({ one, at: chance() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
    // Each death of a reader costs its group a session.
    const [readers, others] = [shuffled.filter(({ scene }) => scene.role === 'reader'), shuffled.filter(({ scene }) => scene.role !== 'reader')];
    const chosen = full ? [...others, ...readers] : [...others.slice(0, 3), ...readers.slice(0, 1)];
    const survived: AwaitName[] = [];
    const failures: unknown[] = [];
    for (const { name, scene, times } of chosen) {
      const death: Death = { name, nth: 1 + Math.floor(chance() * Math.min(times, 20)), moment: oneOf(['begun', 'waiting', 'answered']) };
      const dying = told(`${scene.role} ${scene.name}, ${JSON.stringify(death)}`, async (stage) => (await dies(stage, scene, death)) || dies(stage, scene, { name, nth: 1, moment: 'begun' }));
      if (!(await dying.catch((error: unknown) => failures.push(error)))) survived.push(name);
    }
    note({ fault: expect.getState().currentTestName ?? '', lost: 0, twice: 0, outOfOrder: 0, gapsNamed: 0, ...totals });
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n\n'));
    expect(survived).toEqual([]);
  }, full ? 2_700_000 : 700_000);
};
