import { statement, type Tx } from '@aftercare/event-store';
import type { DeclaredBy } from '../domain/discrepancy';

// A customer whose records were merged is declared by the code of one of them and named by that of another: all of them are meant.
const declarations = statement(
  'declared-relatives',
  `SELECT s.id, s.skills, s.relatives || array(
     WITH RECURSIVE same AS (
       SELECT id, merged_into, code FROM customer WHERE code = ANY (s.relatives)
       UNION SELECT c.id, c.merged_into, c.code FROM same JOIN customer c ON c.id = same.merged_into OR c.merged_into = same.id
     ) SELECT code FROM same) AS relatives
     FROM staff s WHERE s.id = ANY ($1)`,
);

/** Whom these people have declared as relatives, and what they are trusted with; nothing of who cannot declare. */
export const declarationsOf = async (tx: Tx, codes: readonly (string | null)[]): Promise<{ readonly declaredBy: DeclaredBy; readonly skillsOf: (code: string) => readonly string[] }> => {
  const rows = await tx.query<{ id: string; relatives: readonly string[]; skills: readonly string[] }>(declarations, [codes.filter((code) => code !== null)]);
  const of = (code: string) => rows.find(({ id }) => id === code);
  return { declaredBy: (code) => of(code)?.relatives ?? [], skillsOf: (code) => of(code)?.skills ?? [] };
};
