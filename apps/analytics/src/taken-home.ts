import type { Fact, Paper } from '@aftercare/documents';
import { statement } from '@aftercare/event-store';

/** When a list is made, and on which wall its times are shown. */
export const listTerms = statement('list-terms', `SELECT business_now() AS now, coalesce((SELECT min(zone) FROM old_part_duty), (SELECT min(zone) FROM journey), 'Asia/Shanghai') AS zone`);
export interface ListTerms {
  readonly now: Date;
  readonly zone: string;
}

/** A figure's table to take home: what all of them have. */
export const taken = ({ now, zone }: ListTerms, by: string, branch: string | undefined, more: readonly Fact[] = []): Pick<Paper, 'form' | 'printed' | 'zone' | 'facts'> => ({
  form: 'a4-wide', printed: { at: now.toISOString(), by }, zone,
  facts: [{ label: { zh: '网点', en: 'Branch' }, value: branch ?? { zh: '全部（可见）', en: 'all that are seen' } }, ...more],
});
