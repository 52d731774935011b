import { filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';

/** The writers' service: an aggregate whose version counts its events, in a table that outside readers can follow. */
export const depotMigrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '9001-parcel',
    sql: `CREATE TABLE parcel (id uuid PRIMARY KEY, version integer NOT NULL, branch_id text NOT NULL DEFAULT 'BR05', changed_tx xid8 NOT NULL DEFAULT pg_current_xact_id());
          CREATE INDEX parcel_by_change ON parcel (changed_tx, id);`,
  },
];

/** The readers' service: every effect is a row, and nothing keeps it from being there twice. */
export const deskMigrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '9001-effect',
    sql: `CREATE TABLE effect (
            id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
            unit text NOT NULL, topic text NOT NULL, key text NOT NULL, sequence bigint NOT NULL, event_id uuid NOT NULL);
          CREATE TABLE errand (id uuid PRIMARY KEY, state text NOT NULL);
          CREATE TABLE errand_word (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, errand_id uuid NOT NULL, word text NOT NULL);
          CREATE TABLE bell (id uuid PRIMARY KEY);
          CREATE TABLE ring (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bell_id uuid NOT NULL, due_at timestamptz NOT NULL, stumbled int NOT NULL, rung_at timestamptz NOT NULL DEFAULT business_now());`,
  },
  { name: '9002-tally', sql: `CREATE TABLE tally (key text PRIMARY KEY, moves integer NOT NULL, last integer NOT NULL);${filledBy('Tally', 'tally')}` },
];
