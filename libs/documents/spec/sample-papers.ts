import type { Paper, Row } from '../src/index';

const printed = { at: '2026-11-30T10:05:00Z', by: '郑晨嘉' };
const zone = 'Asia/Shanghai';
const parts: readonly (readonly [code: string, zh: string, en: string, unit: string, price: string])[] = [
  ['PT-0012', '过滤泵叶轮', 'Impeller for filter pump', '件', '12.50'],
  ['PT-0180', '加热棒 300W（带防爆护套，适用于 1.2 m 以上缸体，含吸盘两只）', 'Heater 300 W with guard, for tanks above 1.2 m, with two suction cups', '支', '1280.00'],
  ['PT-0007', '密封圈 φ80', 'Sealing ring 80 mm', '只', '0.80'],
  ['PT-0911', 'LED 灯板', 'LED panel', '块', '236.00'],
];

export const deliveryNote = ({ lines = 4, reprint = 0, form = 'note', dealer = '杭州东湖水族有限公司' }: { lines?: number; reprint?: number; form?: Paper['form']; dealer?: string } = {}): Paper => {
  const rows = Array.from({ length: lines }, (_, at): Row => {
    const [code, zh, en, unit, price] = parts[at % parts.length]!;
    const reason = at % 5 === 3 ? { zh: '缺货 1 件，已转欠货', en: '1 short, back-ordered' } : null;
    return [at + 1, code, { zh, en }, unit, 3, at % 5 === 3 ? 2 : 3, price, 'A-01-0' + (at % 9), reason];
  });
  return {
    form, reprint, printed, zone, rows, title: { zh: '发货单', en: 'Delivery note' }, number: 'DN-HZ-2026-000001',
    plies: [{ zh: '① 存根联', en: '① Store' }, { zh: '② 客户联', en: '② Customer' }, { zh: '③ 回执联', en: '③ Receipt' }],
    facts: [
      { label: { zh: '收货方', en: 'To' }, value: dealer }, { label: { zh: '收货人', en: 'Attention' }, value: '王䶮' }, { label: { zh: '电话', en: 'Telephone' }, value: '0571-00001234', kind: 'code' },
      { label: { zh: '地址', en: 'Address' }, value: '浙江省杭州市西湖区文三路 478 号华星时代广场 A 座 1203 室', wide: true },
      { label: { zh: '申请单', en: 'Request' }, value: 'PR-HZ-2026-000017', kind: 'code' }, { label: { zh: '拣货单', en: 'Picking' }, value: 'PK-HZ-2026-000009', kind: 'code' }, { label: { zh: '开单时间', en: 'Issued' }, value: '2026-11-30T09:58:11Z', kind: 'time' },
    ],
    columns: [
      { head: { zh: '行', en: '#' }, kind: 'whole', share: 3 }, { head: { zh: '编号', en: 'Part' }, kind: 'code', share: 8 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 24 },
      { head: { zh: '单位', en: 'Unit' }, kind: 'text', share: 5 }, { head: { zh: '批准', en: 'Approved' }, kind: 'whole', share: 7 }, { head: { zh: '实发', en: 'Sent' }, kind: 'whole', share: 5 },
      { head: { zh: '单价', en: 'Price' }, kind: 'money', share: 8 }, { head: { zh: '货位', en: 'Bin' }, kind: 'code', share: 8 }, { head: { zh: '差异说明', en: 'Difference' }, kind: 'text', share: 16 },
    ],
    totals: [null, null, { zh: '合计', en: 'Total' }, null, 3 * lines, 3 * lines - Math.floor((lines + 1) / 5), null, null, null],
    signatures: [{ zh: '保管员', en: 'Storekeeper' }, { zh: '复核', en: 'Checked' }, { zh: '承运', en: 'Carrier' }, { zh: '收货签字', en: 'Received' }],
  };
};

export const pickList = (lines = 12): Paper => ({
  form: 'a4', printed, zone, title: { zh: '拣货单', en: 'Pick list' }, number: 'PK-HZ-2026-000009',
  facts: [
    { label: { zh: '申请单', en: 'Request' }, value: 'PR-HZ-2026-000017', kind: 'code' }, { label: { zh: '仓库', en: 'Store' }, value: '杭州分公司仓库' },
    { label: { zh: '拣货人', en: 'Picker' }, value: '李建国' }, { label: { zh: '申请时间', en: 'Requested' }, value: '2026-11-30T02:15:00Z', kind: 'time' },
  ],
  columns: [
    { head: { zh: '货位', en: 'Bin' }, kind: 'code', share: 12 }, { head: { zh: '编号', en: 'Part' }, kind: 'code', share: 12 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 36 },
    { head: { zh: '应拣', en: 'To pick' }, kind: 'whole', share: 10 }, { head: { zh: '实拣', en: 'Picked' }, kind: 'text', share: 12 }, { head: { zh: '原因', en: 'Reason' }, kind: 'text', share: 18 },
  ],
  rows: Array.from({ length: lines }, (_, at): Row => { const [code, zh, en] = parts[at % parts.length]!; return [`A-01-${String(at + 1).padStart(2, '0')}`, code, { zh, en }, at + 1, null, null]; }),
  signatures: [{ zh: '拣货人', en: 'Picker' }, { zh: '复核人', en: 'Checker' }],
});

export const boxLabel = (address = '浙江省杭州市西湖区文三路 478 号华星时代广场 A 座 1203 室'): Paper => ({
  form: 'box', printed, zone, title: { zh: '箱唛', en: 'Box label' }, number: 'SH-HZ-2026-000004-1', columns: [], rows: [],
  facts: [
    { label: { zh: '收货方', en: 'To' }, value: '杭州东湖水族有限公司' }, { label: { zh: '收货人', en: 'Attention' }, value: '王䶮 0571-00001234' }, { label: { zh: '地址', en: 'Address' }, value: address },
    { label: { zh: '发货单', en: 'Note' }, value: 'DN-HZ-2026-000001' }, { label: { zh: '承运', en: 'Carrier' }, value: '顺丰速运 SF1234567890123' }, { label: { zh: '箱号', en: 'Box' }, value: '1 / 3' },
  ],
});

/** Texts that a spreadsheet would run or spoil. */
export const spoilable = ['007', '690123456789012345', '1E5', '3-4', '1/2', 'MAR-01', 'TRUE', '=1+1', '+86 199-0009-0001', '@x', '-5', "'tis", '12:30', '2026-03-01', 'a"b,c', '第一行\n第二行', '＝1', '0571-00001234'];

export const dispatchLedger = (lines = 60): Paper => ({
  form: 'a4-wide', printed, zone, title: { zh: '发货台帐', en: 'Dispatch ledger' },
  facts: [
    { label: { zh: '网点', en: 'Branch' }, value: 'BR05 杭州' }, { label: { zh: '期间', en: 'Period' }, value: '2026-11-01 – 2026-11-30' }, { label: { zh: '承运商', en: 'Carrier' }, value: { zh: '全部', en: 'all' } },
  ],
  columns: [
    { head: { zh: '发货单号', en: 'Note' }, kind: 'code', share: 13 }, { head: { zh: '发货时间', en: 'Dispatched' }, kind: 'time', share: 11 }, { head: { zh: '经销商', en: 'Dealer' }, kind: 'text', share: 20 },
    { head: { zh: '配件', en: 'Part' }, kind: 'code', share: 9 }, { head: { zh: '数量', en: 'Quantity' }, kind: 'whole', share: 6 }, { head: { zh: '金额', en: 'Amount' }, kind: 'money', share: 9 },
    { head: { zh: '运单号', en: 'Waybill' }, kind: 'code', share: 15 }, { head: { zh: '承诺日', en: 'Promised' }, kind: 'day', share: 9 }, { head: { zh: '备注', en: 'Remark' }, kind: 'text', share: 14 },
  ],
  rows: ledgerRows(lines),
});

function* ledgerRows(lines: number): Generator<Row> {
  for (let at = 0; at < lines; at += 1) {
    yield [
      `DN-HZ-2026-${String(at + 1).padStart(6, '0')}`, new Date(Date.UTC(2026, 10, 1, 1, at * 7)).toISOString(), at % 3 === 0 ? '宁波海曙观赏鱼养殖器材批发市场第二分公司' : '杭州东湖水族有限公司', parts[at % parts.length]![0],
      at % 11 === 10 ? -2 : (at % 9) + 1, at % 11 === 10 ? '-25.00' : '1280.50', at % 2 === 0 ? '690123456789012345' : '00123', `2026-12-${String((at % 28) + 1).padStart(2, '0')}`, at % 4 === 0 ? spoilable[(at / 4) % spoilable.length]! : null,
    ];
  }
}
