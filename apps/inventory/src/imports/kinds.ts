import { halfWidth } from '@aftercare/kernel';
import { code, codes, day, name, price, text, wholeNumber, word, Wrong, yesNo, type Column, type FieldRule, type Kind, type Values } from '@aftercare/tables';
import { pastDifferences } from '../domain/past-shipment';
import { shelves } from '../domain/stock';

/** What rows of a file may refer to. */
export interface References {
  readonly has: (register: Register, code: string) => boolean;
  /** Whether the number of a note is free for this delivery, or is its own from an earlier time. */
  readonly isFree: (number: string) => boolean;
  /** Today, where most branches are; a day after it has not been yet. */
  readonly today: string;
}
export type Register = 'branch' | 'staff' | 'product_model' | 'part' | 'location' | 'carrier' | 'dealer' | 'ticket';

const shapes = {
  part: /^PT\d{3,6}$/, model: /^MD\d{2,5}$/, location: /^[A-Z]{2}-[A-Z]{2}\d{2,6}$/, branch: /^(?:FA|RG|BR)\d{1,4}$/, staff: /^ST\d{3,6}$/, carrier: /^CR\d{2,5}$/, dealer: /^DL\d{3,6}$/,
  plain: /^[A-Z0-9][A-Z0-9_.-]*$/, number: /^[A-Z0-9][A-Z0-9_.-]{0,63}$/,
} as const;

const column = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers });
const mandatory = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers, mandatory: true });
const must = { required: true } as const;
const number = wholeNumber({ requiredIf: () => true });
const saysYes = /^(?:yes|y|true|1|是|√|✓|有|需|需要)$/i;

/** Every kind of table that can be read, by the word that names it. */
export const kindsOf = ({ has, isFree, today }: References): Readonly<Record<KindName, Kind>> => {
  const known = (register: Register) => ({ known: (value: string) => has(register, value) });
  return {
    parts: {
      entity: 'parts',
      identity: { code: ['part_code'] },
      shown: ['part_code', 'name', 'unit', 'price', 'fits_models', 'returnable_old_part', 'return_days', 'safety_stock'],
      // A table without a column of days has none for any part.
      complete: (values) => {
        if (values['returnable_old_part'] === 'yes' && !values['return_days']) throw new Wrong('VALUE_MISSING', 'return_days');
        return values;
      },
      columns: [
        mandatory('part_code', code(shapes.part, must), '配件编号', '编号', '配件代码'),
        mandatory('name', name, '配件名称', '名称'),
        mandatory('unit', text(must), '单位', '计量单位'),
        column('fault_family', code(shapes.plain), '故障大类'),
        mandatory('price', price(must), '单价', '价格', '含税单价'),
        column('currency', code(/^CNY$/), '币种'),
        mandatory('fits_models', codes(shapes.model, { ...must, ...known('product_model') }), '适配型号', '适用型号'),
        column('returnable_old_part', yesNo(must), '旧件需返还', '旧件返还', '返还旧件'),
        column('return_days', wholeNumber({ requiredIf: (row) => saysYes.test(halfWidth(row.text('returnable_old_part')).trim()) }), '返还天数', '返还期限'),
        column('substitutes', codes(shapes.part), '替代件', '替代配件'),
        column('safety_stock', wholeNumber(), '安全库存'),
        column('remark', text(), '备注', '说明'),
      ],
    },
    locations: {
      entity: 'locations',
      identity: { code: ['location_code'] },
      shown: ['location_code', 'kind', 'branch_code', 'holder_code', 'name'],
      columns: [
        mandatory('location_code', code(shapes.location, must), '库位编号', '编号', '仓库编号'),
        mandatory('kind', word({ warehouse: 'warehouse', van: 'van', 仓库: 'warehouse', 服务车: 'van' }, must), '类型'),
        mandatory('branch_code', code(shapes.branch, { ...must, ...known('branch') }), '分公司', '所属分公司', '分公司编号'),
        column('holder_code', code(shapes.staff, known('staff')), '保管人', '保管人工号'),
        mandatory('name', name, '名称', '库位名称', '仓库名称'),
      ],
    },
    carriers: {
      entity: 'carriers',
      identity: { code: ['carrier_code'] },
      shown: ['carrier_code', 'name', 'tracking_prefix', 'promised_days_same_region', 'promised_days_cross_region', 'stale_after_hours'],
      columns: [
        mandatory('carrier_code', code(shapes.carrier, must), '承运商编号', '编号'),
        mandatory('name', name, '名称', '承运商'),
        mandatory('tracking_prefix', code(/^[A-Z0-9]{1,10}$/, must), '运单前缀', '单号前缀'),
        mandatory('promised_days_same_region', number, '同区承诺天数'),
        mandatory('promised_days_cross_region', number, '跨区承诺天数'),
        mandatory('stale_after_hours', number, '无更新小时'),
        column('phone', text(), '电话', '联系电话'),
      ],
    },
    stock: {
      entity: 'stock',
      identity: { code: ['location_code', 'part_code', 'bin_kind'] },
      shown: ['location_code', 'part_code', 'bin_kind', 'qty'],
      columns: [
        mandatory('location_code', code(shapes.location, { ...must, ...known('location') }), '库位编号', '库位', '仓库编号'),
        mandatory('part_code', code(shapes.part, { ...must, ...known('part') }), '配件编号', '配件'),
        mandatory('bin_kind', word({ ...Object.fromEntries([...shelves, 'in_transit'].map((bin) => [bin, bin])), 良品: 'good', 不良品: 'bad', 待检: 'quarantine', 在途: 'in_transit' }, must), '货位', '状态'),
        mandatory('qty', number, '数量', '期初数量'),
      ],
    },
    shipments: {
      entity: 'shipments',
      identity: { code: ['note_no'] },
      shown: ['note_no', 'ticket_no', 'from_location', 'dealer_code', 'carrier_code', 'tracking_no', 'part_code', 'qty_shipped', 'shipped_on', 'promised_on', 'arrived_on', 'qty_received', 'discrepancy_type'],
      complete: (values) => {
        if (!isFree(values['note_no'] ?? '')) throw new Wrong('CODE_DUPLICATE', 'note_no');
        return asItWas(values, today);
      },
      columns: [
        mandatory('note_no', code(shapes.number, must), '发货单号', '发货单编号'),
        column('ticket_no', code(shapes.number, known('ticket')), '工单编号', '工单号'),
        mandatory('from_location', code(shapes.location, { ...must, ...known('location') }), '发货仓库', '库位编号'),
        column('dealer_code', code(shapes.dealer, known('dealer')), '经销商', '经销商编号'),
        mandatory('carrier_code', code(shapes.carrier, { ...must, ...known('carrier') }), '承运商', '承运商编号'),
        mandatory('tracking_no', code(shapes.number, must), '运单号', '快递单号'),
        mandatory('part_code', code(shapes.part, { ...must, ...known('part') }), '配件编号', '配件'),
        mandatory('qty_shipped', number, '发货数量'),
        mandatory('shipped_on', day(must), '发货日期'),
        mandatory('promised_on', day(must), '承诺到达日期', '应到日期'),
        column('arrived_on', day(), '到达日期', '签收日期'),
        column('qty_received', wholeNumber(), '实收数量'),
        column('discrepancy_type', word({ ...Object.fromEntries(['', ...pastDifferences].map((one) => [one, one])), 少收: 'short', 多收: 'over', 破损: 'damaged', 错件: 'wrong', 丢失: 'lost' }), '差异类型', '差异'),
      ],
    },
  };
};

const mostPieces = 1_000_000;

/** Days that follow each other, none of them to come; pieces that were sent, and what came only of what arrived. */
const asItWas = (values: Values, today: string): Values => {
  const { qty_shipped: qty, shipped_on: shipped = '', promised_on: promised = '', arrived_on: arrived = '', qty_received: received = '', discrepancy_type: difference = '' } = values;
  if (Number(qty) < 1 || Number(qty) > mostPieces) throw new Wrong('CODE_INVALID', 'qty_shipped');
  if (shipped > today) throw new Wrong('DATE_INVALID', 'shipped_on');
  if (promised < shipped) throw new Wrong('DATE_INVALID', 'promised_on');
  if (arrived !== '' && (arrived < shipped || arrived > today || difference === 'lost')) throw new Wrong('DATE_INVALID', 'arrived_on');
  if (arrived !== '' && received === '') throw new Wrong('VALUE_MISSING', 'qty_received');
  if (received !== '' && (arrived === '' || Number(received) > mostPieces)) throw new Wrong('CODE_INVALID', 'qty_received');
  return values;
};

/** What can be said of a kind without looking at what is on file. */
export const describedKinds = kindsOf({ has: () => false, isFree: () => true, today: '9999-12-31' });

export const kindNames = ['parts', 'locations', 'carriers', 'stock', 'shipments'] as const;
export type KindName = (typeof kindNames)[number];
