import { service } from '../../api/api';
import type {
  ApplyImportData, ListedImportRows, ListedImports, ListedKinds, ListImportRowsData, ListImportsData, ListKindsData, RememberColumnsData, RememberedColumns, SendTableData, ShowColumnsData, ShowImportData, ShownImport,
} from '../../api/generated/directory/types.gen';
import type { ImportService } from './routes';

/** Of each service the same routes: one mechanism takes all tables in. */
const of: Readonly<Record<ImportService, ReturnType<typeof service>>> = { directory: service('/api/directory'), inventory: service('/api/inventory'), tickets: service('/api/tickets') };

export const listKinds = (name: ImportService) => of[name].get<ListKindsData, ListedKinds>('/import-kinds');
export const showColumns = (name: ImportService, kind: string, source: string) => of[name].get<ShowColumnsData, RememberedColumns>('/import-columns', { query: { kind, source } });
export const rememberColumns = (name: ImportService, body: RememberedColumns, idempotencyKey: string) => of[name].post<RememberColumnsData, RememberedColumns>('/import-columns', { body, idempotencyKey } as never);
export const listImports = (name: ImportService) => of[name].get<ListImportsData, ListedImports>('/imports', { query: { limit: 50 } });
export const sendTable = (name: ImportService, query: SendTableData['query'], file: Blob, idempotencyKey: string, progress: (part: number) => void) =>
  of[name].upload<SendTableData, ShownImport>('/imports', { query, idempotencyKey } as never, file, progress);
export const showImport = (name: ImportService, id: string) => of[name].get<ShowImportData, ShownImport>('/imports/{id}', { path: { id } });
export const listImportRows = (name: ImportService, id: string, query: NonNullable<ListImportRowsData['query']>) => of[name].get<ListImportRowsData, ListedImportRows>('/imports/{id}/rows', { path: { id }, query });
export const applyImport = (name: ImportService, id: string) => of[name].post<ApplyImportData, ShownImport>('/imports/{id}/apply', { path: { id }, idempotencyKey: crypto.randomUUID() } as never);
export const errorsOf = (name: ImportService, id: string): string => `/api/${name}/imports/${id}/errors`;
