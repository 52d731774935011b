export { ImportKinds, type Judging, type Keeping } from './import-kinds';
export { lookingAhead } from './looking-ahead';
export { importing, importRoutes } from './importing';
export { importsMigrations } from './imports-migration';
export { importRules } from './rules';
export type { ShownImport } from './shown-import';
