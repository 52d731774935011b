import { addressList, optional, readConfig, serviceSettings, url, withDefault, wholeNumber, type ConfigOf } from '@aftercare/chassis';

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
