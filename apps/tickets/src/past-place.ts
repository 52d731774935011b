import { CursorMalformed } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';

/** Where a page of papers of an earlier system begins: behind the day and the id that its cursor names. */
export const pastPlaceOf = (cursor: string | undefined): readonly [string | null, string | null] => {
  if (cursor === undefined) return [null, null];
  const [on = '', id = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^\d{4}-\d{2}-\d{2}$/.test(on) || Number.isNaN(Date.parse(on)) || new Date(on).toISOString().slice(0, 10) !== on) throw new CursorMalformed();
  return [on, id];
};
