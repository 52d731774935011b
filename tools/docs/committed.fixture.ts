import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Document, Load } from './document.ts';

export const root = join(__dirname, '../..');

const load = createRequire(__filename);
/** Modules of a service as they stand in `src`: these tests need no build. */
export const fromSource = ((service, path) => load(join(root, 'apps', service, 'src', path)) as unknown) as Load;

/** Each document is committed as it should be now. */
export const expectCommitted = (documents: readonly Document[]): void => {
  for (const { path, text } of documents) {
    const file = join(root, path);
    expect({ path, text: existsSync(file) ? readFileSync(file, 'utf8') : null }).toEqual({ path, text });
  }
};
