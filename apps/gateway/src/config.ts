import { addressList, optional, readConfig, secret, serviceSettings, storeSettings, text, url, withDefault, wholeNumber, type ConfigOf } from '@aftercare/chassis';

const address = (example: string) => optional(url(example, 'http://', 'https://'));

const settings = {
  ...serviceSettings,
  /** Where each service is; one without an address has not been started. */
  TICKETS_URL: address('http://127.0.0.1:3001'),
  DIRECTORY_URL: address('http://127.0.0.1:3002'),
  INVENTORY_URL: address('http://127.0.0.1:3005'),
  DEALER_RETURNS_URL: address('http://127.0.0.1:3006'),
  NOTIFIER_URL: address('http://127.0.0.1:3004'),
  ANALYTICS_URL: address('http://127.0.0.1:3003'),
  ISSUER_URL: address('http://127.0.0.1:8081'),
  /** How long a service may be silent before its caller is turned away. */
  UPSTREAM_TIMEOUT_MS: withDefault(wholeNumber(100, 120_000, 20_000), 20_000),
  /** How many requests a minute one caller may send to what is open to everybody. */
  PUBLIC_REQUESTS_PER_MINUTE: withDefault(wholeNumber(1, 100_000, 20), 20),
  /** Who stands in front of the gateway and says truly, in X-Forwarded-For, who is asking; without it every connection speaks for itself. */
  TRUSTED_PROXIES: optional(addressList('10.0.0.0/8')),
} as const;

export type GatewayConfig = ConfigOf<typeof settings>;

export const gatewayConfig = (): GatewayConfig => readConfig(settings);

const { OIDC_ISSUER } = serviceSettings;
const { DATABASE_URL, KAFKA_BROKERS } = storeSettings;

/** Sign-in by browser: any OpenID provider, named by `OIDC_ISSUER`. Its access tokens must be such as the services take. */
const browserSettings = {
  OIDC_ISSUER,
  DATABASE_URL,
  /** Where what changes is heard of, for the live stream. */
  KAFKA_BROKERS,
  /** The address at which people open the platform; `<PUBLIC_URL>/auth/callback` is what the provider must know. With https the cookies are for TLS only. */
  PUBLIC_URL: url('https://aftercare.example.com', 'http://127.0.0.1:', 'https://'),
  OIDC_CLIENT_ID: withDefault(text({ zh: '网关在登录服务中的客户端名', en: 'the name of the gateway as a client of the provider' }, 'aftercare-console'), 'aftercare-console'),
  /** Left out for a public client, which PKCE alone protects. */
  OIDC_CLIENT_SECRET: optional(secret(text({ zh: '客户端密钥', en: 'the secret of the client' }, 'SECRET'))),
  OIDC_SCOPE: withDefault(text({ zh: '申请的范围', en: 'the scopes to ask for' }, 'openid profile offline_access'), 'openid profile'),
  /** Whoever does nothing for so long has to sign in again, */
  SESSION_IDLE_MINUTES: withDefault(wholeNumber(1, 1_440, 30), 30),
  /** and everybody does after so long. */
  SESSION_HOURS: withDefault(wholeNumber(1, 168, 12), 12),
  /** Where the sample factory is on file: for each branch the number of a customer to try the desk with. */
  SAMPLE_CALLERS: optional(text({ zh: '网点=电话，之间用空格分隔', en: 'branch=number, several joined by blanks' }, 'BR01=19900001003')),
} as const;

export type BrowserConfig = ConfigOf<typeof browserSettings>;

export const browserConfig = (): BrowserConfig => readConfig(browserSettings);
