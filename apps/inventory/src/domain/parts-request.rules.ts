import type { Text } from '@aftercare/kernel';

/** What the rules of parts requests say to the person they stopped. */
export const partsRequestRules: Readonly<Record<string, Text>> = {
  'branch.not-known-yet': {
    zh: '网点资料刚登记，尚未同步到配件服务。请稍后用同一个 Idempotency-Key 重试。',
    en: 'The branch has just been registered and is not known here yet. Try again with the same Idempotency-Key.',
  },
  'parts-request.no-warehouse': {
    zh: '网点 {branch} 没有登记仓库，无法申请配件。请先登记仓库。',
    en: 'Branch {branch} has no warehouse that could serve a request. Register one first.',
  },
  'parts-request.ticket-finished': {
    zh: '此工单已结束，不能再为它申请配件。请为新的工单申请，或不填工单（ticket）。',
    en: 'The ticket is finished: nothing is asked for any more under it. Name another ticket, or none (ticket).',
  },
  'parts-request.device-unknown': {
    zh: '没有序列号为 {serial} 的设备。请核对机身上的序列号（serial）。',
    en: 'There is no device {serial}. Check the serial number on the device (serial).',
  },
  'parts-request.warranty-over': {
    zh: '设备 {serial} 的保修已于 {until} 届满（underWarranty）。请按非保修申请；若安装日期有误，请先在设备档案中更正。',
    en: 'The guarantee of device {serial} ended on {until} (underWarranty). Ask outside warranty, or have the day of installation put right in the device’s record first.',
  },
  'parts-request.warranty-unconfirmed': {
    zh: '申请按保修免费，但没有设备可以证明（{doubt}）。请填写批准依据（warrantyGround），或不批准（out_of_warranty）。',
    en: 'It is asked for under warranty, and no device bears that out ({doubt}). Say on which ground it is free (warrantyGround), or approve nothing (out_of_warranty).',
  },
  'parts-request.dealer-unknown': {
    zh: '没有经销商 {dealer}。请核对编号（dealer）。',
    en: 'There is no dealer {dealer}. Check the code (dealer).',
  },
  'parts-request.van-unknown': {
    zh: '网点 {branch} 没有服务车 {van}。请从库位表中选择（van）。',
    en: 'Branch {branch} has no van {van}. Choose one of its locations (van).',
  },
  'parts-request.receiver-missing': {
    zh: '没有可以收货的一方（{receiver}）。请填写经销商（dealer）、顾客（customer）或服务车（van）。',
    en: 'Nobody is named who could receive it as {receiver}: name the dealer, the customer or the van.',
  },
  'parts-request.no-lines': {
    zh: '请至少填写一行配件（lines）。',
    en: 'Ask for one part at least (lines).',
  },
  'parts-request.quantity-out-of-range': {
    zh: '配件 {part} 的数量须为 1 到 {most} 的整数（qty）。',
    en: 'Ask for 1 to {most} whole pieces of {part} (qty).',
  },
  'parts-request.part-twice': {
    zh: '配件 {part} 填写了两次，请合并成一行。',
    en: '{part} stands there twice: make it one line.',
  },
  'parts-request.part-unknown': {
    zh: '配件目录中没有 {part}。请核对编号（part）。',
    en: 'There is no part {part} in the catalogue. Check the code (part).',
  },
  'parts-request.part-withdrawn': {
    zh: '配件 {part} 已停用，不能再申请。请在目录中选择其替代件。',
    en: '{part} is withdrawn and is issued no longer. Look for its substitute in the catalogue.',
  },
  'parts-request.part-does-not-fit': {
    zh: '配件 {part} 不适配型号 {model}。请选择适配的配件，或核对序列号（serial）。',
    en: '{part} does not fit model {model}. Choose one that does, or check the serial number (serial).',
  },
  'parts-request.part-not-asked-for': {
    zh: '此申请单没有申请配件 {part}。请按申请单的各行审批。',
    en: '{part} was not asked for in this request: decide the lines that it has.',
  },
  'parts-request.line-unknown': {
    zh: '此申请单没有第 {line} 行。',
    en: 'The request has no line {line}.',
  },
  'parts-request.line-undecided': {
    zh: '第 {line} 行（{part}）须审批且只能审批一次。请一次审批所有行。',
    en: 'Line {line} ({part}) has to be decided, once: decide every line of the request.',
  },
  'parts-request.approved-over-requested': {
    zh: '配件 {part} 申请了 {requested} 件，批准数须为 0 到 {requested} 的整数（approved）。',
    en: '{requested} pieces of {part} were asked for: approve 0 to {requested} whole pieces (approved).',
  },
  'parts-request.reason-missing': {
    zh: '配件 {part} 申请 {requested} 件，少批或不批须填写原因（reason）。',
    en: '{requested} pieces of {part} were asked for: say why it is less (reason).',
  },
  'parts-request.promised-in-the-past': {
    zh: '承诺日期 {day} 已过，请填写今天或以后的日期（promisedOn）。',
    en: '{day} is over: promise today or a later day (promisedOn).',
  },
  'parts-request.substitute-not-allowed': {
    zh: '{substitute} 不能替代 {part}：须在其替代件之列、适配设备且未停用。',
    en: '{substitute} may not be sent for {part}: it has to be one of its substitutes, fit the device and be issued still.',
  },
  'parts-request.substitute-not-agreed': {
    zh: '以 {substitute} 替代 {part} 须经对方同意。请待申请人接受，或填写与谁商定（agreedWith）。',
    en: 'Sending {substitute} for {part} has to be agreed: let whoever asked accept it, or say with whom it was agreed (agreedWith).',
  },
  'parts-request.substitute-not-offered': {
    zh: '第 {line} 行没有提供替代件 {part}。',
    en: '{part} was not offered for line {line}.',
  },
  'parts-request.not-yours-to-answer': {
    zh: '替代件由申请人 {requester} 或经销商答复。您可在审批时填写与谁商定（agreedWith）。',
    en: 'It is {requester} or the dealer who answers. Whoever decides can say with whom it was agreed (agreedWith).',
  },
  'parts-request.self-or-relative': {
    zh: '{person} 与 {party} 为同一人或已申报亲属关系，不能审批。请由其他同事审批。',
    en: '{person} is {party}, or one of them has declared the other as a relative: let a colleague decide.',
  },
  'parts-request.finance-only': {
    zh: '超出信用额度须由具备财务审批权限（finance_approval）的人员批准。',
    en: 'Above the credit limit somebody with the skill finance_approval has to agree.',
  },
  'parts-request.own-proposal': {
    zh: '审批人本人不能再作财务批准，请由另一位财务人员批准。',
    en: 'You have proposed it yourself: somebody else has to agree for finance.',
  },
  'parts-request.nothing-waits': {
    zh: '此申请单没有欠发的配件，无需承诺日期。',
    en: 'Nothing of this request waits for stock: there is no day to promise.',
  },
  'parts-request.nothing-waits-for-it': {
    zh: '第 {line} 行（{part}）没有这么多欠发的配件。',
    en: 'Line {line} ({part}) does not wait for so many pieces.',
  },
  'parts-request.not-reserved': {
    zh: '第 {line} 行只预留了 {reserved} 件。请刷新申请单后按预留数拣货。',
    en: 'Only {reserved} pieces are reserved for line {line}. Reload the request and pick what is reserved.',
  },
  'parts-request.over-approved': {
    zh: '配件 {part} 批准 {approved} 件，还可拣 {left} 件，不能多拣。',
    en: '{approved} pieces of {part} are approved and {left} are left to pick: no more than that.',
  },
  'parts-request.not-picked': {
    zh: '第 {line} 行在拣货中的只有 {picked} 件。',
    en: 'Only {picked} pieces of line {line} are picked.',
  },
  'parts-request.received-already': {
    zh: '第 {line} 行的货已收，不能再作退回处理。',
    en: 'What was sent for line {line} has been received: it cannot come back as refused.',
  },
  'parts-request.put-back-first': {
    zh: '配件 {part} 已拣 {picked} 件。请先扫描放回货架，再取消。',
    en: '{picked} pieces of {part} are picked. Put them back on the shelf by scan first, then cancel.',
  },
  'parts-request.nothing-left-to-cancel': {
    zh: '此申请单的配件都已发出，没有可取消的部分。',
    en: 'Everything of this request is on its way: there is nothing left to cancel.',
  },
  'parts-request.discrepancy-open': {
    zh: '申请单 {number} 还有未了结的收发差错，不能结案。请先处理差错。',
    en: 'Request {number} has a difference between what was sent and what came. Settle it first.',
  },
  'parts-request.move-not-allowed': {
    zh: '申请单当前状态为 {state}，不能进行此操作（{move}）。请刷新后查看可用的操作。',
    en: 'The request is {state}, where {move} is not possible. Reload it to see what can be done.',
  },
};
