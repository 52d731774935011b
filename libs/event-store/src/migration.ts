/** One step of a schema: applied once, in its own transaction, by the owner role; its text never changes afterwards. */
export interface Migration {
  /** Sorts and names the step, e.g. `0002-ticket`. */
  readonly name: string;
  readonly sql: string;
}

/**
 * SQL that puts the second wall around a table with a `branch_id`: rows of other branches than the transaction's do not
 * exist, for reading and for writing, not even for the table's owner. Without a context nothing is visible.
 */
export const branchWall = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY branch_wall ON ${table}
  USING (branch_id = ANY ((SELECT string_to_array(current_setting('app.branches', true), ','))::text[]) OR (SELECT current_setting('app.branches', true)) = '*')
  WITH CHECK (branch_id = ANY ((SELECT string_to_array(current_setting('app.branches', true), ','))::text[]) OR (SELECT current_setting('app.branches', true)) = '*');
`;

/** SQL that makes a table append-only for the app role and for everybody else who is not the owner of the database. */
export const appendOnly = (table: string): string => `
CREATE FUNCTION ${table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: write a correcting row instead', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${table}_is_append_only();
`;

/**
 * SQL that says which projection fills these tables, and nobody else: `npm run ops -- rebuild` makes them anew from the first event. Each
 * has a primary key and is made of its events only; no foreign key, trigger or view hangs on it.
 */
export const filledBy = (projection: string, ...tables: readonly string[]): string => `
INSERT INTO projection_table (projection, table_name) VALUES ${tables.map((table) => `('${projection}', '${table}')`).join(', ')};
`;
