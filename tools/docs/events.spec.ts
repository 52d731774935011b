import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TicketOpenedV1 } from '@aftercare/contracts';
import { between } from './document.ts';
import { asyncApiDocument, eventCatalogue, goldenExamples } from './events.ts';
import { expectCommitted, root } from './committed.fixture.ts';

it.each([
  ['AsyncAPI document', asyncApiDocument],
  ['event catalogue', eventCatalogue],
  ['golden examples', goldenExamples],
])('the committed %s is what the code says (else: npm run build && npm run docs)', (_, generate) => {
  expectCommitted(generate(root));
});

it('a broken version is refused and names the break; an addition is kept as the next golden example', () => {
  const copy = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    const folder = join('libs/contracts/golden', TicketOpenedV1.type);
    const states = readdirSync(join(root, folder)).length;
    const golden = join(folder, `${states}.json`);
    cpSync(join(root, 'libs/contracts/golden'), join(copy, 'libs/contracts/golden'), { recursive: true });
    const published = JSON.parse(readFileSync(join(copy, golden), 'utf8')) as { schema: { properties: Record<string, unknown>; required: string[] } };

    const { openedOn, ...properties } = published.schema.properties;
    const required = published.schema.required.filter((name) => name !== 'openedOn');
    writeFileSync(join(copy, golden), JSON.stringify({ ...published, schema: { ...published.schema, properties, required } }));
    expect(() => goldenExamples(copy)).toThrow('$.openedOn: a new field must be optional');

    writeFileSync(join(copy, golden), JSON.stringify({ ...published, schema: { ...published.schema, properties: { ...properties, openedOn } } }));
    expect(goldenExamples(copy).map(({ path }) => path)).toEqual([join(folder, `${states + 1}.json`)]);
  } finally {
    rmSync(copy, { recursive: true });
  }
});

it('a generated part is replaced between its markers only', () => {
  expect(between('a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb', 'x', 'fresh')).toBe('a\n<!-- x:begin -->\nfresh\n<!-- x:end -->\nb');
  expect(() => between('a', 'x', 'fresh')).toThrow('<!-- x:begin -->');
});
