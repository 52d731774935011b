import { Unavailable } from '@aftercare/kernel';

export interface TogetherOptions<I, T> {
  /** Takes effect for all of them or, when it throws, for none; tells of each what became of it, in their order. */
  readonly work: (items: readonly I[]) => Promise<readonly PromiseSettledResult<T>[]>;
  /** By what a repetition of an item is known: it is worked on after the item, never beside it. */
  readonly idOf: (item: I) => string;
  /** The most that go together. */
  readonly most: number;
  /** The most that may wait; whoever comes then is asked to come again. */
  readonly mostWaiting: number;
}

interface Waiting<I, T> {
  readonly item: I;
  readonly settle: (result: PromiseSettledResult<T>) => void;
}

/**
 * Work of many callers in few transactions: what comes while a transaction runs waits for its end and goes together in the next one, in the order in which it
 * came. Nobody waits for others to come: where nothing runs, an item goes at once and alone. A caller has his answer after the commit that his item is part of;
 * where one makes their transaction fail, each of them then has one of its own, so that it harms nobody else.
 */
export class Together<I, T> {
  #waiting: Waiting<I, T>[] = [];
  #running = false;

  constructor(private readonly options: TogetherOptions<I, T>) {}

  /** Rejects with what became of this item alone; `Unavailable('work.too-much-waiting')` when it was not taken at all. */
  async take(item: I): Promise<T> {
    if (this.#waiting.length >= this.options.mostWaiting) throw new Unavailable('work.too-much-waiting', 1);
    const settled = new Promise<PromiseSettledResult<T>>((settle) => this.#waiting.push({ item, settle }));
    void this.#run(); // goes on for whoever comes after this one, and never rejects
    const result = await settled;
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#waiting.length > 0) {
      const now = this.#next();
      const results = await this.#all(now.map(({ item }) => item));
      now.forEach(({ settle }, at) => settle(results[at] ?? missing));
    }
    this.#running = false;
  }

  #next(): readonly Waiting<I, T>[] {
    const taken = new Map<string, Waiting<I, T>>();
    const left: Waiting<I, T>[] = [];
    for (const one of this.#waiting) {
      const id = this.options.idOf(one.item);
      if (taken.size < this.options.most && !taken.has(id)) taken.set(id, one);
      else left.push(one);
    }
    this.#waiting = left;
    return [...taken.values()];
  }

  async #all(items: readonly I[]): Promise<readonly PromiseSettledResult<T>[]> {
    try {
      return await this.options.work(items);
    } catch (reason) {
      // What makes the database unavailable is nobody's item.
      if (items.length === 1 || reason instanceof Unavailable) return items.map(() => ({ status: 'rejected', reason }));
      const results: PromiseSettledResult<T>[] = [];
      for (const item of items) results.push(...(await this.#all([item])));
      return results;
    }
  }
}

const missing: PromiseRejectedResult = { status: 'rejected', reason: new Error('an item that went together with others has no result') };
