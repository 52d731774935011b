import { join } from 'node:path';

/** The checkout this tool belongs to. */
export const root = join(import.meta.dirname, '../..');
