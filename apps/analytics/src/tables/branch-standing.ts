import { statement } from '@aftercare/event-store';
import type { Table } from './table';

/** Of branches ($1), in their order. */
export const standingByBranch = statement(
  'branch-standing',
  `SELECT branch_id AS "branchId", name, parent_id AS "parentId", opened, taken_up AS "takenUp", limited, in_time AS "inTime", escalated FROM branch_standing
    WHERE ($1::text[] IS NULL OR branch_id = ANY ($1)) ORDER BY branch_id`,
);

interface Standing { readonly branchId: string; readonly name: string | null; readonly opened: number; readonly takenUp: number; readonly limited: number; readonly inTime: number; readonly escalated: number }

export const branchStanding: Table<Standing> = {
  name: 'branch-standing', title: { zh: '按时接手', en: 'Taken up in time' },
  ask: (branches) => ({ statement: standingByBranch, values: [branches] }),
  columns: [
    { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 8 }, { head: { zh: '名称', en: 'Name' }, kind: 'text', share: 16 }, { head: { zh: '登记', en: 'Opened' }, kind: 'whole', share: 8 }, { head: { zh: '已接手', en: 'Taken up' }, kind: 'whole', share: 8 },
    { head: { zh: '有时限', en: 'With a limit' }, kind: 'whole', share: 8 }, { head: { zh: '按时', en: 'In time' }, kind: 'whole', share: 8 }, { head: { zh: '升级', en: 'Raised' }, kind: 'whole', share: 8 },
  ],
  row: ({ branchId, name, opened, takenUp, limited, inTime, escalated }) => [branchId, name, opened, takenUp, limited, inTime, escalated],
};
