import { code, codes, name, price, text, wholeNumber, word, yesNo, type Column, type FieldRule, type Kind } from '@aftercare/tables';
import { bins } from '../domain/stock';

/** What rows of a file may refer to. */
export interface References {
  readonly has: (register: Register, code: string) => boolean;
}
export type Register = 'branch' | 'staff' | 'product_model' | 'part' | 'location';

const shapes = {
  part: /^PT\d{3,6}$/, model: /^MD\d{2,5}$/, location: /^[A-Z]{2}-[A-Z]{2}\d{2,6}$/, branch: /^(?:FA|RG|BR)\d{1,4}$/, staff: /^ST\d{3,6}$/, carrier: /^CR\d{2,5}$/,
  plain: /^[A-Z0-9][A-Z0-9_.-]*$/,
} as const;

const column = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers });
const mandatory = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers, mandatory: true });
const must = { required: true } as const;
const number = wholeNumber({ requiredIf: () => true });
const saysYes = /^(?:yes|y|true|1|是|√|✓|有|需|需要)$/i;

/** Every kind of table that can be read, by the word that names it. */
export const kindsOf = ({ has }: References): Readonly<Record<KindName, Kind>> => {
  const known = (register: Register) => ({ known: (value: string) => has(register, value) });
  return {
    parts: {
      entity: 'parts',
      identity: { code: ['part_code'] },
      shown: ['part_code', 'name', 'unit', 'price', 'fits_models', 'returnable_old_part', 'return_days', 'safety_stock'],
      columns: [
        mandatory('part_code', code(shapes.part, must), '配件编号', '编号', '配件代码'),
        mandatory('name', name, '配件名称', '名称'),
        mandatory('unit', text(must), '单位', '计量单位'),
        column('fault_family', code(shapes.plain), '故障大类'),
        mandatory('price', price(must), '单价', '价格', '含税单价'),
        column('currency', code(/^CNY$/), '币种'),
        mandatory('fits_models', codes(shapes.model, { ...must, ...known('product_model') }), '适配型号', '适用型号'),
        column('returnable_old_part', yesNo(must), '旧件需返还', '旧件返还', '返还旧件'),
        column('return_days', wholeNumber({ requiredIf: (row) => saysYes.test(row.text('returnable_old_part')) }), '返还天数', '返还期限'),
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
        mandatory('bin_kind', word({ ...Object.fromEntries(bins.map((bin) => [bin, bin])), 良品: 'good', 不良品: 'bad', 待检: 'quarantine', 在途: 'in_transit' }, must), '货位', '状态'),
        mandatory('qty', number, '数量', '期初数量'),
      ],
    },
  };
};

/** What can be said of a kind without looking at what is on file. */
export const describedKinds = kindsOf({ has: () => false });

export const kindNames = ['parts', 'locations', 'carriers', 'stock'] as const;
export type KindName = (typeof kindNames)[number];
