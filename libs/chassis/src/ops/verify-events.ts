import { PassThrough } from 'node:stream';
import { Controller, Get, StreamableFile, type BeforeApplicationShutdown } from '@nestjs/common';
import { Requires } from '@aftercare/auth';
import type { Logger } from '@aftercare/event-bus';
import { Database } from '@aftercare/event-store';
import { AnswersFile } from '../answers';
import { Refusal } from '../refusal';

/** Where a service's events are, for who compares them on connections of his own. */
export class EventPlaces {
  constructor(
    readonly databaseUrl: string,
    readonly brokers: readonly string[],
    readonly logger: Logger,
  ) {}
}

const beatMs = 1_000;
const shownOfEach = 20;

@Controller('ops/verify')
export class VerifyEvents implements BeforeApplicationShutdown {
  #running: AbortController | null = null;

  constructor(
    private readonly database: Database,
    private readonly places: EventPlaces,
  ) {}

  /**
   * Compares what this service can: its rows with each other, its events with their records in the log byte by byte, and what its units have
   * made of all that they hear. Answers while it reads, one JSON object a line: every second `{"read":{records,events}}`, for each thing that
   * does not fit `{"deviation":{kind,words,help}}` (at most twenty of a kind), and at the end `{"verdict":{records,events,deviations,counts}}`;
   * without that line it was broken off. One at a time in a process; who goes away ends it. Whether services fit each other, only
   * `npm run ops -- verify` can tell.
   */
  @Get()
  @Requires('ops:read')
  @AnswersFile('application/x-ndjson')
  handle(): StreamableFile {
    if (this.#running) throw new Refusal(409, 'ops.verify-running');
    const running = (this.#running = new AbortController());
    const lines = new PassThrough();
    lines.on('close', () => running.abort());
    this.#verify(lines, running.signal).then(() => lines.end(), (error: unknown) => lines.destroy(error instanceof Error ? error : new Error(String(error)))).finally(() => { this.#running = null; });
    return new StreamableFile(lines);
  }

  beforeApplicationShutdown(): void {
    this.#running?.abort();
  }

  async #verify(lines: PassThrough, signal: AbortSignal): Promise<void> {
    const { remedies, verifyService } = await import('@aftercare/event-bus');
    const say = (line: object): void => void (lines.writable && lines.write(`${JSON.stringify(line)}\n`));
    const counts: Record<string, number> = {};
    let read = { records: 0, events: 0 };
    // Said even when one statement takes long: whoever hears nothing gives up.
    const beat = setInterval(() => say({ read }), beatMs);
    try {
      const verdict = await verifyService({
        ...this.places,
        service: this.database.service,
        signal,
        found: ({ kind, words }) => {
          counts[kind] = (counts[kind] ?? 0) + 1;
          if (counts[kind] <= shownOfEach) say({ deviation: { kind, words, help: remedies[kind] } });
        },
        progress: (records, events) => { read = { records, events }; },
      });
      say({ verdict: { ...verdict, counts } });
    } finally {
      clearInterval(beat);
    }
  }
}
