import { allEvents, incompatibilities, shapeOf, validateClosed, validateOpen, type EventContract } from '@aftercare/contracts';
import fc from 'fast-check';
import { valueOf } from './arbitrary';

// Much computing, on a machine that runs other things too.
jest.setTimeout(60_000);

// Small schemas over few names and bounds, so that two of a family are often equal in one place and differ in another.
const values = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 });
const families: readonly fc.Arbitrary<object>[] = [
  fc.record({ type: fc.constant('string'), minLength: fc.integer({ min: 0, max: 2 }), maxLength: fc.integer({ min: 2, max: 4 }) }),
  fc.record({ type: fc.constant('string'), format: fc.constantFrom('uuid', 'date', 'date-time') }),
  fc.record({ type: fc.constant('string'), pattern: fc.constantFrom('^[ab]+$', '^[bc]+$') }),
  fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -1, max: 1 }), maximum: fc.integer({ min: 1, max: 3 }) }),
  fc.constantFrom({ type: 'number' }, { type: 'boolean' }),
  fc.oneof(fc.record({ enum: values }), fc.record({ const: fc.constantFrom('a', 1, true) })),
];
const leaf = fc.oneof(...families);

type Wrapper = 'field' | 'optional field' | 'item' | 'or null';
const wrappers = fc.array(fc.constantFrom<Wrapper>('field', 'optional field', 'item', 'or null'), { maxLength: 3 });
const wrapped = (schema: object, around: readonly Wrapper[]): object =>
  around.reduce<object>((inner, wrapper) => {
    switch (wrapper) {
      case 'field':
        return { type: 'object', properties: { in: inner }, required: ['in'], additionalProperties: false };
      case 'optional field':
        return { type: 'object', properties: { in: inner }, additionalProperties: false };
      case 'item':
        return { type: 'array', items: inner, maxItems: 3 };
      case 'or null':
        return { anyOf: [inner, { type: 'null' }] };
    }
  }, schema);

const object = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.record({ schema: fc.tuple(leaf, wrappers), required: fc.boolean() }), { noNullPrototype: true }).map((fields) => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, wrapped(...schema)])),
  required: Object.entries(fields).flatMap(([name, { required }]) => (required ? [name] : [])),
  additionalProperties: false,
}));

/** Two schemas of one family, one that may or may not be null, one whose fields are or are not required. */
const pairs = fc.oneof(
  ...[...families, object].map((family) => fc.tuple(family, family)),
  leaf.map((schema): [object, object] => [schema, wrapped(schema, ['or null'])]),
  object.map((schema): [object, object] => [schema, { ...schema, required: [] }]),
);

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
}

/** Every object within gets one optional field more. */
const grown = (schema: Node, extra: object): Node => ({
  ...schema,
  ...(schema.properties && { properties: { ...Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, grown(field, extra)])), extra: extra as Node } }),
  ...(schema.items && { items: grown(schema.items, extra) }),
});

const contract = (schema: object): EventContract => ({ ...allEvents[0]!, schema });

/** Readers of each understand data of the other. */
const understandEachOther = (older: object, newer: object): void => {
  for (const [writer, reader] of [[older, newer], [newer, older]] as const) {
    const [closed, open] = [contract(writer), contract(reader)];
    for (const data of fc.sample(valueOf(shapeOf(writer)), 10)) {
      validateClosed(closed, data);
      validateOpen(open, data);
    }
  }
};

describe('the compatibility checker', () => {
  it('allows optional additions anywhere, and they are harmless', () => {
    fc.assert(
      fc.property(object, leaf, (older, extra) => {
        const newer = grown(older as Node, extra);
        expect(incompatibilities(older, newer)).toEqual([]);
        understandEachOther(older, newer);
      }),
      { numRuns: 50 },
    );
  });

  it('never calls two schemas compatible whose readers misunderstand each other', () => {
    let compatible = 0;
    fc.assert(
      fc.property(pairs, wrappers, ([one, other], around) => {
        const [older, newer] = [wrapped(one, around), wrapped(other, around)];
        for (const [from, to] of [[older, newer], [newer, older]] as const) {
          if (incompatibilities(from, to).length > 0) continue;
          compatible += 1;
          understandEachOther(from, to);
        }
      }),
      { numRuns: 500 },
    );
    expect(compatible).toBeGreaterThan(100);
  });
});
