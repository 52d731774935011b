import { addressList, ConfigError, oneOf, optional, readConfig, secret, serviceSettings, storeSettings, text, wholeNumber, withDefault } from './config';

const shape = { ...serviceSettings, ...storeSettings };
const good = {
  SERVICE_PORT: '3001', APP_PROFILE: 'laptop', OIDC_ISSUER: 'http://127.0.0.1:8081/', OIDC_JWKS_URI: 'http://127.0.0.1:8081/jwks',
  DATABASE_URL: 'postgres://tickets_app:hush@127.0.0.1:5432/aftercare', KAFKA_BROKERS: 'a:9092, b:9092',
};

it('gives typed values and the defaults of what may be absent', () => {
  expect(readConfig(shape, good)).toEqual({
    ...good, SERVICE_PORT: 3001, OIDC_ISSUER: 'http://127.0.0.1:8081', KAFKA_BROKERS: ['a:9092', 'b:9092'], LOG_LEVEL: 'info', OIDC_AUDIENCE: 'urn:aftercare:api',
    OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined,
  });
});

it('names every wrong variable at once, with rule and example, and prints no secret', () => {
  const read = () => readConfig(shape, { ...good, SERVICE_PORT: '70000', APP_PROFILE: 'prod', DATABASE_URL: 'mysql://root:hush@db', KAFKA_BROKERS: '' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/^(?=[^]*SERVICE_PORT 现为 "70000"，须为 1–65535 的整数，例如 SERVICE_PORT=3001 · is "70000", must be a whole number from 1 to 65535)(?=[^]*APP_PROFILE)(?=[^]*DATABASE_URL 现为 \*\*\*)(?=[^]*KAFKA_BROKERS 未设置)(?![^]*hush)/);
});

it.each(['0', '-1', '1.5', '1e3', ' ', '0x10', '99999999999999999999'])('does not take %j for a port', (port) => {
  expect(() => readConfig({ PORT: wholeNumber(1, 65_535) }, { PORT: port })).toThrow(ConfigError);
});

it('takes addresses and networks, and nothing else', () => {
  const read = (given: string) => readConfig({ PROXIES: addressList('10.0.0.0/8') }, { PROXIES: given }).PROXIES;
  expect(read('127.0.0.1, 10.0.0.0/8,2001:db8::/32')).toEqual(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);
  for (const wrong of ['10.0.0.0/33', '10.0.0', 'proxy.example', '10.0.0.1/', '::/129', '10.0.0.0/8/8', ',']) expect(() => read(wrong)).toThrow(ConfigError);
});

it('gives no secret a default', () => {
  const password = secret(text({ zh: '口令', en: 'a password' }, 'PASSWORD'));
  // @ts-expect-error a secret has no default
  withDefault(password, 'hush');
  expect(() => readConfig({ PASSWORD: password, MODE: optional(oneOf('a', 'b')) }, {})).toThrow('PASSWORD 未设置');
});
