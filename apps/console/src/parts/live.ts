import type { Query, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { actOnlyAfter, endSession } from '../api/api';
import { showSession } from '../api/calls';
import type { CurrentSession } from '../api/generated/gateway/types.gen';
import { session } from './session';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** What changes the answer: kinds of records (`tickets.ticket`), or one record of a kind (`tickets.ticket/<id>`). It is asked anew when one of them has changed. */
      readonly hears?: readonly string[];
      /** It serves what is shown or chosen elsewhere: names, lists. No screen says of it by itself that it could not be had; the frame does. */
      readonly serves?: true;
    };
  }
}

interface Changed {
  readonly kind: string;
  /** Absent: some record of the kind. */
  readonly id?: string;
}

/** What the gateway says, and what the tab that listens passes on to the others. */
interface Heard {
  readonly event: (typeof events)[number];
  /** Where to go on after it. */
  readonly place: string;
  readonly records?: readonly Changed[];
}

const events = ['changed', 'gap', 'lost', 'beat', 'ended'] as const;
/** The gateway says something every five seconds. */
const silence = 12_000;
const again = 5_000;
/** Not everybody who hears of a change asks in the same moment. */
const soon = (): number => 300 + Math.random() * 400;
/** What is made of events follows them; most often it has by the first time, certainly by the second. */
const later = 3_000;
const patience = 5_000;

/**
 * One stream for the whole browser: the tab that holds the lock listens and tells the others. A page without locks, as over plain http to
 * another machine, listens for itself. What is missed is known, and asked for before anything is done.
 */
class Live {
  /** Since when nothing is heard; `null`: it is live. */
  lostSince: number | null = null;
  #queries: QueryClient | null = null;
  readonly #channel = new BroadcastChannel('aftercare.live');
  readonly #watchers = new Set<() => void>();
  #place: string | null = null;
  #heardAt = Date.now();
  #changed: Changed[] = [];
  #gap = false;
  #paying: ReturnType<typeof setTimeout> | undefined;
  #catchingUp: Promise<unknown> = Promise.resolve();

  /** From here on queries are asked anew by what changes. Gives the function that ends it. */
  start(queries: QueryClient): () => void {
    const ended = new AbortController();
    const { signal } = ended;
    this.#queries = queries;
    this.#heardAt = Date.now();
    this.#channel.onmessage = ({ data }) => this.#hear(data as Heard);
    const watch = setInterval(() => { if (this.#isSilent(this.#heardAt)) this.#stand(this.#heardAt); }, 1_000);
    // A page that was put aside has not been told.
    addEventListener('pageshow', ({ persisted }) => { if (persisted) this.#owe('gap'); }, { signal });
    document.addEventListener('resume', () => this.#owe('gap'), { signal });
    document.addEventListener('visibilitychange', () => this.#owe([]), { signal });
    const listen = (): Promise<void> => this.#listen(signal);
    if ('locks' in navigator) navigator.locks.request('aftercare.live', { signal }, listen).catch(() => undefined);
    else void listen();
    actOnlyAfter(() => this.#caughtUp());
    return () => {
      ended.abort();
      clearInterval(watch);
      clearTimeout(this.#paying);
      this.#channel.onmessage = null;
      this.#queries = null;
    };
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };

  /** Opens a new stream for each one that has died, until the page ends. */
  async #listen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const refused = await this.#oneStream(signal);
      if (signal.aborted) return;
      // It does not say why; most often because nobody is signed in any more.
      if (refused && (await showSession().catch(() => null))?.person === null) endSession();
      await new Promise((resolve) => setTimeout(resolve, again));
    }
  }

  /** Resolves when the stream has ended for good; with whether it was refused. */
  #oneStream(signal: AbortSignal): Promise<boolean> {
    const stream = new EventSource(this.#place === null ? '/live' : `/live?after=${encodeURIComponent(this.#place)}`);
    const opened = Date.now();
    return new Promise<boolean>((resolve) => {
      const watch = setInterval(() => { if (this.#isSilent(Math.max(opened, this.#heardAt))) end(false); }, 1_000);
      const end = (refused: boolean): void => {
        clearInterval(watch);
        stream.close();
        resolve(refused);
      };
      for (const event of events) {
        stream.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
          const heard: Heard = { event, place: lastEventId, ...(JSON.parse(data) as object) };
          this.#channel.postMessage(heard);
          this.#hear(heard);
        });
      }
      stream.addEventListener('error', () => { if (stream.readyState === EventSource.CLOSED) end(true); });
      signal.addEventListener('abort', () => end(false), { once: true });
    });
  }

  #hear({ event, place, records = [] }: Heard): void {
    this.#heardAt = Date.now();
    this.#place = place;
    if (event === 'ended') void this.#whoNow();
    else this.#stand(event === 'lost' ? this.#heardAt : null);
    if (event === 'gap') this.#owe('gap');
    if (event === 'changed') this.#owe(records);
  }

  /** A session has ended: nobody is signed in, or somebody else is, who has changed places in one tab and is meant in all of them. */
  async #whoNow(): Promise<void> {
    const now = await showSession().catch(() => null);
    const here = this.#queries?.getQueryData<CurrentSession>(session.queryKey)?.person?.code;
    if (now?.person === null) endSession();
    else if (now !== null && here !== undefined && now.person?.code !== here) location.reload();
  }

  #isSilent(since: number): boolean {
    return Date.now() - since > silence;
  }

  #stand(lostSince: number | null): void {
    const before = this.lostSince;
    this.lostSince = lostSince === null ? null : (before ?? lostSince);
    if (this.lostSince !== before) for (const watcher of this.#watchers) watcher();
  }

  /** What nobody looks at is asked for when somebody does. */
  #owe(what: 'gap' | readonly Changed[]): void {
    if (what === 'gap') this.#gap = true;
    else this.#changed = [...this.#changed, ...what];
    if (document.hidden || (!this.#gap && this.#changed.length === 0)) return;
    this.#paying ??= setTimeout(() => this.#pay(), soon());
  }

  #pay(): void {
    clearTimeout(this.#paying);
    this.#paying = undefined;
    const changed = this.#changed;
    this.#changed = [];
    if (this.#gap) this.#catchUp();
    else this.#renew(changed);
    setTimeout(() => this.#renew(changed), later);
  }

  #renew(changed: readonly Changed[]): void {
    void this.#invalidate(({ meta }) => (meta?.hears ?? []).some((heard) => changed.some((change) => concerns(heard, change))));
  }

  /** Everything that is on the screen, for nobody knows what of it has changed. */
  #catchUp(): void {
    this.#gap = false;
    this.#catchingUp = this.#invalidate(({ queryKey: [of] }) => of !== 'session');
  }

  /** Asks anew. A further page that somebody waits for is not given up for that: it comes first, and then the list is as new as the others. */
  async #invalidate(predicate: (query: Query) => boolean): Promise<void> {
    const queries = this.#queries;
    if (queries === null) return;
    const paging = queries.getQueryCache().findAll({ predicate: (query) => predicate(query) && query.state.fetchMeta?.fetchMore !== undefined && query.state.fetchStatus === 'fetching' });
    const anew = (only: (query: Query) => boolean): Promise<void> => queries.invalidateQueries({ predicate: only });
    await Promise.all([
      anew((query) => predicate(query) && !paging.includes(query)),
      ...paging.map(async (one) => {
        await one.promise?.catch(() => undefined);
        await anew((query) => query === one);
      }),
    ]);
  }

  /** Before something is done: the screen is as new as it can be had. */
  async #caughtUp(): Promise<void> {
    if (this.#gap || this.lostSince !== null) this.#catchUp();
    await Promise.race([this.#catchingUp, new Promise((resolve) => setTimeout(resolve, patience))]);
  }
}

const concerns = (heard: string, { kind, id }: Changed): boolean => heard === kind || (id === undefined ? heard.startsWith(`${kind}/`) : heard === `${kind}/${id}`);

export const live = new Live();

/** Since when nothing is heard of what changes; `null`: it is live. */
export const useLostSince = (): number | null => useSyncExternalStore(live.watch, () => live.lostSince);

/** For queries that hear what changes: asked anew seldom all the same, and often while nothing is heard. */
export const safetyNet = (): number => (live.lostSince === null ? 120_000 : 15_000);
