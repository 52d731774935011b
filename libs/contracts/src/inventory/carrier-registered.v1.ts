import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, days, name } from '../fields';

/** A carrier takes our parcels, and promises so many calendar days. The event comes again, complete, when the record has changed. */
export const CarrierRegisteredV1 = defineEvent({
  type: 'aftercare.inventory.carrier.registered.v1',
  meaning: { zh: '承运商已建档或已变更：承诺天数、无更新时限', en: 'A carrier was registered or has changed: promised days, how long it may be silent' },
  keyField: 'carrierCode',
  branchField: null,
  personalData: 'none',
  fields: {
    carrierCode: code(),
    name: name(),
    trackingPrefix: code(),
    promisedDaysSameRegion: days(),
    promisedDaysCrossRegion: days(),
    /** After so many hours without a word a shipment is stale. */
    staleAfterHours: Type.Integer({ minimum: 1, maximum: 8_784 }),
  },
  example: { carrierCode: 'CR01', name: '甲号快运(示例)', trackingPrefix: 'KDA', promisedDaysSameRegion: 1, promisedDaysCrossRegion: 2, staleAfterHours: 24 },
});
export type CarrierRegisteredV1 = DataOf<typeof CarrierRegisteredV1>;
