import type { Text } from '@aftercare/kernel';

/** What the rules of picking, delivery notes, shipments and receipts say to the person they stopped. */
export const shippingRules: Readonly<Record<string, Text>> = {
  'delivery-note.empty': {
    zh: '没有清点到任何配件，不能开发货单。',
    en: 'Nothing was counted, so there is nothing to write on a delivery note.',
  },
  'delivery-note.move-not-allowed': {
    zh: '发货单当前状态为 {state}，不能进行此操作（{move}）。请刷新后查看可用的操作。',
    en: 'The delivery note is {state}, where {move} is not possible. Reload it to see what can be done.',
  },
  'delivery-note.print-not-counted': {
    zh: '这张发货单还没有登记打印：请先登记（POST /delivery-notes/…/prints），再打印。',
    en: 'No print of this note has been counted: count it first (POST /delivery-notes/…/prints), then print it.',
  },
  'delivery-note.received-already': {
    zh: '此发货单已由 {by} 确认收货；如收货后三天内发现损坏，请登记隐蔽损坏（damage）。',
    en: '{by} has confirmed the receipt already. A damage that is found within three days after it can be reported (damage).',
  },
  'directory.unavailable': {
    zh: '客户档案服务暂时无法访问，单据上缺少收货地址，因此没有打印。请稍后重试。',
    en: 'The archive with the addresses cannot be reached, and a paper without them would be of no use. Try again shortly.',
  },
  'dispatch-ledger.correction-of-correction': {
    zh: '第 {row} 行本身是更正，不能再更正；请对原始行（{original}）登记新的更正。',
    en: 'Row {row} is a correction itself: correct the row that it is about ({original}).',
  },
  'dispatch-ledger.immutable': {
    zh: '发货台帐只能追加，第 {row} 行不可修改；请登记一行更正（corrections）。',
    en: 'The dispatch ledger only grows: row {row} stays as it is. Enter a correction (corrections) instead.',
  },
  'dispatch-ledger.less-than-nothing': {
    zh: '更正后数量不能小于 0：第 {row} 行连同更正共 {qty} 件。',
    en: 'A row cannot come to less than nothing: row {row} with its corrections is {qty} pieces.',
  },
  'parts.quantity-invalid': {
    zh: '数量 {qty} 无效：请填写 {least} 到 {most} 的整数。',
    en: '{qty} is no number of pieces: give a whole number from {least} to {most}.',
  },
  'picking.count-mismatch': {
    zh: '{part} 的清点数量与拣货不符。请重新清点；仍不符时退回重拣（send-back）。',
    en: 'What was counted of {part} is not what was picked. Count again; if it stays so, send the picking back (send-back).',
  },
  'picking.move-not-allowed': {
    zh: '拣货单当前状态为 {state}，不能进行此操作（{move}）。请刷新后查看可用的操作。',
    en: 'The picking is {state}, where {move} is not possible. Reload it to see what can be done.',
  },
  'picking.not-checked': {
    zh: '拣货单尚未由另一人复核（当前 {state}），不能开发货单。',
    en: 'Nobody else has checked the picking yet (it is {state}), so there is no delivery note of it.',
  },
  'picking.not-short': {
    zh: '{part} 没有缺拣，不需要缺拣原因。',
    en: 'Nothing of {part} is missing: leave its reason out.',
  },
  'picking.not-yours': {
    zh: '此拣货单由 {picker} 拣货。请由他继续，或先放回货架再重新拣货。',
    en: '{picker} picks this: let him go on, or put it back and start anew.',
  },
  'picking.nothing-reserved': {
    zh: '此申请单目前没有已预留、可拣的配件。',
    en: 'Nothing is reserved for this request that could be picked now.',
  },
  'picking.on-a-note': {
    zh: '此拣货单已开发货单，不能再更改。如需更改，请先作废发货单。',
    en: 'There is a delivery note of this picking: declare it void first.',
  },
  'picking.over-approved': {
    zh: '{part} 扫码 {qty} 件，超过可拣数量 {left} 件。',
    en: '{qty} of {part} were scanned, {left} are left to be picked.',
  },
  'picking.picker-is-checker': {
    zh: '{picker} 是拣货人，不能复核自己拣的货。请由另一位同事复核。',
    en: '{picker} has picked this and cannot check it himself: let a colleague count.',
  },
  'picking.put-back-mismatch': {
    zh: '放回的 {part} 数量与已拣数量不符。请逐件扫码放回。',
    en: 'What was put back of {part} is not what was picked: scan every piece.',
  },
  'picking.short-reason-missing': {
    zh: '{part} 少拣 {missing} 件，请注明原因（{reasons}）。',
    en: '{missing} of {part} are missing: say why ({reasons}).',
  },
  'picking.wrong-part': {
    zh: '拣错件：{part} 不在此单上，应拣 {expected}。',
    en: 'Wrong part: {part} is not asked for here, but {expected}.',
  },
  'receipt.damage-over-accepted': {
    zh: '{part} 登记损坏 {qty} 件，超过已接收的 {accepted} 件。',
    en: '{qty} of {part} are said to be damaged, {accepted} were accepted.',
  },
  'receipt.damage-too-late': {
    zh: '收货（{received}）已超过 {days} 天，不能再登记隐蔽损坏。请联系网点按质保处理。',
    en: 'The receipt was on {received}: a hidden damage can be reported within {days} days. Ask the branch for a warranty case.',
  },
  'receipt.line-missing': {
    zh: '请填写 {part} 的收货数量（未收到填 0）。',
    en: 'Say how many of {part} came (0 if none did).',
  },
  'receipt.not-yours': {
    zh: '此货由 {receiver} 收货，只能由收货方本人确认。',
    en: '{receiver} gets this: nobody else can say what came.',
  },
  'receipt.part-twice': {
    zh: '{part} 填了两次，请合并为一行。',
    en: '{part} is named twice: put it into one line.',
  },
  'receipt.reason-missing': {
    zh: '{part} 拒收 {rejected} 件，请注明原因（{reasons}）。',
    en: '{rejected} of {part} are rejected: say why ({reasons}).',
  },
  'receipt.rejected-over-received': {
    zh: '{part} 拒收 {rejected} 件，超过收到的 {received} 件。',
    en: '{rejected} of {part} are rejected, but {received} came.',
  },
  'shipment.carrier-unknown': {
    zh: '没有编号为 {carrier} 的承运商。',
    en: 'There is no carrier {carrier}.',
  },
  'shipment.estimate-before-dispatch': {
    zh: '预计到达日 {day} 早于发货日 {dispatched}。',
    en: '{day} is before the day of dispatch, {dispatched}.',
  },
  'shipment.not-lost': {
    zh: '该货物现在是“{state}”，没有宣告丢失：请先宣告丢失（POST /shipments/…/lost），再放弃这张发货单。',
    en: 'Its shipment is "{state}" and not declared lost: declare that first (POST /shipments/…/lost), then give the note up.',
  },
  'past-shipment.number-taken': {
    zh: '发货单号 {number} 在检查之后已被另一张发货单使用。请在表中更正编号后重新发送文件。',
    en: 'The number {number} has been given to another delivery note since the file was judged. Correct it in the sheet and send the file again.',
  },
  'shipment.move-not-allowed': {
    zh: '货物当前状态为 {state}，不能进行此操作（{move}）。请刷新后查看可用的操作。',
    en: 'The shipment is {state}, where {move} is not possible. Reload it to see what can be done.',
  },
  'shipment.one-receiver': {
    zh: '一张运单只能有一个收货方和一个发货仓库，发货单 {note} 不同。',
    en: 'One waybill goes from one place to one receiver; delivery note {note} does not.',
  },
  'shipment.waybill-taken': {
    zh: '运单号 {waybill} 已用于货物 {shipment}。',
    en: 'Waybill {waybill} is that of shipment {shipment}, which is on its way.',
  },
  'tracking.code-unknown': {
    zh: '未知的轨迹代码 {code}。可用代码：{codes}。',
    en: 'There is no tracking code {code}. Known are {codes}.',
  },
  'tracking.time-in-future': {
    zh: '轨迹时间 {at} 晚于当前时间。请检查承运商系统时钟。',
    en: '{at} has not come yet: check the carrier’s clock.',
  },
};
