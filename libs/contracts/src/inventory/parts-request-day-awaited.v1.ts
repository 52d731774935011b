import { defineEvent, type DataOf } from '../event-contract';
import { day, instant } from '../fields';
import { ofRequest, requestExample } from './request-fields';

/** Pieces are owed and no day is promised for them: by when one will be named. Told again when more pieces are owed without a day. */
export const PartsRequestDayAwaitedV1 = defineEvent({
  type: 'aftercare.inventory.parts_request.day_awaited.v1',
  meaning: { zh: '欠发配件尚无承诺日期，告知最迟何时答复', en: 'Owed pieces have no promised day yet: by when one will be named' },
  keyField: 'requestId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ...ofRequest(),
    /** The end of the next workday of the branch, and which day that is there. */
    namedBy: instant(),
    namedOn: day(),
    awaitedAt: instant(),
  },
  example: { ...requestExample, state: 'approved', awaited: true, namedBy: '2026-03-03T09:30:00.000Z', namedOn: '2026-03-03', awaitedAt: '2026-03-02T01:40:00.000Z' },
});
export type PartsRequestDayAwaitedV1 = DataOf<typeof PartsRequestDayAwaitedV1>;
