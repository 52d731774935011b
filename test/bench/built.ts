import { createRequire } from 'node:module';
import { join } from 'node:path';

const load = createRequire(import.meta.url);

/** A module of a service as it was built: `built('inventory', 'persistence/ledger')`. What is measured without HTTP is the service's own code. */
export const built = <T>(service: string, path: string): T => load(join(import.meta.dirname, '../../apps', service, 'dist', `${path}.js`)) as T;
