import type { Text } from '@aftercare/kernel';

/** What each refusal of this service says to the person who meets it. */
export const ticketRules: Readonly<Record<string, Text>> = {
  'ticket.no-staff-on-duty': {
    zh: '网点 {branch} 及其上级目前无人在岗，工单无人负责。请先安排在岗人员，然后重试。',
    en: 'Nobody is on duty in branch {branch} or above it, so the ticket would have no owner. Put somebody on duty, then try again.',
  },
  'directory.unavailable': {
    zh: '客户档案服务暂时无法访问，客户的话尚未保存。请稍后用同一个 Idempotency-Key 重试。',
    en: 'The customer archive cannot be reached, and the customer’s words are not saved yet. Try again with the same Idempotency-Key.',
  },
  'branch.not-known-yet': {
    zh: '网点资料刚登记，尚未同步到工单服务。请稍后用同一个 Idempotency-Key 重试。',
    en: 'The branch has just been registered and is not known here yet. Try again with the same Idempotency-Key.',
  },
  'calendar.not-known-yet': {
    zh: '网点的工作日历刚发布，尚未同步到工单服务。请稍后用同一个 Idempotency-Key 重试。',
    en: 'The branch’s working calendar has just been published and is not known here yet. Try again with the same Idempotency-Key.',
  },
  'ticket.not-yours': {
    zh: '此工单由 {owner} 负责，只有负责人或升级后的主管可以接手。',
    en: '{owner} answers for this ticket: only he, or the manager it was escalated to, can take it up.',
  },
  'ticket.taken-up-already': {
    zh: '此工单已由 {owner} 接手处理。',
    en: '{owner} has taken this ticket up already.',
  },
};
