import { filledBy, mechanismMigrations, type Migration } from '@aftercare/event-store';

/** The writers' service: an aggregate whose version counts its events. */
export const depotMigrations: readonly Migration[] = [
  ...mechanismMigrations,
  { name: '9001-parcel', sql: 'CREATE TABLE parcel (id uuid PRIMARY KEY, version integer NOT NULL);' },
];

/** The readers' service: every effect is a row, and nothing keeps it from being there twice. */
export const deskMigrations: readonly Migration[] = [
  ...mechanismMigrations,
  {
    name: '9001-effect',
    sql: `CREATE TABLE effect (
            id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
            unit text NOT NULL, topic text NOT NULL, key text NOT NULL, sequence bigint NOT NULL, event_id uuid NOT NULL);`,
  },
  { name: '9002-tally', sql: `CREATE TABLE tally (key text PRIMARY KEY, moves integer NOT NULL, last integer NOT NULL);${filledBy('Tally', 'tally')}` },
];
