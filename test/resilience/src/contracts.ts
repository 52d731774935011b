import { defineEvent } from '@aftercare/contracts';
import { Type } from 'typebox';

const fields = { parcelId: Type.String({ format: 'uuid' }), branchId: Type.String(), write: Type.String({ format: 'uuid' }), ballast: Type.Optional(Type.String()) };
const example = { parcelId: '0197e6a0-0000-7000-8000-000000000001', branchId: 'BR05', write: '0197e6a0-0000-7000-8000-000000000002' };
const common = { meaning: { zh: '测试', en: 'test' }, keyField: 'parcelId', branchField: 'branchId', personalData: 'none' } as const;
const event = (type: string) => defineEvent({ ...common, type, fields, example });

/** The topics of one chain alone: what earlier chains left in the same broker is not in them. */
export const contractsOf = (tag: string) => ({
  /** Raised by the writers, one or more in each transaction. */
  Moved: event(`aftercare.depot.parcel${tag}.moved.v1`),
  /** The same version one release later: an addition that need not be there. */
  MovedLater: defineEvent({ ...common, type: `aftercare.depot.parcel${tag}.moved.v1`, fields: { ...fields, grams: Type.Optional(Type.Integer()) }, example: { ...example, grams: 1 } }),
  /** Raised by the readers' reaction to every third `Moved` of a key. */
  Noticed: event(`aftercare.desk.notice${tag}.sent.v1`),
  /** Of no relay: tests put records there by hand, with whatever sequence and bytes they want. */
  Stray: event(`aftercare.yard.stray${tag}.seen.v1`),
  /** Answers to the readers' errands, by hand as well. */
  Granted: event(`aftercare.yard.errand${tag}.granted.v1`),
  Refused: event(`aftercare.yard.errand${tag}.refused.v1`),
  /** Only the readers of a later release know it. */
  Withdrawn: event(`aftercare.yard.errand${tag}.withdrawn.v1`),
});

export type Moved = ReturnType<typeof contractsOf>['Moved']['example'];

/** Whether the reaction raises `Noticed` for this event. */
export const isNoticed = (sequence: number): boolean => sequence % 3 === 0;

export const branch = 'BR05';
