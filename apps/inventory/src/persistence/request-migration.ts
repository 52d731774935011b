import type { Migration } from '@aftercare/event-store';

export const requestMigrations: readonly Migration[] = [];

export const requestTablesWithoutWall: readonly string[] = [];
