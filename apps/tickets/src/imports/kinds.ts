import { code, day, word, Wrong, type Column, type FieldRule, type Kind, type Values } from '@aftercare/tables';
import { priorities } from '../domain/service-limits';
import { channels, partyRoles, pastStates, rulings, ticketTypes } from '../domain/ticket';

/** What rows of a file may refer to: what directory has told, within the importer's reach. */
export interface References {
  readonly has: (register: Register, code: string) => boolean;
  /** Whether the number is free for this ticket, or is its own from an earlier time. */
  readonly isFree: (number: string) => boolean;
  /** Today, where most branches are; a day after it has not been yet. */
  readonly today: string;
}
export type Register = 'branch' | 'staff' | 'dealer' | 'customer' | 'device' | 'fault_code';

const shapes = {
  branch: /^(?:FA|RG|BR)\d{1,4}$/, staff: /^ST\d{3,6}$/, dealer: /^DL\d{3,6}$/, customer: /^CU\d{5,9}$/, serial: /^YG\d{10}$/, plain: /^[A-Z0-9][A-Z0-9_.-]{0,63}$/,
} as const;

const column = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers });
const mandatory = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers, mandatory: true });
const must = { required: true } as const;
const itself = (...words: readonly string[]): Record<string, string> => Object.fromEntries(words.map((one) => [one, one]));

/** Every kind of table that can be read, by the word that names it. */
export const kindsOf = ({ has, isFree, today }: References): Readonly<Record<KindName, Kind>> => {
  const known = (register: Register) => ({ known: (value: string) => has(register, value) });
  return {
    tickets: {
      entity: 'tickets',
      identity: { code: ['ticket_no'] },
      shown: ['ticket_no', 'type', 'channel', 'branch_code', 'customer_code', 'serial', 'fault_code', 'priority', 'owner_code', 'opened_on', 'closed_on', 'state'],
      complete: (values) => {
        if (!isFree(values['ticket_no'] ?? '')) throw new Wrong('CODE_DUPLICATE', 'ticket_no');
        return inOrder(values, today);
      },
      columns: [
        mandatory('ticket_no', code(shapes.plain, must), '工单编号', '工单号', '编号'),
        mandatory('type', word({ ...itself(...ticketTypes), 来电: 'call', 咨询: 'inquiry', 投诉: 'complaint', 维修: 'repair', 报修: 'repair', 建议: 'suggestion', 作风投诉: 'staff_conduct', 配件: 'parts', 退换货: 'return' }, must), '类型', '工单类型'),
        mandatory('channel', word({ ...itself(...channels), portal: 'web', 电话: 'phone', 微信: 'wechat', 网页: 'web', 门户: 'web', 邮件: 'email', 柜台: 'counter', 经销商: 'dealer' }, must), '渠道', '来源渠道'),
        mandatory('branch_code', code(shapes.branch, { ...must, ...known('branch') }), '分公司', '所属分公司', '分公司编号'),
        column('party_role', word({ ...itself(...partyRoles), 客户: 'end_customer', 顾客: 'end_customer', 经销商: 'dealer' }), '来电方', '当事方'),
        column('customer_code', code(shapes.customer, known('customer')), '客户编号', '客户'),
        column('dealer_code', code(shapes.dealer, known('dealer')), '经销商', '经销商编号'),
        column('serial', code(shapes.serial, known('device')), '序列号', '设备序列号', '机身号'),
        column('fault_code', code(shapes.plain, known('fault_code')), '故障代码', '故障'),
        column('priority', word({ ...itself(...priorities), 低: 'low', 普通: 'normal', 高: 'high', 紧急: 'urgent' }), '优先级'),
        mandatory('owner_code', code(shapes.staff, { ...must, ...known('staff') }), '负责人', '负责人工号'),
        mandatory('opened_on', day(must), '受理日期', '登记日期', '开单日期'),
        column('resolved_on', day(), '解决日期'),
        column('closed_on', day(), '关闭日期', '结案日期'),
        mandatory('state', word({ ...itself(...pastStates), 已受理: 'assigned', 处理中: 'in_progress', 已解决: 'resolved', 已关闭: 'closed', 已结案: 'closed', 已取消: 'cancelled' }, must), '状态'),
        column('ruling', word({ ...itself(...rulings), 我方责任: 'ours', 非我方责任: 'not_ours', 双方责任: 'shared', 不明: 'unknown' }), '责任认定'),
      ],
    },
  };
};

/** Days that follow each other, none of them to come, and those that its state needs. */
const inOrder = (values: Values, today: string): Values => {
  const { opened_on: opened = '', resolved_on: resolved = '', closed_on: closed = '', state } = values;
  if (opened > today) throw new Wrong('DATE_INVALID', 'opened_on');
  if ((state === 'resolved' || state === 'closed') && resolved === '') throw new Wrong('VALUE_MISSING', 'resolved_on');
  if (resolved !== '' && (resolved < opened || resolved > today)) throw new Wrong('DATE_INVALID', 'resolved_on');
  if (state === 'closed' && closed === '') throw new Wrong('VALUE_MISSING', 'closed_on');
  if (closed !== '' && (closed < resolved || closed < opened || closed > today)) throw new Wrong('DATE_INVALID', 'closed_on');
  return values;
};

export const kindNames = ['tickets'] as const;
export type KindName = (typeof kindNames)[number];

/** What can be said of a kind without looking at what is on file. */
export const describedKinds = kindsOf({ has: () => false, isFree: () => true, today: '9999-12-31' });
