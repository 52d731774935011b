import { useEffect, useSyncExternalStore } from 'react';
import { Refused, type Problem } from '../api/api';
import type { ObligationStanding, ReceiveOldPartBody } from '../api/generated/dealer-returns/types.gen';
import type { CheckPickingBody, CountedPart, FinishPickingBody, PickingView } from '../api/generated/inventory/types.gen';
import { useCommand } from '../parts/command';
import { usePerson } from '../parts/person';
import { queries } from '../parts/queries';
import { receiveOldPart, type Sending } from '../screens/receipts/calls';
import { checkPicking, finishPicking, scanPart } from './calls';

const know = (picking: PickingView): PickingView => queries.setQueryData<PickingView>(['picking', picking.number], picking) ?? picking;

interface Says {
  readonly scan: CountedPart;
  readonly finish: FinishPickingBody;
  readonly check: CheckPickingBody;
  readonly 'take-back': ReceiveOldPartBody;
}
interface Answers {
  readonly scan: PickingView;
  readonly finish: PickingView;
  readonly check: PickingView;
  readonly 'take-back': ObligationStanding;
}
type Kind = keyof Says;
type Acts = { readonly [K in Kind]: (sending: Sending, said: Says[K]) => Promise<Answers[K]> };

/** What is done at a shelf, where there may be no network. What takes goods out of the house, or needs a number from the service, is not among it. */
const acts: Acts = {
  scan: (sending, { part, qty }) => scanPart(sending, part, qty).then(know),
  finish: (sending, said) => finishPicking(sending, said).then(know),
  check: (sending, said) => checkPicking(sending, said).then(know),
  'take-back': receiveOldPart,
};

/** Something that was done and has had no answer yet. */
export type Kept = { readonly [K in Kind]: {
  /** The idempotency key: however often it is sent, it is done once. */
  readonly key: string;
  readonly kind: K;
  /** The paper that it belongs to, and its number. What belongs to one paper is told in order. */
  readonly id: string;
  readonly about: string;
  readonly said: Says[K];
  readonly at: string;
  /** A service has looked at it and said no; what comes after it of the same paper waits until somebody has decided. */
  readonly refused?: Problem;
} }[Kind];

/** Without a version: whether it still fits, the rules of its service say. */
const send = ({ key, kind, id, said }: Kept): Promise<unknown> => (acts[kind] as (sending: Sending, said: Kept['said']) => Promise<unknown>)({ id, idempotencyKey: key }, said);

const place = (person: string): string => `aftercare.kept.${person}`;
/** What stood there and cannot be read any more, for its person to look at. */
const asidePlace = (person: string): string => `aftercare.kept-aside.${person}`;
const changed = new EventTarget();

interface Stored {
  readonly kept: readonly Kept[];
  readonly broken: readonly string[];
}
const isKept = (one: unknown): one is Kept => {
  const { key, kind, id, about, said, at } = (one ?? {}) as Partial<Record<keyof Kept, unknown>>;
  return [key, kind, id, about, at].every((text) => typeof text === 'string') && Object.hasOwn(acts, kind as Kind) && typeof said === 'object' && said !== null;
};
/** A store may be cut off or written over by something else: what can be read of it is kept, the rest stands aside. */
const stored = (text: string | null): Stored => {
  if (text === null) return { kept: [], broken: [] };
  try {
    const found: unknown = JSON.parse(text);
    if (Array.isArray(found)) return { kept: found.filter(isKept), broken: found.filter((one) => !isKept(one)).map((one) => JSON.stringify(one)) };
  } catch { /* Then all of it is broken. */ }
  return { kept: [], broken: [text] };
};
const remembering = <T>(make: (text: string | null) => T): ((place: string) => T) => {
  let last: { readonly text: string | null; readonly made: T } | null = null;
  return (where) => {
    const text = localStorage.getItem(where);
    if (last === null || last.text !== text) last = { text, made: make(text) };
    return last.made;
  };
};
const storedAt = remembering(stored);
const asideAt = remembering((text): readonly string[] => {
  try {
    return JSON.parse(text ?? '[]') as string[];
  } catch {
    return [text ?? ''];
  }
});

const read = (person: string): readonly Kept[] => storedAt(place(person)).kept;
const write = (person: string, change: (kept: readonly Kept[]) => readonly Kept[]): void => {
  const { broken } = storedAt(place(person));
  const kept = change(read(person));
  if (broken.length > 0) localStorage.setItem(asidePlace(person), JSON.stringify([...asideAt(asidePlace(person)), ...broken]));
  if (kept.length === 0) localStorage.removeItem(place(person));
  else localStorage.setItem(place(person), JSON.stringify(kept));
  changed.dispatchEvent(new Event('kept'));
};
const subscribe = (hear: () => void): (() => void) => {
  changed.addEventListener('kept', hear);
  addEventListener('storage', hear);
  return () => {
    changed.removeEventListener('kept', hear);
    removeEventListener('storage', hear);
  };
};

/** What this person has done on this device and nobody has answered, in order; of one paper only, when it is named. */
export function useKept(about?: string): readonly Kept[] {
  const person = usePerson();
  const kept = useSyncExternalStore(subscribe, () => read(person.code));
  return about === undefined ? kept : kept.filter((one) => one.about === about);
}

/** What was kept on this device and cannot be read any more: nobody has sent it. */
export function useAside(): readonly string[] {
  const person = usePerson();
  useEffect(() => { if (storedAt(place(person.code)).broken.length > 0) write(person.code, (kept) => kept); }, [person.code]);
  return useSyncExternalStore(subscribe, () => asideAt(asidePlace(person.code)));
}
export const forgetAside = (person: string): void => {
  localStorage.removeItem(asidePlace(person));
  changed.dispatchEvent(new Event('kept'));
};

/** A service says so of what it has looked at; anything else is sent again. */
const refusalIn = (error: unknown): Problem | null => {
  const problem = error instanceof Refused ? error.problem : null;
  return problem !== null && problem.status < 500 && ![401, 408, 429].includes(problem.status) && !problem.type.endsWith('/request.in-progress') ? problem : null;
};

let sending: Promise<void> | null = null;
/** Tells what waits, in order, until one has no answer. */
export const sendKept = (person: string): Promise<void> => (sending ??= tell(person).finally(() => { sending = null; }));

const tell = async (person: string): Promise<void> => {
  const done = new Set<string>();
  for (;;) {
    const stopped = new Set(read(person).filter(({ refused }) => refused !== undefined).map(({ about }) => about));
    const next = read(person).find(({ key, about }) => !stopped.has(about) && !done.has(key));
    if (next === undefined) break;
    try {
      await send(next);
      write(person, (kept) => kept.filter(({ key }) => key !== next.key));
    } catch (error) {
      const refused = refusalIn(error);
      if (refused === null) return;
      write(person, (kept) => kept.map((one) => (one.key === next.key ? { ...one, refused } : one)));
    }
    done.add(next.key);
  }
  if (done.size > 0) await queries.invalidateQueries();
};

/** What was refused is sent again as something new, or forgotten; either way what comes after it goes on. */
export const sendAgain = (person: string, key: string): void => {
  write(person, (kept) => kept.map((one) => (one.key === key ? { ...one, refused: undefined, key: crypto.randomUUID() } : one)));
  void sendKept(person);
};
export const forget = (person: string, key: string): void => {
  write(person, (kept) => kept.filter((one) => one.key !== key));
  void sendKept(person);
};

const oftenMs = 15_000;

/** Sends what waits when the network is back, and now and then: a device does not always know. */
export function useSending(): void {
  const person = usePerson();
  const waits = useKept().some(({ refused }) => refused === undefined);
  useEffect(() => {
    if (!waits) return;
    const now = () => void sendKept(person.code);
    now();
    addEventListener('online', now);
    const timer = setInterval(now, oftenMs);
    return () => {
      removeEventListener('online', now);
      clearInterval(timer);
    };
  }, [waits, person.code]);
}

interface Paper {
  readonly id: string;
  readonly number: string;
  readonly version: number;
}

/** A command that is kept on the device when no answer comes, and then answers `null`. Behind what waits of the same paper it waits, too. */
export function useKeeping<K extends Kind>(kind: K, { id, number, version }: Paper, done: () => void, failed?: (error: unknown) => void) {
  const person = usePerson();
  const behind = useKept(number).length > 0;
  return useCommand<Says[K], Answers[K] | null>(async (said, key) => {
    if (!behind) {
      try {
        return await acts[kind]({ id, idempotencyKey: key, version }, said);
      } catch (error) {
        if (!(error instanceof Refused) || error.problem !== null) throw error;
      }
    }
    const one = { key, kind, id, about: number, said, at: new Date().toISOString() } as Kept;
    write(person.code, (kept) => [...kept, one]);
    return null;
  }, done, failed);
}
