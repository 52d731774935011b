import type { Text } from '@aftercare/kernel';

/** What is refused about differences and the claims that come of them, and what to do. */
export const discrepancyRules: Readonly<Record<string, Text>> = {
  'carrier-claim.above-amount': { zh: 'recovered:{recovered} 不在 0 到索赔金额 {amount} 之间，请核对。', en: 'recovered: {recovered} is not between 0 and the {amount} that were claimed: check it.' },
  'carrier-claim.ended-already': { zh: '该索赔已结（{state}），不能再改。', en: 'This claim has ended already ({state}) and does not change any more.' },
  'discrepancy.above-value': { zh: '金额 {amount} 必须大于 0 且不超过货值 {value}。', en: '{amount} has to be above 0 and not above what the pieces are worth, {value}.' },
  'discrepancy.amount-for-credit': { zh: 'amount:折让必须写金额，其他处理方式（{remedy}）不写。', en: 'amount: a credit names one, any other remedy ({remedy}) does not.' },
  'discrepancy.cause-missing': { zh: 'cause:请先写明原因（{causes}）。', en: 'cause: say first what caused it: {causes}.' },
  'discrepancy.charge-for-kept': { zh: 'charge:只有多收且留下的件才能收费（{type},{remedy}）。', en: 'charge: only for pieces that came too much and are kept ({type}, {remedy}).' },
  'discrepancy.cost-owner-missing': { zh: 'costOwner:原因不明时必须写明费用由谁承担（{owners}）。', en: 'costOwner: where nobody knows the cause, name who bears the cost: {owners}.' },
  'discrepancy.late-already': { zh: 'part:{part} 的迟到已立案，请查看该差错。', en: 'part: there is a case already of {part} that came late: look at that one.' },
  'discrepancy.move-not-allowed': { zh: '该差错现在是“{state}”，不能进行“{move}”。请刷新后查看可以做的操作。', en: 'The case is "{state}" now, so "{move}" is not possible: load it again to see what can be done.' },
  'discrepancy.no-rejected-piece': { zh: 'rejectedPiece:{type} 没有要处理的实物，请去掉。', en: 'rejectedPiece: with {type}, or where it is kept, there is no piece to do something with: leave it out.' },
  'discrepancy.not-late': { zh: '该单的货物没有迟到，不能按迟到立案。', en: 'Its shipment is not late: there is nothing to complain of.' },
  'discrepancy.nothing-comes-back': { zh: '该差错没有要退回的件，请核对编号。', en: 'Nothing is to come back for this case: check its number.' },
  'discrepancy.nothing-offered': { zh: '还没有处理方案可以接受或还价，请等对方提出。', en: 'Nothing has been offered yet: wait for an offer.' },
  'discrepancy.own-offer': { zh: '该方案由本方（{side}）提出，须由对方接受。', en: 'Your own side ({side}) has made this offer: the other one accepts it.' },
  'discrepancy.part-not-sent': { zh: 'part:该发货单没有 {part}，请核对。', en: 'part: {part} is not on the note: check it.' },
  'discrepancy.photo-missing': { zh: '收货时没有照片，不能就地销毁。请改为退回。', en: 'What is destroyed where it is needs photos in the receipt, and there are none: let it come back.' },
  'discrepancy.qty-differs': { zh: 'qty:一案整体处理，应为 {case}，不是 {qty}。', en: 'qty: a case is settled as a whole, {case} and not {qty}.' },
  'discrepancy.rejected-piece-missing': { zh: 'rejectedPiece:请写明实物如何处理（{possible}）。', en: 'rejectedPiece: say what becomes of the pieces that he has: {possible}.' },
  'discrepancy.remedy-not-for-type': { zh: 'remedy:{type} 不能用 {remedy}，可用：{possible}。', en: 'remedy: {remedy} is not for {type}; there are {possible}.' },
  'discrepancy.return-comes-back': { zh: 'rejectedPiece:退回方式下实物必须退回（come_back）。', en: 'rejectedPiece: what is returned comes back: say come_back.' },
  'discrepancy.self-or-relative': { zh: '{by} 与 {party} 是同一人或亲属，不能处理。请由他人处理。', en: '{by} is the same as {party} or a relative: let somebody else settle it.' },
};
