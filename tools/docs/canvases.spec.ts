import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents } from '@aftercare/contracts';
import { mechanismTables } from '@aftercare/event-store';
import { canvases, publishedBy } from './canvases.ts';
import { expectCommitted, fromSource, root } from './committed.fixture.ts';
import { apisIn } from './services.ts';

it('the lists in the README of each service are what the code says (else: npm run build && npm run docs)', () => {
  expectCommitted(canvases(root, fromSource));
});

it('every event is published by the one service that it is named after', () => {
  const published = apisIn(root, fromSource).flatMap(({ service }) => publishedBy(root, service).map(({ type }) => ({ service, type })));
  expect(published.sort((a, b) => (a.type < b.type ? -1 : 1))).toEqual(allEvents.map(({ type }) => ({ service: type.split('.')[1]?.replaceAll('_', '-'), type })));
});

it('every table of the event core is explained in the README of the event store', () => {
  const explained = [...readFileSync(join(root, 'libs/event-store/README.md'), 'utf8').matchAll(/^\| `(\w+)` \| [a-z]/gm)].map(([, name]) => name);
  expect(explained).toEqual(mechanismTables);
});
