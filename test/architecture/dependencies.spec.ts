import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser';
import { plantedTree, root, run, type Tree } from './planted-tree';

const { forbidden = [] } = (createRequire(__filename) as (file: string) => IConfiguration)(join(root, '.dependency-cruiser.cjs'));

const script = 'dependency-cruiser/bin/dependency-cruiser.mjs';
const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps', 'libs', 'tools'];
const violations = (json: string): string[] => {
  const { summary } = JSON.parse(json) as ICruiseResult;
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
};

describe('the arrows between modules', () => {
  it('hold in the whole tree', async () => {
    expect(violations(await run(root, script, args))).toEqual([]);
  });

  describe('bite where they are violated', () => {
    const lib = (name: string, imports = ''): Record<string, string> => ({ [`libs/${name}/src/index.ts`]: `${imports}export const ${name.replace('-', '')} = 1;\n` });
    let tree: Tree;
    let found: string[];
    beforeAll(async () => {
      tree = plantedTree({
        // A lib may use what stands before it; each of these reaches for what comes after it, or beside it.
        ...lib('kernel', "import '@aftercare/contracts';\n"),
        ...lib('business-time', "import '@aftercare/auth';\n"),
        ...lib('tables', "import '@aftercare/auth';\n"),
        ...lib('documents', "import '@aftercare/event-store';\n"),
        ...lib('imports', "import '@aftercare/documents';\n"),
        ...lib('contracts', "import '@aftercare/business-time';\n"),
        ...lib('auth', "import '@aftercare/event-store';\n"),
        ...lib('event-store', "import '@aftercare/event-bus';\n"),
        ...lib('event-bus', "import '@aftercare/chassis';\n"),
        ...lib('chassis', "import '@aftercare/testing';\n"),
        ...lib('testing'),
        'apps/tickets/src/domain/ticket.ts': "import '@aftercare/kernel';\nimport '@aftercare/business-time';\nimport './priority';\n",
        'apps/tickets/src/domain/priority.ts': '',
        'apps/tickets/src/domain/ticket.spec.ts': "import '@aftercare/testing';\nimport 'fast-check';\n",
        'apps/tickets/src/domain/reads-files.ts': "import 'node:fs';\n",
        'apps/tickets/src/domain/knows-nest.ts': "import '@nestjs/common';\n",
        'apps/tickets/src/domain/knows-contracts.ts': "import '@aftercare/contracts';\n",
        'apps/tickets/src/domain/knows-store.ts': "import '../persistence/ticket.store';\n",
        'apps/tickets/src/persistence/ticket.store.ts': "import 'typeorm';\nimport '../domain/ticket';\n",
        'apps/tickets/src/features/ticket/open-ticket.ts': "import '../../domain/ticket';\nimport '../../persistence/ticket.store';\nimport '@aftercare/chassis';\n",
        'apps/tickets/src/features/ticket/open-ticket.int.spec.ts': "import './open-ticket';\nimport '@aftercare/testing';\n",
        'apps/tickets/src/features/ticket/close-ticket.ts': "import './open-ticket';\n",
        'apps/tickets/src/features/ticket/find-tickets.ts': "import 'typeorm';\n",
        'apps/tickets/src/features/ticket/read-raw.ts': "import 'pg';\n",
        'apps/tickets/src/reactions/when-called.ts': "import '../features/ticket/open-ticket';\n",
        'apps/tickets/src/projections/circle.ts': "import '../persistence/circle';\n",
        'apps/tickets/src/persistence/circle.ts': "import '../projections/circle';\n",
        'apps/tickets/src/calls-directory.ts': "import '../../directory/src/find';\n",
        'apps/directory/src/find.ts': "import 'kafkajs';\n",
        'apps/directory/src/tests-itself.ts': "import '@aftercare/testing';\n",
        'apps/directory/src/plays.ts': "import 'fast-check';\n",
        'apps/directory/src/lost.ts': "import './nowhere';\n",
        'apps/directory/src/uses-tool.ts': "import '../../../tools/hammer';\n",
        'libs/event-bus/src/kafka/adapter.ts': "import 'kafkajs';\n",
        'libs/event-bus/src/relay.ts': "import 'kafkajs';\n",
        'libs/kernel/src/knows-app.ts': "import '../../../apps/directory/src/find';\n",
        'tools/hammer.ts': '',
      });
      found = violations(await tree.run(script, ...args));
    });
    afterAll(() => tree.remove());

    it('finds every planted violation, and nothing where the arrows are right', () => {
      const outside = /(?:\.\.\/)+.*?node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/;
      const circles = found.filter((line) => line.startsWith('no-cycle: '));
      expect(found.filter((line) => !circles.includes(line)).map((line) => line.replace(outside, '$1'))).toEqual([
        'apps-apart: apps/tickets/src/calls-directory.ts → apps/directory/src/find.ts',
        'arrows-of-auth: libs/auth/src/index.ts → libs/event-store/src/index.ts',
        'arrows-of-business-time: libs/business-time/src/index.ts → libs/auth/src/index.ts',
        'arrows-of-chassis: libs/chassis/src/index.ts → libs/testing/src/index.ts',
        'arrows-of-contracts: libs/contracts/src/index.ts → libs/business-time/src/index.ts',
        'arrows-of-documents: libs/documents/src/index.ts → libs/event-store/src/index.ts',
        'arrows-of-event-bus: libs/event-bus/src/index.ts → libs/chassis/src/index.ts',
        'arrows-of-event-store: libs/event-store/src/index.ts → libs/event-bus/src/index.ts',
        'arrows-of-imports: libs/imports/src/index.ts → libs/documents/src/index.ts',
        'arrows-of-kernel: libs/kernel/src/index.ts → libs/contracts/src/index.ts',
        'arrows-of-tables: libs/tables/src/index.ts → libs/auth/src/index.ts',
        'kafkajs-in-bus: apps/directory/src/find.ts → kafkajs',
        'kafkajs-in-bus: libs/event-bus/src/relay.ts → kafkajs',
        'no-app-in-lib: libs/kernel/src/knows-app.ts → apps/directory/src/find.ts',
        'no-tool-in-code: apps/directory/src/uses-tool.ts → tools/hammer.ts',
        'pg-in-core: apps/tickets/src/features/ticket/read-raw.ts → pg',
        'production-packages: apps/directory/src/plays.ts → fast-check',
        'pure-domain: apps/tickets/src/domain/knows-contracts.ts → libs/contracts/src/index.ts',
        'pure-domain: apps/tickets/src/domain/knows-nest.ts → @nestjs/common',
        'pure-domain: apps/tickets/src/domain/knows-store.ts → apps/tickets/src/persistence/ticket.store.ts',
        'pure-domain: apps/tickets/src/domain/reads-files.ts → fs',
        'resolvable: apps/directory/src/lost.ts → ./nowhere',
        'slices-apart: apps/tickets/src/features/ticket/close-ticket.ts → apps/tickets/src/features/ticket/open-ticket.ts',
        'slices-apart: apps/tickets/src/reactions/when-called.ts → apps/tickets/src/features/ticket/open-ticket.ts',
        'testing-in-tests: apps/directory/src/tests-itself.ts → libs/testing/src/index.ts',
        'testing-in-tests: libs/chassis/src/index.ts → libs/testing/src/index.ts',
        'typeorm-in-stores: apps/tickets/src/features/ticket/find-tickets.ts → typeorm',
      ]);
      expect(circles).toContain('no-cycle: apps/tickets/src/persistence/circle.ts → apps/tickets/src/projections/circle.ts');
    });

    it('leaves no rule untried', () => {
      const tried = new Set(found.map((line) => line.split(':')[0]));
      expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
    });
  });
});
