import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Principal } from '@aftercare/auth';
import type { RunningService } from '@aftercare/chassis';
import { principals, testDatabase, testIssuer, type TestDatabase, type TestIssuer } from '@aftercare/testing';
import { Client } from 'pg';
import { startGateway } from './gateway';
import { migrations } from './persistence/migrations';

export const brokers = (process.env['TEST_KAFKA_BROKERS'] ?? '').split(',');
export const publicUrl = 'http://127.0.0.1:8999';

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** An OpenID provider as any company has one: it signs in whoever is next, and gives out what it is told to. */
class Provider {
  /** Seconds that the access tokens it gives are said to be good for. */
  life = 3600;
  /** What the token endpoint does instead of giving tokens. */
  refuses: 'invalid_grant' | 'away' | null = null;
  nonce: string | null = null;
  who: Principal = principals.clerk;
  readonly asked: URLSearchParams[] = [];
  readonly server = createServer((request, response) => void this.#answer(request).then(({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))));
  url = '';
  #given = 0;

  constructor(readonly issuer: TestIssuer) {}

  async #answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: object }> {
    if (request.url === '/.well-known/openid-configuration') return { status: 200, body: this.#metadata() };
    if (request.url === '/jwks') return { status: 200, body: (await (await fetch(this.issuer.jwksUri)).json()) as object };
    const form = new URLSearchParams(await text(request));
    this.asked.push(form);
    if (this.refuses === 'away') return { status: 503, body: {} };
    if (this.refuses !== null || form.get('code') === 'used') return { status: 400, body: { error: 'invalid_grant' } };
    const [access, id] = await Promise.all([
      this.token(),
      this.issuer.token(this.who, { type: 'JWT', claims: { iss: this.url, aud: 'aftercare-console', name: '郑晨嘉', nonce: this.nonce } }),
    ]);
    return { status: 200, body: { token_type: 'Bearer', access_token: access, id_token: id, expires_in: this.life, refresh_token: `refresh-${this.#given}` } };
  }

  /** An access token of whoever is next. */
  token(): Promise<string> {
    return this.issuer.token(this.who, { claims: { iss: this.url, jti: String(++this.#given) } });
  }

  #metadata(): object {
    return {
      issuer: this.url, authorization_endpoint: `${this.url}/authorize`, token_endpoint: `${this.url}/token`, jwks_uri: `${this.url}/jwks`, end_session_endpoint: `${this.url}/farewell`,
      response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'],
    };
  }
}

/** Gateways on one database, a provider, and a service that answers everything; browsers to go there with. */
export class BrowsersUnderTest {
  gateway!: RunningService;
  /** What the service was told about who asks. */
  readonly heard: (string | undefined)[] = [];
  /** With what it may ask directory for him. */
  readonly onward: (string | undefined)[] = [];
  readonly #tickets: Server;

  private constructor(
    readonly provider: Provider,
    readonly disk: TestDatabase,
    readonly admin: Client,
  ) {
    this.#tickets = createServer(({ headers, url }, response) => {
      if (url?.startsWith('/tickets')) {
        this.heard.push(headers.authorization);
        this.onward.push(headers['x-aftercare-onward'] as string | undefined);
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }

  static async begin(): Promise<BrowsersUnderTest> {
    const [issuer, disk] = await Promise.all([testIssuer(), testDatabase('gateway', migrations)]);
    const admin = new Client({ connectionString: disk.adminUrl, options: '-c search_path=gateway' });
    await admin.connect();
    const house = new BrowsersUnderTest(new Provider(issuer), disk, admin);
    house.provider.url = await listening(house.provider.server);
    await listening(house.#tickets);
    house.gateway = await house.start();
    return house;
  }

  /** One more gateway. */
  start(changes: { readonly PUBLIC_URL?: string } = {}): Promise<RunningService> {
    const { url } = this.provider;
    return startGateway(
      {
        SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'error', OIDC_ISSUER: url, OIDC_JWKS_URI: `${url}/jwks`, OIDC_AUDIENCE: 'urn:aftercare:api',GATEWAY_JWKS_URI: undefined, 
        OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, UPSTREAM_TIMEOUT_MS: 2000, PUBLIC_REQUESTS_PER_MINUTE: 20, TRUSTED_PROXIES: undefined,
        TICKETS_URL: `http://127.0.0.1:${(this.#tickets.address() as AddressInfo).port}`, DIRECTORY_URL: undefined, INVENTORY_URL: undefined, DEALER_RETURNS_URL: undefined, NOTIFIER_URL: undefined, ANALYTICS_URL: undefined, ISSUER_URL: undefined,
      },
      { OIDC_ISSUER: url, DATABASE_URL: this.disk.databaseUrl, KAFKA_BROKERS: brokers, PUBLIC_URL: publicUrl, OIDC_CLIENT_ID: 'aftercare-console', OIDC_CLIENT_SECRET: undefined, OIDC_SCOPE: 'openid profile', SESSION_IDLE_MINUTES: 30, SESSION_HOURS: 12, SAMPLE_CALLERS: 'BR01=19900001003 BR05=19900001020', ...changes },
    );
  }

  /** As if nobody had been here. */
  async clear(): Promise<void> {
    Object.assign(this.provider, { life: 3600, refuses: null, who: principals.clerk });
    this.provider.asked.length = this.heard.length = this.onward.length = 0;
    await this.admin.query('DELETE FROM browser_session');
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await this.admin.end();
    await this.disk.drop();
    await this.provider.issuer.stop();
    for (const server of [this.provider.server, this.#tickets]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** A browser: keeps cookies, goes nowhere by itself. */
  browser(base = this.gateway.url) {
    const cookies = new Map<string, string>();
    const ask = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(base + path, { redirect: 'manual', ...init, headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...init.headers } });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Expires=Thu, 01 Jan 1970/.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    };
    return {
      cookies,
      ask,
      begin: async (query = '') => new URL((await ask(`/auth/sign-in${query}`)).headers.get('location') ?? ''),
      finish: (query: string) => ask(`/auth/callback?${query}`),
      post: (path: string, headers: Record<string, string> = { origin: publicUrl, 'x-aftercare': 'person' }) => ask(path, { method: 'POST', headers }),
      session: async () => (await ask('/auth/session')).json() as Promise<{ person: Record<string, unknown> | null }>,
    };
  }

  /** A browser in which somebody is signed in: the clerk, or whom the provider has been given. */
  async signedIn(base?: string) {
    const one = this.browser(base);
    const url = await one.begin();
    this.provider.nonce = url.searchParams.get('nonce');
    await one.finish(`code=good&state=${url.searchParams.get('state') ?? ''}`);
    return one;
  }
}
