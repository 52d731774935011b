// Writes every committed file that is generated from the code: `npm run build && npm run docs`. Tests compare them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Generator } from './docs/document.ts';
import { asyncApiDocument, eventCatalogue, goldenExamples } from './docs/events.ts';

const generators: readonly Generator[] = [asyncApiDocument, eventCatalogue, goldenExamples];

const root = join(import.meta.dirname, '..');
for (const generate of generators) {
  for (const { path, text } of await generate(root)) {
    const file = join(root, path);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`written: ${path}`);
  }
}
