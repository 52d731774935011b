import type pg from 'pg';

/**
 * The statement that puts copies of rows back into their table, each with `changes`: `from` is a FROM clause in which the row to be copied is `o`,
 * once for each copy. Columns that the database computes are left to it.
 */
export const copiesOf = async (admin: pg.Client, table: string, changes: string, from: string): Promise<string> => {
  const { rows } = await admin.query<{ name: string }>("SELECT quote_ident(attname) AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = '' ORDER BY attnum", [table]);
  const columns = rows.map(({ name }) => name);
  return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.map((name) => `copy.${name}`).join(', ')} FROM ${from}, LATERAL jsonb_populate_record(NULL::${table}, to_jsonb(o) || ${changes}) AS copy`;
};
