import { shapeOf, type ObjectShape, type Rules, type Shape } from './schema-shape';

/**
 * What hinders two schemas from being the same version of an event: readers of either must understand data of the other.
 * Only an additional optional field is allowed. One line per break, beginning with its path; an empty list means compatible.
 * Throws `OutsideProfile` for a schema that cannot be compared.
 */
export const incompatibilities = (older: object, newer: object): string[] => compare(shapeOf(older), shapeOf(newer), '$');

const compare = (older: Shape, newer: Shape, path: string): string[] => {
  const breaks: string[] = [];
  if (older.nullable !== newer.nullable) breaks.push(`${path}: ${newer.nullable ? 'may be null now' : 'may no longer be null'}`);
  if (older.kind !== newer.kind) return [...breaks, `${path}: type changed from ${nameOf(older)} to ${nameOf(newer)}`];
  if (older.kind === 'object' && newer.kind === 'object') return [...breaks, ...compareFields(older, newer, path)];
  if (older.kind === 'values' && newer.kind === 'values') {
    const removed = listed(older.values.filter((value) => !newer.values.includes(value)));
    const added = listed(newer.values.filter((value) => !older.values.includes(value)));
    if (removed) breaks.push(`${path}: value ${removed} was removed from the list; older data may hold it`);
    if (added) breaks.push(`${path}: value ${added} was added to the list; older readers refuse it`);
    return breaks;
  }
  if (older.kind === 'array' && newer.kind === 'array') breaks.push(...compare(older.items, newer.items, `${path}[]`));
  return [...breaks, ...compareRules((older as { rules: Rules }).rules, (newer as { rules: Rules }).rules, path)];
};

const compareFields = (older: ObjectShape, newer: ObjectShape, path: string): string[] => {
  const breaks: string[] = [];
  for (const [name, was] of older.fields) {
    const is = newer.fields.get(name);
    if (!is) breaks.push(`${path}.${name}: the field was removed`);
    else {
      if (is.required && !was.required) breaks.push(`${path}.${name}: became required; older data may lack it`);
      if (was.required && !is.required) breaks.push(`${path}.${name}: became optional; older readers require it`);
      breaks.push(...compare(was.shape, is.shape, `${path}.${name}`));
    }
  }
  for (const [name, is] of newer.fields) {
    if (!older.fields.has(name) && is.required) breaks.push(`${path}.${name}: a new field must be optional; older data lacks it`);
  }
  return breaks;
};

const compareRules = (older: Rules, newer: Rules, path: string): string[] =>
  [...new Set([...Object.keys(older), ...Object.keys(newer)])]
    .filter((word) => older[word] !== newer[word])
    .map((word) => `${path}: ${word} changed from ${older[word] ?? 'none'} to ${newer[word] ?? 'none'}`);

const listed = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ');

const nameOf = (shape: Shape): string => (shape.kind === 'values' ? `a list of ${typeof shape.values[0]} values` : shape.kind);
