import { isDeepStrictEqual } from 'node:util';
import type { Value, Values } from './read.ts';

/** A key that is not as stated. */
export interface Difference {
  readonly key: string;
  readonly expected: Value;
  /** `undefined`: the runner has not been taught to look at this key. */
  readonly seen: Value | undefined;
}

/** What of the stated keys is not so. `null` is not 0, and a list is equal only in its order, but for `contains` and `excludes`. */
export const differences = (stated: Values, seen: Readonly<Record<string, Value>>): Difference[] =>
  Object.entries(stated).flatMap(([key, expected]) => (key in seen && holds(key, expected, seen[key]!) ? [] : [{ key, expected, seen: seen[key] }]));

function holds(key: string, expected: Value, seen: Value): boolean {
  if ((key === 'contains' || key === 'excludes') && Array.isArray(expected) && Array.isArray(seen)) {
    const has = (one: unknown): boolean => (seen as readonly unknown[]).some((other) => isDeepStrictEqual(one, other));
    return key === 'contains' ? expected.every(has) : !expected.some(has);
  }
  return isDeepStrictEqual(expected, seen);
}

/** The wanted words if they happen in their order, else all that happened. */
export function inOrder(wanted: readonly string[], happened: readonly string[]): readonly string[] {
  let place = 0;
  for (const word of happened) if (word === wanted[place]) place += 1;
  return place === wanted.length ? wanted : happened;
}
