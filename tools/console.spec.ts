import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@aftercare/contracts';
import { policy, type Permission } from '@aftercare/auth';
import { deviationKinds } from '@aftercare/event-bus';
import { root } from './platform/root.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

it('the console has words for every fact of the timeline', () => {
  const heard = new Set([...read('apps/tickets/src/projections/timeline.ts').matchAll(/\b(\w+V1)\b/g)].map(([, name]) => name!));
  const facts = Object.entries(contracts).filter(([name]) => heard.has(name)).map(([, contract]) => (contract as contracts.EventContract).type.split('.'));
  expect(facts.length).toBe(heard.size);
  const names = facts.map(([, service, aggregate, fact]) => (service === 'tickets' ? fact! : `${aggregate}_${fact}`));
  const texts = read('apps/console/src/texts/zh.ts');
  expect(names.filter((name) => !texts.includes(`'fact.${name}'`))).toEqual([]);
});

it('the console has words for everything that can be out of place', () => {
  const texts = read('apps/console/src/screens/operations/texts.ts');
  expect(deviationKinds.filter((kind) => !texts.includes(`'ops-deviation.${kind}'`))).toEqual([]);
});

it('the console names those for the next step whom the policy lets do it', () => {
  const [, table = ''] = /export const doers = (\{.*\}) as const/.exec(read('apps/console/src/screens/parts/next-steps.tsx'))!;
  const doers = JSON.parse(table.replaceAll("'", '"').replaceAll(/([{,] *)([\w]+):/g, '$1"$2":')) as Record<Permission, string[]>;
  expect(Object.keys(doers).length).toBeGreaterThan(0);
  for (const [permission, roles] of Object.entries(doers)) expect([permission, roles.toSorted()]).toEqual([permission, policy[permission as Permission].map(({ role }) => role).toSorted()]);
});

it('no two areas of the console say something else by the same name', () => {
  const areas = ['apps/console/src/texts/zh.ts', ...globSync('apps/console/src/screens/*/texts.ts', { cwd: root })];
  const named = areas.flatMap((file) => [...read(file).split('export const en')[0]!.matchAll(/^  '?([a-zA-Z][\w.-]*)'?:/gm)].map(([, name]) => name!));
  expect(named.length).toBeGreaterThan(300);
  expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
});
