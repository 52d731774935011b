import { Moved, topics } from './contracts';
import { eventIdOf } from './operator';
import type { UnitName } from './plan';
import type { Common, Effect } from './service';

const units: readonly UnitName[] = ['reactions', 'views'];

/** What is left to do, in words; null when everything has come to rest. */
export const unrest = ({ database, broker }: Common): string | null => {
  if (database.open > 0) return `${database.open} transactions are open`;
  if (database.outbox.rows.size > 0) return `${database.outbox.rows.size} events wait in the outbox`;
  if (database.aside.rows.size > 0 || database.held.rows.size > 0) return `keys are held: ${[...database.held.rows.keys()].join(', ')}`;
  if (database.timers.rows.size > 0) return `${database.timers.rows.size} timers are set`;
  if (database.parked.rows.size > 0) return `${database.parked.rows.size} records are parked`;
  for (const unit of units) {
    for (const topic of topics) {
      for (const { partition, high } of broker.peek(topic)) {
        const next = database.offsets.rows.get(`${unit}|${topic}|${partition}`)?.next ?? 0n;
        if (next < high) return `${unit} is at ${next} of ${high} in ${topic}/${partition}`;
      }
    }
  }
  return null;
};

/** What the promise of the event core forbids, of what has happened; each in one line. */
export const violations = (common: Common): string[] => [...missing(common), ...twice(common), ...outOfOrder(common), ...unraised(common), ...wrongRings(common)];

/** Loss: a committed event without its effect. */
const missing = ({ database, effects }: Common): string[] => {
  const seen = new Set(effects.map(({ unit, eventId }) => `${unit}|${eventId}`));
  return [...database.events.rows.values()].flatMap(({ eventId, topic, key, sequence }) =>
    units.filter((unit) => !seen.has(`${unit}|${eventId}`)).map((unit) => `loss: ${topic} ${key}/${sequence} had no effect in ${unit}`));
};

/** Double effect, and effect of what was never committed. */
const twice = ({ database, effects }: Common): string[] => {
  const known = new Set([...database.events.rows.values()].map(({ eventId }) => eventId));
  const seen = new Set<string>();
  return effects.flatMap((effect) => {
    const { unit, eventId } = effect;
    const again = seen.has(`${unit}|${eventId}`);
    seen.add(`${unit}|${eventId}`);
    return [...(again ? [`double effect: ${told(effect)}`] : []), ...(known.has(eventId) ? [] : [`effect of nothing: ${told(effect)}`])];
  });
};

/** Order: in each unit a key's events take effect in sequence. */
const outOfOrder = ({ effects }: Common): string[] => {
  const lasts = new Map<string, number>();
  return effects.flatMap((effect) => {
    const place = `${effect.unit}|${effect.topic}|${effect.key}`;
    const last = lasts.get(place) ?? 0;
    lasts.set(place, Math.max(last, effect.sequence));
    return effect.sequence > last + 1 ? [`order: ${told(effect)} after ${last}`] : [];
  });
};

/** A reaction's event and its effect are one: neither is there without the other. */
const unraised = ({ database }: Common): string[] => {
  const counts = new Map<string, number>();
  for (const { headers } of database.events.rows.values()) {
    const cause = (JSON.parse(headers.toString()) as Record<string, string>)['ce_causationid'];
    if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...database.events.rows.values()]
    .filter(({ topic, eventId }) => topic === Moved.topic && counts.get(eventId) !== 1)
    .map(({ key, sequence, eventId }) => `reaction: ${key}/${sequence} raised ${counts.get(eventId) ?? 0} events instead of one`);
};

/** Each timer fires once, not before it is due, and not after it was taken back or moved. */
const wrongRings = ({ rings }: Common): string[] => {
  const pending = new Map<string, number>();
  const wrong = rings.flatMap(({ subject, what, dueAt, at }) => {
    const due = pending.get(subject);
    if (what === 'set') pending.set(subject, dueAt);
    else pending.delete(subject);
    if (what !== 'fired' || (due === dueAt && dueAt <= at)) return [];
    return [`timer: ${subject} fired at ${at} for ${dueAt}, but ${due === undefined ? 'none' : due} was set`];
  });
  return [...wrong, ...[...pending.keys()].map((subject) => `timer: that of ${subject} never fired`)];
};

/** What was published lies in the log, or has been put there again. */
export const incompleteLog = ({ database, broker }: Common): string[] => {
  const there = new Set(topics.flatMap((topic) => broker.peek(topic).flatMap(({ records }) => records.map(eventIdOf))));
  return [...database.events.rows.values()].filter(({ eventId }) => !there.has(eventId)).map(({ topic, key, sequence }) => `log: ${topic} lacks ${key}/${sequence}`);
};

/** The log may repeat a key's events, but nothing is there before what precedes it. */
export const brokenLog = ({ broker }: Common): string[] =>
  topics.flatMap((topic) => broker.peek(topic).flatMap(({ partition, records }) => {
    const lasts = new Map<string, number>();
    return records.flatMap((record) => {
      const key = String(record.key);
      const sequence = Number(record.headers['ce_sequence']);
      const last = lasts.get(key) ?? 0;
      lasts.set(key, Math.max(last, sequence));
      return sequence > last + 1 ? [`log: ${topic}/${partition} has ${key}/${sequence} (${eventIdOf(record)}) after ${last}`] : [];
    });
  }));

const told = ({ unit, topic, key, sequence }: Effect): string => `${topic} ${key}/${sequence} in ${unit}`;
