import type { Client } from 'pg';
import { pause } from '../back-off';
import { TopicRefused, type PartitionRange } from '../event-bus';
import type { LogScan } from '../kafka/log-scan';
import { serviceNumber } from '../relay/service-number';
import type { Deviation, Report } from './deviation';
import { guardsAhead } from './guards-ahead';
import { enter, inSnapshot, inTransaction, topicsOf } from './schemas';
import { verifyRows } from './verify-rows';
import { verifyTopic, type Claim, type Reader } from './verify-log';

export interface Verified {
  readonly events: number;
  readonly records: number;
  readonly deviations: number;
}

interface StoredOffset {
  readonly service: string;
  readonly unit: string;
  readonly topic: string;
  readonly part: number;
  readonly next: bigint;
  readonly lastEventId: string | null;
}

export interface VerifyOptions {
  /** May read the schemas of these services. */
  readonly client: Client;
  readonly scan: LogScan;
  readonly services: readonly string[];
  /** Not all services are given: what only the events of the others could tell is left out. */
  readonly part?: boolean;
  readonly signal?: AbortSignal;
  /** Of each service; by default those of its contracts. */
  readonly topics?: (service: string) => readonly string[];
  readonly found: (deviation: Deviation) => void;
  /** Told now and then how much has been read. */
  readonly progress?: (records: number, events: number) => void;
}

/** A unit that is behind and does not move for so long is reported. */
const patienceMs = 5_000;
const page = 20_000;

/**
 * Compares everything that has to fit: sequences and heads, queue and events, every event with its record in the log and every record
 * with its event, byte by byte, the places that relays and units remember, guards, and what is parked. The database is looked at in one
 * snapshot and the log just before and just after it, so it can be done while everything runs. A `part` of the services compares their
 * own rows and topics, and what their units have made of every topic that they hear; only all together tell whether a unit has seen
 * what the service of that event does not have.
 */
export const verifyInstallation = async ({ client, scan, services, part = false, signal, topics = topicsOf, found, progress }: VerifyOptions): Promise<Verified> => {
  let deviations = 0;
  const report: Report = (kind, service, words) => {
    deviations += 1;
    found({ kind, service, words });
  };
  const owned = services.flatMap(topics);
  const heard = part ? await inSnapshot(client, async () => (await storedOffsets(client, services)).map(({ topic }) => topic)) : [];
  const foreign = [...new Set(heard)].filter((topic) => !owned.includes(topic));
  const before = await rangesOf(scan, [...owned, ...foreign]);
  let records = 0;
  let events = 0;
  let offsets: StoredOffset[] = [];
  await inSnapshot(client, async () => {
    offsets = await storedOffsets(client, services);
    const after = await rangesOf(scan, [...owned, ...foreign]);
    const check = async (topic: string, owner: string | null, claims: readonly Claim[], seen: (id: bigint) => void): Promise<void> => {
      const own = offsets.filter((offset) => offset.topic === topic);
      const ranges = after.get(topic);
      if (!ranges) return report('missing', owner ?? services.join(), `there is no topic ${topic}`);
      await verifyTopic(client, scan, {
        topic, owner, report, seen, signal,
        before: before.get(topic) ?? [],
        after: ranges,
        readers: readersOf(own),
        claims: [...claims, ...offsetClaims(own, report)],
        read: (count) => {
          records += count;
          progress?.(records, events);
        },
      });
    };
    for (const service of services) await verifyRows(client, service, report);
    for await (const { service, unit, topic, key, seen, stored } of guardsAhead(client, services, part)) {
      report('guard', service, `${unit} has seen event ${seen} of ${topic} ${key}, its service has ${stored === 0 ? 'none' : stored < seen ? `only ${stored}` : 'another one in its place'}`);
    }
    for (const owner of services) {
      const seen = await IdSet.upTo(client, owner);
      for (const topic of topics(owner)) await check(topic, owner, await publishedClaims(client, owner, topic, report), (id) => seen.add(id));
      events += await verifyAllThere(client, owner, seen, report);
      progress?.(records, events);
    }
    for (const topic of foreign) await check(topic, null, [], () => undefined);
  });
  await verifyMoving(client, offsets, before, report);
  return { events, records, deviations };
};

/** The events that have been met in the log, one bit each. */
class IdSet {
  private constructor(private readonly bits: Uint8Array) {}

  static async upTo(client: Client, service: string): Promise<IdSet> {
    await enter(client, service);
    const { rows } = await client.query<{ last: string }>('SELECT coalesce(max(id), 0) AS last FROM event');
    return new IdSet(new Uint8Array(Number(rows[0]?.last ?? 0) / 8 + 1));
  }

  add(id: bigint): void {
    const n = Number(id);
    this.bits[n >> 3] = (this.bits[n >> 3] ?? 0) | (1 << (n & 7));
  }

  has(id: bigint): boolean {
    const n = Number(id);
    return ((this.bits[n >> 3] ?? 0) & (1 << (n & 7))) !== 0;
  }
}

/** Every event is in the log, or still waits to get there. Gives the number of events. */
const verifyAllThere = async (client: Client, owner: string, seen: IdSet, report: Report): Promise<number> => {
  await enter(client, owner);
  let events = 0;
  for (let after = '0'; ; ) {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM event WHERE id > $1 ORDER BY id LIMIT $2', [after, page]);
    events += rows.length;
    const unseen = rows.filter(({ id }) => !seen.has(BigInt(id))).map(({ id }) => id);
    if (unseen.length > 0) {
      const { rows: lost } = await client.query<{ topic: string; key: string; sequence: string }>(
        `SELECT topic, key, sequence FROM event e WHERE id = ANY($1::bigint[]) AND NOT EXISTS (SELECT FROM outbox o WHERE o.id = e.id) AND NOT EXISTS (SELECT FROM outbox_held o WHERE o.id = e.id) ORDER BY id`,
        [unseen],
      );
      for (const { topic, key, sequence } of lost) report('missing', owner, `event ${sequence} of ${topic} ${key} counts as published, but is not in the log`);
    }
    const last = rows.at(-1);
    if (!last) return events;
    after = last.id;
  }
};

const rangesOf = async (scan: LogScan, topics: readonly string[]): Promise<Map<string, PartitionRange[]>> => {
  const ranges = new Map<string, PartitionRange[]>();
  for (const topic of topics) {
    try {
      ranges.set(topic, await scan.ranges(topic));
    } catch (error) {
      if (!(error instanceof TopicRefused)) throw error;
    }
  }
  return ranges;
};

const storedOffsets = async (client: Client, services: readonly string[]): Promise<StoredOffset[]> => {
  const all: StoredOffset[] = [];
  for (const service of services) {
    await enter(client, service);
    const { rows } = await client.query<{ unit: string; topic: string; part: number; next: string; lastEventId: string | null }>(
      'SELECT unit, topic, part, next_offset AS next, last_event_id AS "lastEventId" FROM consumer_offset ORDER BY unit, topic, part',
    );
    all.push(...rows.map((row) => ({ ...row, service, next: BigInt(row.next) })));
  }
  return all;
};

const unitOf = ({ service, unit }: Pick<StoredOffset, 'service' | 'unit'>): string => `${service} ${unit}`;

const readersOf = (offsets: readonly StoredOffset[]): Reader[] =>
  [...new Set(offsets.map(unitOf))].map((name) => {
    const own = offsets.filter((offset) => unitOf(offset) === name);
    const { service, unit } = own[0] as StoredOffset;
    return { service, unit, next: new Map(own.map(({ part, next }) => [part, next])) };
  });

const publishedClaims = async (client: Client, owner: string, topic: string, report: Report): Promise<Claim[]> => {
  await enter(client, owner);
  const { rows } = await client.query<{ part: number; offset: string; eventId: string }>('SELECT part, "offset", event_id AS "eventId" FROM published WHERE topic = $1', [topic]);
  return rows.map(({ part, offset, eventId }) => ({
    part, offset: BigInt(offset), eventId,
    refute: (found) => report('published', owner, `event ${eventId} was acknowledged at ${topic} ${part}/${offset}, where there is ${found}`),
  }));
};

const offsetClaims = (offsets: readonly StoredOffset[], report: Report): Claim[] =>
  offsets.filter(({ next, lastEventId }) => next > 0n && lastEventId !== null).map(({ service, unit, topic, part, next, lastEventId }) => ({
    part, offset: next - 1n, eventId: lastEventId as string,
    refute: (found) => report('offset', service, `${unit} has last seen event ${lastEventId} at ${topic} ${part}/${next - 1n}, where there is ${found}`),
  }));

/** A unit of a running service that is behind has to get on. */
const verifyMoving = async (client: Client, then: readonly StoredOffset[], ends: ReadonlyMap<string, readonly PartitionRange[]>, report: Report): Promise<void> => {
  const endOf = ({ topic, part }: StoredOffset): bigint => ends.get(topic)?.find(({ partition }) => partition === part)?.high ?? 0n;
  const running = new Set<string>();
  for (const service of new Set(then.map((offset) => offset.service))) if (await runs(client, service)) running.add(service);
  let late = then.filter((offset) => running.has(offset.service) && offset.next < endOf(offset));
  const deadline = performance.now() + patienceMs;
  while (late.length > 0) {
    const now = await inTransaction(client, () => storedOffsets(client, [...running]));
    late = late.filter((was) => now.some((is) => unitOf(is) === unitOf(was) && is.topic === was.topic && is.part === was.part && is.next === was.next));
    if (performance.now() >= deadline) break;
    if (late.length > 0) await pause(500);
  }
  for (const offset of late) {
    const { service, unit, topic, part, next } = offset;
    report('behind', service, `${unit} stands at ${topic} ${part}/${next} although the log goes on to ${endOf(offset)}: npm run ops -- status and the service's readiness say why`);
  }
};

/** Somebody holds the lead of its relay. */
const runs = async (client: Client, service: string): Promise<boolean> => {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid = ($1::bigint & 4294967295)::oid
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS there`,
    [serviceNumber(service)],
  );
  return rows[0]?.there === true;
};
