import type { Text } from '@aftercare/kernel';
import type { AccountRowKind } from '../persistence/dealer-account';

/** Why a row is in the dispatch ledger. */
export const ledgerReasons: Readonly<Record<string, Text>> = {
  dispatched: { zh: '发货', en: 'dispatched' },
  returned: { zh: '退回', en: 'returned' },
  miscounted: { zh: '点错', en: 'miscounted' },
  wrong_line: { zh: '记错行', en: 'wrong line' },
  over_accepted: { zh: '多收', en: 'over-accepted' },
};

/** Words of a case between what was sent and what came. */
export const differenceWords: Readonly<Record<string, Text>> = {
  short: { zh: '少收', en: 'short' }, over: { zh: '多收', en: 'over' }, wrong: { zh: '错发', en: 'wrong part' }, damaged: { zh: '破损', en: 'damaged' }, lost: { zh: '丢失', en: 'lost' }, late: { zh: '迟到', en: 'late' },
  warehouse: { zh: '仓库', en: 'warehouse' }, carrier: { zh: '承运商', en: 'carrier' }, supplier: { zh: '供应商', en: 'supplier' }, dealer: { zh: '经销商', en: 'dealer' }, unknown: { zh: '不明', en: 'unknown' },
  resend: { zh: '补发', en: 'resend' }, return: { zh: '退回', en: 'return' }, credit: { zh: '折让', en: 'credit' }, accept: { zh: '接受', en: 'accept' },
  open: { zh: '待查', en: 'open' }, investigating: { zh: '协商中', en: 'under investigation' }, agreed: { zh: '已达成一致', en: 'agreed' }, settled: { zh: '已了结', en: 'settled' },
  recovered: { zh: '已追回', en: 'recovered' }, written_off: { zh: '已核销', en: 'written off' }, sender: { zh: '发货方', en: 'sender' }, receiver: { zh: '收货方', en: 'receiver' },
  field_destroy: { zh: '就地销毁', en: 'destroyed on site' }, come_back: { zh: '退回待检', en: 'comes back' },
};

export const said = (word: string | null): Text | string | null => (word === null ? null : (differenceWords[word] ?? word));

/** Why there is a row on a dealer's account. */
export const accountRowWords: Readonly<Record<AccountRowKind, Text>> = {
  opening: { zh: '期初', en: 'opening' }, approved: { zh: '申请批准', en: 'approved for him' }, cancelled: { zh: '取消', en: 'cancelled' },
  not_sent_yet: { zh: '未发，改为发货时计', en: 'not sent yet: charged when it leaves' }, dispatched: { zh: '发货', en: 'dispatched' }, returned: { zh: '整箱退回', en: 'box came back' }, difference_charged: { zh: '差错：多收留用', en: 'difference: kept' },
  difference_credited: { zh: '差错：折让', en: 'difference: credited' }, loan_charged: { zh: '借用收费', en: 'loan charged' }, loan_returned: { zh: '借用归还', en: 'loan returned' }, penalty: { zh: '旧件罚款', en: 'penalty' },
  payment: { zh: '付款', en: 'payment' }, payment_undone: { zh: '付款撤销', en: 'payment undone' },
};
