import { isNoticed } from './contracts';

/** An event as its service has it; in order of id. */
export interface Stored {
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
  readonly eventId: string;
  /** The transaction that wrote it; null for what a reaction raised. */
  readonly write: string | null;
  /** The event that a reaction raised it for. */
  readonly cause: string | null;
}

/** A record of the log, in order of offset. */
export interface Logged {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly sequence: number;
  readonly eventId: string;
}

/** What a unit did, in the order in which it did it. */
export interface Effect {
  readonly unit: string;
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
  readonly eventId: string;
}

/** Everything there is to judge a run by, read when nothing moves any more. */
export interface Evidence {
  readonly stored: readonly Stored[];
  /** Writes whose COMMIT was acknowledged, and writes that gave up. */
  readonly acknowledged: readonly string[];
  readonly aborted: readonly string[];
  /** The state beside the events: how many changes each parcel has seen. */
  readonly versions: ReadonlyMap<string, number>;
  readonly logged: readonly Logged[];
  readonly effects: readonly Effect[];
  /** Which topics each unit hears. */
  readonly hears: Readonly<Record<string, readonly string[]>>;
  /** The topic whose events the reaction answers, and the one of its answers. */
  readonly reaction: { readonly to: string; readonly raises: string };
}

/** Sentences, one per event concerned; empty = the promise was kept. */
export interface Verdict {
  readonly committed: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly outOfOrder: readonly string[];
  /** Effects, records and events that nobody committed. */
  readonly invented: readonly string[];
  /** Records that the log has more than once; the guard drops them. */
  readonly duplicateRecords: number;
}

/** Replays what was committed against the log and against every unit's effects. */
export const judge = (evidence: Evidence): Verdict => {
  const { stored, logged, effects, hears, reaction } = evidence;
  const lost: string[] = [];
  const twice: string[] = [];
  const outOfOrder: string[] = [];
  const invented: string[] = [];
  const known = new Set(stored.map(placeOf));

  const writes = new Set(stored.map(({ write }) => write));
  for (const write of evidence.acknowledged) if (!writes.has(write)) lost.push(`write ${write} was acknowledged, its events are not stored`);
  for (const write of evidence.aborted) if (writes.has(write)) invented.push(`write ${write} gave up, its events are stored`);
  for (const id of repeated(stored.map(({ eventId }) => eventId))) twice.push(`event ${id} is stored twice`);
  outOfOrder.push(...disorder(stored, 'stored'));
  const lasts = new Map(stored.filter(({ topic }) => topic === reaction.to).map(({ key, sequence }) => [key, sequence]));
  for (const [key, version] of evidence.versions) {
    if ((lasts.get(key) ?? 0) < version) lost.push(`parcel ${key} changed ${version} times, its events end at ${lasts.get(key) ?? 0}`);
    if ((lasts.get(key) ?? 0) > version) invented.push(`parcel ${key} changed ${version} times, its events end at ${lasts.get(key)}`);
  }

  const firsts = firstOf(logged);
  const published = new Set(firsts.map(placeOf));
  for (const event of stored) if (!published.has(placeOf(event))) lost.push(`${placeOf(event)} is not in the log`);
  for (const record of firsts) if (!known.has(placeOf(record))) invented.push(`${placeOf(record)} is in the log, but not stored`);
  outOfOrder.push(...disorder(firsts, 'in the log'));

  for (const [unit, topics] of Object.entries(hears)) {
    const own = effects.filter((effect) => effect.unit === unit);
    const applied = new Set(own.map(placeOf));
    for (const event of stored) if (topics.includes(event.topic) && !applied.has(placeOf(event))) lost.push(`${placeOf(event)} had no effect in ${unit}`);
    for (const place of repeated(own.map(placeOf))) twice.push(`${place} took effect twice in ${unit}`);
    for (const place of applied) if (!known.has(place)) invented.push(`${place} took effect in ${unit}, but is not stored`);
    outOfOrder.push(...disorder(firstOf(own), `in ${unit}`));
  }

  const answers = stored.filter(({ topic }) => topic === reaction.raises).map(({ cause }) => cause);
  const answered = new Set(answers);
  for (const cause of repeated(answers)) twice.push(`event ${cause} was answered twice`);
  for (const event of stored) {
    if (event.topic === reaction.to && isNoticed(event.sequence) && !answered.has(event.eventId)) lost.push(`${placeOf(event)} was not answered`);
  }
  return { committed: stored.length, lost, twice, outOfOrder, invented, duplicateRecords: logged.length - firsts.length };
};

interface Place {
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
  readonly eventId: string;
}

const placeOf = ({ topic, key, sequence, eventId }: Place): string => `${topic} ${key} #${sequence} (${eventId})`;

const repeated = <T>(values: readonly T[]): T[] => {
  const seen = new Set<T>();
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))];
};

/** Each event where it appears for the first time. */
const firstOf = <P extends Place>(places: readonly P[]): P[] => {
  const seen = new Set<string>();
  return places.filter((place) => seen.size !== seen.add(placeOf(place)).size);
};

/** Per key the sequences must rise; a missing one is a loss and said elsewhere. */
const disorder = (places: readonly Place[], where: string): string[] => {
  const last = new Map<string, number>();
  return places.flatMap((place) => {
    const key = `${place.topic} ${place.key}`;
    const before = last.get(key) ?? 0;
    last.set(key, Math.max(before, place.sequence));
    return place.sequence > before ? [] : [`${placeOf(place)} comes after #${before} ${where}`];
  });
};
