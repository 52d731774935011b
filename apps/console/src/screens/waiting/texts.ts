import type { WaitingKind } from './routes';

/** The words of what waits for a person. */
export const zh = {
  'nav.waiting': '待我决定',
  'waits.kind': '事项',
  'waits.number': '单号',
  'waits.about': '内容',
  'waits.all': '全部',
  'waits.empty': '没有等您决定的事项。',
  'waits.request': '配件申请',
  'waits.credit': '超额批准',
  'waits.count': '盘点差异',
  'waits.waiver': '免返申请',
  'waits.penalty': '罚款建议',
  'waits.discrepancy': '收发差错',
  'waits.merge': '疑似同一人',
  'waits.offer': '新客户',
} as const satisfies Record<string, string> & Record<`waits.${WaitingKind}`, string>;
