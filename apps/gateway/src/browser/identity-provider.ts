import { Unavailable } from '@aftercare/kernel';
import * as oidc from 'openid-client';
import type { BrowserConfig } from '../config';

/** What the provider has given out for one session; never leaves this process in the clear. */
export interface Tokens {
  readonly accessToken: string;
  /** Seconds from now until the access token ends. */
  readonly expiresIn: number;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  /** What the provider calls the person. */
  readonly name: string | null;
}

/** A sign-in that has begun: what its answer must match, and where the person wanted to go. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly back: string;
}

/** The provider has ended what the refresh token stood for. */
export class GrantEnded extends Error {}

/** A provider that says nothing of the life of its token. */
const shortestLife = 300;

/** The company's OpenID provider, found by its issuer alone. `Unavailable` (`sign-in.unavailable`) when it cannot be asked. */
export class IdentityProvider {
  #found: Promise<oidc.Configuration> | undefined;
  readonly #callback: string;

  constructor(private readonly config: BrowserConfig) {
    this.#callback = `${config.PUBLIC_URL}/auth/callback`;
  }

  /** Where the person signs in, and what to remember until he comes back. `fresh`: he is asked even if the provider still knows him. */
  async begin(back: string, fresh: boolean): Promise<{ readonly url: URL; readonly attempt: Attempt }> {
    const configuration = await this.#configuration();
    const attempt = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), back };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#callback,
      scope: this.config.OIDC_SCOPE,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      ...(fresh ? { prompt: 'login' } : {}),
    });
    return { url, attempt };
  }

  /** Redeems the code of the address that the provider sent the person to. Throws when it is not the answer to this attempt. */
  async finish(query: string, { state, nonce, verifier }: Attempt): Promise<Tokens> {
    const configuration = await this.#configuration();
    return tokensOf(await oidc.authorizationCodeGrant(configuration, new URL(`${this.#callback}?${query}`), {
      expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true,
    }));
  }

  /** New tokens for old ones. Throws `GrantEnded` when the provider gives none any more. */
  async refresh({ refreshToken, idToken, name }: Tokens): Promise<Tokens> {
    if (refreshToken === null) throw new GrantEnded();
    const configuration = await this.#configuration();
    try {
      const fresh = tokensOf(await oidc.refreshTokenGrant(configuration, refreshToken));
      return { ...fresh, refreshToken: fresh.refreshToken ?? refreshToken, idToken: fresh.idToken ?? idToken, name: fresh.name ?? name };
    } catch (error) {
      if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') throw new GrantEnded();
      throw new Unavailable('sign-in.unavailable', 5, { cause: error });
    }
  }

  /** Where the provider ends its own session, for a provider that has such a place. */
  async farewell({ idToken }: Tokens): Promise<string | null> {
    const configuration = await this.#configuration().catch(() => null);
    if (!configuration?.serverMetadata().end_session_endpoint || idToken === null) return null;
    return oidc.buildEndSessionUrl(configuration, { id_token_hint: idToken, post_logout_redirect_uri: `${this.config.PUBLIC_URL}/` }).href;
  }

  /** Looked up when it is needed first: the gateway starts before its provider. */
  async #configuration(): Promise<oidc.Configuration> {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: secret } = this.config;
    const issuer = new URL(OIDC_ISSUER);
    this.#found ??= oidc.discovery(issuer, OIDC_CLIENT_ID, undefined, secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret), {
      timeout: 5,
      // A provider on this machine speaks no TLS; every other one has to.
      execute: issuer.protocol === 'http:' && issuer.hostname === '127.0.0.1' ? [oidc.allowInsecureRequests] : [],
    });
    try {
      return await this.#found;
    } catch (cause) {
      this.#found = undefined;
      throw new Unavailable('sign-in.unavailable', 5, { cause });
    }
  }
}

const tokensOf = (answer: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers): Tokens => {
  const name = answer.claims()?.['name'];
  return {
    accessToken: answer.access_token,
    expiresIn: answer.expiresIn() ?? shortestLife,
    refreshToken: answer.refresh_token ?? null,
    idToken: answer.id_token ?? null,
    name: typeof name === 'string' && name.length <= 100 ? name : null,
  };
};
