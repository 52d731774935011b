import type { Key, ParkedRecord, UnitStore } from '../event-store';
import { behind, forkedHistory } from './failure';
import { guard, type Decision, type Gap, type Verdict } from './guard';
import { parkedRecord, type EventItem } from './item';

export interface Judgement {
  /** Whose turn it is, in the given order. */
  readonly apply: readonly EventItem[];
  readonly duplicates: number;
  /** Not written yet. */
  readonly park: readonly ParkedRecord[];
  readonly gaps: readonly (Key & Gap)[];
}

interface KeyItems extends Key {
  readonly items: EventItem[];
}

/**
 * Passes sentence on the next events of some partitions, whose offsets `tx` holds, and advances their keys past those that are to take
 * effect. Mostly no key has a repeat or anything parked, and one statement does it; where it does not, the key is locked and looked at.
 */
export const judge = async <T>(tx: T, store: UnitStore<T>, unit: string, items: readonly EventItem[], retryAt: Date): Promise<Judgement> => {
  const keys = groupByKey(items);
  const decisions = new Map<string, Decision>();

  const runs = [...keys.values()].flatMap(({ topic, key, items: own }) => {
    const decision = uninterrupted(own);
    return decision ? [{ topic, key, first: sequenceOf(own), last: decision.last, lastEventId: decision.lastEventId, decision }] : [];
  });
  if (runs.length > 0) {
    const planned = new Map(runs.map((run) => [keyOf(run), run.decision]));
    for (const moved of await store.advance(tx, unit, runs)) decisions.set(keyOf(moved), planned.get(keyOf(moved)) as Decision);
  }

  const others = [...keys.values()].filter((key) => !decisions.has(keyOf(key)));
  if (others.length > 0) {
    const states = await store.lock(tx, unit, others.map(({ topic, key }) => ({ topic, key })));
    const advanced = states.flatMap((state) => {
      const decision = guard(state, arrivalsOf((keys.get(keyOf(state)) as KeyItems).items));
      decisions.set(keyOf(state), decision);
      return decision.last > state.last ? [{ topic: state.topic, key: state.key, last: decision.last, lastEventId: decision.lastEventId }] : [];
    });
    if (advanced.length > 0) await store.reach(tx, unit, advanced);
  }
  return sum(items, keys, decisions, retryAt);
};

const sum = (items: readonly EventItem[], keys: ReadonlyMap<string, KeyItems>, decisions: ReadonlyMap<string, Decision>, retryAt: Date): Judgement => {
  const verdicts = new Map<EventItem, Verdict>();
  const park: ParkedRecord[] = [];
  const gaps: (Key & Gap)[] = [];
  for (const [place, { topic, key, items: own }] of keys) {
    const decision = decisions.get(place) as Decision;
    for (const gap of decision.gaps) gaps.push({ topic, key, ...gap });
    own.forEach((item, at) => {
      const verdict = decision.verdicts[at] as Verdict;
      verdicts.set(item, verdict);
      if (verdict === 'refuse' && item.failure) park.push(parkedRecord(item, { status: 'failing', nextAt: retryAt, failure: item.failure }));
      if (verdict === 'forked') park.push(parkedRecord(item, { status: 'forked', nextAt: null, failure: forkedHistory(item.event.sequence) }));
      const gap = decision.gaps.find(({ got }) => got === item.event.sequence);
      if (verdict === 'behind') park.push(parkedRecord(item, { status: 'behind', nextAt: null, failure: behind(item.event.sequence - 1, gap !== undefined) }));
    });
  }
  return {
    apply: items.filter((item) => verdicts.get(item) === 'apply'),
    duplicates: items.filter((item) => verdicts.get(item) === 'duplicate').length,
    park,
    gaps,
  };
};

/** What the guard says when the first of these is the next of its key and nothing is parked; null when that does not settle all. */
const uninterrupted = (own: readonly EventItem[]): Decision | null => {
  const decision = guard({ last: sequenceOf(own) - 1, lastEventId: null, parked: [], forked: false }, arrivalsOf(own));
  return decision.verdicts.every((verdict) => verdict === 'apply' || verdict === 'duplicate') ? decision : null;
};

const sequenceOf = (own: readonly EventItem[]): number => (own[0] as EventItem).event.sequence;
const arrivalsOf = (own: readonly EventItem[]) => own.map(({ event, failure }) => ({ sequence: event.sequence, eventId: event.id, refused: failure !== null }));

export const keyOf = ({ topic, key }: Key): string => `${topic}|${key}`;

const groupByKey = (items: readonly EventItem[]): ReadonlyMap<string, KeyItems> => {
  const keys = new Map<string, KeyItems>();
  for (const item of items) {
    const { record: { topic }, event: { key } } = item;
    const known = keys.get(keyOf({ topic, key }));
    if (known) known.items.push(item);
    else keys.set(keyOf({ topic, key }), { topic, key, items: [item] });
  }
  return keys;
};
