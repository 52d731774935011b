import { globSync } from 'node:fs';
import type { openApiOf } from '@aftercare/chassis';
import type { Load } from './document.ts';

/** What a service's `api.ts` says of it. */
export interface Api {
  readonly service: string;
  readonly title: string;
  readonly module: Parameters<typeof openApiOf>[0];
}

/** Every service that has an `api.ts`, by name. */
export const apisIn = (root: string, load: Load): Api[] =>
  globSync('apps/*/src/api.ts', { cwd: root }).sort().map((file) => load<{ api: Api }>(file.split(/[\\/]/)[1]!, 'api').api);
