import type { Text } from '@aftercare/kernel';
import type { CustomerParcel, CustomerStatus } from './customer-status';

export const types: Readonly<Record<CustomerStatus['type'], Text>> = {
  call: { zh: '来电', en: 'Call' }, inquiry: { zh: '咨询', en: 'Inquiry' }, complaint: { zh: '投诉', en: 'Complaint' }, repair: { zh: '报修', en: 'Repair' }, suggestion: { zh: '建议', en: 'Suggestion' },
  staff_conduct: { zh: '服务投诉', en: 'Complaint about service' }, parts: { zh: '配件', en: 'Parts' }, return: { zh: '退换', en: 'Return' },
};

/** How it stands, as somebody would say it on the phone. */
export const states: Readonly<Record<CustomerStatus['state'], Text>> = {
  new: { zh: '已受理，正在安排负责人', en: 'We have it and are finding who takes care of it' },
  assigned: { zh: '已受理，负责人即将接手', en: 'We have it, and it is about to be taken up' },
  in_progress: { zh: '正在处理', en: 'We are working on it' },
  waiting: { zh: '处理中，正在等待', en: 'We are working on it and have to wait' },
  resolved: { zh: '已有处理结果', en: 'There is a result' },
  closed: { zh: '已办结', en: 'It is done' },
  cancelled: { zh: '已取消', en: 'It was cancelled' },
  merged: { zh: '已并入您的另一张工单，请看那张工单的链接', en: 'It goes on under another ticket of yours: use the link of that one' },
};

export const waits: Readonly<Record<NonNullable<CustomerStatus['waitingFor']>, Text>> = {
  customer: { zh: '我们在等您的答复，请致电售后并报工单号。', en: 'We are waiting for your answer: please call us and name the ticket.' },
  parts: { zh: '在等配件到货，您无需做什么。', en: 'We are waiting for parts; there is nothing that you have to do.' },
  dealer: { zh: '在等经销商，您无需做什么。', en: 'We are waiting for the dealer; there is nothing that you have to do.' },
  third_party: { zh: '在等第三方，您无需做什么。', en: 'We are waiting for somebody else; there is nothing that you have to do.' },
};

export const parcelStates: Readonly<Record<CustomerParcel['state'], Text>> = {
  under_way: { zh: '运输中', en: 'on its way' }, late: { zh: '运输中，比预计的晚', en: 'on its way, later than promised' }, problem: { zh: '运输遇到问题，我们正在跟进', en: 'held up on its way; we are looking into it' },
  signed: { zh: '已签收', en: 'signed for' }, refused: { zh: '被拒收', en: 'refused' }, returned: { zh: '已退回', en: 'sent back to us' }, lost: { zh: '丢失，我们会补发', en: 'lost; we see to it' },
};

export const said = {
  title: { zh: '工单进度', en: 'How your ticket stands' },
  product: { zh: '售后服务', en: 'After-sales service' },
  opened: { zh: '登记时间', en: 'Opened' },
  response: { zh: '承诺接手', en: 'Taken up by' },
  solution: { zh: '承诺解决', en: 'Solved by' },
  by: { zh: '{at} 前', en: 'before {at}' },
  overdue: { zh: '已超时 {hours}', en: '{hours} overdue' },
  escalated: { zh: '主管已介入。', en: 'A supervisor has it in hand.' },
  apology: { zh: '我们正在加紧处理。', en: 'We are hurrying.' },
  consent: { zh: '请确认结果是否满意。若未解决，请在 {at} 前致电售后；到时未提出异议，视为同意。', en: 'Please see whether you agree. If it is not solved, call us before {at}; if we hear nothing until then, we take it that you agree.' },
  resolved: { zh: '得出结果', en: 'Result on' },
  closed: { zh: '办结时间', en: 'Done on' },
  parcels: { zh: '配件运送', en: 'Parts on their way' },
  waybill: { zh: '运单号', en: 'Waybill' },
  promised: { zh: '预计 {day} 送达', en: 'promised for {day}' },
  arrived: { zh: '{day} 送达', en: 'arrived on {day}' },
  asOf: { zh: '更新于 {at}，刷新页面查看最新进度。', en: 'As of {at}; reload the page to see what is new.' },
  gone: { zh: '链接无效或已过期', en: 'This link is wrong or too old' },
  goneWhat: { zh: '请核对链接是否完整，或致电售后，报工单号查询。', en: 'See whether the link is complete, or call us and name the ticket.' },
  many: { zh: '刷新得太频繁', en: 'Reloaded too often' },
  manyWhat: { zh: '请 {seconds} 秒后再刷新，内容不会丢失。', en: 'Reload the page in {seconds} s; nothing is lost.' },
  away: { zh: '暂时查不到', en: 'It cannot be looked up right now' },
  awayWhat: { zh: '系统正在恢复，请几分钟后刷新。', en: 'The system is coming back: reload the page in a few minutes.' },
  hours: { zh: '{n} 小时', en: '{n} h' },
  days: { zh: '{n} 天', en: '{n} d' },
} as const satisfies Readonly<Record<string, Text>>;
