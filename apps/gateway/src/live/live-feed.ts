import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceLogger } from '@aftercare/chassis';
import type { LogNews, LogTail } from '@aftercare/event-bus';
import { kindOfTopic } from './kinds';

/** A record that has changed, by its kind and id; never what is in it. `branchId` is `null` for what all branches share. */
export interface Change {
  readonly kind: string;
  readonly id: string;
  readonly branchId: string | null;
}

/** What is told: changes; that there were others which nobody can name; that nothing can be heard at present. */
export type News = readonly Change[] | 'gap' | 'lost';

type Listener = (news: News) => void;

/** A person sees within half a second what a colleague has done. */
const often = 400;
const mostKept = 2_000;

/**
 * What changes anywhere, from the moment on at which somebody listens. It keeps nothing but the last changes, in memory, so that who was away for
 * a moment hears what he has missed; who was away for longer, or at another gateway, is told so.
 */
export class LiveFeed {
  readonly #listeners = new Set<Listener>();
  #series = randomUUID();
  /** How many changes of this series have been told; the kept ones are the last of them. */
  #told = 0;
  #kept: readonly Change[] = [];
  #heard = true;
  #following: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(
    private readonly tail: Pick<LogTail, 'next' | 'close'>,
    private readonly log: ServiceLogger,
  ) {}

  /** Where the feed is. */
  get place(): string {
    return `${this.#series}.${this.#told}`;
  }

  /** What has been told after a place; `null` = nobody knows any more. */
  after(place: string): readonly Change[] | null {
    const [series, number] = place.split('.');
    const missed = this.#told - Number(number);
    return series === this.#series && Number.isInteger(missed) && missed >= 0 && missed <= this.#kept.length ? this.#kept.slice(this.#kept.length - missed) : null;
  }

  /** Whether it hears anything at present. */
  get heard(): boolean {
    return this.#heard;
  }

  /** Calls back with all that comes. Gives the function that ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    // While nobody listens nobody asks; what has come meanwhile is asked for then.
    if (this.#listeners.size === 1) this.#following = this.#following.then(() => this.#follow());
    return () => void this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.#listeners.clear();
    this.#stopping.abort();
    await this.#following;
    await this.tail.close();
  }

  async #follow(): Promise<void> {
    while (this.#listeners.size > 0) {
      const news = await this.tail.next().catch((error: unknown) => error as Error);
      if (news instanceof Error) this.#lose(news);
      else this.#take(news);
      await pause(often, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  #lose(reason: Error): void {
    if (this.#heard) {
      this.log.warn('the log cannot be followed, screens are told so', { reason: reason.message });
      this.#tell('lost');
    }
    this.#heard = false;
  }

  #take({ gap, records }: LogNews): void {
    this.#heard = true;
    if (gap) {
      this.#series = randomUUID();
      this.#told = 0;
      this.#kept = [];
      this.#tell('gap');
    }
    const changes = distinct(records.flatMap(({ topic, key, headers }): Change[] => {
      const branch = headers['ce_branchid'];
      return key === null ? [] : [{ kind: kindOfTopic(topic), id: key.toString('utf8'), branchId: branch === undefined ? null : String(branch) }];
    }));
    if (changes.length === 0) return;
    this.#told += changes.length;
    this.#kept = [...this.#kept, ...changes].slice(-mostKept);
    this.#tell(changes);
  }

  #tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}

const distinct = (changes: readonly Change[]): Change[] => [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
