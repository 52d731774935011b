import { randomInt } from 'node:crypto';
import { eventually } from '@aftercare/testing';
import { allAwaits, type AwaitName } from './awaits/list';
import { limits, scenes, type Scene } from './awaits/scenes';
import { Stage } from './awaits/stage';
import { unreached } from './awaits/unreached';
import { mulberry32 } from './rig/chance';
import { note, onServers, theServers } from './rig/proof';
import type { Death } from './src/awaits';
import type { Verdict } from './src/checker';

onServers();

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

let stage: Stage;
let verdict: Verdict | null = null;
const reached = new Map<AwaitName, Reached>();

beforeAll(async () => {
  stage = await Stage.open(theServers(), { limits });
}, 120_000);
afterAll(() => stage?.close(), 60_000);

/** With the last words of every process. */
const told = async <T>(what: string, doing: () => Promise<T>): Promise<T> => {
  try {
    return await doing();
  } catch (error) {
    throw new Error(`${what}: ${String(error)}\n${stage.chain.logTail()}`, { cause: error });
  }
};

const proven = async (deaths: number): Promise<void> => {
  const from = performance.now();
  const before = verdict;
  verdict = await stage.rest();
  const { committed, lost, twice, outOfOrder, invented, duplicateRecords } = verdict;
  expect({ lost: lost.slice(0, 5), twice: twice.slice(0, 5), outOfOrder: outOfOrder.slice(0, 5), invented: invented.slice(0, 5) }).toEqual({ lost: [], twice: [], outOfOrder: [], invented: [] });
  totals.injected += deaths;
  totals.committed += committed - (before?.committed ?? 0);
  totals.duplicateRecords += duplicateRecords - (before?.duplicateRecords ?? 0);
  totals.recoverySeconds = Math.max(totals.recoverySeconds, (performance.now() - from) / 1_000);
};
const totals = { injected: 0, committed: 0, duplicateRecords: 0, recoverySeconds: 0 };

/** Plays the scene up to the death, if it comes to that, and lets all come to rest. */
const dies = async (scene: Scene, death: Death): Promise<boolean> => {
  await stage.chain.write();
  await scene.before?.(stage);
  if (scene.anew) stage.armNext(death);
  else await stage.worker(scene.role).call('dieAt', death).catch(() => undefined); // it may die before it can answer
  // Whatever the death has kept from succeeding.
  await scene.play(stage).catch(() => undefined);
  await eventually(() => expect(stage.died).toBe(true), { within: 2_000 }).catch(() => undefined);
  const { died } = stage;
  stage.disarm();
  await stage.replace();
  await scene.mend?.(stage);
  await proven(Number(died));
  return died;
};

it('every await of event-store and event-bus is come to', async () => {
  await stage.chain.write();
  for (const scene of scenes) {
    await told(`${scene.role} ${scene.name}`, async () => {
      await scene.before?.(stage);
      const worker = scene.anew ? null : stage.worker(scene.role);
      const earlier = worker ? await stage.hits(worker) : {};
      await scene.play(stage);
      for (const [name, hits] of Object.entries(await stage.hits(worker ?? stage.worker(scene.role)))) {
        const times = hits - (earlier[name] ?? 0);
        if (times > 0 && !reached.has(name)) reached.set(name, { name, scene, times });
      }
      await stage.replace();
      await scene.mend?.(stage);
    });
  }
  await told('in the end', () => proven(0));
  const all = allAwaits();
  expect(all.filter((name) => !reached.has(name) && !(name in unreached))).toEqual([]);
  expect(Object.keys(unreached).filter((name) => !all.includes(name))).toEqual([]);
}, 300_000);

it(`1, 2, 4, 19, 20: kill -9 at ${full ? 'each of them' : 'some of them'}, one after the other (SEED=${seed})`, async () => {
  const shuffled = [...reached.values()].map((one) => ({ one, at: chance() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
  // Each death of a reader costs its group a session of 8 s.
  const [readers, others] = [shuffled.filter(({ scene }) => scene.role === 'reader'), shuffled.filter(({ scene }) => scene.role !== 'reader')];
  const chosen = full ? [...others, ...readers] : [...others.slice(0, 8), ...readers.slice(0, 2)];
  const survived: AwaitName[] = [];
  for (const { name, scene, times } of chosen) {
    const death: Death = { name, nth: 1 + Math.floor(chance() * Math.min(times, 20)), moment: oneOf(['begun', 'waiting', 'answered']) };
    const dead = await told(`${scene.role} ${scene.name}, ${JSON.stringify(death)}`, async () => (await dies(scene, death)) || dies(scene, { name, nth: 1, moment: 'begun' }));
    if (!dead) survived.push(name);
  }
  note({ fault: expect.getState().currentTestName ?? '', lost: 0, twice: 0, outOfOrder: 0, gapsNamed: 0, ...totals });
  expect(survived).toEqual([]);
}, full ? 2_700_000 : 300_000);
