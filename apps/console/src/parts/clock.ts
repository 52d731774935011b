import { near } from '../texts/time';

/** A time of today as a person says it. */
export const clockOf = (at: number): string => near(at).replace(/^\S+ /, '');
