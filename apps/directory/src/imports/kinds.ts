import { halfWidth } from '@aftercare/kernel';
import { code, codes, day, name, phone, price, text, time, wholeNumber, word, Wrong, yesNo, type Column, type FieldRule, type Kind, type RowView, type Values } from '@aftercare/tables';
import { staffRoles } from '../domain/staff-member';
import { impacts, priorities, ticketTypes } from '../persistence/rows';

/** What rows of a file may refer to: everything that is on file already, and for a table that refers to itself the file's own codes. */
export interface References {
  readonly has: (register: Register, code: string) => boolean;
  /** Whether the code may be given: nobody has it, or a thing within the importer's reach. */
  readonly isFree: (register: Register, code: string) => boolean;
  /** The area code of a city, of a branch's city when `city` is the code of a branch. */
  readonly areaCode: (city: string) => string | undefined;
  /** The branch that a customer or device belongs to when its row does not say: the owner's, the dealer's, the one in the city, the only one of who imports, for head office the factory. */
  readonly branchFor: (values: Values) => string | undefined;
  /** Whether the importer works for all branches. */
  readonly everywhere: () => boolean;
  /** What has an authenticity code or a short code already. */
  readonly deviceWith: (authenticityCode: string) => string | undefined;
  readonly branchWith: (shortCode: string) => string | undefined;
}
export type Register = 'branch' | 'staff' | 'dealer' | 'customer' | 'product_model' | 'device' | 'calendar' | 'fault_code';

const shapes = {
  branch: /^(?:FA|RG|BR)\d{1,4}$/, staff: /^ST\d{3,6}$/, dealer: /^DL\d{3,6}$/, customer: /^CU\d{5,9}$/, model: /^MD\d{2,5}$/,
  serial: /^YG\d{10}$/, lot: /^L\d{4}-[A-Z0-9]+$/, authenticity: /^\d{17}[1-9]$/, plain: /^[A-Z0-9][A-Z0-9_.-]*$/,
  relative: /^[A-Z]{2}\d{3,9}:[A-Z]+$/,
} as const;

const column = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers });
const mandatory = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers, mandatory: true });
const lower = (rule: FieldRule): FieldRule => (cell, row) => rule(cell, row).toLowerCase();
const must = { required: true } as const;
const needed = (rule: FieldRule): FieldRule => (cell, row) => {
  const value = rule(cell, row);
  if (value === '') throw new Wrong('VALUE_MISSING');
  return value;
};
const number = wholeNumber({ requiredIf: () => true });
const itself = (...words: readonly string[]): Record<string, string> => Object.fromEntries(words.map((one) => [one, one]));

const classes = { ...itself('key', 'regular', 'new'), 重点: 'key', 重点客户: 'key', 老客户: 'regular', 普通: 'regular', 新客户: 'new' };

/** Every kind of table that can be read, by the word that names it. */
export const kindsOf = ({ has, isFree, areaCode, branchFor, everywhere, deviceWith, branchWith }: References): Readonly<Record<KindName, Kind>> => {
  /** The code of the row's own thing, which must not be another branch's. */
  const own = (register: Register) => ({ known: (value: string) => isFree(register, value) });
  const notAnothers = (field: string, holder: string | undefined, thing: string | undefined): void => {
    if (holder !== undefined && holder !== thing) throw new Wrong('CODE_DUPLICATE', field);
  };
  const known = (register: Register) => ({ known: (value: string) => has(register, value) });
  const telephone = (isRequired = true): FieldRule => phone({ required: isRequired, areaCode: (row: RowView) => areaCode(row.text('city')) ?? areaCode(halfWidth(row.text('branch_code')).trim().toUpperCase()) });
  const branch = (isRequired: boolean): FieldRule => code(shapes.branch, { required: isRequired, ...known('branch') });
  const dealer = code(shapes.dealer, known('dealer'));
  return {
    customers: {
      entity: 'customers',
      identity: 'phone+name',
      unique: ['customer_code', 'external_number'],
      shown: ['name', 'phone', 'city', 'dealer_code', 'created_on'],
      complete: (values) => {
        const branch_code = values['branch_code'] || branchFor(values);
        if (branch_code === undefined) throw new Wrong('VALUE_MISSING', 'branch_code');
        return { ...values, branch_code };
      },
      columns: [
        column('customer_code', code(shapes.customer, own('customer')), '客户编号', '客户代码', '编号'),
        column('external_number', text(), '外部编号', '原系统编号', 'ERP编号'),
        mandatory('name', name, '客户姓名', '姓名', '客户名称', '名称'),
        mandatory('phone', telephone(), '联系电话', '电话', '手机', '手机号', '客户电话', '手机号码'),
        column('city', text(), '城市', '所在城市'),
        column('address', text(), '地址', '详细地址', '联系地址'),
        column('branch_code', branch(false), '分公司', '所属分公司', '分公司编号'),
        column('dealer_code', dealer, '经销商', '经销商编号', '所属经销商'),
        column('class', word(classes), '客户类别', '客户等级', '类别'),
        column('owner_code', code(shapes.staff, known('staff')), '负责人', '客户经理', '负责人工号'),
        column('consent_care', yesNo(), '同意关怀'),
        column('consent_marketing', yesNo(), '同意营销'),
        column('consent_survey', yesNo(), '同意回访', '同意调查'),
        column('channel', text(), '来源渠道', '渠道'),
        column('quiet_from', time, '免打扰开始'),
        column('quiet_to', time, '免打扰结束'),
        column('referrer_code', code(shapes.customer, known('customer')), '介绍人', '推荐人', '介绍人编号'),
        column('created_on', day(), '建档日期', '创建日期', '登记日期'),
        column('remark', text(), '备注', '说明'),
      ],
    },
    dealers: {
      entity: 'dealers',
      identity: { code: ['dealer_code'] },
      shown: ['dealer_code', 'name', 'contact_name', 'phone', 'branch_code', 'territory', 'remark'],
      columns: [
        mandatory('dealer_code', code(shapes.dealer, { ...must, ...own('dealer') }), '经销商编号', '编号', '经销商代码'),
        mandatory('name', name, '名称', '经销商名称', '经销商'),
        column('role', word({ ...itself('dealer', 'service_station'), 经销商: 'dealer', 服务站: 'service_station' }), '类型', '角色'),
        column('contact_name', text(), '联系人', '联系人姓名'),
        mandatory('phone', telephone(), '电话', '联系电话', '手机'),
        mandatory('branch_code', branch(true), '所属分公司', '分公司', '分公司编号'),
        column('territory', text(), '区域', '销售区域', '负责区域'),
        column('parent_dealer_code', dealer, '上级经销商', '上级经销商编号'),
        column('key_account', yesNo(), '重点客户', '大客户'),
        column('representative_code', code(shapes.staff, known('staff')), '专属代表', '代表工号'),
        column('address', text(), '地址'),
        column('credit_limit', price(), '信用额度'),
        column('currency', code(/^CNY$/), '币种'),
        column('joined_on', day(), '加盟日期', '签约日期'),
        column('remark', text(), '备注', '说明'),
      ],
    },
    devices: {
      entity: 'devices',
      identity: { code: ['serial'] },
      unique: ['authenticity_code'],
      shown: ['serial', 'model_code', 'lot', 'made_on', 'dealer_code', 'authenticity_code'],
      complete: (values) => {
        notAnothers('authenticity_code', deviceWith(values['authenticity_code'] ?? ''), values['serial']);
        // What belongs to no dealer and no customer is the factory's.
        if (!everywhere() && branchFor({ ...values, city: '' }) === undefined) throw new Wrong('VALUE_MISSING', 'dealer_code');
        return values;
      },
      columns: [
        mandatory('serial', code(shapes.serial, { ...must, ...own('device') }), '序列号', '设备序列号', '机身号'),
        mandatory('model_code', code(shapes.model, { ...must, ...known('product_model') }), '型号', '产品型号', '型号编号'),
        column('lot', code(shapes.lot), '批次', '生产批次', '批号'),
        column('process_stage_notes', text(), '工序记录'),
        column('made_on', day(), '出厂日期', '生产日期', '制造日期'),
        column('shipped_on', day(), '发货日期'),
        column('dealer_code', dealer, '经销商', '经销商编号'),
        column('customer_code', code(shapes.customer, known('customer')), '客户编号', '客户'),
        column('installed_on', day(), '安装日期'),
        column('authenticity_code', code(shapes.authenticity), '防伪码', '防伪编码'),
        column('remark', text(), '备注', '说明'),
      ],
    },
    staff: {
      entity: 'staff',
      identity: { code: ['staff_code'] },
      shown: ['staff_code', 'name', 'role', 'branch_code', 'manager_code', 'skills', 'phone', 'joined_on', 'active'],
      columns: [
        mandatory('staff_code', code(shapes.staff, must), '工号', '员工编号'),
        mandatory('name', name, '姓名', '员工姓名'),
        mandatory('role', word({ ...itself(...staffRoles), 文员: 'clerk', 保管员: 'storekeeper', 技师: 'technician', 主管: 'supervisor', 经理: 'branch_manager' }, must), '岗位', '角色'),
        mandatory('branch_code', branch(true), '分公司', '所属分公司', '分公司编号'),
        column('manager_code', code(shapes.staff, known('staff')), '上级', '上级工号', '主管工号'),
        column('skills', lower(codes(shapes.plain)), '技能'),
        mandatory('phone', telephone(), '电话', '联系电话', '手机'),
        column('joined_on', day(), '入职日期'),
        column('declared_relatives', lowerKinship(codes(shapes.relative)), '申报亲属', '亲属申报'),
        column('active', yesNo(), '在职'),
      ],
    },
    branches: {
      entity: 'branches',
      identity: { code: ['branch_code'] },
      unique: ['short_code'],
      complete: (values) => {
        notAnothers('short_code', branchWith(values['short_code'] ?? ''), values['branch_code']);
        return values;
      },
      shown: ['branch_code', 'name', 'short_code', 'kind', 'parent_code', 'city', 'area_code', 'phone', 'calendar_code', 'opened_on'],
      columns: [
        mandatory('branch_code', code(shapes.branch, must), '分公司编号', '编号'),
        mandatory('name', name, '名称', '分公司名称'),
        mandatory('short_code', code(/^[A-Z0-9]{2,4}$/, must), '简码', '简称代码'),
        mandatory('kind', word({ ...itself('factory', 'region', 'branch'), 总厂: 'factory', 大区: 'region', 分公司: 'branch' }, must), '类型'),
        column('parent_code', branch(false), '上级', '上级编号'),
        mandatory('city', text(must), '城市'),
        column('area_code', code(/^0\d{2,3}$/), '区号', '电话区号'),
        column('address', text(), '地址'),
        column('phone', phone({ required: false, areaCode: ({ text: other }) => areaCode(other('city')) ?? (other('area_code') || undefined) }), '电话', '联系电话'),
        mandatory('calendar_code', code(shapes.plain, { ...must, ...known('calendar') }), '日历', '日历编号'),
        column('opened_on', day(), '开业日期'),
      ],
    },
    models: {
      entity: 'models',
      identity: { code: ['model_code'] },
      shown: ['model_code', 'name', 'series', 'repair_months', 'replace_months', 'refund_months', 'price'],
      columns: [
        mandatory('model_code', code(shapes.model, must), '型号', '型号编号'),
        mandatory('name', name, '名称', '型号名称'),
        column('series', text(), '系列'),
        column('length_cm', wholeNumber(), '长度'),
        column('volume_l', wholeNumber(), '容积'),
        column('glass_mm', wholeNumber(), '玻璃厚度'),
        mandatory('repair_months', number, '包修月数'),
        mandatory('replace_months', number, '包换月数'),
        mandatory('refund_months', number, '包退月数'),
        column('warranty_starts', word(itself('installed_on')), '保修起算'),
        column('price', price(), '价格', '单价'),
      ],
    },
    'fault-codes': {
      entity: 'fault-codes',
      identity: { code: ['fault_code'] },
      shown: ['fault_code', 'level', 'family_code', 'name_zh', 'name_en', 'material', 'process_stage'],
      columns: [
        mandatory('fault_code', code(shapes.plain, must), '故障代码', '故障编号'),
        mandatory('level', word({ ...itself('family', 'code'), 大类: 'family', 细类: 'code' }, must), '级别'),
        mandatory('family_code', code(shapes.plain, { ...must, ...known('fault_code') }), '大类代码'),
        mandatory('name_zh', name, '名称', '中文名称'),
        column('name_en', text(), '英文名称'),
        column('material', text(), '材料'),
        column('process_stage', text(), '工序'),
      ],
    },
    calendars: {
      entity: 'calendars',
      identity: { code: ['calendar_code', 'weekday', 'from'] },
      shown: ['calendar_code', 'weekday', 'from', 'to', 'time_zone'],
      columns: [
        mandatory('calendar_code', code(shapes.plain, must), '日历', '日历编号'),
        mandatory('weekday', code(/^[1-7]$/, must), '星期'),
        mandatory('from', needed(time), '开始', '上班'),
        mandatory('to', needed(time), '结束', '下班'),
        mandatory('time_zone', text(must), '时区'),
      ],
    },
    holidays: {
      entity: 'holidays',
      identity: { code: ['calendar_code', 'date'] },
      shown: ['calendar_code', 'date', 'kind'],
      columns: [
        mandatory('calendar_code', code(shapes.plain, { ...must, ...known('calendar') }), '日历', '日历编号'),
        mandatory('date', day(must), '日期'),
        column('name', text(), '名称', '节日'),
        mandatory('kind', word({ ...itself('holiday', 'makeup_workday'), 节假日: 'holiday', 放假: 'holiday', 补班: 'makeup_workday', 调休上班: 'makeup_workday' }, must), '类型'),
        column('status', text(), '状态'),
      ],
    },
    'service-policies': {
      entity: 'service-policies',
      identity: { code: ['policy_code', 'version'] },
      shown: ['policy_code', 'version', 'valid_from', 'ticket_type', 'priority', 'customer_class', 'first_response_min', 'next_update_min', 'resolution_min', 'calendar_code'],
      columns: [
        mandatory('policy_code', code(shapes.plain, must), '标准编号', '编号'),
        mandatory('version', number, '版本'),
        mandatory('valid_from', day(must), '生效日期'),
        mandatory('ticket_type', word(itself(...ticketTypes), must), '工单类型'),
        mandatory('priority', word(itself(...priorities), must), '优先级'),
        mandatory('customer_class', word(classes, must), '客户类别'),
        mandatory('first_response_min', number, '首次响应分钟'),
        mandatory('next_update_min', number, '下次反馈分钟'),
        mandatory('resolution_min', number, '解决分钟'),
        column('clock', word(itself('business')), '计时'),
        mandatory('calendar_code', code(shapes.plain, { ...must, ...known('calendar') }), '日历', '日历编号'),
      ],
    },
    'priority-matrix': {
      entity: 'priority-matrix',
      identity: { code: ['urgency', 'impact'] },
      shown: ['urgency', 'impact', 'priority'],
      columns: [
        mandatory('urgency', word(itself(...priorities), must), '紧急程度'),
        mandatory('impact', word(itself(...impacts), must), '影响程度'),
        mandatory('priority', word(itself(...priorities), must), '优先级'),
      ],
    },
    'escalation-tiers': {
      entity: 'escalation-tiers',
      identity: { code: ['valid_from', 'tier'] },
      shown: ['tier', 'at_pct', 'action', 'to_role', 'valid_from'],
      columns: [
        mandatory('tier', number, '级次'),
        mandatory('at_pct', number, '用时百分比'),
        mandatory('action', word(itself('notify', 'reassign'), must), '动作'),
        mandatory('to_role', lower(code(/^[A-Z_]+$/, must)), '对象岗位'),
        column('clock', word(itself('resolution')), '计时'),
        mandatory('valid_from', day(must), '生效日期'),
      ],
    },
  };
};

/** What can be said of a kind without looking at what is on file. */
export const describedKinds = kindsOf({
  has: () => false, isFree: () => true, areaCode: () => undefined, branchFor: () => undefined, everywhere: () => false, deviceWith: () => undefined, branchWith: () => undefined,
});

export const kindNames = [
  'calendars', 'holidays', 'branches', 'staff', 'dealers', 'models', 'fault-codes', 'customers', 'devices', 'service-policies', 'priority-matrix', 'escalation-tiers',
] as const;
export type KindName = (typeof kindNames)[number];

/** `ST010:brother`: the code in capitals, the kinship not. */
function lowerKinship(rule: FieldRule): FieldRule {
  return (cell, row) => rule(cell, row).replace(/:([A-Z]+)/g, (_all, kinship: string) => `:${kinship.toLowerCase()}`);
}

/** Tables that name other rows of themselves, and by which column. */
export const refersToItself: Readonly<Partial<Record<KindName, { readonly column: string; readonly register: Register }>>> = {
  customers: { column: 'customer_code', register: 'customer' },
  dealers: { column: 'dealer_code', register: 'dealer' },
  staff: { column: 'staff_code', register: 'staff' },
  branches: { column: 'branch_code', register: 'branch' },
  'fault-codes': { column: 'fault_code', register: 'fault_code' },
};
