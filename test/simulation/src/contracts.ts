import { defineEvent } from '@aftercare/contracts';
import { Type } from 'typebox';

/** What commands raise. */
export const Moved = defineEvent({
  type: 'aftercare.simulation.parcel.moved.v1',
  meaning: { zh: '包裹已移动', en: 'a parcel was moved' },
  keyField: 'parcelId', branchField: null, personalData: 'none',
  fields: { parcelId: Type.String() },
  example: { parcelId: 'p1' },
});

/** What commands raise as well, and no handler asks for until a later version has one. */
export const Weighed = defineEvent({
  type: 'aftercare.simulation.parcel.weighed.v1',
  meaning: { zh: '包裹已称重', en: 'a parcel was weighed' },
  keyField: 'parcelId', branchField: null, personalData: 'none',
  fields: { parcelId: Type.String() },
  example: { parcelId: 'p1' },
});

/** What reactions raise. */
export const Noticed = defineEvent({
  type: 'aftercare.simulation.notice.sent.v1',
  meaning: { zh: '通知已发送', en: 'a notice was sent' },
  keyField: 'noticeId', branchField: null, personalData: 'none',
  fields: { noticeId: Type.String() },
  example: { noticeId: 'n1' },
});

export const topics: readonly string[] = [Moved.topic, Noticed.topic];
export const partitions = 3;
export const parcels: readonly string[] = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
/** Whom a notice is about: fewer than the parcels, so that reactions to several of them meet. */
export const noticeOf = (parcel: string): string => `n${(Number(parcel.slice(1)) % 3) + 1}`;
