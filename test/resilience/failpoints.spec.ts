import { randomInt } from 'node:crypto';
import { eventually } from '@aftercare/testing';
import { allAwaits, type AwaitName } from './awaits/list';
import { scenes, type Scene } from './awaits/scenes';
import { Stage } from './awaits/stage';
import { mulberry32 } from './rig/chance';
import { note } from './rig/proof';
import { Servers } from './rig/servers';
import type { Death } from './src/awaits';
import type { Verdict } from './src/checker';

const full = process.env.FULL === '1';
/** The same seed chooses the same deaths. */
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const chance = mulberry32(seed);
const oneOf = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;

/** Each rest replays all that a stage has seen, and a new stage takes seconds. */
const restsOfAStage = 20;

/** Servers, and one stage after the other on them. */
class Place {
  #stage: Stage | null = null;
  #judged: Verdict | null = null;
  #rests = 0;

  private constructor(private readonly servers: Servers) {}

  static async open(name: string): Promise<Place> {
    return new Place(await Servers.start(name));
  }

  async close(): Promise<void> {
    await this.#drop();
    await this.servers.close();
  }

  /** What fails here fails with the last words of every process, and takes its stage along. */
  async on<T>(what: string, doing: (stage: Stage) => Promise<T>): Promise<T> {
    if (this.#rests === restsOfAStage) await this.#drop();
    const stage = (this.#stage ??= await Stage.open(this.servers));
    try {
      return await doing(stage);
    } catch (error) {
      const tail = stage.chain.logTail();
      await this.servers.revive();
      await this.#drop();
      throw new Error(`${what}: ${String(error)}\n${tail}`, { cause: error });
    }
  }

  /** Lets all come to rest: nothing is lost, nothing took effect twice, out of order, or without being committed. */
  async proves(stage: Stage, deaths: number): Promise<void> {
    const from = performance.now();
    const { committed, lost, twice, outOfOrder, invented, duplicateRecords } = await stage.rest();
    expect({ lost: lost.slice(0, 5), twice: twice.slice(0, 5), outOfOrder: outOfOrder.slice(0, 5), invented: invented.slice(0, 5) }).toEqual({ lost: [], twice: [], outOfOrder: [], invented: [] });
    totals.injected += deaths;
    totals.committed += committed - (this.#judged?.committed ?? 0);
    totals.duplicateRecords += duplicateRecords - (this.#judged?.duplicateRecords ?? 0);
    totals.recoverySeconds = Math.max(totals.recoverySeconds, (performance.now() - from) / 1_000);
    this.#judged = { committed, lost, twice, outOfOrder, invented, duplicateRecords };
    this.#rests += 1;
  }

  async #drop(): Promise<void> {
    const stage = this.#stage;
    this.#stage = null;
    this.#judged = null;
    this.#rests = 0;
    await stage?.close();
  }
}

const totals = { injected: 0, committed: 0, duplicateRecords: 0, recoverySeconds: 0 };

/** Whoever waits for a process needs no processor: three places keep two of them busy. */
const places: Place[] = [];
beforeAll(async () => {
  places.push(...(await Promise.all(['first', 'second', 'third'].map((name) => Place.open(name)))));
}, 120_000);
afterAll(() => Promise.all(places.map((place) => place.close())), 60_000);

/** Each place takes the next one as soon as it is done with its last. */
const spread = async <T>(all: readonly T[], work: (place: Place, one: T) => Promise<void>): Promise<void> => {
  const queue = all.values();
  await Promise.all(places.map(async (place) => {
    for (const one of queue) await work(place, one);
  }));
};

/** A scene in which a process comes to an await, and how often. */
interface Occasion {
  readonly scene: Scene;
  readonly times: number;
}

/** Plays the scene, and tells how often it came to each await. */
const hitsOf = async (stage: Stage, scene: Scene): Promise<[AwaitName, number][]> => {
  await stage.write();
  await scene.before?.(stage);
  const worker = scene.anew ? null : stage.worker(scene.role);
  const earlier = worker ? await stage.hits(worker) : {};
  await scene.play(stage);
  const hits = Object.entries(await stage.hits(worker ?? stage.worker(scene.role))).map(([name, times]): [AwaitName, number] => [name, times - (earlier[name] ?? 0)]);
  await stage.replace();
  await scene.mend?.(stage);
  return hits.filter(([, times]) => times > 0);
};

const nothing = { committed: null, lost: null, twice: null, outOfOrder: null, duplicateRecords: null, gapsNamed: null, recoverySeconds: null };
/** At once: a run that is cut short tells no more than what it has noted. */
const noteFailure = (error: unknown): void => note({ fault: `FAILED: ${String(error).split('\n')[0]?.slice(0, 300)}`, injected: 1, ...nothing });

/** All scenes, once: where each await is come to, in their order. A scene that fails says so in the end, and the others are played all the same. */
let playing: Promise<{ readonly reached: ReadonlyMap<AwaitName, readonly Occasion[]>; readonly failures: readonly unknown[] }> | null = null;
const played = () => (playing ??= (async () => {
  const hits = new Map<Scene, readonly [AwaitName, number][]>();
  const failures: unknown[] = [];
  const failed = (error: unknown): void => {
    failures.push(error);
    noteFailure(error);
  };
  await spread(scenes, async (place, scene) => {
    await place.on(`${scene.role} ${scene.name}`, async (stage) => void hits.set(scene, await hitsOf(stage, scene))).catch(failed);
    note({ fault: 'the scenes without a death', injected: hits.size, of: scenes.length, ...nothing });
  });
  await Promise.all(places.map((place) => place.on('in the end', (stage) => place.proves(stage, 0)).catch(failed)));
  const reached = new Map<AwaitName, Occasion[]>();
  for (const scene of scenes) for (const [name, times] of hits.get(scene) ?? []) reached.set(name, [...(reached.get(name) ?? []), { scene, times }]);
  return { reached, failures };
})());

/** Plays the scene up to the death, if it comes to that, and lets all come to rest. */
const dies = async (place: Place, stage: Stage, scene: Scene, death: Death): Promise<boolean> => {
  await stage.write();
  await scene.before?.(stage);
  const victim = scene.anew ? null : stage.worker(scene.role);
  if (victim) await victim.call('dieAt', death).catch(() => undefined); // it may die before it can answer
  else stage.armNext(death);
  // Whatever the death has kept from succeeding.
  await scene.play(stage).catch(() => undefined);
  await eventually(() => expect(stage.died).toBe(true), { within: 2_000 }).catch(() => undefined);
  // What has not come may come yet, when nobody expects it.
  await victim?.call('dieAt', null).catch(() => undefined);
  const { died } = stage;
  // What it leaves behind says so a moment before it is dead.
  if (died) await victim?.ended();
  stage.disarm();
  await stage.replace();
  await scene.mend?.(stage);
  await place.proves(stage, Number(died));
  return died;
};

const failing = (errors: readonly unknown[]): void => {
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('\n\n'));
};

it('every await of event-store and event-bus is come to', async () => {
  const { reached, failures } = await played();
  failing(failures);
  expect(allAwaits().filter((name) => !reached.has(name))).toEqual([]);
}, 600_000);

it(`1, 2, 4, 19, 20: kill -9 at ${full ? 'each of them' : 'some of them'} (SEED=${seed})`, async () => {
  const { reached } = await played();
  const shuffled = [...reached].map((one) => ({ one, at: chance() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
  // Each death of a reader costs its groups a session.
  const ofReader = ([, [first]]: (typeof shuffled)[number]): boolean => first?.scene.role === 'reader';
  const chosen = (full ? shuffled : [...shuffled.filter((one) => !ofReader(one)).slice(0, 9), ...shuffled.filter(ofReader).slice(0, 3)]).map(([name, occasions]) => ({
    name,
    // The first scene may have come to it by chance only: whoever lives through it dies in a later one.
    tries: occasions.flatMap(({ scene, times }): { scene: Scene; death: Death }[] => [
      { scene, death: { name, nth: 1 + Math.floor(chance() * Math.min(times, 20)), moment: oneOf(['begun', 'waiting', 'answered']) } },
      { scene, death: { name, nth: 1, moment: 'begun' } },
    ]),
  }));
  const fault = expect.getState().currentTestName ?? '';
  const survived: AwaitName[] = [];
  const failures: unknown[] = [];
  await spread(chosen, async (place, { name, tries }) => {
    try {
      let died = false;
      for (const { scene, death } of tries) {
        if (!died) died = await place.on(`${scene.role} ${scene.name}, ${JSON.stringify(death)}`, (stage) => dies(place, stage, scene, death));
      }
      if (!died) {
        survived.push(name);
        noteFailure(`nobody died: ${name}`);
      }
    } catch (error) {
      failures.push(error);
      noteFailure(error);
    }
    note({ fault, of: chosen.length, lost: 0, twice: 0, outOfOrder: 0, gapsNamed: 0, ...totals });
  });
  failing(failures);
  expect(survived).toEqual([]);
}, full ? 1_800_000 : 600_000);
