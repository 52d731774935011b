import type { Text } from '@aftercare/kernel';

/** Why a row is in the dispatch ledger. */
export const ledgerReasons: Readonly<Record<string, Text>> = {
  dispatched: { zh: '发货', en: 'dispatched' },
  returned: { zh: '退回', en: 'returned' },
  miscounted: { zh: '点错', en: 'miscounted' },
  wrong_line: { zh: '记错行', en: 'wrong line' },
  over_accepted: { zh: '多收', en: 'over-accepted' },
};
