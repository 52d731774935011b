import { Moved, topics, Weighed } from './contracts';
import { eventIdOf } from './operator';
import { databaseOf, readings, rowName, type Common, type Effect, type Reading } from './service';
import { idOf } from './twins/memory-database';

/** What is left to do, in words; null when everything has come to rest. Keys whose history was forked wait for a person, and may. */
export const unrest = (common: Common): string | null => {
  const { database, reader, broker } = common;
  const open = database.open + (reader?.open ?? 0);
  if (open > 0) return `${open} transactions are open`;
  if (database.outbox.rows.size > 0) return `${database.outbox.rows.size} events wait in the outbox`;
  if (database.aside.rows.size > 0 || database.held.rows.size > 0) return `keys are held: ${[...database.held.rows.keys()].join(', ')}`;
  if (database.timers.rows.size > 0) return `${database.timers.rows.size} timers are set`;
  for (const unit of readings(common)) {
    const { offsets, parked } = databaseOf(common, unit);
    const forked = parked.rows.size > 0 ? forkedKeys(common, unit) : new Set<string>();
    const waiting = [...parked.rows.values()].filter((row) => row.unit === rowName(unit) && !forked.has(idOf(row.topic, String(row.key)))).length;
    if (waiting > 0) return `${waiting} records are parked in ${unit}`;
    for (const topic of topics) {
      for (const { partition, high } of broker.peek(topic)) {
        const next = offsets.rows.get(idOf(rowName(unit), topic, partition))?.next ?? 0n;
        if (next < high) return `${unit} is at ${next} of ${high} in ${topic}/${partition}`;
      }
    }
  }
  return null;
};

/** What the promise of the event core forbids, of what has happened; each in one line. */
export const violations = (common: Common): string[] => [
  ...readings(common).flatMap((unit) => {
    const seen = common.effects.filter((effect) => effect.unit === unit);
    const forked = forkedKeys(common, unit);
    const sound = seen.filter(({ topic, key }) => !forked.has(idOf(topic, key)));
    return [...missing(common, unit, sound, forked), ...twice(common, sound), ...outOfOrder(common, sound), ...halfKnown(common, unit, sound, forked), ...mixed(common, seen, forked), ...falseForks(common, unit, forked)];
  }),
  ...unraised(common),
  ...wrongRings(common),
];

/** Keys that a unit has said to be forked: of them nothing more is promised than that nothing more of them takes effect. */
export const forkedKeys = (common: Common, unit: Reading): ReadonlySet<string> =>
  new Set([...databaseOf(common, unit).parked.rows.values()].filter((row) => row.unit === rowName(unit) && row.status === 'forked').map(({ topic, key }) => idOf(topic, String(key))));

const eventIds = ({ database }: Common): ReadonlySet<string> => new Set([...database.events.rows.values()].map(({ eventId }) => eventId));

/** Loss: a committed event without its effect. */
const missing = ({ database }: Common, unit: Reading, effects: readonly Effect[], forked: ReadonlySet<string>): string[] => {
  const seen = new Set(effects.map(({ eventId }) => eventId));
  return [...database.events.rows.values()]
    .filter(({ type, topic, key, eventId }) => type !== Weighed.type && !forked.has(idOf(topic, key)) && !seen.has(eventId))
    .map(({ topic, key, sequence }) => `loss: ${topic} ${key}/${sequence} had no effect in ${unit}`);
};

/** Double effect, and effect of what was never committed. */
const twice = (common: Common, effects: readonly Effect[]): string[] => {
  const known = eventIds(common);
  const seen = new Set<string>();
  return effects.flatMap((effect) => {
    const again = seen.has(effect.eventId);
    seen.add(effect.eventId);
    return [...(again ? [`double effect: ${told(effect)}`] : []), ...(known.has(effect.eventId) ? [] : [`effect of nothing: ${told(effect)}`])];
  });
};

/** Order: in each unit a key's events take effect in sequence, but for those that are passed by. */
const outOfOrder = ({ database }: Common, effects: readonly Effect[]): string[] => {
  const passed = new Set([...database.events.rows.values()].filter(({ type }) => type === Weighed.type).map(({ topic, key, sequence }) => idOf(topic, key, sequence)));
  const lasts = new Map<string, number>();
  return effects.flatMap((effect) => {
    const place = idOf(effect.topic, effect.key);
    let next = (lasts.get(place) ?? 0) + 1;
    while (next < effect.sequence && passed.has(idOf(place, next))) next += 1;
    lasts.set(place, Math.max(next - 1, effect.sequence));
    return effect.sequence > next ? [`order: ${told(effect)} instead of ${next}`] : [];
  });
};

/** What no handler asks for is counted, once; and a handler that would know only half is let in only when it says so. */
const halfKnown = (common: Common, unit: Reading, effects: readonly Effect[], forked: ReadonlySet<string>): string[] => {
  if (forked.size > 0) return [];
  const events = [...common.database.events.rows.values()].filter(({ type }) => type === Weighed.type).length;
  const weighed = effects.filter(({ type }) => type === Weighed.type);
  const passed = databaseOf(common, unit).skipped.rows.get(idOf(rowName(unit), Moved.topic, Weighed.type))?.count ?? 0;
  return [
    ...(weighed.length + passed === events ? [] : [`skipped: ${unit} has handled ${weighed.length} of ${events} and counted ${passed}`]),
    ...(passed > 0 && common.version === 'weighing' && unit === 'reactions' ? [`skipped: ${unit} has passed ${passed} by, and yet its new handler was let in`] : []),
  ];
};

/** After one of a history that is forgotten nothing of the other one takes effect. */
const mixed = (common: Common, effects: readonly Effect[], forked: ReadonlySet<string>): string[] => {
  if (forked.size === 0) return [];
  const known = eventIds(common);
  const forgotten = new Set<string>();
  return effects.flatMap((effect) => {
    const place = idOf(effect.topic, effect.key);
    if (!known.has(effect.eventId)) forgotten.add(place);
    return known.has(effect.eventId) && forgotten.has(place) ? [`two histories: ${told(effect)} upon what is forgotten`] : [];
  });
};

/** A key is said to be forked only when the unit has seen something of it that its service does not know. */
const falseForks = (common: Common, unit: Reading, forked: ReadonlySet<string>): string[] => {
  if (forked.size === 0) return [];
  const known = eventIds(common);
  const { keys, parked } = databaseOf(common, unit);
  return [...forked].filter((place) => {
    const last = keys.rows.get(idOf(rowName(unit), place))?.lastEventId ?? null;
    const waiting = [...parked.rows.values()].filter((row) => row.unit === rowName(unit) && row.status !== 'forked' && idOf(row.topic, String(row.key)) === place);
    return [last, ...waiting.map(({ eventId }) => eventId)].every((id) => id === null || known.has(id));
  }).map((place) => `false alarm: ${unit} calls ${place} forked`);
};

/** A reaction's event and its effect are one: neither is there without the other. */
const unraised = (common: Common): string[] => {
  const { database } = common;
  const forked = forkedKeys(common, 'reactions');
  const counts = new Map<string, number>();
  for (const { headers } of database.events.rows.values()) {
    const cause = (JSON.parse(headers.toString()) as Record<string, string>)['ce_causationid'];
    if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...database.events.rows.values()]
    .filter(({ type, topic, key, eventId }) => type === Moved.type && counts.get(eventId) !== 1 && !forked.has(idOf(topic, key)))
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
