import { globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const libs = join(__dirname, '../../../libs');

/** `event-bus/relay/relay Relay.#lead 2`: the second await of that function. It stays the same when lines move. */
export type AwaitName = string;

interface Await {
  readonly name: AwaitName;
  readonly node: ts.AwaitExpression;
}

const isNamed = (node: ts.Node): node is ts.Node & { readonly name: ts.Node } => 'name' in node && node.name !== undefined;

/** The names of what is around it, from the outside: a function without a name is called after what it is given to. */
const placeOf = (node: ts.Node, source: ts.SourceFile): string => {
  const names: string[] = [];
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isConstructorDeclaration(at)) names.unshift('constructor');
    else if (ts.isFunctionLike(at) || ts.isClassLike(at)) {
      const named = isNamed(at) ? at : ts.isVariableDeclaration(at.parent) || ts.isPropertyAssignment(at.parent) ? at.parent : null;
      if (named) names.unshift(named.name.getText(source));
    }
  }
  return names.join('.');
};

const awaitsOf = (file: string, source: ts.SourceFile): Await[] => {
  const found: Await[] = [];
  const seen = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isForOfStatement(node) && node.awaitModifier) throw new Error(`${file}: \`for await\` has no failpoint: await each step instead`);
    if (ts.isAwaitExpression(node)) {
      const place = placeOf(node, source);
      const nth = (seen.get(place) ?? 0) + 1;
      seen.set(place, nth);
      found.push({ name: `${file} ${place} ${nth}`, node });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const parse = (path: string): ts.SourceFile => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);

/** What no service runs: tools compare, mend and restore a whole installation. e2e/restore.spec.ts kills a restore at each of its steps; no test kills the others. */
const ofTools = ['event-bus/src/installation/**', 'event-bus/src/kafka/log-scan.ts'];

/** `event-bus/relay/relay`, for every source file of both libs that services run. */
const files = (): string[] =>
  globSync('{event-store,event-bus}/src/**/*.ts', { cwd: libs, exclude: ['**/*.spec.ts', '**/*.fixture.ts', '**/*.d.ts', ...ofTools] }).sort().map((file) => file.replaceAll(sep, '/').replace('/src/', '/').slice(0, -'.ts'.length));

const pathOf = (file: string, folder: 'src' | 'dist'): string => join(libs, `${file.replace('/', `/${folder}/`)}.${folder === 'src' ? 'ts' : 'js'}`);

/** Every await in the sources of `event-store` and `event-bus` that services run. */
export const allAwaits = (): AwaitName[] => files().flatMap((file) => awaitsOf(file, parse(pathOf(file, 'src'))).map(({ name }) => name));

/**
 * The built libs with a failpoint around each await, by the URL of their file: `await x` becomes `__answered(name, await __begun(name, x))`.
 * Throws where what was built has other awaits than the sources.
 */
export const instrumented = (): Readonly<Record<string, string>> => {
  const texts = files().flatMap((file): [string, string][] => {
    const built = parse(pathOf(file, 'dist'));
    const awaits = awaitsOf(file, built);
    const [here, there] = [awaits, awaitsOf(file, parse(pathOf(file, 'src')))].map((list) => list.map(({ name }) => name).join('\n'));
    if (here !== there) throw new Error(`${relative(process.cwd(), built.fileName)} has other awaits than its source; build first\n${here}\n--- instead of\n${there}`);
    return awaits.length === 0 ? [] : [[pathToFileURL(built.fileName).href, withFailpoints(built, awaits)]];
  });
  return Object.fromEntries(texts);
};

const withFailpoints = (source: ts.SourceFile, awaits: readonly Await[]): string => {
  const inserted = awaits.flatMap(({ name, node }): { at: number; text: string }[] => [
    { at: node.getStart(source), text: `__answered(${JSON.stringify(name)}, ` },
    { at: node.expression.getStart(source), text: `__begun(${JSON.stringify(name)}, ` },
    { at: node.end, text: '))' },
  ]);
  let text = source.text;
  for (const { at, text: piece } of inserted.sort((a, b) => b.at - a.at)) text = text.slice(0, at) + piece + text.slice(at);
  return text;
};
