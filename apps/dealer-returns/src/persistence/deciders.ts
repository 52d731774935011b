import { statement, type Tx } from '@aftercare/event-store';
import type { DeclaredBy } from '../domain/obligation';

const declarations = statement('declared-relatives', 'SELECT id, relatives, skills FROM staff WHERE id = ANY ($1)');

/** What whoever decides is trusted with, and whom he and whoever asked have declared as relatives. */
export const decidersOf = async (tx: Tx, by: string, requestedBy: string | null): Promise<{ readonly skills: readonly string[]; readonly declaredBy: DeclaredBy }> => {
  const rows = await tx.query<{ id: string; relatives: readonly string[]; skills: readonly string[] }>(declarations, [[by, requestedBy ?? by]]);
  const of = (code: string) => rows.find(({ id }) => id === code);
  return { skills: of(by)?.skills ?? [], declaredBy: (code) => of(code)?.relatives ?? [] };
};
