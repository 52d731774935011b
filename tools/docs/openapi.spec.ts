import { openApiOf, schemaGaps } from '@aftercare/chassis';
import { expectCommitted, fromSource, root } from './committed.fixture.ts';
import { openApiDocuments } from './openapi.ts';
import { apisIn } from './services.ts';

it('the committed OpenAPI documents are what the code says (else: npm run build && npm run docs)', () => {
  expectCommitted(openApiDocuments(root, fromSource));
});

it.each(apisIn(root, fromSource))('$service says of every body, parameter and answer what it is', (api) => {
  const document = openApiOf(api.module, api);
  expect(Object.keys(document.paths).length).toBeGreaterThan(0);
  expect(schemaGaps(document)).toEqual([]);
});
