/**
 * Runs `check` again and again until it no longer throws, and gives back its answer. The pause grows from 5 to 100 ms, so
 * that a fast fact is seen fast and a slow one costs little. After `within` ms it fails with the last failure of `check`:
 * long enough for a machine on which others are at work, since what comes true is never waited for longer than it takes.
 */
export async function eventually<T>(check: () => T | Promise<T>, { within = 15_000 }: { within?: number } = {}): Promise<T> {
  const deadline = performance.now() + within;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
    try {
      return await check();
    } catch (failure) {
      if (performance.now() + pause > deadline) throw new Error(`not so within ${within} ms: ${failure instanceof Error ? failure.message : String(failure)}`, { cause: failure });
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
