import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, name, nullable } from '../fields';

const months = () => Type.Integer({ minimum: 0, maximum: 1_200 });

/** A product model is on file like this, with its three guarantees in months. The event comes again, complete, when the record has changed. */
export const ProductModelRegisteredV1 = defineEvent({
  type: 'aftercare.directory.product_model.registered.v1',
  meaning: { zh: '产品型号已登记或已变更：包修、包换、包退月数', en: 'A product model was registered or has changed: months of repair, replacement, refund' },
  keyField: 'modelCode',
  branchField: null,
  personalData: 'none',
  fields: { modelCode: code(), name: name(), series: nullable(name()), repairMonths: months(), replaceMonths: months(), refundMonths: months() },
  example: { modelCode: 'MD06', name: '桌面缸60', series: '桌面缸', repairMonths: 12, replaceMonths: 3, refundMonths: 1 },
});
export type ProductModelRegisteredV1 = DataOf<typeof ProductModelRegisteredV1>;
