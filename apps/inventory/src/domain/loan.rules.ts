import type { Text } from '@aftercare/kernel';

/** What is refused about loans, and what to do. */
export const loanRules: Readonly<Record<string, Text>> = {
  'loan.above-value': { zh: 'amount:{amount} 必须大于 0 且不超过未还件借出时的价值（{value}）。', en: 'amount: {amount} has to be above 0 and not above what is out was worth when it was lent ({value}).' },
  'loan.borrower-unknown': { zh: 'borrower:没有 {borrower} 这个经销商或客户，或不属于 {branch}。请核对。', en: 'borrower: {borrower} is no dealer or customer of {branch}: check it.' },
  'loan.device-lent-already': { zh: 'serial:{serial} 已借出（{number}），归还后才能再借。', en: 'serial: {serial} is lent already ({number}): it has to come back first.' },
  'loan.device-not-ours': { zh: 'serial:{serial} 不在档，或已售出，不能借出。', en: 'serial: {serial} is not on file, or has been sold: only what is ours is lent.' },
  'loan.due-day-invalid': { zh: 'dueOn:{day} 必须在 {after} 之后，且不超过 {most} 天。', en: 'dueOn: {day} has to be after {after}, and not more than {most} days later.' },
  'loan.more-than-lent': { zh: 'qty:归还 {qty} 件，但只借出未还 {open} 件。请核对。', en: 'qty: {qty} came back but {open} are out: check the count.' },
  'loan.move-not-allowed': { zh: '该借用现在是“{state}”，不能进行“{move}”。请刷新后查看可以做的操作。', en: 'The loan is "{state}" now, so "{move}" is not possible: load it again to see what can be done.' },
  'loan.part-or-device': { zh: 'part、serial:请填其中一个；整机（serial）数量为 1。', en: 'part, serial: name one of them; of a device (serial) there is one.' },
  'loan.self-or-relative': { zh: '{by} 与 {party} 是同一人或亲属，不能决定收费。请由他人处理。', en: '{by} is the same as {party} or a relative: let somebody else charge for it.' },
};
