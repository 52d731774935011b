// Writes every committed file that is generated from the code: `npm run build && npm run docs`. Tests compare them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canvases } from './docs/canvases.ts';
import type { Generator, Load } from './docs/document.ts';
import { asyncApiDocument, eventCatalogue, goldenExamples } from './docs/events.ts';
import { openApiDocuments } from './docs/openapi.ts';

const generators: readonly Generator[] = [asyncApiDocument, eventCatalogue, goldenExamples, openApiDocuments, canvases];

const root = join(import.meta.dirname, '..');
const load = createRequire(import.meta.url);
const built = ((service, path) => load(join(root, 'apps', service, 'dist', `${path}.js`)) as unknown) as Load;
for (const generate of generators) {
  for (const { path, text } of generate(root, built)) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`written: ${path}`);
  }
}
