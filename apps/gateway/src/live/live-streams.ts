import { PassThrough, type Readable } from 'node:stream';
import { may, mayIn, type Principal } from '@aftercare/auth';
import { Refusal } from '@aftercare/chassis';
import type { Session, Sessions } from '../browser/sessions';
import { readers } from './kinds';
import type { Change, LiveFeed, News } from './live-feed';

/** Within so long a session that has ended hears nothing more, and a line that has died is known to its browser. */
const beat = 5_000;
/** Who may hear what is asked when a stream begins; so it begins anew from time to time. */
const longest = 600_000;
/** A browser that does not read is let go; it comes again and is told what it has missed. */
const mostWaiting = 64 * 1024;
/** One browser has one stream; whoever has more than this has lost count of them. */
const mostOfOne = 20;

interface Stream {
  readonly principal: Principal;
  readonly session: string;
  readonly begun: number;
  readonly out: PassThrough;
  readonly leave: () => void;
}

/** What browsers hear: server-sent events that say which records have changed, to those who may read them, and never what is in them. */
export class LiveStreams {
  readonly #open = new Set<Stream>();
  #beating: NodeJS.Timeout | undefined;
  #checking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly feed: LiveFeed,
    private readonly sessions: Pick<Sessions, 'alive'>,
  ) {}

  /** A stream for whoever is signed in, going on after the place that he has heard last; without one, or when it is too long ago, it begins with `gap`. */
  begin(session: Session, principal: Principal, after: string | undefined): Readable {
    if ([...this.#open].filter((stream) => stream.principal.subject === principal.subject).length >= mostOfOne) throw new Refusal(429, 'request.too-many', { seconds: 60 }, [], { 'Retry-After': '60' });
    const out = new PassThrough();
    const stream: Stream = { principal, session: session.id, begun: performance.now(), out, leave: this.feed.listen((news) => this.#tell(stream, news)) };
    this.#open.add(stream);
    out.once('close', () => {
      stream.leave();
      this.#open.delete(stream);
    });
    out.write('retry: 2000\n\n');
    const missed = after === undefined ? null : this.feed.after(after);
    this.#tell(stream, missed ?? 'gap');
    this.#say(stream, this.#standing);
    return out;
  }

  start(): void {
    this.#beating = setInterval(() => { this.#checking = this.#beat().catch(() => undefined); }, beat);
  }

  /** Before the doors are closed: an open stream would hold them. */
  onModuleDestroy(): void {
    for (const { out } of this.#open) out.end();
  }

  async stop(): Promise<void> {
    clearInterval(this.#beating);
    this.onModuleDestroy();
    await this.#checking;
    await this.feed.stop();
  }

  get #standing(): 'beat' | 'lost' {
    return this.feed.heard ? 'beat' : 'lost';
  }

  async #beat(): Promise<void> {
    // Whoever comes while the sessions are asked for is none of those that were asked about.
    const asked = [...this.#open];
    if (asked.length === 0) return;
    const alive = await this.sessions.alive(asked.map(({ session }) => session));
    for (const stream of asked) {
      this.#say(stream, alive.has(stream.session) ? this.#standing : 'ended');
      if (!alive.has(stream.session) || performance.now() - stream.begun > longest) stream.out.end();
    }
  }

  #tell(stream: Stream, news: News): void {
    if (typeof news === 'string') return this.#say(stream, news);
    const seen = news.filter((change) => mayHear(stream.principal, change));
    // People of other firms learn that something of theirs may have changed, not the ids of what may be somebody else's.
    if (seen.length > 0) this.#say(stream, 'changed', { records: seen.map(({ kind, id }) => (stream.principal.kind === 'staff' ? { kind, id } : { kind })) });
  }

  #say(stream: Stream, event: string, data: object = {}): void {
    if (stream.out.writableEnded) return;
    stream.out.write(`event: ${event}\nid: ${this.feed.place}\ndata: ${JSON.stringify(data)}\n\n`);
    if (stream.out.readableLength > mostWaiting) stream.out.destroy();
  }
}

const mayHear = (principal: Principal, { kind, branchId }: Change): boolean => {
  const permission = readers[kind];
  return permission !== undefined && (branchId === null ? may(principal, permission) : mayIn(principal, permission, branchId));
};
