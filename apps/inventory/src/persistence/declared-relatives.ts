import { statement, type Tx } from '@aftercare/event-store';
import type { DeclaredBy } from '../domain/discrepancy';

const declarations = statement('relatives-of', 'SELECT id, relatives FROM staff WHERE id = ANY ($1)');

/** Whom these people have declared as relatives; nobody for who cannot declare. */
export const declaredAmong = async (tx: Tx, codes: readonly (string | null)[]): Promise<DeclaredBy> => {
  const rows = await tx.query<{ id: string; relatives: readonly string[] }>(declarations, [codes.filter((code) => code !== null)]);
  return (code) => rows.find(({ id }) => id === code)?.relatives ?? [];
};
