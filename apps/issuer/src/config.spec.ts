import { readConfig } from './config';
import { Refusal } from './refusal';

const env = { APP_PROFILE: 'laptop', SERVICE_PORT: '8081', ISSUER_URL: 'http://127.0.0.1:8081', ISSUER_DATA: '/data', SAMPLE_DIR: '/sample' };

it('reads its environment', () => {
  expect(readConfig(env)).toMatchObject({ url: new URL('http://127.0.0.1:8081'), dataDir: '/data', sampleDir: '/sample' });
});

it('signs demo people in with one press on a laptop only', () => {
  expect([readConfig(env).oneClick, readConfig({ ...env, APP_PROFILE: 'test' }).oneClick]).toEqual([true, false]);
});

it.each([
  ['in production', { APP_PROFILE: 'production' }, 'APP_PROFILE=laptop or test only'],
  ['without a profile', { APP_PROFILE: undefined }, 'APP_PROFILE is not set'],
  ['for all addresses', { ISSUER_URL: 'http://0.0.0.0:8081' }, 'on this machine only'],
  ['for the network', { ISSUER_URL: 'http://192.168.1.7:8081' }, 'on this machine only'],
  ['for a name', { ISSUER_URL: 'http://issuer.example:8081' }, 'on this machine only'],
  ['without an address', { ISSUER_URL: 'nonsense' }, 'on this machine only'],
  ['on another port than it says', { SERVICE_PORT: '9000' }, 'must equal the port of ISSUER_URL, 8081'],
])('refuses to start %s, in one line', (_name, changes, words) => {
  const attempt = () => readConfig({ ...env, ...changes });
  expect(attempt).toThrow(Refusal);
  expect(attempt).toThrow(words);
  expect(attempt).not.toThrow(/\n/);
});
