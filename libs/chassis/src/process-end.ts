import type { ServiceLogger } from './logger';

/** How long the work in hand may take when the process is told to end, in ms. */
const patience = { signal: 10_000, orphaned: 5_000 };

/**
 * Ends this process in good order when it is told to (SIGTERM, SIGINT) or when its launcher is gone (the IPC channel closes):
 * `stop`, then exit 0. What has not ended in time is cut off: exit 1; nothing committed is lost by that. An error that nobody
 * caught ends the process at once, since its state is unknown. Gives the function that takes these listeners away.
 */
export function endInGoodOrder(stop: () => Promise<void>, log: ServiceLogger): () => void {
  let ending = false;
  const end = (why: string, patienceMs: number) => {
    if (ending) return;
    ending = true;
    log.log(`ending: ${why}`);
    setTimeout(() => process.exit(1), patienceMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('could not end in good order', error);
        process.exit(1);
      },
    );
  };
  const listeners = {
    SIGTERM: () => { end('told to by SIGTERM', patience.signal); },
    SIGINT: () => { end('told to by SIGINT', patience.signal); },
    disconnect: () => { end('the launcher is gone', patience.orphaned); },
    uncaughtException: (error: unknown) => {
      log.fatal('an error that nobody caught', error);
      process.exit(1);
    },
  };
  const all = Object.entries(listeners);
  for (const [event, listener] of all) process.on(event, listener);
  return () => { for (const [event, listener] of all) process.off(event, listener); };
}

/** A failure of start-up that its reader can mend: one line, no stack. */
export class StartError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StartError';
  }
}
