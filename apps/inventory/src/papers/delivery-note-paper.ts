import type { Form, Paper, Value } from '@aftercare/documents';
import { Money, type Text } from '@aftercare/kernel';
import type { Addressee } from '../directory/receivers';
import type { DeliveryNote, NoteLine } from '../domain/delivery-note';
import { addressed, inBrackets } from './terms';

export interface NamedPart { readonly name: string; readonly unit: string }

/** A note as its paper needs it. */
export interface PrintedNote extends Pick<DeliveryNote, 'number' | 'branchId' | 'receiver' | 'location' | 'state' | 'lines' | 'currency' | 'issuedBy' | 'issuedAt' | 'reprints' | 'printedAt' | 'voidReason'> {
  readonly locationName: string;
  readonly requestNumber: string;
  readonly pickingNumber: string;
  readonly parts: Readonly<Record<string, NamedPart>>;
  readonly zone: string;
}

/** The delivery note as it left the house: what came of it later is not on it, except that it is void. */
export const deliveryNotePaper = (note: PrintedNote, addressee: Addressee | null, form: Form, nameOf: (code: string) => string, by: string): Paper => {
  const lines = note.lines.filter(({ requestLine }) => requestLine !== null);
  const totals = lines.reduce((sum, line) => sum.plus(amount(line, note.currency)), Money.zero(note.currency));
  return {
    form, title: note.state === 'void' ? { zh: '发货单（已作废）', en: 'Delivery note (void)' } : { zh: '发货单', en: 'Delivery note' }, number: note.number,
    reprint: note.reprints, printed: { at: (note.printedAt ?? note.issuedAt).toISOString(), by }, zone: note.zone,
    plies: [{ zh: '① 存根联', en: '① Store' }, { zh: '② 客户联', en: '② Customer' }, { zh: '③ 回执联', en: '③ Receipt' }],
    facts: [
      ...addressed(note.receiver, addressee),
      { label: { zh: '申请单', en: 'Request' }, value: note.requestNumber, kind: 'code' }, { label: { zh: '拣货单', en: 'Picking' }, value: note.pickingNumber, kind: 'code' },
      { label: { zh: '发货地', en: 'From' }, value: inBrackets(note.locationName, note.location) }, { label: { zh: '开单', en: 'Issued' }, value: note.issuedAt.toISOString(), kind: 'time' },
      { label: { zh: '开单人', en: 'By' }, value: nameOf(note.issuedBy) }, { label: { zh: '币种', en: 'Currency' }, value: note.currency, kind: 'code' },
    ],
    columns: [
      { head: { zh: '行', en: '#' }, kind: 'whole', share: 3 }, { head: { zh: '编号', en: 'Part' }, kind: 'code', share: 9 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 25 },
      { head: { zh: '单位', en: 'Unit' }, kind: 'text', share: 5 }, { head: { zh: '数量', en: 'Quantity' }, kind: 'whole', share: 8 }, { head: { zh: '单价', en: 'Price' }, kind: 'money', share: 9 },
      { head: { zh: '金额', en: 'Amount' }, kind: 'money', share: 10 }, { head: { zh: '备注', en: 'Remark' }, kind: 'text', share: 27 },
    ],
    rows: lines.map((line) => [
      line.lineNo, line.part, note.parts[line.part]?.name ?? null, note.parts[line.part]?.unit ?? null, line.qty, line.unitPrice, amount(line, note.currency).toString(), remark(line),
    ]),
    totals: [null, null, { zh: '合计', en: 'Total' }, null, lines.reduce((sum, { qty }) => sum + qty, 0), null, totals.toString(), null],
    signatures: [{ zh: '保管员', en: 'Storekeeper' }, { zh: '复核', en: 'Checked' }, { zh: '承运', en: 'Carrier' }, { zh: '收货签字', en: 'Received' }],
  };
};

/** What the line costs the receiver. */
const amount = ({ underWarranty, unitPrice, qty }: NoteLine, currency: string): Money => (underWarranty ? Money.zero(currency) : Money.of(unitPrice, currency).times(qty));

const remark = ({ part, askedFor, underWarranty, returnable, returnDays }: NoteLine): Value => {
  const remarks: Text[] = [
    ...(askedFor === part ? [] : [{ zh: `代 ${askedFor}`, en: `for ${askedFor}` }]),
    ...(underWarranty ? [{ zh: '保内', en: 'under warranty' }] : []),
    ...(underWarranty && returnable && returnDays !== null ? [{ zh: `旧件 ${returnDays} 天内返还`, en: `old part back within ${returnDays} days` }] : []),
  ];
  return remarks.length === 0 ? null : { zh: remarks.map(({ zh }) => zh).join('，'), en: remarks.map(({ en }) => en).join(', ') };
};
