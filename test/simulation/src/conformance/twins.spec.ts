import { Process } from '../process';
import { MemoryBroker } from '../twins/memory-broker';
import { MemoryBus } from '../twins/memory-bus';
import { MemoryDatabase, type MemoryTx } from '../twins/memory-database';
import { MemoryRelaySession } from '../twins/memory-relay-session';
import { MemoryStore } from '../twins/memory-store';
import { World } from '../world';
import { busConformance } from './bus';
import { storeConformance, type StoreUnderTest } from './store';

/** A world that runs by itself. */
const living = (): { world: World; end: () => Promise<void> } => {
  const world = new World(1);
  const ending = new AbortController();
  const life = world.live(ending.signal);
  return { world, end: () => (ending.abort(), life) };
};

describe('the twin of the store', () => {
  storeConformance<MemoryTx>(() => {
    const { world, end } = living();
    // Not at the beginning of time: tests look back.
    world.now = 10_000_000;
    const database = new MemoryDatabase(world);
    const process = new Process(world, 'store');
    const units = new MemoryStore(process, database);
    const store: StoreUnderTest<MemoryTx> = {
      units, timers: units.timers,
      session: () => MemoryRelaySession.open(process, database, 'conformance', 0),
      raise: (tx, event) => units.raise(tx, event),
      now: () => Promise.resolve(new Date(Math.floor(world.now))),
      close: end,
    };
    return Promise.resolve(store);
  });
});

describe('the twin of the bus', () => {
  busConformance(() => {
    const { world, end } = living();
    const topics = Array.from({ length: 20 }, (_, n) => `aftercare.conformance.t${n}`);
    const broker = new MemoryBroker(world, topics, 12);
    let used = 0;
    let opened = 0;
    return Promise.resolve({
      open: () => new MemoryBus(new Process(world, `bus-${(opened += 1)}`), broker),
      topic: () => Promise.resolve(topics[(used += 1)] as string),
      close: end,
    });
  });
});
