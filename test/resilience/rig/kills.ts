import { setTimeout as delay } from 'node:timers/promises';
import type { Work } from '../src/writer';
import type { Servers } from './servers';
import type { WorkerProcess } from './worker-process';
import { mulberry32 } from './chance';

/** Whatever can be killed and started again, process by process. */
export interface Stack {
  readonly servers: Servers;
  readonly keys: readonly string[];
  readonly writer: WorkerProcess;
  readonly reader: WorkerProcess;
  startWriter(): Promise<WorkerProcess>;
  startReader(): Promise<WorkerProcess>;
}

export const workOf = ({ keys }: Stack): Work => ({ keys, perSecond: 30, lanes: 4, aborts: 0.1 });

/** What a reader is to go through before it is killed. */
export type Torment = (reader: WorkerProcess, chance: () => number) => Promise<void>;

const victims: Readonly<Record<string, (stack: Stack, chance: () => number, torment?: Torment) => Promise<void>>> = {
  writer: async (stack) => {
    await stack.writer.kill();
    await (await stack.startWriter()).call('work', workOf(stack));
  },
  reader: async (stack, chance, torment) => {
    const { reader } = stack;
    await torment?.(reader, chance);
    await reader.kill();
    await stack.startReader();
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

/**
 * kill -9 of one process after another, one every 2 to 5 s, as long as `more` says so; gives their number. The same seed chooses the
 * same victims at the same distances.
 */
export const killInTurn = async (stack: Stack, seed: number, more: (kills: number) => boolean, torment?: Torment): Promise<number> => {
  const chance = mulberry32(seed);
  // Workers die more often than servers, as they do; every kind dies at least once.
  const order = Object.keys(victims).sort(() => chance() - 0.5);
  let kills = 0;
  for (; more(kills) || kills < order.length; kills++) {
    await delay(2_000 + chance() * 3_000);
    const kind = order[kills] ?? ['writer', 'writer', 'reader', 'reader', 'broker', 'postgres'][Math.floor(chance() * 6)] ?? 'writer';
    await victims[kind]?.(stack, chance, torment);
  }
  return kills;
};
