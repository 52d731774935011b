// One pass over the whole tree with one type-checked program (tsconfig.eslint.json): a program per project takes six times as long.
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { guardedRoutes } from './tools/eslint/guarded-routes.ts';
import { noBuiltSql } from './tools/eslint/no-built-sql.ts';

const tests = ['**/*.spec.ts', 'apps/*/src/*.fixture.ts', 'libs/*/spec/**/*.ts', 'test/**/*.ts', 'libs/testing/**/*.ts'];

const ban = (selector, message) => ({ selector, message });
const syntax = [
  ban('ExportAllDeclaration', 'Name what is exported: export * hides it and breeds cycles.'),
  ban('TSEnumDeclaration', 'Use a union of string literals instead of an enum.'),
];
const namedExports = [ban('ExportDefaultDeclaration', 'Export by name; a default export has as many names as importers.')];
const ownTransactions = [
  ban("CallExpression[callee.property.name='save'][arguments.length>0]", 'Only a store writes an aggregate: use its create() or change().'),
  // A unit's store is a port; its SQL side opens transactions by withTx().
  ban("CallExpression[callee.property.name='transaction']:not([callee.object.name='store'])", 'Only withTx() opens a transaction.'),
  ban("CallExpression[callee.property.name='createQueryRunner']", 'Only withTx() opens a transaction.'),
];
const hiddenInputs = [
  ban("MemberExpression[object.name='Date'][property.name='now']", 'Time comes in as a parameter, from the database clock.'),
  ban("NewExpression[callee.name='Date'][arguments.length=0]", 'Time comes in as a parameter, from the database clock.'),
  ban("MemberExpression[object.name='Temporal'][property.name='Now']", 'Time comes in as a parameter, from the database clock.'),
  ban("MemberExpression[object.name='Math'][property.name='random']", 'Chance comes in as a parameter.'),
  ban("MemberExpression[object.name='process'][property.name='env']", 'The environment is read once, in config.ts.'),
];
const processClockInSql = [
  ban('Literal[value=/\\b(now\\(\\)|current_timestamp|current_date|localtimestamp)/i]', 'Business SQL uses the clock function of the event store, never bare now().'),
  ban('TemplateElement[value.raw=/\\b(now\\(\\)|current_timestamp|current_date|localtimestamp)/i]', 'Business SQL uses the clock function of the event store, never bare now().'),
];
const asyncInDomain = [ban(':function[async=true]', 'The domain decides, it waits for nothing: no async here.')];
const restrict = (...bans) => ({ 'no-restricted-syntax': ['error', ...syntax, ...bans.flat()] });

const scopes = ['tickets', 'inventory', 'dealer-returns', 'analytics', 'directory', 'quality', 'notifier', 'erp-connector', 'gateway', 'issuer', 'console'];
const boundaries = (kindsForCode, allow = []) => ({
  '@nx/enforce-module-boundaries': ['error', {
    enforceBuildableLibDependency: true,
    allow,
    // A lib's specs use libs/testing, which is built on that lib: a circle of projects, but not of modules (dependency-cruiser checks those).
    ignoredCircularDependencies: [['@aftercare/testing', '*']],
    depConstraints: [
      { sourceTag: 'type:app', onlyDependOnLibsWithTags: kindsForCode },
      { sourceTag: 'type:lib', onlyDependOnLibsWithTags: kindsForCode },
      { sourceTag: 'type:test', onlyDependOnLibsWithTags: ['type:lib', 'type:test'] },
      { sourceTag: 'scope:core', onlyDependOnLibsWithTags: ['scope:core'] },
      ...scopes.map((scope) => ({ sourceTag: `scope:${scope}`, onlyDependOnLibsWithTags: [`scope:${scope}`, 'scope:core'] })),
    ],
  }],
});

export default tseslint.config(
  { ignores: ['**/dist/**', 'apps/console/src/api/generated/**', '**/node_modules/**', '.nx/**', '.data/**', 'coverage/**'] },
  {
    files: ['apps/console/**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './apps/console/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // What goes over the wire is all that it shares with the services.
      'no-restricted-imports': ['error', { patterns: [{ regex: '^@aftercare/|^(\\.\\./)+(apps|libs|tools|test)/', message: 'The console knows the services by their documents only.' }] }],
      ...restrict(namedExports),
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['apps/console/**'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './tsconfig.eslint.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx, aftercare: { rules: { 'guarded-routes': guardedRoutes, 'no-built-sql': noBuiltSql } } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'always', types: 'never', lib: 'never' }],
      'aftercare/guarded-routes': 'error',
      ...boundaries(['type:lib']),
      ...restrict(namedExports, ownTransactions),
    },
  },
  { files: ['libs/event-store/**/*.ts', 'apps/*/src/persistence/**/*.ts'], rules: restrict(namedExports) },
  { files: ['apps/*/src/**/*.ts'], ignores: ['apps/console/**'], rules: restrict(namedExports, ownTransactions, processClockInSql) },
  { files: ['apps/*/src/persistence/**/*.ts'], rules: restrict(namedExports, processClockInSql) },
  { files: ['apps/*/src/features/**/*.ts'], rules: restrict(namedExports, ownTransactions, processClockInSql, hiddenInputs) },
  { files: ['apps/*/src/domain/**/*.ts'], rules: restrict(namedExports, ownTransactions, processClockInSql, hiddenInputs, asyncInDomain) },
  {
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
    // DDL cannot take identifiers as parameters; a store and a feed make their statements once, from a mapping or a list of columns.
    ignores: [...tests, 'apps/console/**', 'libs/event-store/src/{migrate,migration,mechanism,aggregate-store,feed}.ts'],
    rules: { 'aftercare/no-built-sql': 'error' },
  },
  { files: tests, rules: { ...boundaries(['type:lib', 'type:test'], ['^(\\.\\./)+tools/']), ...restrict(namedExports), 'aftercare/guarded-routes': 'off' } },
  { files: ['**/*.config.ts'], rules: restrict(ownTransactions) },
);
