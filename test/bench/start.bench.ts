import { startSystem } from '@aftercare/testing';
import type { BenchContext, Series } from '../../tools/bench/bench.ts';

export const name = 'start';
export const expectedSeconds = 90;

/** `npm start` after the installation: the first one makes databases, topics and sample data, the second one finds them. Three times: it is long. */
export async function run({ runs, say }: BenchContext): Promise<readonly Series[]> {
  const first: number[] = [];
  const second: number[] = [];
  for (let round = 1; round <= Math.min(runs, 3); round++) {
    const fresh = await startSystem();
    first.push(fresh.readyAfter / 1000);
    await fresh.stop({ keep: true });
    const again = await startSystem({ folder: fresh.folder });
    second.push(again.readyAfter / 1000);
    await again.stop();
    say(`run ${round}: first ${first.at(-1)!.toFixed(1)} s, second ${second.at(-1)!.toFixed(1)} s`);
  }
  return [
    { name: 'first start', unit: 's', target: { of: 'value', atMost: 25 }, values: first },
    { name: 'second start', unit: 's', target: { of: 'value', atMost: 12 }, values: second },
  ];
}
