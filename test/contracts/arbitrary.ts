import type { ScalarShape, Shape } from '@aftercare/contracts';
import fc from 'fast-check';

/** Any value that a schema of the profile allows; `null` and absent optional fields included. */
export const valueOf = (shape: Shape): fc.Arbitrary<unknown> => {
  return shape.nullable ? fc.option(presentOf(shape), { nil: null }) : presentOf(shape);
};

const presentOf = (shape: Shape): fc.Arbitrary<unknown> => {
  switch (shape.kind) {
    case 'object': {
      const fields = [...shape.fields];
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, valueOf(field.shape)])), {
        requiredKeys: fields.filter(([, field]) => field.required).map(([name]) => name),
      });
    }
    case 'array':
      return fc.array(valueOf(shape.items), { minLength: Number(shape.rules['minItems'] ?? 0), maxLength: Math.max(Number(shape.rules['minItems'] ?? 0), Math.min(Number(shape.rules['maxItems'] ?? 5), 5)) });
    case 'values':
      return fc.constantFrom(...shape.values);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Number(shape.rules['minimum']), max: Number(shape.rules['maximum']) });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true, min: Number(shape.rules['minimum'] ?? -1e9), max: Number(shape.rules['maximum'] ?? 1e9) });
    case 'string':
      return textOf(shape);
  }
};

const instant = fc.date({ noInvalidDate: true, min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z') }).map((date) => date.toISOString());

const textOf = ({ rules }: ScalarShape): fc.Arbitrary<string> => {
  const min = Number(rules['minLength'] ?? 0);
  const max = Number(rules['maxLength'] ?? Infinity);
  const bounded = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> => texts.filter((text) => [...text].length >= min && [...text].length <= max);
  if (rules['format'] === 'uuid') return bounded(fc.uuid());
  if (rules['format'] === 'date-time') return bounded(instant);
  if (rules['format'] === 'date') return bounded(instant.map((text) => text.slice(0, 10)));
  if (rules['pattern'] !== undefined) return bounded(fc.stringMatching(new RegExp(String(rules['pattern']), 'u')));
  return bounded(fc.string({ unit: 'grapheme-composite', minLength: min, maxLength: Math.min(max, min + 20) }));
};
