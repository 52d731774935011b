import type { Provider, Type } from '@nestjs/common';
import { ApplyImport } from './features/apply-import';
import { ListImportRows } from './features/list-import-rows';
import { ListImports } from './features/list-imports';
import { ListKinds } from './features/list-kinds';
import { RememberColumns } from './features/remember-columns';
import { SendTable } from './features/send-table';
import { ShowColumns } from './features/show-columns';
import { ShowImport } from './features/show-import';
import { ShowImportErrors } from './features/show-import-errors';
import { ShowImportReport } from './features/show-import-report';
import { ImportKinds } from './import-kinds';
import { ImportStore } from './import.store';
import { ApplyImportRows } from './jobs/apply-import-rows';
import { ForgetImportRows } from './jobs/forget-import-rows';

/** The routes by which a service takes tables in: among its controllers. */
export const importRoutes = [SendTable, ListImports, ShowImport, ShowImportErrors, ShowImportReport, ListImportRows, ApplyImport, RememberColumns, ShowColumns, ListKinds] as const;

/** What they need, for the kinds that the service brings along: among its providers. */
export const importing = (kinds: Type<ImportKinds>): Provider[] => [ImportStore, { provide: ImportKinds, useClass: kinds }, ApplyImportRows, ForgetImportRows];
