import type { Text } from '@aftercare/kernel';

/** What each refusal of this service says to the person who meets it. */
export const ticketRules: Readonly<Record<string, Text>> = {
  'customer-link.not-found': { zh: '链接无效或已过期。请核对链接，或致电售后报工单号查询。', en: 'This link is wrong or too old: check it, or call us and name the ticket.' },
  'ticket.no-staff-on-duty': {
    zh: '网点 {branch} 及其上级目前没有可负责的在职人员，工单无人负责。请先登记人员，然后重试。',
    en: 'Nobody in branch {branch} or above it could answer for the ticket. Register a manager there, then try again.',
  },
  'directory.unavailable': {
    zh: '客户档案服务暂时无法访问，您提交的内容尚未保存。请稍后用同一个 Idempotency-Key 重试。',
    en: 'The customer archive cannot be reached, and nothing that you sent is saved yet. Try again with the same Idempotency-Key.',
  },
  'caller.not-named': {
    zh: '请给出来电号码（caller）、客户（customerId）或设备序列号（serial）之一。',
    en: 'Name the caller: his number (caller), his id (customerId) or the serial number of his device (serial).',
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
  'ticket.relative': {
    zh: '{person} 已申报与顾客或经销商有亲属关系，不能处理此工单。请移交给其他同事。',
    en: '{person} is a declared relative of the customer or the dealer and cannot work on this ticket: let a colleague take it.',
  },
  'ticket.ruling-missing': {
    zh: '责任尚未认定，不能致歉。请先由主管认定责任，或改用说明（explanation）。',
    en: 'Nobody has ruled yet whose responsibility it is, so there is no apology. Have it ruled first, or explain (explanation).',
  },
  'ticket.words-missing': {
    zh: '请填写答复内容（words）。',
    en: 'Say what he is told (words).',
  },
  'ticket.not-offered-to-you': {
    zh: '此工单没有请您接手，或对方已撤回。',
    en: 'This ticket was not offered to you, or the offer was taken back.',
  },
  'ticket.move-not-allowed': {
    zh: '工单当前状态为 {state}，不能进行此操作（{move}）。请刷新后查看可用的操作。',
    en: 'The ticket is {state}, where {move} is not possible. Reload it to see what can be done.',
  },
  'ticket.fault-unknown': {
    zh: '故障代码 {fault} 不存在。请从故障代码表中选择，或留空后再补登记。',
    en: 'There is no fault code {fault}. Choose one of the list, or leave it out and complete the intake again later.',
  },
  'ticket.intake-missing': {
    zh: '投诉须先登记设备、真实原因和期望结果（intake），才能提出处理结果。',
    en: 'A complaint needs its intake first: device, real cause and wanted result (intake).',
  },
  'ticket.evidence-missing': {
    zh: '请填写处理依据（evidence），例如维修单号或发货单号。',
    en: 'Say what proves it (evidence): the number of a repair or a delivery note, for example.',
  },
  'ticket.not-confirmed': {
    zh: '顾客尚未确认，不能关闭。请填写顾客如何确认（confirmation），或等待默认同意日。',
    en: 'The customer has not agreed yet. Say how he agreed (confirmation), or wait for the day of silent consent.',
  },
  'ticket.reply-missing': {
    zh: '尚未答复提出人，不能关闭。请先答复（reply）。',
    en: 'Whoever raised it has not been answered. Reply to him first (reply).',
  },
  'ticket.closed-for-good': {
    zh: '工单 {number} 已关闭，不能重新打开。请新建工单，并在 follows 中填写它的 id。',
    en: 'Ticket {number} is closed for good. Open a new one with its id in follows.',
  },
  'ticket.complaint-not-withdrawn': {
    zh: '投诉只有在顾客撤回（withdrawn）时才能取消。',
    en: 'A complaint is cancelled only when whoever made it takes it back (withdrawn).',
  },
  'ticket.number-taken': {
    zh: '工单编号 {number} 在检查之后已被另一张工单使用。请在表中更正编号后重新发送文件。',
    en: 'The number {number} has been given to another ticket since the file was judged. Correct it in the sheet and send the file again.',
  },
  'past-paper.number-taken': {
    zh: '编号 {number} 在检查之后已被另一条记录使用。请在表中更正编号后重新发送文件。',
    en: 'The number {number} has been given to another record since the file was judged. Correct it in the sheet and send the file again.',
  },
  'ticket.nothing-to-split': {
    zh: '此工单来自原系统，没有客户原话可拆分。请为另一件事新开一张工单，并写明它接续此单（follows）。',
    en: 'This ticket comes from an earlier system and has no words to split. Open a new ticket for the other matter that follows this one (follows).',
  },
  'ticket.downgrade-needs-another-person': {
    zh: '投诉改为其他类型，须由负责人以外的同事操作。',
    en: 'A complaint is made something less only by somebody else than its owner: ask a colleague.',
  },
  'ticket.hand-over-to-oneself': {
    zh: '您已是负责人，请选择一位同事。',
    en: 'You own it already: name a colleague.',
  },
  'ticket.colleague-unknown': {
    zh: '{colleague} 不在网点 {branch} 及其上级的在岗人员中。',
    en: '{colleague} is not on duty in branch {branch} or above it.',
  },
  'ticket.merge-needs-another-open-one': {
    zh: '只能并入同一网点另一张未结的工单。',
    en: 'It can be merged only into another open ticket of the same branch.',
  },
};
