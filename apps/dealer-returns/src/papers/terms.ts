import type { Paper } from '@aftercare/documents';
import { statement } from '@aftercare/event-store';

/** What a paper needs besides its content: when it is made, and how the wall of its branch ($1; of several, one of them) shows it. */
export const paperTerms = statement('paper-terms', 'SELECT business_now() AS now, coalesce((SELECT zone FROM branch WHERE id = $1), (SELECT min(zone) FROM branch)) AS zone');
export interface PaperTerms { readonly now: Date; readonly zone: string }

export const printedBy = ({ now, zone }: PaperTerms, by: string): Pick<Paper, 'printed' | 'zone'> => ({ printed: { at: now.toISOString(), by }, zone });
