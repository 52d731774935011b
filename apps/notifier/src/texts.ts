import type { Text } from '@aftercare/kernel';
import type { NoticeKind } from './domain/notice';

/** What a notice says to its receiver. `{reference}` is the number of what it is about. */
export const noticeTexts: Readonly<Record<NoticeKind, Text>> = {
  acknowledgement: { zh: '您反映的问题已登记，编号 {reference}，我们会尽快答复您。', en: 'What you told us is on file as {reference}. You will have an answer soon.' },
  outcome: { zh: '您反映的问题已有处理结果。', en: 'There is an outcome of what you told us.' },
  explanation: { zh: '我们对您反映的问题作了说明。', en: 'We have explained what you asked about.' },
  apology: { zh: '我们就您反映的问题向您致歉。', en: 'We have apologised for what you told us.' },
  progress: { zh: '您反映的问题有新的进展。', en: 'There is news of what you told us.' },
  thanks: { zh: '感谢您的反馈。', en: 'Thank you for telling us.' },
  reply: { zh: '您反映的问题有新的答复。', en: 'There is an answer to what you told us.' },
  assigned: { zh: '有一张待分配的工单已分给您。', en: 'A ticket that nobody had taken was given to you.' },
  hand_over_offered: { zh: '同事请您接手一张工单，请接受或婉拒。', en: 'A colleague asks you to take a ticket: accept or decline.' },
  escalation: { zh: '有工单升级到您这里，请及时处理。', en: 'A ticket was raised to you: please see to it.' },
  limit_warning: { zh: '有工单的解决时限将近，请关注。', en: 'The time for resolving a ticket is running out.' },
  limit_breached: { zh: '有工单已超过解决时限，请处理。', en: 'The time for resolving a ticket is over.' },
  shortage: { zh: '配件申请 {reference} 有配件暂时缺货，可用的替代件见申请单。', en: 'Some parts of request {reference} are not in stock; the request shows what could be sent in their place.' },
  request_decided: { zh: '配件申请 {reference} 已审批，结果见申请单。', en: 'Parts request {reference} has been decided.' },
  back_order_promise: { zh: '配件申请 {reference} 有欠发的配件，到货后优先补发，承诺日期见申请单。', en: 'Some parts of request {reference} are owed and follow as they arrive; the request shows the promised day.' },
  shipment_arrived: { zh: '货物 {reference} 已签收，请逐行确认收货。', en: 'Shipment {reference} has arrived: please confirm the receipt line by line.' },
  shipment_late: { zh: '货物 {reference} 迟到，我们正在跟进。', en: 'Shipment {reference} is late, and we are following it.' },
  old_part_reminder: { zh: '旧件返还 {reference} 还有七天到期，请尽快寄回。', en: 'Seven days are left to return the old part {reference}: please send it back.' },
  old_part_overdue: { zh: '旧件返还 {reference} 已逾期，请向经销商催收。', en: 'The old part {reference} has not come back in time: please see to it with the dealer.' },
  not_followed_today: { zh: '今天有在途货物无人跟踪，请查看清单。', en: 'Nobody has followed some shipments today: see the list.' },
};
