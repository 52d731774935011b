import { Type, type TProperties } from 'typebox';
import { incompatibilities } from './compatibility';
import { closed, nullable, oneOf } from './fields';
import { OutsideProfile, shapeOf } from './schema-shape';

const fields = {
  id: Type.String({ format: 'uuid' }),
  name: Type.String({ minLength: 1, maxLength: 10, pattern: '^a' }),
  count: Type.Integer({ minimum: 0, maximum: 9 }),
  ratio: Type.Number(),
  kind: oneOf('x', 'y'),
  none: nullable(Type.Boolean()),
  note: Type.Optional(Type.String()),
  rows: Type.Array(closed({ part: Type.String() }), { maxItems: 5 }),
};
const { name: _name, ...withoutName } = fields;
const { note: _note, ...withoutNote } = fields;
const older = closed(fields);
const changed = (change: TProperties): object => closed({ ...fields, ...change });

describe('a version of an event stays compatible', () => {
  it.each<[string, object]>([
    ['unchanged', closed(fields)],
    ['with an optional field more', changed({ extra: Type.Optional(Type.String()) })],
    ['with an optional field more, deep inside', changed({ rows: Type.Array(closed({ part: Type.String(), extra: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })) }), { maxItems: 5 }) })],
    ['with other words about it', changed({ note: Type.Optional(Type.String({ description: 'a remark' })) })],
    ['with its list of values in another order', changed({ kind: oneOf('y', 'x') })],
    ['with a bound that says nothing', changed({ note: Type.Optional(Type.String({ minLength: 0 })) })],
    ['through a local reference', { ...changed({ rows: Type.Array({ $ref: '#/$defs/row' }, { maxItems: 5 }) }), $defs: { row: closed({ part: Type.String() }) } }],
  ])('%s', (_, newer) => {
    expect(incompatibilities(older, newer)).toEqual([]);
    expect(incompatibilities(newer, newer)).toEqual([]);
  });
});

describe('a break is named', () => {
  it.each<[string, object, string[]]>([
    ['a removed field', closed(withoutName), ['$.name: the field was removed']],
    ['a removed optional field', closed(withoutNote), ['$.note: the field was removed']],
    ['a renamed field', closed({ ...withoutName, title: fields.name }), ['$.name: the field was removed', '$.title: a new field must be optional; older data lacks it']],
    ['a new required field', changed({ extra: Type.String() }), ['$.extra: a new field must be optional; older data lacks it']],
    ['a field that became required', changed({ note: Type.String() }), ['$.note: became required; older data may lack it']],
    ['a field that became optional', changed({ ratio: Type.Optional(Type.Number()) }), ['$.ratio: became optional; older readers require it']],
    ['another type', changed({ count: Type.String() }), ['$.count: type changed from integer to string']],
    ['a wider number', changed({ count: Type.Number({ minimum: 0, maximum: 9 }) }), ['$.count: type changed from integer to number']],
    ['a list of values instead of free text', changed({ note: Type.Optional(oneOf('a')) }), ['$.note: type changed from string to a list of string values']],
    ['a narrowed list of values', changed({ kind: oneOf('x') }), ['$.kind: value "y" was removed from the list; older data may hold it']],
    ['a widened list of values', changed({ kind: oneOf('x', 'y', 'z') }), ['$.kind: value "z" was added to the list; older readers refuse it']],
    ['a constant instead of the list', changed({ kind: Type.Literal('x') }), ['$.kind: value "y" was removed from the list; older data may hold it']],
    ['a tightened bound', changed({ count: Type.Integer({ minimum: 1, maximum: 9 }) }), ['$.count: minimum changed from 0 to 1']],
    ['a loosened bound', changed({ name: Type.String({ minLength: 1, maxLength: 20, pattern: '^a' }) }), ['$.name: maxLength changed from 10 to 20']],
    ['a bound that is new', changed({ note: Type.Optional(Type.String({ maxLength: 5 })) }), ['$.note: maxLength changed from none to 5']],
    ['another pattern', changed({ name: Type.String({ minLength: 1, maxLength: 10, pattern: '^b' }) }), ['$.name: pattern changed from ^a to ^b']],
    ['another format', changed({ id: Type.String({ format: 'date' }) }), ['$.id: format changed from uuid to date']],
    ['a dropped format', changed({ id: Type.String() }), ['$.id: format changed from uuid to none']],
    ['a value that may be null now', changed({ count: nullable(fields.count) }), ['$.count: may be null now']],
    ['a value that may no longer be null', changed({ none: Type.Boolean() }), ['$.none: may no longer be null']],
    ['a shorter list', changed({ rows: Type.Array(closed({ part: Type.String() }), { maxItems: 4 }) }), ['$.rows: maxItems changed from 5 to 4']],
    ['a break deep inside', changed({ rows: Type.Array(closed({ part: Type.Boolean() }), { maxItems: 5 }) }), ['$.rows[].part: type changed from string to boolean']],
  ])('%s', (_, newer, breaks) => {
    expect(incompatibilities(older, newer)).toEqual(breaks);
  });
});

describe('a schema outside the profile is refused', () => {
  it.each<[string, object, string]>([
    ['an open object', Type.Object({ a: Type.String() }), '$: an object must be closed'],
    ['an open object inside', closed({ a: Type.Array(Type.Object({})) }), '$.a[]: an object must be closed'],
    ['a free map', closed({ a: Type.Record(Type.String(), Type.String()) }), '$.a: keyword patternProperties'],
    ['a union', closed({ a: Type.Union([Type.String(), Type.Boolean()]) }), '$.a: anyOf may only say'],
    ['an intersection', closed({ a: Type.Intersect([Type.String(), Type.String()]) }), '$.a: type undefined'],
    ['a tuple', closed({ a: Type.Tuple([Type.String()]) }), '$.a: keyword'],
    ['anything', closed({ a: Type.Unknown() }), '$.a: type undefined'],
    ['null alone', closed({ a: Type.Null() }), '$.a: type "null"'],
    ['a list of types', { type: ['string', 'null'] }, '$: type ["string","null"]'],
    ['null within a list of values', { enum: ['a', null] }, '$: a list of values may hold'],
    ['a condition', { type: 'string', if: {}, then: {} }, '$: keyword if'],
    ['a format that is not checked', closed({ a: Type.String({ format: 'email' }) }), '$.a: format email'],
    ['an integer without bounds', closed({ a: Type.Integer() }), '$.a: an integer needs'],
    ['an integer beyond 2^53', closed({ a: Type.Integer({ minimum: 0, maximum: 2 ** 53 }) }), '$.a: an integer needs'],
    ['a remote reference', closed({ a: { $ref: 'https://example.com/a' } }), '$.a: reference https://example.com/a'],
    ['a missing reference', closed({ a: { $ref: '#/$defs/a' } }), '$.a: reference #/$defs/a'],
    ['a circle', { $ref: '#/$defs/a', $defs: { a: closed({ a: { $ref: '#/$defs/a' } }) } }, '$.a: reference #/$defs/a contains itself'],
  ])('%s', (_, schema, message) => {
    expect(() => shapeOf(schema)).toThrow(OutsideProfile);
    expect(() => shapeOf(schema)).toThrow(message);
  });
});
