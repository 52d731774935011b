/// <reference path="./class-transformer-storage.d.ts" />
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { getMetadataStorage } from 'class-validator';
import { isNotNull, type Shape } from './answers';

/** JSON Schema 2020-12, as far as class-validator can say it. */
export type Schema = { [keyword: string]: unknown };
export interface ObjectSchema extends Schema {
  readonly type: 'object';
  readonly properties: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

type Limits = readonly unknown[];
const localDay = '^\\d{4}-\\d{2}-\\d{2}$';
const dateTime = { type: 'string', format: 'date-time' };

/** What each rule of class-validator says about a value. A rule that is not here adds nothing: its message says the rest. */
const keywordsOf: Readonly<Record<string, (limits: Limits) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object' }),
  isDate: () => dateTime,
  isDateString: () => dateTime,
  isIso8601: () => ({ type: 'string' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isNumberString: () => ({ type: 'string', pattern: '^[0-9.+-]+$' }),
  isDecimal: () => ({ type: 'string', format: 'decimal' }),
  isPhoneNumber: () => ({ type: 'string', format: 'phone' }),
  isTimeZone: () => ({ type: 'string', format: 'time-zone' }),
  isMilitaryTime: () => ({ type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source, ...((pattern as RegExp).source === localDay ? { format: 'date' } : {}) }),
  isIn: ([values]) => enumOf(values as Limits),
  isEnum: ([, values]) => enumOf(values as Limits),
  equals: ([value]) => ({ const: value }),
  isNotEmpty: () => ({ minLength: 1 }),
  minLength: ([min]) => ({ type: 'string', minLength: min }),
  maxLength: ([max]) => ({ type: 'string', maxLength: max }),
  isLength: ([min, max]) => ({ type: 'string', minLength: min, ...(max === undefined ? {} : { maxLength: max }) }),
  min: ([min]) => ({ minimum: min }),
  max: ([max]) => ({ maximum: max }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isDivisibleBy: ([step]) => ({ multipleOf: step }),
};

const listKeywordsOf: Readonly<Record<string, (limits: Limits) => Schema>> = {
  isArray: () => ({}),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayMinSize: ([min]) => ({ minItems: min }),
  arrayMaxSize: ([max]) => ({ maxItems: max }),
  arrayUnique: () => ({ uniqueItems: true }),
};

const enumOf = (values: Limits): Schema => ({
  ...(values.every((value) => typeof value === 'string') ? { type: 'string' } : values.every((value) => typeof value === 'number') ? { type: 'number' } : {}),
  enum: [...values],
});

/** What the language itself says: the type that the compiler wrote beside a decorated property or parameter. */
export const schemaOfType = (type: unknown): Schema =>
  type === String ? { type: 'string' } : type === Number ? { type: 'number' } : type === Boolean ? { type: 'boolean' } : type === Date ? dateTime : {};

const isClass = (type: unknown): type is Shape =>
  typeof type === 'function' && ![String, Number, Boolean, Date, Object, Array, Promise, Buffer].includes(type as never);

/** The schemas of one document: each class once, by its name. */
export class Schemas {
  readonly #byName = new Map<string, { readonly shape: Shape; readonly schema: ObjectSchema }>();

  /** `$ref` to the class's schema, which is made at its first mention. Two classes of one name are a defect of the service. */
  refTo(shape: Shape): Schema {
    const known = this.#byName.get(shape.name);
    if (known && known.shape !== shape) throw new Error(`two classes are called ${shape.name}: an OpenAPI document needs one name each`);
    if (!known) this.#describe(shape);
    return { $ref: `#/components/schemas/${shape.name}` };
  }

  of(shape: Shape): ObjectSchema {
    this.refTo(shape);
    return this.#describe(shape);
  }

  all(): Record<string, ObjectSchema> {
    return Object.fromEntries([...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema]));
  }

  /** The one place where class-validator's metadata becomes a schema. */
  #describe(shape: Shape): ObjectSchema {
    const known = this.#byName.get(shape.name);
    if (known) return known.schema;
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    const schema: ObjectSchema = { type: 'object', properties, required, additionalProperties: false };
    this.#byName.set(shape.name, { shape, schema });
    const storage = getMetadataStorage();
    const rules = storage.groupByPropertyName(storage.getTargetValidationMetadatas(shape, '', false, false));
    const named = (Reflect.getMetadata('swagger/apiModelPropertiesArray', shape.prototype as object) as string[] | undefined) ?? [];
    for (const name of new Set([...Object.keys(rules), ...named.map((entry) => entry.slice(1))])) {
      const own = rules[name] ?? [];
      const optional = own.some((rule) => rule.name === 'isOptional');
      const nullable = optional || own.some((rule) => rule.type === 'conditionalValidation' && (rule.constraints as Limits)[0] === isNotNull);
      const described = this.#property(shape, name, own);
      properties[name] = nullable ? orNull(described) : described;
      if (!optional) required.push(name);
    }
    return schema;
  }

  #property(shape: Shape, name: string, rules: readonly { readonly name?: string; readonly type: string; readonly each?: boolean; readonly constraints: Limits }[]): Schema {
    const prototype = shape.prototype as object;
    const declared: unknown = Reflect.getMetadata('design:type', prototype, name);
    const named = defaultMetadataStorage.findTypeMetadata(shape, name)?.typeFunction() ?? declared;
    const isList = declared === Array || rules.some((rule) => rule.each || (rule.name !== undefined && rule.name in listKeywordsOf));
    const said = (table: typeof keywordsOf, of: typeof rules) => Object.assign({}, ...of.map((rule) => table[rule.name ?? '']?.(rule.constraints) ?? {})) as Schema;
    const nested = rules.some((rule) => rule.type === 'nestedValidation') && isClass(named);
    const value = nested ? this.refTo(named) : { ...schemaOfType(isList && named === Array ? undefined : named), ...said(keywordsOf, rules.filter((rule) => Boolean(rule.each) === isList)) };
    const derived = isList ? { type: 'array', items: value, ...said(listKeywordsOf, rules) } : value;
    return { ...derived, ...explicit(prototype, name) };
  }
}

const orNull = (schema: Schema): Schema => {
  if ('$ref' in schema) return { oneOf: [schema, { type: 'null' }] };
  return { ...schema, ...('type' in schema ? { type: [schema['type'], 'null'].flat() } : {}), ...('enum' in schema ? { enum: [...(schema['enum'] as Limits), null] } : {}) };
};

/** `@ApiProperty` adds or corrects what class-validator cannot tell: a description, an example, a format. */
const explicit = (prototype: object, name: string): Schema => {
  const { required: _required, isArray: _isArray, type, ...rest } = (Reflect.getMetadata('swagger/apiModelProperties', prototype, name) as Schema | undefined) ?? {};
  return { ...rest, ...(typeof type === 'string' ? { type } : {}) };
};
