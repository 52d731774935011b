import type { Text } from '@aftercare/kernel';

/** What each refusal of this service says to the person who meets it: what is wrong, and what to do. */
export const returnRules: Readonly<Record<string, Text>> = {
  'obligation.move-not-allowed': {
    zh: '该旧件返还义务现在是“{state}”，不能进行“{move}”。请刷新后查看可以做的操作。',
    en: 'The duty is "{state}" now, so "{move}" is not possible: load it again to see what can be done.',
  },
  'obligation.number-taken': {
    zh: '旧件单号 {number} 在检查之后已被另一张单据使用。请在表中更正编号后重新发送文件。',
    en: 'The number {number} has been given to another duty since the file was judged. Correct it in the sheet and send the file again.',
  },
  'obligation.other-part': { zh: 'part:应返还的是 {owed}，不是 {part}。请核对标签，或按无标签旧件收货。', en: 'part: what is owed is {owed}, not {part}. Check the tag, or receive it as a part without one.' },
  'obligation.quantity-invalid': { zh: 'qty:{qty} 不是 1 到 1000000 之间的整数，请按件数填写。', en: 'qty: {qty} is not a whole number from 1 to 1,000,000: give the count of pieces.' },
  'obligation.more-than-owed': {
    zh: 'qty:收到 {qty} 件，但只欠 {open} 件。请只登记所欠件数，多出的按无标签旧件收货。',
    en: 'qty: {qty} came but {open} are owed. Enter those that are owed, and receive the rest as parts without a tag.',
  },
  'obligation.waiver-requested-already': { zh: '免返说明已提交，正等待财务审批。', en: 'It was explained already, and finance has not decided yet: wait for that.' },
  'obligation.photo-missing': { zh: 'photos:免返说明至少要有一张照片，请补上。', en: 'photos: an explanation has at least one photo: add it.' },
  'obligation.not-explained': { zh: '没有待审批的免返说明。请经销商先说明未返还的原因。', en: 'Nothing waits for a decision: the dealer explains first why it does not come back.' },
  'obligation.waiver-needs-finance': {
    zh: '免返须由有财务审批权的人决定，{by} 没有。请转给财务。',
    en: 'Whether an old part need not come back is decided by somebody with finance approval, and {by} has not: pass it on to finance.',
  },
  'obligation.self-or-relative': {
    zh: '{by} 与 {party} 是同一人或亲属，不能决定。请由他人审批。',
    en: '{by} is the same as {party} or a relative: let somebody else decide.',
  },
  'penalty.above-proposal': { zh: 'amount:{amount} 必须大于 0 且不超过建议金额 {proposed}。', en: 'amount: {amount} has to be above 0 and not above what was proposed, {proposed}.' },
  'penalty.decided-already': { zh: '该罚款建议已处理（{state}），不能再改。', en: 'This penalty has been decided already ({state}) and does not change any more.' },
  'penalty.needs-finance': { zh: '罚款须由有财务审批权的人决定，{by} 没有。请转给财务。', en: 'A penalty is decided by somebody with finance approval, and {by} has not: pass it on to finance.' },
  'penalty.reason-not-for-it': { zh: 'reason:{reason} 不适用，可用：{possible}。', en: 'reason: {reason} is not for that; there are {possible}.' },
  'surplus.more-than-left': { zh: 'qty:{qty} 必须是 1 到暂存数量 {left} 之间的整数。', en: 'qty: {qty} is not a whole number from 1 to the {left} that are kept apart.' },
  'surplus.other-duty': { zh: 'obligation:该义务不属于 {branch} 的 {dealer}，或不是 {part}。请核对。', en: 'obligation: it is not a duty of {dealer} in {branch} for {part}: check it.' },
  'old-part.dealer-unknown': { zh: 'dealer:没有编号为 {dealer} 的经销商，请核对。', en: 'dealer: there is no dealer {dealer}: check the code.' },
  'branch.not-known-yet': { zh: '该机构的资料还未同步到，请稍后再试。', en: 'This branch is not known here yet: try again in a moment.' },
  'directory.unavailable': { zh: '档案服务暂时无法访问，请稍后再试。', en: 'Directory cannot be reached for the moment: try again.' },
};
