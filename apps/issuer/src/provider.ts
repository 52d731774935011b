import { interactionPolicy, Provider, type ClientMetadata, type Configuration } from 'oidc-provider';
import type { Kept } from './kept';
import { pageHeaders, problemPage } from './pages';
import type { Person } from './people';

const audience = 'urn:aftercare:api';
const hour = 3600;

/** The claims of a machine that integrates, as `personClaims` for people. */
const integrators: Readonly<Record<string, object>> = {
  'aftercare-erp': { kind: 'client', roles: ['integrator'], branches: ['BR05'] },
};
const personClaims = ({ kind, role, branches }: Person) => ({ kind, roles: [role], branches });

/**
 * Code + PKCE for people, client credentials for machines, nothing else. Every access token is an `at+jwt` for the one
 * API. Sessions and codes live in memory: after a restart people sign in again, tokens already out stay good.
 */
export function makeProvider(issuer: URL, people: ReadonlyMap<string, Person>, kept: Kept): Provider {
  // All clients are our own: nobody is asked for consent to himself.
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const configuration: Configuration = {
    clients: clients(issuer, kept),
    jwks: kept.keys,
    cookies: { keys: [...kept.cookieKeys] },
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic'],
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['name'] },
    // There is no user info: what a client may know of a person stands in the id token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    interactions: { policy, url: (_ctx, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ audience, scope: '', accessTokenFormat: 'jwt', accessTokenTTL: hour, jwt: { sign: { alg: 'RS256' } } }),
      },
    },
    ttl: { AccessToken: hour, ClientCredentials: hour, AuthorizationCode: 60, IdToken: hour, Interaction: hour / 4, RefreshToken: 12 * hour, Session: 12 * hour, Grant: 12 * hour },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    findAccount: (_ctx, code) => {
      const person = people.get(code);
      return person && { accountId: code, claims: () => ({ sub: code, ...(person.name === '' ? {} : { name: person.name }) }) };
    },
    extraTokenClaims: (_ctx, token) => {
      if (token.kind === 'ClientCredentials') return { ...integrators[token.clientId ?? ''] };
      const person = people.get(token.accountId);
      return person && personClaims(person);
    },
    loadExistingGrant: async (ctx) => {
      const { client, session, provider, result } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
      const grant = (known && (await provider.Grant.find(known))) || new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    renderError: (ctx, { error, error_description: detail }) => {
      ctx.set(pageHeaders);
      ctx.type = 'html';
      ctx.body = problemPage({ zh: '无法登录', en: 'Sign-in is not possible' }, detail ? `${error}: ${detail}` : error);
    },
  };
  return new Provider(issuer.origin, configuration);
}

function clients(issuer: URL, { clientSecrets }: Kept): ClientMetadata[] {
  // The gateway serves the console; the issuer's port is by agreement the one after the gateway's.
  const gateway = `http://127.0.0.1:${Number(issuer.port) - 1}`;
  return [
    {
      client_id: 'aftercare-console', token_endpoint_auth_method: 'none',
      redirect_uris: [`${gateway}/auth/callback`], grant_types: ['authorization_code', 'refresh_token'],
    },
    {
      // A program of this machine listens on a port of its own choice (RFC 8252 §7.3).
      client_id: 'aftercare-cli', application_type: 'native', token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/callback'], grant_types: ['authorization_code'],
    },
    {
      client_id: 'aftercare-erp', client_secret: clientSecrets['aftercare-erp'], token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [], response_types: [], grant_types: ['client_credentials'],
    },
  ];
}
