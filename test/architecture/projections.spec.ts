import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './planted-tree';

interface Projection {
  readonly app: string;
  readonly name: string;
  /** The tables that its file writes to. */
  readonly writes: readonly string[];
}

const sources = (pattern: string): { app: string; text: string }[] =>
  globSync(pattern, { cwd: root }).filter((file) => !file.endsWith('.spec.ts')).sort().map((file) => ({ app: file.split('/')[1] ?? '', text: readFileSync(join(root, file), 'utf8') }));

const projectionsIn = (text: string, app: string): Projection[] => {
  const writes = [...text.matchAll(/\b(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)/g)].map(([, table]) => table ?? '');
  const names = text.split('@Projects(').slice(0, -1).map((_, at, parts) => [...parts.slice(0, at + 1).join('').matchAll(/^(?:export )?class (\w+)/gm)].at(-1)?.[1] ?? '');
  return [...new Set(names)].map((name) => ({ app, name, writes: [...new Set(writes)] }));
};

const everything = sources('apps/*/src/**/*.ts');
const projections = everything.flatMap(({ app, text }) => projectionsIn(text, app));
/** `tickets Branches` and the tables that a migration says it fills. */
const filled = new Map<string, string[]>();
for (const { app, text } of everything) {
  for (const [, name, tables] of text.matchAll(/filledBy\('(\w+)', ([^)]*)\)/g)) {
    const known = filled.get(`${app} ${name}`) ?? [];
    filled.set(`${app} ${name}`, [...known, ...[...(tables ?? '').matchAll(/'(\w+)'/g)].map(([, table]) => table ?? '')]);
  }
}

describe('every projection', () => {
  it('has migrations that say which tables it fills: one that has not can never be rebuilt', () => {
    expect(projections.length).toBeGreaterThan(10);
    expect(projections.map(({ app, name }) => `${app} ${name}`).filter((one) => !filled.has(one))).toEqual([]);
  });

  it('fills all of those tables, and no others', () => {
    const apart = projections.map(({ app, name, writes }) => ({ projection: `${app} ${name}`, writes: [...writes].sort(), said: [...(filled.get(`${app} ${name}`) ?? [])].sort() })).filter(({ writes, said }) => writes.join() !== said.join());
    expect(apart).toEqual([]);
  });

  it('that a migration names does exist', () => {
    const names = new Set(projections.map(({ app, name }) => `${app} ${name}`));
    expect([...filled.keys()].filter((name) => !names.has(name))).toEqual([]);
  });
});
