import type { Text } from '@aftercare/kernel';
import { dealerPaymentRules } from './dealer-payment.rules';
import { discrepancyRules } from './discrepancy.rules';
import { loanRules } from './loan.rules';
import { partsRequestRules } from './parts-request.rules';
import { shippingRules } from './shipping.rules';

/** What each rule of this service says to the person it stopped: what is wrong and what to do. `{…}` are the rule's params. */
export const inventoryRules: Readonly<Record<string, Text>> = {
  ...partsRequestRules,
  ...shippingRules,
  ...discrepancyRules,
  ...loanRules,
  ...dealerPaymentRules,
  'part.unknown': {
    zh: '没有编号为 {part} 的配件，请在配件目录中查询（GET /parts?text=…）。',
    en: 'There is no part {part}: look it up in the catalogue (GET /parts?text=…).',
  },
  'stock.correction-of-correction': {
    zh: '第 {transfer} 行本身是一次更正，不能再更正；请按实物重新登记一次移动或盘点。',
    en: 'Row {transfer} is a correction itself: post a new move, or a count of what is really there.',
  },
  'stock.corrected-already': {
    zh: '第 {transfer} 行已经更正过，不能更正两次。',
    en: 'Row {transfer} has been corrected already.',
  },
  'stock.corrected-by-its-document': {
    zh: '第 {transfer} 行由单据（{document}）产生，请按该单据的流程更正。',
    en: 'Row {transfer} was posted by a document ({document}): put it right by the steps of that document.',
  },
  'stock.count-invalid': {
    zh: '盘点数量（{part}：{counted}）必须是 0 到 {most} 的整数。',
    en: 'What was counted ({part}: {counted}) is a whole number from 0 to {most}.',
  },
  'stock.counted-below-picked': {
    zh: '{location} 的 {part} 有 {picked} 件已拣货但盘点缺少：请先把这些件放回货架，再盘点。',
    en: '{picked} of {part} at {location} are in a picking and would be missing: put them back first, then count.',
  },
  'stock-count.decided-already': { zh: '该盘点已处理（{state}），不能再改。', en: 'This count has been decided already ({state}) and does not change any more.' },
  'stock-count.reason-not-for-it': { zh: 'reason:{reason} 不适用，可用：{possible}。', en: 'reason: {reason} is not for that; there are {possible}.' },
  'stock-count.own-count': { zh: '盘点差异较大，须由 {by} 以外的人审批。', en: 'A large difference is agreed to by somebody else than who counted, {by}.' },
  'stock.insufficient': {
    zh: '{location} 的 {part}（{bin}）可用 {available} 件，不足 {asked} 件：请减少数量，或等待到货、选用替代件。',
    en: '{location} has {available} of {part} ({bin}) that are not promised to others, {asked} are asked for: take fewer, wait for goods, or choose a substitute.',
  },
  'stock.moves-nowhere': {
    zh: '移出和移入是同一个位置（{account}）：请选择另一个库位或货位。',
    en: 'The pieces are there already ({account}): choose another bin or place.',
  },
  'stock.no-warehouse': {
    zh: '机构 {branch} 没有仓库，无处存放。请先登记仓库。',
    en: '{branch} has no warehouse where this could lie: register one first.',
  },
  'stock.not-reserved': {
    zh: '申请行没有预留这些配件：{parts}。请刷新后重试。',
    en: 'This is not reserved for the line: {parts}. Look at the request again.',
  },
  'stock.quantity-invalid': {
    zh: '数量（{part}：{qty}）必须是 1 到 {most} 的整数。',
    en: 'A quantity ({part}: {qty}) is a whole number from 1 to {most}.',
  },
  'transfer.count-of-other-parts': {
    zh: 'lines:请逐项填写此调拨单的配件（{parts}），每项一次，没到填 0。',
    en: 'lines: say of each part of the transfer ({parts}), once, how many came; 0 where none did.',
  },
  'transfer.more-than-sent': {
    zh: 'lines:{part} 实到 {qty} 件，多于发出的 {sent} 件。请按发出数收货，多出的件随后盘点入账。',
    en: 'lines: {qty} of {part} came but {sent} were sent: receive what was sent, and count what came besides afterwards.',
  },
  'transfer.move-not-allowed': {
    zh: '调拨单现在的状态（{state}）不允许此操作（{move}），请刷新后查看可做的操作。',
    en: 'In its state ({state}) this cannot be done with the transfer ({move}): reload it and see what can.',
  },
  'transfer.part-twice': {
    zh: '配件 {part} 在调拨单中出现了两次，请合并为一行。',
    en: '{part} stands in two lines of the transfer: make one of them.',
  },
  'transfer.preparer-is-checker': {
    zh: '调拨单 {number} 须由备货人以外的人复核后发出。',
    en: 'Transfer {number} has to be counted and sent by another person than who prepared it.',
  },
  'transfer.within-branch': {
    zh: '两个库位同属 {branch}：同一机构内请使用库存移动（POST /stock-moves）。',
    en: 'Both places belong to {branch}: move stock within a branch by POST /stock-moves.',
  },
};
