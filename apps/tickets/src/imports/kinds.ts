import { code, day, price, wholeNumber, word, Wrong, yesNo, type Column, type FieldRule, type Kind, type Values } from '@aftercare/tables';
import { pastRepairStates } from '../domain/past-repair';
import { priorities } from '../domain/service-limits';
import { channels, partyRoles, pastStates, rulings, ticketTypes } from '../domain/ticket';

/** What rows of a file may refer to: what directory has told, within the importer's reach. */
export interface References {
  readonly has: (register: Register, code: string) => boolean;
  /** Whether the number is free for this row, or is its own from an earlier time. */
  readonly isFree: (number: string) => boolean;
  /** The branch of a ticket; `null`: there is none of this number. */
  readonly branchOf: (ticket: string) => string | null;
  /** The family of a fault; `null`: there is no such fault. */
  readonly familyOf: (fault: string) => string | null;
  /** Today, where most branches are; a day after it has not been yet. */
  readonly today: string;
}
export type Register = 'branch' | 'staff' | 'dealer' | 'customer' | 'device' | 'fault_code' | 'ticket';

const shapes = {
  branch: /^(?:FA|RG|BR)\d{1,4}$/, staff: /^ST\d{3,6}$/, dealer: /^DL\d{3,6}$/, customer: /^CU\d{5,9}$/, serial: /^YG\d{10}$/, plain: /^[A-Z0-9][A-Z0-9_.-]{0,63}$/,
} as const;

const column = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers });
const mandatory = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers, mandatory: true });
const must = { required: true } as const;
const itself = (...words: readonly string[]): Record<string, string> => Object.fromEntries(words.map((one) => [one, one]));

/** Every kind of table that can be read, by the word that names it. */
export const kindsOf = ({ has, isFree, branchOf, familyOf, today }: References): Readonly<Record<KindName, Kind>> => {
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
    repairs: {
      entity: 'repairs',
      identity: { code: ['repair_no'] },
      shown: ['repair_no', 'ticket_no', 'serial', 'fault_family', 'fault_code', 'branch_code', 'technician_code', 'opened_on', 'completed_on', 'state', 'parts_cost', 'labour_cost', 'rework_overruled'],
      complete: (values) => {
        if (!isFree(values['repair_no'] ?? '')) throw new Wrong('CODE_DUPLICATE', 'repair_no');
        if (branchOf(values['ticket_no'] ?? '') !== values['branch_code']) throw new Wrong('UNKNOWN_REFERENCE', 'branch_code');
        if (values['fault_code'] && familyOf(values['fault_code']) !== values['fault_family']) throw new Wrong('UNKNOWN_REFERENCE', 'fault_code');
        return endedInOrder(values, today);
      },
      columns: [
        mandatory('repair_no', code(shapes.plain, must), '维修单号', '维修编号', '编号'),
        mandatory('ticket_no', code(shapes.plain, { ...must, ...known('ticket') }), '工单编号', '工单号'),
        mandatory('serial', code(shapes.serial, { ...must, ...known('device') }), '序列号', '设备序列号', '机身号'),
        mandatory('fault_family', code(shapes.plain, { ...must, ...known('fault_code') }), '故障大类'),
        column('fault_code', code(shapes.plain, known('fault_code')), '故障代码', '故障'),
        mandatory('branch_code', code(shapes.branch, { ...must, ...known('branch') }), '分公司', '所属分公司', '分公司编号'),
        column('technician_code', code(shapes.staff, known('staff')), '技师', '技师工号'),
        mandatory('opened_on', day(must), '受理日期', '登记日期', '开单日期'),
        column('completed_on', day(), '完成日期', '完工日期'),
        mandatory('state', word({ ...itself(...pastRepairStates), 处理中: 'in_progress', 已完成: 'completed', 已取消: 'cancelled' }, must), '状态'),
        column('parts_cost', price(), '配件费', '配件成本'),
        column('labour_cost', price(), '工时费', '人工成本'),
        column('rework_overruled', yesNo(), '返修改判', '不计返修'),
      ],
    },
    surveys: {
      entity: 'surveys',
      identity: { code: ['survey_no'] },
      shown: ['survey_no', 'ticket_no', 'branch_code', 'party_role', 'sent_on', 'answered_on', 'score', 'would_recommend'],
      complete: (values) => {
        if (!isFree(values['survey_no'] ?? '')) throw new Wrong('CODE_DUPLICATE', 'survey_no');
        if (branchOf(values['ticket_no'] ?? '') !== values['branch_code']) throw new Wrong('UNKNOWN_REFERENCE', 'branch_code');
        return answeredInOrder(values, today);
      },
      columns: [
        mandatory('survey_no', code(shapes.plain, must), '问卷编号', '问卷号', '编号'),
        mandatory('ticket_no', code(shapes.plain, { ...must, ...known('ticket') }), '工单编号', '工单号'),
        mandatory('branch_code', code(shapes.branch, { ...must, ...known('branch') }), '分公司', '所属分公司', '分公司编号'),
        column('party_role', word({ ...itself('', ...partyRoles), 客户: 'end_customer', 顾客: 'end_customer', 经销商: 'dealer' }), '受访方', '当事方'),
        mandatory('sent_on', day(must), '发出日期', '发送日期'),
        column('answered_on', day(), '答复日期', '回收日期'),
        column('score', wholeNumber(), '评分', '满意度'),
        column('would_recommend', wholeNumber(), '推荐意愿', '推荐度'),
      ],
    },
  };
};

/** A repair has ended on no day before it began, and on one exactly when it was completed. */
const endedInOrder = (values: Values, today: string): Values => {
  const { opened_on: opened = '', completed_on: completed = '', state } = values;
  if (opened > today) throw new Wrong('DATE_INVALID', 'opened_on');
  if (state === 'completed' && completed === '') throw new Wrong('VALUE_MISSING', 'completed_on');
  if (completed !== '' && (completed < opened || completed > today || state !== 'completed')) throw new Wrong('DATE_INVALID', 'completed_on');
  return values;
};

/** An answer comes after its question, with a score; without one there is neither. */
const answeredInOrder = (values: Values, today: string): Values => {
  const { sent_on: sent = '', answered_on: answered = '', score = '', would_recommend: recommends = '' } = values;
  if (sent > today) throw new Wrong('DATE_INVALID', 'sent_on');
  if (answered !== '' && (answered < sent || answered > today)) throw new Wrong('DATE_INVALID', 'answered_on');
  if (answered !== '' && score === '') throw new Wrong('VALUE_MISSING', 'score');
  if (score !== '' && (answered === '' || Number(score) < 1 || Number(score) > 5)) throw new Wrong('CODE_INVALID', 'score');
  if (recommends !== '' && (answered === '' || Number(recommends) > 10)) throw new Wrong('CODE_INVALID', 'would_recommend');
  return values;
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

export const kindNames = ['tickets', 'repairs', 'surveys'] as const;
export type KindName = (typeof kindNames)[number];

/** What can be said of a kind without looking at what is on file. */
export const describedKinds = kindsOf({ has: () => false, isFree: () => true, branchOf: () => null, familyOf: () => null, today: '9999-12-31' });
