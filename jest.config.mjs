// One Jest for every lane of tools/test.ts; `LANE` picks the files. Everything runs as CommonJS: the ESM-only packages
// listed below are transformed, because native ESM under Jest is twice as slow and breaks CommonJS packages that require Nest.
const typescript = ['@swc/jest', {
  swcrc: false, sourceMaps: 'inline', module: { type: 'commonjs' },
  jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true, dynamicImport: true }, transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false }, keepClassNames: true },
}];
const javascript = ['@swc/jest', { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } } }];
const lanes = {
  unit: { testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'], testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.int\\.spec\\.ts$'] },
  service: { testMatch: ['<rootDir>/{apps,libs}/*/src/**/*.int.spec.ts', '<rootDir>/test/simulation/src/**/*.int.spec.ts'], testTimeout: 60_000 },
  architecture: { testMatch: ['<rootDir>/test/architecture/**/*.spec.ts'], testTimeout: 60_000 },
  contracts: { testMatch: ['<rootDir>/test/contracts/**/*.spec.ts'] },
  // A backup that is put back and files of 200 MB are journeys of minutes, and faults.
  resilience: { testMatch: ['<rootDir>/test/resilience/**/!(failpoints|soak).spec.ts', '<rootDir>/test/e2e/{restore,uploads}.spec.ts'], testTimeout: 180_000 },
  soak: { testMatch: ['<rootDir>/test/resilience/soak.spec.ts'], testTimeout: 180_000 },
  failpoints: { testMatch: ['<rootDir>/test/resilience/failpoints.spec.ts'], testTimeout: 180_000 },
  simulation: { testMatch: ['<rootDir>/test/simulation/**/*.spec.ts'], testPathIgnorePatterns: ['/node_modules/', '\\.int\\.spec\\.ts$'], testTimeout: 1_800_000 },
  mutants: { testMatch: ['<rootDir>/test/simulation/src/defect.probe.ts'], testTimeout: 600_000 },
  e2e: { testMatch: ['<rootDir>/test/e2e/**/!(restore|uploads).spec.ts'], testTimeout: 180_000 },
};
const { mutants: _, ...ordinary } = lanes;
const all = { testMatch: Object.values(ordinary).flatMap((lane) => lane.testMatch), testTimeout: 1_800_000 };
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@aftercare/source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['/dist/'],
  testTimeout: 20_000, // a test that waits says so by `eventually`; this only ends what hangs, also on a busy machine
  transform: { '\\.ts$': typescript, '\\.m?js$': javascript },
  transformIgnorePatterns: ['/node_modules/(?!(?:.*/node_modules/)?(@nestjs|@fastify/cookie|cookie|content-disposition|jose|openid-client|oauth4webapi|oidc-provider|typebox|fast-check|pure-rand|file-type|strtok3|token-types|uint8array-extras|@tokenizer)/)'],
  ...(lanes[process.env.LANE] ?? all),
};
