import { sequenceHeader } from '@aftercare/contracts';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { BackOff } from '../back-off';
import { RecordRefused, TopicRefused, type BusRecord, type EventBus, type PublishedAck } from '../event-bus';
import type { Backlog, Published, RelaySession, Surroundings, WaitingEvent } from '../event-store';
import { reasonOf, type Logger } from '../logger';
import { contextOf, traceparentOf, tracer } from '../tracing';
import { checkLog, HistoryLost, publishAgain } from './log-check';

/** What relays tell about themselves; a hook may be left out. */
export interface RelayMetrics {
  /** One send was acknowledged. */
  published?(events: number): void;
  failed?(): void;
  /** Told every 5 s; `null` = this process no longer knows. */
  backlog?(shard: number, backlog: Backlog | null): void;
}

export interface RelayOptions {
  readonly service: string;
  readonly shard: number;
  /** Its own: one send at a time. */
  readonly bus: EventBus;
  readonly open: () => Promise<RelaySession>;
  readonly surroundings: Surroundings;
  readonly logger: Logger;
  /** The topics that the service publishes to. */
  readonly topics: readonly string[];
  readonly metrics?: RelayMetrics;
}

export interface RelayStatus {
  /** This process publishes; another one of the service may do so instead. */
  readonly leader: boolean;
  /** A relay leads, here or elsewhere, here with its log checked and a page read; and nothing has waited for more than 30 s. */
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly reason: string | null;
}

const candidacyMs = 1_000;
const backlogMs = 5_000;
const longestRest = 20;
const shortestPoll = 5;
const longestPoll = 200;
const longestWaitSeconds = 30;
const mostRows = 500_000;

/**
 * Publishes what was committed, in id order, at least once. One leader per service and shard, which holds its session's lock; a
 * process that stops loses the session within 5 s, so another can lead. A late DELETE of acknowledged ids is harmless.
 */
export class Relay {
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #wake = new AbortController();
  #status: RelayStatus = { leader: false, healthy: false, reason: 'starting' };
  #backlog: Backlog | null = null;
  #measureAt = Number.NEGATIVE_INFINITY;
  /** The newest offset of each partition that was acknowledged to this leader, to one before it, or to another shard's, as far as it knows. */
  #reached = new Map<string, bigint>();

  constructor(private readonly options: RelayOptions) {}

  /** Begins in the background; how it goes is in `status()`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Something was committed: look now instead of at the next poll. */
  kick(): void {
    this.#wake.abort();
  }

  /** Lets the send in flight end and be settled, then gives up the lead. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.abort();
    await this.#running;
  }

  status(): RelayStatus {
    return this.#status;
  }

  /** So much waits that those who can come back later should. */
  get overloaded(): boolean {
    return this.#backlog !== null && (this.#backlog.oldestSeconds > longestWaitSeconds || this.#backlog.rows > mostRows);
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    const { surroundings, open } = this.options;
    const backOff = new BackOff(50, 5_000, () => surroundings.chance());
    while (!this.#stopped) {
      try {
        const session = await open();
        try {
          await this.#serve(session, () => backOff.reset());
        } finally {
          await session.end();
        }
      } catch (error) {
        this.#trouble(error);
        if (error instanceof HistoryLost) break;
      }
      await surroundings.pause(backOff.next(), this.#stopping.signal);
    }
    this.#know(null);
    if (this.#stopped) this.#status = { leader: false, healthy: false, reason: 'stopped' };
  }

  /** Waits for the lead, then publishes until it is stopped or something fails: then everything begins anew, checks included. */
  async #serve(session: RelaySession, worked: () => void): Promise<void> {
    const { service, shard, bus, topics, surroundings, logger } = this.options;
    while (!(await session.lead())) {
      await this.#measure(session);
      this.#works(false);
      worked();
      await surroundings.pause(candidacyMs, this.#stopping.signal);
      if (this.#stopped) return;
    }
    // Before the log is looked at: while the broker is away nothing else tells how much waits.
    await this.#measure(session);
    await checkLog(topics, bus.admin, session, logger);
    logger.info({ service, shard }, 'relay leads');
    // What earlier leaders were acknowledged: the log can lose its end before this one has sent anything.
    this.#reached = new Map();
    await this.#learn(session);
    try {
      await this.#lead(session, worked);
    } catch (error) {
      // At once: what another relay publishes there until the next check would hide it.
      if (error instanceof LogGoneBack) await publishAgain(error.lost, await bus.admin.offsets(error.lost.topic), bus.admin, session, logger);
      throw error;
    }
  }

  async #lead(session: RelaySession, worked: () => void): Promise<void> {
    const { surroundings } = this.options;
    let poll = shortestPoll;
    while (!this.#stopped) {
      const from = surroundings.now();
      this.#wake = new AbortController();
      const waiting = await session.page();
      if (waiting.length > 0) await this.#deliver(session, waiting);
      if (await this.#measure(session)) await this.#lookAtEnds(session);
      this.#works(true);
      worked();
      if (waiting.length > 0) {
        poll = shortestPoll;
        // A send costs the broker and every reader more than the few events in it: what is committed within as long as it took goes together with the next one.
        if (!isMuch(waiting)) await surroundings.pause(Math.min(surroundings.now() - from, longestRest), this.#stopping.signal);
      } else {
        if (!this.#stopped) await surroundings.pause(poll, this.#wake.signal);
        poll = Math.min(poll * 2, longestPoll);
      }
    }
  }

  /**
   * Publishes in order what the broker takes. What it refuses for good is halved until the record is alone, and its key is held; then
   * it ends with false, because what follows may be of that key: everything that waits has to be read anew.
   */
  async #deliver(session: RelaySession, events: readonly WaitingEvent[]): Promise<boolean> {
    try {
      await this.#publish(session, events);
      return true;
    } catch (error) {
      if (!(error instanceof RecordRefused)) throw error;
      this.options.metrics?.failed?.();
      const [first, second] = events;
      if (first && !second) {
        await this.#hold(session, first, error);
        return false;
      }
    }
    const half = Math.ceil(events.length / 2);
    return (await this.#deliver(session, events.slice(0, half))) && this.#deliver(session, events.slice(half));
  }

  async #publish(session: RelaySession, events: readonly WaitingEvent[]): Promise<void> {
    const headers = events.map(storedHeaders);
    const spans = events.map(({ topic, type, eventId }, at) => {
      const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': topic, 'messaging.message.id': eventId };
      return tracer().startSpan(`publish ${type}`, { kind: SpanKind.PRODUCER, attributes }, contextOf(headers[at]?.['ce_traceparent']));
    });
    const records = events.map(({ topic, key, payload, sequence }, at): BusRecord => {
      const traceparent = traceparentOf(spans[at] as (typeof spans)[number]);
      return { topic, key, value: payload, headers: { ...headers[at], ce_sequence: sequenceHeader(sequence), ...(traceparent !== null && { ce_traceparent: traceparent }) } };
    });
    try {
      if (this.#shares) await this.#learn(session);
      const acks = await this.options.bus.publishBatch(records);
      await session.settle(events.map(({ id }) => id), this.#newestOf(events, acks));
      this.options.metrics?.published?.(events.length);
    } catch (error) {
      for (const span of spans) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      for (const span of spans) span.end();
    }
  }

  /** Other relays send to the same partitions. */
  get #shares(): boolean {
    return (this.#backlog?.shards ?? 1) > 1;
  }

  /** Takes note of what was acknowledged to others: whatever is sent from now on lies behind it, or the log has gone back. */
  async #learn(session: RelaySession): Promise<void> {
    for (const { topic, part, offset } of await session.published(this.options.topics)) {
      const place = `${topic}|${part}`;
      if (offset > (this.#reached.get(place) ?? -1n)) this.#reached.set(place, offset);
    }
  }

  /** While nothing is sent, no acknowledgement tells that the log has lost its end. Throws when it has: then it has to be checked. */
  async #lookAtEnds(session: RelaySession): Promise<void> {
    const { bus, topics, logger } = this.options;
    if (this.#shares) await this.#learn(session);
    try {
      for (const { topic, partition, high } of await bus.admin.ends(topics)) {
        const reached = this.#reached.get(`${topic}|${partition}`) ?? -1n;
        if (high <= reached) throw new LogGoneBack(`${topic} partition ${partition} ends at offset ${high}, but ${reached} was acknowledged`, { topic, part: partition, offset: reached });
      }
    } catch (error) {
      if (error instanceof LogGoneBack || error instanceof TopicRefused) throw error;
      // A broker that is away is no news about the log; whoever has something to send will meet it.
      logger.debug({ service: this.options.service, shard: this.options.shard, reason: reasonOf(error) }, 'the ends of the log were not told');
    }
  }

  /** The last record of each partition. Throws when the log has gone back: it was replaced underneath, and has to be checked. */
  #newestOf(events: readonly WaitingEvent[], acks: readonly PublishedAck[]): Published[] {
    const newest = new Map<string, Published>();
    acks.forEach(({ topic, partition, offset }, at) => {
      const place = `${topic}|${partition}`;
      const before = this.#reached.get(place) ?? -1n;
      if (offset <= before) throw new LogGoneBack(`${topic} partition ${partition} has gone back from offset ${before} to ${offset}`, { topic, part: partition, offset: before });
      this.#reached.set(place, offset);
      newest.set(place, { topic, part: partition, offset, eventId: (events[at] as WaitingEvent).eventId });
    });
    return [...newest.values()];
  }

  async #hold(session: RelaySession, event: WaitingEvent, refusal: RecordRefused): Promise<void> {
    await session.hold(event, refusal.code, refusal.message);
    const { topic, key, sequence, type, eventId } = event;
    this.options.logger.error({ topic, key, sequence, type, eventId, reason: refusal.code }, 'the broker refuses an event for good, its key is held: remove the cause, then run ops outbox release');
  }

  /** True when it was time to. */
  async #measure(session: RelaySession): Promise<boolean> {
    const now = this.options.surroundings.now();
    if (now < this.#measureAt) return false;
    this.#know(await session.backlog());
    this.#measureAt = now + backlogMs;
    return true;
  }

  #know(backlog: Backlog | null): void {
    this.#backlog = backlog;
    this.options.metrics?.backlog?.(this.options.shard, backlog);
  }

  #works(leader: boolean): void {
    const seconds = this.#backlog?.oldestSeconds ?? 0;
    const late = seconds > longestWaitSeconds;
    this.#status = { leader, healthy: !late, reason: late ? `最早的未发布事件已等待 ${Math.round(seconds)} 秒 / the oldest unpublished event has waited for ${Math.round(seconds)} s` : null };
  }

  #trouble(error: unknown): void {
    const reason = reasonOf(error);
    this.#status = { leader: false, healthy: false, reason };
    this.options.metrics?.failed?.();
    this.options.logger.error({ service: this.options.service, shard: this.options.shard, reason }, error instanceof HistoryLost ? 'relay has stopped' : 'relay begins anew');
  }
}

/** What was acknowledged is not there any more. */
class LogGoneBack extends Error {
  constructor(message: string, readonly lost: Omit<Published, 'eventId'>) {
    super(message);
  }
}

/** About half of what a send may carry. */
const isMuch = (events: readonly WaitingEvent[]): boolean => events.length >= 250 || events.reduce((sum, { payload }) => sum + payload.length, 0) >= 200 * 1024;

/** An event without readable headers can never be sent, whatever the broker thinks. */
const storedHeaders = ({ headers }: WaitingEvent): Record<string, string> => {
  try {
    return JSON.parse(headers.toString()) as Record<string, string>;
  } catch (error) {
    throw new RecordRefused('UNREADABLE_HEADERS', 'the stored headers are not JSON', { cause: error });
  }
};
