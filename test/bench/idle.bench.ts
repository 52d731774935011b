import { setTimeout as delay } from 'node:timers/promises';
import { startSystem } from '@aftercare/testing';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';
import { usageBelow } from './processes.ts';

export const name = 'idle';
export const expectedSeconds = 70;

const settle = 10_000;
const window = 8_000;

/** The whole system with the sample factory and nobody at work: resident memory and CPU of each process. 100 % is one core. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const memory = new Map<string, number[]>();
  const cpu = new Map<string, number[]>();
  const note = (to: Map<string, number[]>, key: string, value: number): void => void to.set(key, [...(to.get(key) ?? []), value]);
  const system = await startSystem();
  try {
    say(`settling for ${settle / 1000} s, then ${runs} × ${window / 1000} s`);
    await delay(settle);
    for (let round = 0; round < runs; round++) {
      const before = usageBelow(system.pid);
      await delay(window);
      const after = [...usageBelow(system.pid).values()];
      const percent = after.map(({ name, cpuSeconds }) => ({ name, value: ((cpuSeconds - (before.get(name)?.cpuSeconds ?? 0)) * 100_000) / window }));
      for (const { name, megabytes } of after) note(memory, name, megabytes);
      for (const { name, value } of percent) note(cpu, name, value);
      note(memory, 'all', after.reduce((sum, { megabytes }) => sum + megabytes, 0));
      note(cpu, 'all', percent.reduce((sum, { value }) => sum + value, 0));
    }
  } finally {
    await system.stop();
  }
  return [
    ...[...memory].map(([name, values]) => ({ name: `idle RSS, ${name}`, unit: 'MB', target: name === 'all' ? ({ of: 'value', atMost: 2048 } as const) : null, values })),
    ...[...cpu].map(([name, values]) => ({ name: `idle CPU, ${name}`, unit: '%', target: name === 'all' ? ({ of: 'value', atMost: 5 } as const) : null, values })),
  ];
}
