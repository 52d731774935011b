import type { Text } from '@aftercare/kernel';

/** What is refused about payments of dealers, and what to do. */
export const dealerPaymentRules: Readonly<Record<string, Text>> = {
  'dealer-payment.amount-invalid': { zh: 'amount:{amount} 必须大于 0。', en: 'amount: {amount} has to be above 0.' },
  'dealer-payment.day-invalid': { zh: 'paidOn:{day} 不能晚于今天（{today}），也不能早于 {most} 天前。', en: 'paidOn: {day} is not after today ({today}), nor more than {most} days before: check it.' },
  'dealer-payment.dealer-unknown': { zh: 'dealer:没有编号为 {dealer} 的经销商，请核对。', en: 'dealer: there is no dealer {dealer}: check the code.' },
  'dealer-payment.needs-finance': { zh: '付款须由有财务审批权的人登记或撤销，{by} 没有。请转给财务。', en: 'A payment is recorded and undone by somebody with finance approval, and {by} has not: pass it on to finance.' },
  'dealer-payment.reference-taken': { zh: 'reference:{reference} 已登记为 {number}。若为同一笔付款请勿重复；登记有误请先撤销。', en: 'reference: {reference} is recorded already, as {number}: it is the same payment, or undo that one first.' },
  'dealer-payment.self-or-relative': { zh: '{by} 与 {party} 是同一人或亲属，不能登记或撤销付款。请由他人处理。', en: '{by} is the same as {party} or a relative: let somebody else record or undo the payment.' },
  'dealer-payment.undone-already': { zh: '付款 {number} 已撤销，不能再撤销。', en: 'Payment {number} has been undone already.' },
};
