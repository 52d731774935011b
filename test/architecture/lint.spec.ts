import { relative } from 'node:path';
import type { ESLint } from 'eslint';
import { plantedTree, type Tree } from './planted-tree';

const nest = "import { Get, Post } from '@nestjs/common';\nconst Requires = (_permission: string) => () => undefined;\n";

/** Where, what is wrong there, the rule that has to say so, and a word of what it says. */
const planted: readonly [file: string, text: string, rule: string, says?: string][] = [
  ['apps/tickets/src/domain/reads-clock.ts', 'export const at = (): number => Date.now();', 'no-restricted-syntax', 'database clock'],
  ['apps/tickets/src/domain/waits.ts', 'export const wait = async (): Promise<void> => Promise.resolve();', 'no-restricted-syntax', 'no async'],
  ['apps/tickets/src/features/ticket/makes-date.ts', 'export const at = (): Date => new Date();', 'no-restricted-syntax', 'database clock'],
  ['apps/tickets/src/features/ticket/uses-temporal.ts', 'export const at = (): Temporal.Instant => Temporal.Now.instant();', 'no-restricted-syntax', 'database clock'],
  ['apps/tickets/src/features/ticket/throws-dice.ts', 'export const six = (): number => Math.random();', 'no-restricted-syntax', 'Chance'],
  ['apps/tickets/src/features/ticket/reads-environment.ts', "export const port = process.env['PORT'];", 'no-restricted-syntax', 'config.ts'],
  ['apps/tickets/src/features/ticket/saves.ts', 'export const f = (store: { save(row: object): Promise<void> }): Promise<void> => store.save({});', 'no-restricted-syntax', 'Only a store'],
  ['apps/tickets/src/features/ticket/opens-transaction.ts', 'export const f = (source: { transaction(work: () => void): void }): void => source.transaction(() => undefined);', 'no-restricted-syntax', 'withTx'],
  ['apps/tickets/src/features/ticket/makes-runner.ts', 'export const f = (source: { createQueryRunner(): object }): object => source.createQueryRunner();', 'no-restricted-syntax', 'withTx'],
  ['apps/tickets/src/features/ticket/process-clock.ts', "export const sql = 'SELECT id FROM ticket WHERE due_at < now()';", 'no-restricted-syntax', 'never bare now()'],
  ['apps/tickets/src/persistence/process-clock.ts', 'export const sql = `SELECT id FROM ticket WHERE due_on < CURRENT_DATE`;', 'no-restricted-syntax', 'never bare now()'],
  ['apps/tickets/src/features/ticket/builds-sql.ts', 'export const sql = (id: string): string => `SELECT id FROM ticket WHERE id = ${id}`;', 'aftercare/no-built-sql'],
  ['apps/tickets/src/features/ticket/joins-sql.ts', "export const sql = (id: string): string => 'DELETE FROM ticket WHERE id = ' + id;", 'aftercare/no-built-sql'],
  ['libs/chassis/src/runs-built-sql.ts', 'export const f = (tx: { query(sql: string): void }, table: string): void => tx.query(`LOCK ${table}`);', 'aftercare/no-built-sql'],
  ['apps/tickets/src/features/ticket/open-route.ts', `${nest}export class OpenRoute {\n  @Requires('ticket:read')\n  @Get() guarded(): void {}\n  @Post() open(): void {}\n}`, 'aftercare/guarded-routes', 'open'],
  ['libs/kernel/src/exports-all.ts', "export * from './money';", 'no-restricted-syntax', 'export *'],
  ['libs/kernel/src/exports-default.ts', 'const one = 1;\nexport default one;', 'no-restricted-syntax', 'by name'],
  ['libs/kernel/src/has-enum.ts', 'export enum Colour { Red }', 'no-restricted-syntax', 'union'],
  ['libs/kernel/src/has-any.ts', 'export const f = (x: any): void => void x;', '@typescript-eslint/no-explicit-any'],
  ['libs/kernel/src/floats.ts', 'export const f = (): void => { Promise.resolve(); };', '@typescript-eslint/no-floating-promises'],
  ['libs/kernel/src/misses-a-case.ts', "export const f = (x: 'a' | 'b'): void => { switch (x) { case 'a': return; } };", '@typescript-eslint/switch-exhaustiveness-check'],
  ['libs/kernel/src/imports-type-as-value.ts', "import { Money } from './money';\nexport const f = (x: Money): void => void x;", '@typescript-eslint/consistent-type-imports'],
  ['libs/kernel/src/throws-text.ts', "export const f = (): void => { throw 'no'; };", '@typescript-eslint/only-throw-error'],
  ['apps/tickets/src/uses-app.ts', "import { find } from '@aftercare/directory';\nfind();", '@nx/enforce-module-boundaries', 'type:app'],
  ['apps/tickets/src/reaches-over.ts', "import { find } from '../../directory/src/index';\nfind();", '@nx/enforce-module-boundaries', 'relative'],
  ['libs/chassis/src/uses-testing.ts', "import { given } from '@aftercare/testing';\ngiven();", '@nx/enforce-module-boundaries', 'type:lib'],
  ['libs/kernel/src/uses-app.ts', "import { find } from '@aftercare/directory';\nfind();", '@nx/enforce-module-boundaries'],
];

/** The same things where they are right. */
const allowed: Readonly<Record<string, string>> = {
  'apps/tickets/src/config.ts': "export const port = process.env['PORT'];\nexport const started = Date.now();",
  'apps/tickets/src/persistence/ticket.store.ts': 'export const f = (store: { save(row: object): Promise<void> }): Promise<void> => store.save({});',
  'apps/tickets/src/features/ticket/fine.ts': `${nest}export class Fine {\n  @Requires('ticket:read')\n  @Get() async handle(): Promise<Date> { await Promise.resolve(); return new Date(0); }\n  @Requires('ticket:open')\n  @Post() other(): void {}\n}\nexport const words = (n: number): string => \`\${n} rows were updated\`;`,
  'apps/tickets/src/features/ticket/fine.int.spec.ts': "import { given } from '@aftercare/testing';\ngiven();\nexport const at = new Date(Math.random());",
  'apps/directory/package.json': JSON.stringify({ name: '@aftercare/directory', version: '0.0.0', nx: { tags: ['type:app', 'scope:directory'] }, exports: './src/index.ts' }),
  'apps/directory/src/index.ts': 'export const find = (): void => undefined;',
  'libs/kernel/src/money.ts': 'export class Money {}',
  'libs/kernel/src/index.ts': "export { Money } from './money';",
  'libs/testing/src/index.ts': 'export const given = (): void => undefined;',
  'tools/fine.config.ts': 'const one = 1;\nexport default one;',
};

describe('the lint rules', () => {
  let tree: Tree;
  const messages = new Map<string, string[]>();
  beforeAll(async () => {
    tree = plantedTree({ ...Object.fromEntries(planted.map(([file, text]) => [file, `${text}\n`])), ...allowed });
    await tree.run('nx/dist/bin/nx.js', 'show', 'projects'); // the boundary rule reads the graph that this leaves
    const results = JSON.parse(await tree.run('eslint/bin/eslint.js', '.', '--format', 'json')) as ESLint.LintResult[];
    for (const result of results) messages.set(relative(tree.path, result.filePath), result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
  });
  afterAll(() => tree.remove());

  it.each(planted)('bite in %s', (file, _, rule, says = '') => {
    expect(messages.get(file)).toEqual([expect.stringContaining(`${rule}: `)]);
    expect(messages.get(file)?.[0]).toContain(says);
  });

  it('say nothing where the same is right', () => {
    for (const file of Object.keys(allowed).filter((name) => name.endsWith('.ts'))) expect([file, messages.get(file)]).toEqual([file, []]);
  });
});
