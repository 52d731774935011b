const allowed = 5;
const pauseMs = 60_000;

/** Five wrong passwords for a name in a minute, and that name waits out the minute; a right one clears it. */
export class Tries {
  private readonly wrong = new Map<string, { count: number; until: number }>();

  constructor(private readonly now: () => number) {}

  /** Seconds until the name may try again; 0 = now. */
  waitFor(name: string): number {
    const tries = this.current(name);
    return tries && tries.count >= allowed ? Math.ceil((tries.until - this.now()) / 1000) : 0;
  }

  failed(name: string): void {
    const count = (this.current(name)?.count ?? 0) + 1;
    this.wrong.set(name, { count, until: this.now() + pauseMs });
  }

  succeeded(name: string): void {
    this.wrong.delete(name);
  }

  private current(name: string) {
    const tries = this.wrong.get(name);
    if (tries && tries.until > this.now()) return tries;
    this.wrong.delete(name);
    return undefined;
  }
}
