import { setTimeout as delay } from 'node:timers/promises';

export interface Load {
  readonly perSecond: number;
  /** Milliseconds of each call, in the order of their ends. */
  readonly durations: readonly number[];
}

/** `width` callers, each calling again as soon as it has its answer, for some seconds. */
export async function closedLoop(width: number, seconds: number, call: () => Promise<void>): Promise<Load> {
  const durations: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  await Promise.all(Array.from({ length: width }, async () => {
    for (let from = performance.now(); from < end; ) {
      await call();
      const now = performance.now();
      durations.push(now - from);
      from = now;
    }
  }));
  return { perSecond: (durations.length * 1000) / (performance.now() - start), durations };
}

/** Calls that arrive by chance (Poisson), `perSecond` on average, whether earlier ones have ended or not; waits are counted from the arrival. */
export async function openLoop(perSecond: number, seconds: number, call: () => Promise<void>): Promise<Load> {
  const durations: number[] = [];
  const calls: Promise<void>[] = [];
  const start = performance.now();
  for (let arrival = start; arrival < start + seconds * 1000; arrival += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
    const early = arrival - performance.now();
    if (early > 1) await delay(early);
    const due = arrival;
    const done = call().then(() => void durations.push(performance.now() - due));
    done.catch(() => undefined); // told at the end
    calls.push(done);
  }
  await Promise.all(calls);
  return { perSecond: (durations.length * 1000) / (performance.now() - start), durations };
}

/** `perSecond` calls in even steps by `width` callers, for some seconds; fewer when an answer takes longer than a caller's step. */
export async function pacedLoop(perSecond: number, width: number, seconds: number, call: () => Promise<void>): Promise<Load> {
  const durations: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const step = (width * 1000) / perSecond;
  await Promise.all(Array.from({ length: width }, async (_, lane) => {
    for (let due = start + (lane * step) / width; due < end; due = Math.max(due + step, performance.now())) {
      const early = due - performance.now();
      if (early > 0) await delay(early);
      const from = performance.now();
      await call();
      durations.push(performance.now() - from);
    }
  }));
  return { perSecond: (durations.length * 1000) / (performance.now() - start), durations };
}
