import { samplePartsFor } from './sample.ts';
import { serviceNames } from './services.ts';

const parts = (running: readonly string[], history = true) => samplePartsFor((name) => running.includes(name), { history }).map(({ name }) => name);

it('a service gets its own part of the sample factory as soon as it, directory and the gateway run, and nothing before', () => {
  expect(parts(serviceNames)).toEqual(['directory', 'inventory', 'tickets history', 'inventory history', 'dealer-returns history']);
  expect(parts(serviceNames, false)).toEqual(['directory', 'inventory']);
  expect(parts(['issuer', 'gateway', 'directory'])).toEqual(['directory']);
  expect(parts(['issuer', 'gateway', 'directory', 'tickets'])).toEqual(['directory', 'tickets history']);
  for (const lacks of [['issuer', 'gateway', 'tickets'], ['gateway', 'directory'], ['issuer', 'directory']] as const) expect(parts(lacks)).toEqual([]);
});
