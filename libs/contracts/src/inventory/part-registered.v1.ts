import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, days, money, name, nullable, pieces } from '../fields';

/** A spare part is on file like this. The event comes again, complete, when the record has changed. */
export const PartRegisteredV1 = defineEvent({
  type: 'aftercare.inventory.part.registered.v1',
  meaning: { zh: '配件已建档或已变更：适配型号、价格、旧件返还、替代件、安全库存', en: 'A part was registered or has changed: models, price, return of the old one, substitutes, safety stock' },
  keyField: 'partCode',
  branchField: null,
  personalData: 'none',
  fields: {
    partCode: code(),
    name: name(),
    unit: name(),
    faultFamily: nullable(code()),
    fitsModels: Type.Array(code(), { maxItems: 500 }),
    price: money(),
    currency: code(),
    /** Within how many calendar days after a warranty shipment the old part is due; null = it need not come back. */
    returnDays: nullable(days()),
    /** Parts that may be sent in its place; not the other way round. */
    substitutes: Type.Array(code(), { maxItems: 100 }),
    /** Below so many good pieces a warehouse is short of it. */
    safetyStock: pieces(),
    /** It is not sold any more; what is there may still be used up. */
    withdrawn: Type.Boolean(),
  },
  example: {
    partCode: 'PT039', name: '加热棒 300W', unit: '支', faultFamily: 'HEAT', fitsModels: ['MD04', 'MD05'], price: '96.25', currency: 'CNY', returnDays: 20, substitutes: ['PT040'],
    safetyStock: 4, withdrawn: false,
  },
});
export type PartRegisteredV1 = DataOf<typeof PartRegisteredV1>;
