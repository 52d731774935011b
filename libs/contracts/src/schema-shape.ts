/**
 * The restricted profile of JSON Schema that events are written in, taken apart: closed objects, arrays, bounded integers,
 * numbers, strings, booleans, closed lists of values, each nullable, with local references. It is finite on purpose: whatever
 * fits can be compared, generated and explained completely.
 */
export type Shape = ObjectShape | ArrayShape | ScalarShape | ValuesShape;

interface Nullable {
  readonly nullable: boolean;
}
export interface ObjectShape extends Nullable {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, { readonly shape: Shape; readonly required: boolean }>;
}
export interface ArrayShape extends Nullable {
  readonly kind: 'array';
  readonly items: Shape;
  readonly rules: Rules;
}
export interface ScalarShape extends Nullable {
  readonly kind: 'string' | 'integer' | 'number' | 'boolean';
  readonly rules: Rules;
}
/** `enum`, and `const` as a list of one. */
export interface ValuesShape extends Nullable {
  readonly kind: 'values';
  readonly values: readonly (string | number | boolean)[];
}
/** The keywords that narrow a value down; a bound that is always true is left out. */
export type Rules = Readonly<Record<string, string | number>>;

/** The schema says something that the profile has no word for. */
export class OutsideProfile extends Error {
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path}: ${reason}`);
    this.name = 'OutsideProfile';
  }
}

type Json = Readonly<Record<string, unknown>>;

const annotations = ['$id', '$schema', '$defs', 'title', 'description', 'examples'];
const formats = ['uuid', 'date', 'date-time'];
const ruleWords: Record<'array' | ScalarShape['kind'], readonly string[]> = {
  array: ['minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: [],
};

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a schema of the profile; throws `OutsideProfile` for any other. Paths look like `$.spans[].from`. */
export const shapeOf = (root: object): Shape => {
  const read = (schema: unknown, path: string, through: readonly string[]): Shape => {
    if (!isJson(schema)) throw new OutsideProfile(path, 'a schema must be an object');
    const only = (...words: readonly string[]): void => {
      const foreign = Object.keys(schema).find((word) => !words.includes(word) && !annotations.includes(word));
      if (foreign !== undefined) throw new OutsideProfile(path, `keyword ${foreign} is outside the profile`);
    };

    if ('$ref' in schema) {
      only('$ref');
      const ref = String(schema['$ref']);
      const name = /^#\/\$defs\/([A-Za-z0-9_]+)$/.exec(ref)?.[1];
      const target = name !== undefined && isJson((root as Json)['$defs']) ? ((root as Json)['$defs'] as Json)[name] : undefined;
      if (target === undefined) throw new OutsideProfile(path, `reference ${ref} is not to a local definition`);
      if (through.includes(ref)) throw new OutsideProfile(path, `reference ${ref} contains itself`);
      return read(target, path, [...through, ref]);
    }

    if ('anyOf' in schema) {
      only('anyOf');
      const branches = schema['anyOf'] as readonly unknown[];
      const [value, none] = branches;
      if (branches.length !== 2 || !isJson(none) || none['type'] !== 'null') throw new OutsideProfile(path, 'anyOf may only say: this, or null');
      return { ...read(value, path, through), nullable: true };
    }

    if ('enum' in schema || 'const' in schema) {
      only('enum' in schema ? 'enum' : 'const', 'type');
      const values = 'enum' in schema ? (schema['enum'] as ValuesShape['values']) : [schema['const'] as string];
      const words = ['string', 'number', 'boolean'];
      if (values.length === 0 || values.some((value) => !words.includes(typeof value))) {
        throw new OutsideProfile(path, 'a list of values may hold text, numbers and booleans only');
      }
      return { kind: 'values', nullable: false, values };
    }

    const kind = schema['type'];
    switch (kind) {
      case 'object': {
        only('type', 'properties', 'required', 'additionalProperties');
        if (schema['additionalProperties'] !== false) throw new OutsideProfile(path, 'an object must be closed (additionalProperties: false)');
        const required = (schema['required'] ?? []) as readonly string[];
        const properties = (schema['properties'] ?? {}) as Json;
        const undeclared = required.find((name) => !Object.hasOwn(properties, name));
        if (undeclared !== undefined) throw new OutsideProfile(path, `required field ${undeclared} is not declared`);
        const fieldOf = ([name, field]: [string, unknown]) =>
          [name, { shape: read(field, `${path}.${name}`, through), required: required.includes(name) }] as const;
        return { kind, nullable: false, fields: new Map(Object.entries(properties).map(fieldOf)) };
      }
      case 'array':
        only('type', 'items', ...ruleWords.array);
        return { kind, nullable: false, items: read(schema['items'], `${path}[]`, through), rules: rulesOf(schema, kind) };
      case 'string':
      case 'integer':
      case 'number':
      case 'boolean': {
        only('type', ...ruleWords[kind]);
        const rules = rulesOf(schema, kind);
        if (rules['format'] !== undefined && !formats.includes(String(rules['format']))) {
          throw new OutsideProfile(path, `format ${rules['format']} is outside the profile`);
        }
        if (kind === 'integer' && !(Number.isSafeInteger(rules['minimum']) && Number.isSafeInteger(rules['maximum']))) {
          throw new OutsideProfile(path, 'an integer needs a minimum and a maximum within ±2^53, which every reader can hold; send larger ones as text');
        }
        return { kind, nullable: false, rules };
      }
      default:
        throw new OutsideProfile(path, `type ${JSON.stringify(kind)} is outside the profile`);
    }
  };
  return read(root, '$', []);
};

/** A length or a number of items of 0 or more says nothing. */
const saysNothing = (word: string, value: unknown): boolean => (word === 'minLength' || word === 'minItems') && value === 0;

const rulesOf = (schema: Json, kind: keyof typeof ruleWords): Rules => {
  const rules = ruleWords[kind].map((word) => [word, schema[word] as string | number | undefined] as const);
  return Object.fromEntries(rules.filter((rule): rule is [string, string | number] => rule[1] !== undefined && !saysNothing(...rule)));
};
