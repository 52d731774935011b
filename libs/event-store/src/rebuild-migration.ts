import type { Migration } from './migration';

/**
 * Projections that are made anew while the old ones stay in use. The new tables have the old ones' names, in the schema `<svc>_rebuild`,
 * together with tables for the offsets, guard, parked and skipped rows of who fills them: with that schema first in its search path, a
 * unit and its handlers write there and know nothing of it. The app role may call these functions but make or drop no table of its own
 * choice: what a projection's tables are is said by migrations.
 */
export const rebuildMigration: Migration = {
  name: '0005-rebuild',
  sql: `
CREATE TABLE projection_table (
  table_name text PRIMARY KEY,
  projection text NOT NULL
);

CREATE TABLE rebuild (
  projection        text PRIMARY KEY,
  run               uuid NOT NULL,
  status            text NOT NULL CHECK (status IN ('requested', 'running', 'swapped', 'differs', 'failed', 'broken-off')),
  accept_difference boolean NOT NULL,
  actor             text NOT NULL,
  reason            text NOT NULL,
  correlation_id    text,
  requested_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at        timestamptz,
  ended_at          timestamptz,
  events_read       bigint NOT NULL DEFAULT 0,
  events_total      bigint NOT NULL DEFAULT 0,
  tables            jsonb NOT NULL DEFAULT '[]',
  message           text
);

-- The projections that have been made from the first event since events of this type were passed by.
ALTER TABLE skipped ADD COLUMN rebuilt text[] NOT NULL DEFAULT '{}';

CREATE FUNCTION rebuild_schema() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_schema() || '_rebuild' $$;

CREATE FUNCTION drop_rebuild() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT schemaname, tablename FROM pg_catalog.pg_tables WHERE schemaname = rebuild_schema() LOOP
    EXECUTE format('DROP TABLE %I.%I', t.schemaname, t.tablename);
  END LOOP;
END $$;

CREATE FUNCTION copy_for_rebuild(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old pg_catalog.pg_class := (SELECT c FROM pg_catalog.pg_class c WHERE c.relname = name AND c.relnamespace = current_schema()::regnamespace);
  p record;
BEGIN
  IF old.relkind IS DISTINCT FROM 'r' THEN
    RAISE EXCEPTION 'a projection can be rebuilt in plain tables only, and % is none', name USING ERRCODE = '0A000';
  ELSIF NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = old.oid AND indisprimary) THEN
    RAISE EXCEPTION 'table % has no primary key, so its rows cannot be compared', name USING ERRCODE = '0A000';
  ELSIF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contype = 'f' AND old.oid IN (conrelid, confrelid)) OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = old.oid AND NOT tgisinternal) THEN
    RAISE EXCEPTION 'table % has a foreign key or a trigger, which a rebuilt one would lack', name USING ERRCODE = '0A000';
  END IF;
  EXECUTE format('CREATE TABLE %1$I.%3$I (LIKE %2$I.%3$I INCLUDING ALL EXCLUDING INDEXES)', rebuild_schema(), current_schema(), name);
  -- LIKE would give the indexes names of its own, and a later migration that names one would not find it.
  FOR p IN SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_catalog.pg_constraint WHERE conrelid = old.oid AND contype IN ('p', 'u', 'x') LOOP
    EXECUTE format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', rebuild_schema(), name, p.conname, p.definition);
  END LOOP;
  FOR p IN SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_catalog.pg_index WHERE indrelid = old.oid AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conindid = indexrelid) LOOP
    EXECUTE replace(p.definition, format(' ON %I.%I ', current_schema(), name), format(' ON %I.%I ', rebuild_schema(), name));
  END LOOP;
  IF old.reloptions IS NOT NULL THEN
    EXECUTE format('ALTER TABLE %I.%I SET (%s)', rebuild_schema(), name, array_to_string(old.reloptions, ', '));
  END IF;
  IF old.relrowsecurity THEN
    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', rebuild_schema(), name);
  END IF;
  IF old.relforcerowsecurity THEN
    EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', rebuild_schema(), name);
  END IF;
  FOR p IN SELECT * FROM pg_catalog.pg_policies WHERE schemaname = current_schema() AND tablename = name LOOP
    EXECUTE format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s %s %s', p.policyname, rebuild_schema(), name, p.permissive, p.cmd,
      (SELECT string_agg(CASE role WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(role) END, ', ') FROM unnest(p.roles) role),
      'USING (' || p.qual || ')', 'WITH CHECK (' || p.with_check || ')');
  END LOOP;
END $$;

-- Empty tables for a projection; whatever an earlier rebuild left is gone.
CREATE FUNCTION begin_rebuild(wanted text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t record;
BEGIN
  PERFORM drop_rebuild();
  FOR t IN SELECT table_name FROM projection_table WHERE projection = wanted UNION ALL VALUES ('consumer_offset'), ('key_seq'), ('parked'), ('skipped') LOOP
    PERFORM copy_for_rebuild(t.table_name);
  END LOOP;
END $$;

-- Nobody writes to the old tables from here to the end of the transaction; they can be read.
CREATE FUNCTION hold_projection(wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT table_name FROM projection_table WHERE projection = wanted ORDER BY table_name LOOP
    EXECUTE format('LOCK TABLE %I.%I IN SHARE MODE', current_schema(), t.table_name);
  END LOOP;
END $$;

-- Keys that are not equally far in the live unit and in the one that rebuilds, at most so many; first those of which something is parked.
CREATE FUNCTION rebuild_keys_apart(topics text[], most integer) RETURNS TABLE (topic text, key text, live bigint, rebuilt bigint, parked boolean) LANGUAGE plpgsql AS $$
DECLARE
  sums numeric[] := '{}';
  sum numeric;
  schema text;
BEGIN
  FOREACH schema IN ARRAY ARRAY[current_schema(), rebuild_schema()] LOOP
    EXECUTE format('SELECT coalesce(sum(hashtextextended(concat_ws(chr(1), key, topic, last_seq), 0)), 0) FROM %I.key_seq WHERE unit = ''views'' AND topic = ANY ($1) AND last_seq > 0', schema) INTO sum USING topics;
    sums := sums || sum;
  END LOOP;
  IF sums[1] = sums[2] THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT m.topic, m.key::text, m.live, m.rebuilt,
            EXISTS (SELECT FROM %1$I.parked p WHERE p.unit = ''views'' AND p.topic = m.topic AND p.key = m.key) OR EXISTS (SELECT FROM %2$I.parked p WHERE p.unit = ''views'' AND p.topic = m.topic AND p.key = m.key) AS parked
       FROM (SELECT topic, key, coalesce(a.last_seq, 0) AS live, coalesce(b.last_seq, 0) AS rebuilt
               FROM (SELECT * FROM %1$I.key_seq WHERE unit = ''views'' AND topic = ANY ($1)) a FULL JOIN (SELECT * FROM %2$I.key_seq WHERE unit = ''views'' AND topic = ANY ($1)) b USING (key, topic)) m
      WHERE m.live <> m.rebuilt ORDER BY parked DESC, m.topic, m.key LIMIT $2', current_schema(), rebuild_schema()) USING topics, most;
END $$;

-- Events that the projection could not take while it was rebuilt, at most so many.
CREATE FUNCTION rebuild_refusals(most integer) RETURNS TABLE (topic text, key text, sequence bigint, message text) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT topic, key::text, sequence, message FROM %I.parked WHERE key IS NOT NULL AND status IN (''failing'', ''dead'') ORDER BY topic, key LIMIT $1', rebuild_schema()) USING most;
END $$;

-- The two tables of one name: rows, and where the checksums differ, how many rows do, with some of them.
CREATE FUNCTION compare_rebuilt(name text, OUT before bigint, OUT after bigint, OUT differing bigint, OUT examples jsonb) LANGUAGE plpgsql AS $$
DECLARE
  sums numeric[] := '{}';
  counts bigint[] := '{}';
  sum numeric;
  n bigint;
  schema text;
  keys text;
BEGIN
  FOREACH schema IN ARRAY ARRAY[current_schema(), rebuild_schema()] LOOP
    EXECUTE format('SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM %I.%I t', schema, name) INTO n, sum;
    counts := counts || n;
    sums := sums || sum;
  END LOOP;
  before := counts[1];
  after := counts[2];
  IF sums[1] = sums[2] AND before = after THEN
    differing := 0;
    examples := '[]';
    RETURN;
  END IF;
  SELECT string_agg(quote_ident(a.attname), ', ') INTO keys
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
   WHERE i.indrelid = format('%I.%I', current_schema(), name)::regclass AND i.indisprimary;
  EXECUTE format(
    'WITH apart AS (SELECT to_jsonb(o) AS before, to_jsonb(n) AS after FROM %1$I.%3$I o FULL JOIN %2$I.%3$I n USING (%4$s) WHERE o::text IS DISTINCT FROM n::text)
     SELECT (SELECT count(*) FROM apart), (SELECT coalesce(jsonb_agg(e), ''[]'') FROM (SELECT * FROM apart LIMIT 5) e)', current_schema(), rebuild_schema(), name, keys) INTO differing, examples;
END $$;

-- The new tables in place of the old ones, under the old names.
CREATE FUNCTION swap_rebuilt(wanted text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT table_name FROM projection_table WHERE projection = wanted ORDER BY table_name LOOP
    EXECUTE format('DROP TABLE %I.%I', current_schema(), t.table_name);
    EXECUTE format('ALTER TABLE %I.%I SET SCHEMA %I', rebuild_schema(), t.table_name, current_schema());
  END LOOP;
  PERFORM drop_rebuild();
END $$;

DO $$
DECLARE
  f regprocedure;
BEGIN
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON projection_table FROM %I', current_schema() || '_app');
  FOREACH f IN ARRAY ARRAY['drop_rebuild()', 'begin_rebuild(text)', 'swap_rebuilt(text)']::regprocedure[] LOOP
    -- A caller's own tables of these names must not be mistaken for ours.
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, current_schema() || '_app');
  END LOOP;
END $$;
`,
};
