import { openApiOf } from '@aftercare/chassis';
import { json, type Generator } from './document.ts';
import { apisIn } from './services.ts';

/** What everybody outside reads about a service's routes. */
export const openApiDocuments: Generator = (root, load) =>
  apisIn(root, load).map((api) => ({ path: `apps/${api.service}/openapi.json`, text: json(openApiOf(api.module, api)) }));
