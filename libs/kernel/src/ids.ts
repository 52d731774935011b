import { v5, v7, validate } from 'uuid';

const namespace = '6c1ac76e-6f5f-5e0c-9d3e-0b7f3a3f5b11';

/** A new UUIDv7: unique, and sorted by the time of its making. */
export const newId = (): string => v7();

/** A UUIDv5 of the parts: the same parts give the same id on every machine. Parts are kept apart, so ('a','bc') ≠ ('ab','c'). */
export const derivedId = (...parts: readonly string[]): string => v5(JSON.stringify(parts), namespace);

export const isUuid = (text: string): boolean => validate(text);
