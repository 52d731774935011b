import type { Text } from '@aftercare/kernel';
import type { Priority } from './domain/service-limits';
import type { Channel, TicketType, WaitingFor } from './domain/ticket';
import type { TicketState } from './domain/ticket.lifecycle';

/** What a list on paper or in a workbook calls what the interface has short words for. */
export const stateWords: Readonly<Record<TicketState, Text>> = {
  new: { zh: '新建', en: 'new' }, assigned: { zh: '已派单', en: 'assigned' }, in_progress: { zh: '处理中', en: 'in progress' }, waiting: { zh: '等待中', en: 'waiting' },
  resolved: { zh: '已解决', en: 'resolved' }, closed: { zh: '已关闭', en: 'closed' }, cancelled: { zh: '已取消', en: 'cancelled' }, merged: { zh: '已合并', en: 'merged' },
};
export const typeWords: Readonly<Record<TicketType, Text>> = {
  call: { zh: '来电', en: 'call' }, inquiry: { zh: '咨询', en: 'inquiry' }, complaint: { zh: '投诉', en: 'complaint' }, repair: { zh: '报修', en: 'repair' }, suggestion: { zh: '建议', en: 'suggestion' },
  staff_conduct: { zh: '员工作风', en: 'staff conduct' }, parts: { zh: '配件', en: 'parts' }, return: { zh: '退换', en: 'return' },
};
export const channelWords: Readonly<Record<Channel, Text>> = {
  phone: { zh: '电话', en: 'telephone' }, wechat: { zh: '微信', en: 'WeChat' }, web: { zh: '网页', en: 'web' }, email: { zh: '邮件', en: 'e-mail' }, counter: { zh: '柜台', en: 'counter' },
  dealer: { zh: '经销商', en: 'dealer' }, staff: { zh: '员工', en: 'staff' },
};
export const priorityWords: Readonly<Record<Priority, Text>> = {
  low: { zh: '低', en: 'low' }, normal: { zh: '普通', en: 'normal' }, high: { zh: '高', en: 'high' }, urgent: { zh: '紧急', en: 'urgent' },
};
export const waitingForWords: Readonly<Record<WaitingFor, Text>> = {
  customer: { zh: '客户', en: 'customer' }, parts: { zh: '配件', en: 'parts' }, dealer: { zh: '经销商', en: 'dealer' }, third_party: { zh: '第三方', en: 'third party' },
};
