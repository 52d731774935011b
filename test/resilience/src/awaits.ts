import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import type { WorkerOptions } from './worker';

// Imported before the libs, by every worker: where its options name a folder, their code is read from there, with a failpoint at each await.
// The libs themselves have none.

/** Where a process dies: at the nth time, with what is awaited just begun, on its way, or just answered. */
export interface Death {
  readonly name: string;
  readonly nth: number;
  readonly moment: 'begun' | 'waiting' | 'answered';
}

const { awaits: folder = '' } = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
const hits = new Map<string, number>();
let death: Death | null = null;
let left = 0;

export const dieAt = (wanted: Death | null): void => {
  death = wanted;
  left = wanted?.nth ?? 0;
};

/** How often each await was reached by this process. */
export const awaitsHit = (): Record<string, number> => Object.fromEntries(hits);

const die = (): void => {
  rmSync(join(folder, 'death.json'), { force: true });
  writeFileSync(join(folder, 'died'), '');
  process.kill(process.pid, 'SIGKILL');
};

const begun = <T>(name: string, awaited: T): T => {
  hits.set(name, (hits.get(name) ?? 0) + 1);
  if (death?.name === name) {
    left -= 1;
    if (left === 0 && death.moment === 'begun') die();
    if (left === 0 && death.moment === 'waiting') setImmediate(die);
  }
  return awaited;
};

const answered = <T>(name: string, answer: T): T => {
  if (death?.name === name && left <= 0) die();
  return answer;
};

if (folder !== '') {
  Object.assign(globalThis, { __begun: begun, __answered: answered });
  const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8')) as Readonly<Record<string, string>>;
  registerHooks({
    load: (url, context, next) => {
      const source = texts[url];
      return source === undefined ? next(url, context) : { format: 'commonjs', source, shortCircuit: true };
    },
  });
  // Whoever starts now dies at this place, and whoever is started in his stead does not.
  const armed = join(folder, 'death.json');
  if (existsSync(armed)) dieAt(JSON.parse(readFileSync(armed, 'utf8')) as Death);
  process.on('exit', () => writeFileSync(join(folder, 'last.json'), JSON.stringify(awaitsHit())));
}
