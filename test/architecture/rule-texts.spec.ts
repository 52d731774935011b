import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Text } from '@aftercare/kernel';
import { root } from './planted-tree';

type Texts = Readonly<Record<string, Text>>;

/** As much of an OpenAPI schema as has names of fields in it. */
interface Schema {
  readonly $ref?: string;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

const load = createRequire(__filename) as (file: string) => Record<string, Texts>;
const textsIn = (pattern: string): Texts => Object.assign({}, ...globSync(pattern, { cwd: root }).flatMap((file) => Object.values(load(join(root, file))))) as Texts;
const common = textsIn('libs/chassis/src/problem-words.ts');

const thrown = /(?:new (?:RuleViolation|Unavailable)|class \w+ extends (?:Unauthorized|Forbidden)Exception \{[^}]*super)\(\s*([^,)]*)|new Peer\('([\w-]+)'/g;
/** The first argument of every refusal in the code, as it stands there, and what a peer that cannot be asked is called. */
const refusals = (place: string): string[] =>
  globSync(`${place}/src/**/*.ts`, { cwd: root, exclude: (name) => name.endsWith('.spec.ts') })
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(thrown)].map(([, argument = '', peer]) => (peer === undefined ? argument.trim() : `'${peer}.unavailable'`)));
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each([...globSync('apps/*', { cwd: root }), 'libs/tables', 'libs/documents'].map((path) => path.replaceAll('\\', '/')))('what %s refuses', (place) => {
  const texts = textsIn(`${place}/src/{,domain/}rules.ts`);

  it('is named by a code that can be searched for, and said in both languages', () => {
    const codes = refusals(place).map((argument) => argument.match(/^'([a-z0-9.-]+)'$/)?.[1] ?? `not a plain code: ${argument}`);
    expect(codes.filter((code) => !(code in texts) && !(code in common))).toEqual([]);
  });

  it('is what its texts are about: none is left over, both languages fill in the same', () => {
    const missing = globSync(`${place}/src/**/*.ts`, { cwd: root }).flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/new NotFound\('([\w-]+)'\)/g)].map(([, what]) => `'${what}.not-found'`));
    const source = [...refusals(place), ...missing].join();
    expect(Object.keys(texts).filter((code) => !source.includes(`'${code}'`))).toEqual([]);
    for (const [code, { zh, en }] of Object.entries(texts)) {
      expect([code, zh.trim() !== '', en.trim() !== '', placeholders(zh)]).toEqual([code, true, true, placeholders(en)]);
    }
  });
});

const bodies = (service: string): string[] => {
  const api = JSON.parse(readFileSync(join(root, service), 'utf8')) as { paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>; components: { schemas: Record<string, Schema> } };
  const names = ({ $ref, items, allOf = [], oneOf = [], properties = {} }: Schema): string[] => [
    ...($ref === undefined ? [] : names(api.components.schemas[$ref.split('/').at(-1)!]!)),
    ...[...(items ? [items] : []), ...allOf, ...oneOf].flatMap(names),
    ...Object.entries(properties).flatMap(([name, schema]) => [name, ...names(schema)]),
  ];
  // What operators and machines send has no form here, or one whose labels are the columns of their sheet.
  const sent = Object.entries(api.paths).filter(([path]) => !/^\/(ops|import|tracking-pushes|carriers)/.test(path));
  return sent.flatMap(([, methods]) => Object.values(methods).flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => names(schema))));
};

describe('a field that a service refuses', () => {
  it('is called by its name in both languages at the desk', () => {
    const sent = new Set(globSync('apps/*/openapi.json', { cwd: root }).flatMap(bodies));
    const texts = ['zh', 'en'].map((language) => load(join(root, `apps/console/src/texts/fields.${language}.ts`))['fields'] as unknown as Readonly<Record<string, string>>);
    expect(sent.size).toBeGreaterThan(100);
    expect([...sent].filter((name) => texts.some((words) => !words[`wrong-in.${name}`]))).toEqual([]);
  });
});
