// The arrows of the design, checked on modules. `$1` is what the first bracket of `from.path` has matched.
const spec = '\\.spec\\.ts$|^libs/[^/]+/spec/|^apps/[^/]+/src/[^/]+\\.fixture\\.ts$'; // tests, and what the tests of a lib or an app share
const npm = (names) => `(^|/)node_modules/(${names})/|^(${names})(/|$)`;

/** What each lib may use of the others: kernel ← business-time, contracts, auth ← event-store ← event-bus ← chassis ← imports. */
const libs = {
  kernel: [],
  'business-time': ['kernel'],
  contracts: ['kernel'],
  auth: ['kernel'],
  tables: ['kernel'],
  documents: ['kernel', 'auth', 'chassis', 'tables'],
  'event-store': ['kernel', 'business-time', 'contracts', 'auth'],
  'event-bus': ['kernel', 'business-time', 'contracts', 'auth', 'event-store'],
  chassis: ['kernel', 'business-time', 'contracts', 'auth', 'event-store', 'event-bus'],
  imports: ['kernel', 'auth', 'tables', 'event-store', 'event-bus', 'chassis'],
};

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule('resolvable', 'What cannot be resolved escapes every other rule.', {}, { couldNotResolve: true }),
    rule('no-cycle', 'Modules that need each other are one module.', {}, { circular: true }),
    rule('pure-domain', 'The domain knows itself, the kernel and business time: no framework, no input or output.',
      { path: '^apps/([^/]+)/src/domain/', pathNot: spec },
      { pathNot: ['^apps/$1/src/domain/', '^libs/(kernel|business-time)/'] }),
    rule('slices-apart', 'Use cases, reactions, projections and jobs meet in the domain and the stores, never each other.',
      { path: '^apps/[^/]+/src/(features|reactions|projections|jobs)/', pathNot: spec },
      { path: '^apps/[^/]+/src/(features|reactions|projections|jobs)/' }),
    rule('apps-apart', 'Services talk by events and HTTP.', { path: '^apps/([^/]+)/' }, { path: '^apps/', pathNot: '^apps/$1/' }),
    rule('no-app-in-lib', 'A lib knows no service.', { path: '^libs/' }, { path: '^apps/' }),
    rule('no-tool-in-code', 'Tools run the project; they are no part of what runs.', { path: '^(apps|libs)/', pathNot: spec }, { path: '^tools/' }),
    rule('testing-in-tests', 'Only tests use the test library.',
      { path: '^(apps|libs|tools)/', pathNot: [spec, '^libs/testing/'] },
      { path: '^libs/testing/' }),
    rule('typeorm-in-stores', 'Only the event store and the stores of a service know how rows are mapped.',
      { path: '^(apps|libs)/', pathNot: ['^apps/[^/]+/src/persistence/', '^libs/event-store/'] },
      { path: npm('typeorm') }),
    rule('pg-in-core', 'Only the event core holds connections; a service reads and writes through its handle.',
      { path: '^(apps|libs)/', pathNot: [spec, '^libs/(event-store|event-bus|testing)/'] },
      { path: npm('pg') }),
    rule('kafkajs-in-bus', 'Only the adapter behind the EventBus port knows the Kafka client.',
      { path: '^(apps|libs)/', pathNot: ['^libs/event-bus/src/kafka/', '^libs/event-bus/.*\\.spec\\.ts$'] },
      { path: npm('kafkajs') }),
    rule('production-packages', 'What is shipped without its development packages has to run without them.',
      { path: '^(apps|libs)/', pathNot: [spec, '^libs/testing/'] },
      { dependencyTypes: ['npm-dev'] }),
    ...Object.entries(libs).map(([lib, may]) =>
      rule(`arrows-of-${lib}`, `libs/${lib} may use ${may.length ? may.join(', ') : 'no other lib'}.`,
        { path: `^libs/${lib}/`, pathNot: spec },
        { path: '^libs/', pathNot: [lib, ...may].map((name) => `^libs/${name}/`) })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The console is bundled, not loaded: other resolution, packages for development only. Lint keeps it apart from everything else.
    exclude: { path: '(^|/)dist/|^apps/console/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['@aftercare/source', 'require', 'node', 'import', 'types'], extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'] },
  },
};
