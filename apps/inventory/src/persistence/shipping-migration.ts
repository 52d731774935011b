import type { Migration } from '@aftercare/event-store';

export const shippingMigrations: readonly Migration[] = [];

export const shippingTablesWithoutWall: readonly string[] = [];
