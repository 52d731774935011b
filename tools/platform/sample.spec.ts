import { samplePartsFor } from './sample.ts';
import { serviceNames } from './services.ts';

const parts = (running: readonly string[], history = true) => samplePartsFor((name) => running.includes(name), { history }).map(({ name }) => name);

it('a service gets its own part of the sample factory as soon as it and directory run, and nothing before', () => {
  expect(parts(serviceNames)).toEqual(['directory', 'inventory', 'tickets history']);
  expect(parts(serviceNames, false)).toEqual(['directory', 'inventory']);
  expect(parts(['issuer', 'directory'])).toEqual(['directory']);
  expect(parts(['issuer', 'directory', 'tickets'])).toEqual(['directory', 'tickets history']);
  expect(parts(['issuer', 'tickets'])).toEqual([]);
  expect(parts(['directory'])).toEqual([]);
});
