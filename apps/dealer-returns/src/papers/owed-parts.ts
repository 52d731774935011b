import { branchesFor, type Principal } from '@aftercare/auth';
import type { Column, Row } from '@aftercare/documents';
import { branchParam, type Database, statement } from '@aftercare/event-store';
import { onlyOf } from '../own-duties';

/** Which duties stand on a list. */
export interface OwedFilter {
  readonly branch?: string | undefined;
  readonly dealer?: string | undefined;
}

interface OwedPart {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly noteNumber: string;
  readonly part: string;
  readonly openQty: number;
  readonly dueOn: string;
  readonly daysOverdue: number;
}

const atOnce = 1_000;
const page = statement(
  'owed-parts-page',
  `SELECT s.id, s.number, s."branchId", s."dealerCode", s."noteNumber", s.part, s."openQty", s."dueOn", s."daysOverdue" FROM (
     SELECT o.id, o.dealer_code, o.due_on FROM obligation o
      WHERE ($1::text[] IS NULL OR o.branch_id = ANY ($1)) AND ($2::text IS NULL OR o.branch_id = $2) AND ($3::text IS NULL OR o.dealer_code = $3) AND ($4::text IS NULL OR o.dealer_code = $4)
        AND o.state IN ('open', 'reminded', 'overdue') AND (o.dealer_code, o.due_on, o.id) > ($5, $6::date, $7::uuid)
      ORDER BY o.dealer_code, o.due_on, o.id LIMIT $8) page
   CROSS JOIN LATERAL (SELECT * FROM obligation_shown WHERE id = page.id OFFSET 0) s ORDER BY page.dealer_code, page.due_on, page.id`,
);
const nobody = ['', '0001-01-01', '00000000-0000-0000-0000-000000000000'] as const;

/** Every duty of which something is open, dealer by dealer, the earliest due first. A dealer sees his own. */
export async function* owedParts(database: Database, actor: Principal, { branch, dealer }: OwedFilter): AsyncGenerator<Row> {
  for (let last: readonly [string, string, string] = nobody; ;) {
    const found = await database.read<OwedPart>(actor, 'returns:read', page, [branchParam(branchesFor(actor, 'returns:read')), branch ?? null, onlyOf(actor), dealer ?? null, ...last, atOnce]);
    for (const one of found) yield [one.branchId, one.dealerCode, one.number, one.noteNumber, one.part, one.openQty, one.dueOn, one.daysOverdue];
    const end = found.at(-1);
    if (found.length < atOnce || !end) return;
    last = [end.dealerCode, end.dueOn, end.id];
  }
}

export const owedColumns: readonly Column[] = [
  { head: { zh: '网点', en: 'Branch' }, kind: 'code', share: 8 }, { head: { zh: '经销商', en: 'Dealer' }, kind: 'code', share: 10 }, { head: { zh: '返还单（标签）', en: 'Duty (tag)' }, kind: 'code', share: 20 },
  { head: { zh: '发货单', en: 'Delivery note' }, kind: 'code', share: 20 }, { head: { zh: '旧件', en: 'Old part' }, kind: 'code', share: 12 }, { head: { zh: '欠返', en: 'Owed' }, kind: 'whole', share: 8 },
  { head: { zh: '应返日', en: 'Due' }, kind: 'day', share: 12 }, { head: { zh: '逾期天数', en: 'Days overdue' }, kind: 'whole', share: 10 },
];
