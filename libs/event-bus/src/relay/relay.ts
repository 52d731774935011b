import { allEvents, sequenceHeader } from '@aftercare/contracts';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Client } from 'pg';
import { BackOff, pause } from '../back-off';
import type { BusRecord, EventBus, PublishedAck } from '../event-bus';
import { reasonOf, type Logger } from '../logger';
import { contextOf, traceparentOf, tracer } from '../tracing';
import { checkLog, HistoryLost } from './log-check';
import { RelayRows, type Published, type WaitingEvent } from './relay-rows';
import { serviceNumber } from './service-number';

/** What the relay tells about itself; a hook may be left out. */
export interface RelayMetrics {
  published?(events: number): void;
  failed?(): void;
  /** At most this many events wait, the oldest for this long. Told every 5 s by the leader. */
  backlog?(rows: number, oldestSeconds: number): void;
}

export interface RelayOptions {
  /** The service's own schema, by its app role; a direct connection, not a pooler's. */
  readonly databaseUrl: string;
  readonly service: string;
  readonly bus: EventBus;
  readonly logger: Logger;
  /** The topics that the service publishes to; by default those of its contracts. */
  readonly topics?: readonly string[];
  readonly shard?: number;
  readonly metrics?: RelayMetrics;
}

export interface RelayStatus {
  /** This process publishes; another one of the service may do so instead. */
  readonly leader: boolean;
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly reason: string | null;
}

const heartbeatMs = 1_000;
const backlogMs = 5_000;
const shortestPoll = 5;
const longestPoll = 200;

/**
 * Publishes what was committed, in id order, at least once. One leader per service and shard holds a session lock on its own
 * connection; a process that stops loses the session within 5 s, so another can lead. A late DELETE of acknowledged ids is harmless.
 */
export class Relay {
  readonly #topics: readonly string[];
  readonly #shard: number;
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;
  #wake = new AbortController();
  #status: RelayStatus = { leader: false, healthy: false, reason: 'starting' };

  constructor(private readonly options: RelayOptions) {
    const own = options.service.replaceAll('-', '_');
    this.#topics = options.topics ?? [...new Set(allEvents.filter(({ service }) => service === own).map(({ topic }) => topic))];
    this.#shard = options.shard ?? 0;
  }

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

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    const backOff = new BackOff();
    while (!this.#stopped) {
      const client = this.#client();
      try {
        await client.connect();
        await this.#serve(new RelayRows(client, this.#shard), () => backOff.reset());
      } catch (error) {
        this.#trouble(error);
        if (error instanceof HistoryLost) return;
      } finally {
        // A dead peer never answers the farewell.
        const patience = new AbortController();
        await Promise.race([client.end().catch(() => undefined), pause(2_000, patience.signal)]);
        patience.abort();
      }
      await pause(backOff.next(), this.#stopping.signal);
    }
    this.#status = { leader: false, healthy: false, reason: 'stopped' };
  }

  #client(): Client {
    const { databaseUrl, service, logger } = this.options;
    const client = new Client({
      connectionString: databaseUrl,
      application_name: `aftercare ${service} relay ${this.#shard}`,
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      // An acknowledged event whose DELETE is lost with a crash of the server is published once more: no need to wait for the disk.
      options: '-c idle_session_timeout=5s -c idle_in_transaction_session_timeout=5s -c synchronous_commit=off -c timezone=UTC',
    });
    // The statement that comes next fails; an error event without a listener would end the process.
    client.on('error', (error) => logger.warn({ reason: reasonOf(error) }, 'relay lost its connection'));
    return client;
  }

  /** Waits for the lead, then publishes until it is stopped or something fails: then everything begins anew, checks included. */
  async #serve(rows: RelayRows, worked: () => void): Promise<void> {
    const { service, bus, logger } = this.options;
    while (!(await rows.tryLead(serviceNumber(service)))) {
      this.#status = { leader: false, healthy: true, reason: null };
      worked();
      await pause(heartbeatMs, this.#stopping.signal);
      if (this.#stopped) return;
    }
    const heartbeat = setInterval(() => rows.beat(), heartbeatMs);
    try {
      await checkLog(this.#topics, bus.admin, rows, logger);
      logger.info({ service, shard: this.#shard }, 'relay leads');
      await this.#lead(rows, worked);
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #lead(rows: RelayRows, worked: () => void): Promise<void> {
    let poll = shortestPoll;
    let measureAt = 0;
    while (!this.#stopped) {
      this.#wake = new AbortController();
      const waiting = await rows.oldest();
      if (waiting.length > 0) await this.#publish(rows, waiting);
      this.#status = { leader: true, healthy: true, reason: null };
      worked();
      if (performance.now() >= measureAt) {
        measureAt = performance.now() + backlogMs;
        const backlog = await rows.backlog();
        this.options.metrics?.backlog?.(backlog.rows, backlog.oldestSeconds);
      }
      if (waiting.length > 0) poll = shortestPoll;
      else if (!this.#stopped) await pause(poll, this.#wake.signal);
      if (waiting.length === 0) poll = Math.min(poll * 2, longestPoll);
    }
  }

  async #publish(rows: RelayRows, waiting: readonly WaitingEvent[]): Promise<void> {
    const spans = waiting.map(({ topic, type, eventId, headers }) => {
      const stored = JSON.parse(headers.toString()) as Record<string, string>;
      const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': topic, 'messaging.message.id': eventId };
      return { stored, span: tracer().startSpan(`publish ${type}`, { kind: SpanKind.PRODUCER, attributes }, contextOf(stored['ce_traceparent'])) };
    });
    const records = waiting.map(({ topic, key, payload, sequence }, at): BusRecord => {
      const { stored, span } = spans[at] as (typeof spans)[number];
      const traceparent = traceparentOf(span);
      return { topic, key, value: payload, headers: { ...stored, ce_sequence: sequenceHeader(sequence), ...(traceparent !== null && { ce_traceparent: traceparent }) } };
    });
    try {
      const acks = await this.options.bus.publishBatch(records);
      await rows.settle(waiting.map(({ id }) => id), newestOf(waiting, acks));
      this.options.metrics?.published?.(waiting.length);
    } catch (error) {
      for (const { span } of spans) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      for (const { span } of spans) span.end();
    }
  }

  #trouble(error: unknown): void {
    const reason = reasonOf(error);
    this.#status = { leader: false, healthy: false, reason };
    this.options.metrics?.failed?.();
    this.options.logger.error({ service: this.options.service, reason }, error instanceof HistoryLost ? 'relay has stopped' : 'relay begins anew');
  }
}

/** The last record of each partition. */
const newestOf = (waiting: readonly WaitingEvent[], acks: readonly PublishedAck[]): Published[] => {
  const newest = new Map<string, Published>();
  acks.forEach(({ topic, partition, offset }, at) => {
    newest.set(`${topic}|${partition}`, { topic, part: partition, offset, eventId: (waiting[at] as WaitingEvent).eventId });
  });
  return [...newest.values()];
};
