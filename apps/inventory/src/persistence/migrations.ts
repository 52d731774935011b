import { mechanismMigrations, type Migration } from '@aftercare/event-store';
import { importsMigrations } from '@aftercare/imports';
import { accountMigrations } from './account-migration';
import { discrepancyMigrations } from './discrepancy-migration';
import { documentMigrations } from './document-migration';
import { loanMigrations } from './loan-migration';
import { pastShipmentMigrations } from './past-shipment-migration';
import { requestMigrations, requestTablesWithoutWall } from './request-migration';
import { shippingMigrations, shippingTablesWithoutWall } from './shipping-migration';
import { stockMigrations, stockTablesWithoutWall } from './stock-migration';

export const migrations: readonly Migration[] = [...mechanismMigrations, ...importsMigrations, ...stockMigrations, ...requestMigrations, ...shippingMigrations, ...discrepancyMigrations, ...loanMigrations, ...documentMigrations, ...pastShipmentMigrations, ...accountMigrations];

/** Codes that every branch uses alike, and copies of directory's facts: what a part, a place, a carrier, a dealer or a branch is. */
export const withoutBranchWall: readonly string[] = [...stockTablesWithoutWall, ...requestTablesWithoutWall, ...shippingTablesWithoutWall];
