import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Principal } from '@aftercare/auth';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';

/** What a bad token differs in; everything else stays as the verifier wants it. */
export interface TokenFlaws {
  readonly claims?: JWTPayload;
  readonly type?: string;
  /** Signed by a key that the issuer does not publish, under the name of the one it does. */
  readonly forged?: boolean;
}

export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  token(principal: Principal, flaws?: TokenFlaws): Promise<string>;
  stop(): Promise<void>;
}

const algorithm = 'RS256';

/** An issuer of access tokens on loopback, so that service tests run the real verifier: its own RS256 key, a JWKS, and any principal's token. */
export async function testIssuer(audience = 'urn:aftercare:api'): Promise<TestIssuer> {
  const [genuine, foreign] = await Promise.all([generateKeyPair(algorithm), generateKeyPair(algorithm)]);
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(genuine.publicKey)), kid: 'test', alg: algorithm, use: 'sig' }] });
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(jwks));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    audience,
    jwksUri: `${issuer}/jwks`,
    token: ({ subject, kind, roles, branches, name }, { claims, type = 'at+jwt', forged = false } = {}) =>
      new SignJWT({ roles: [...roles], branches: branches === '*' ? ['*'] : [...branches], kind, ...(name === undefined ? {} : { name }), ...claims })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: 'test' })
        .setIssuer(claims?.iss ?? issuer)
        .setAudience(claims?.aud ?? audience)
        .setSubject(claims?.sub ?? subject)
        .setIssuedAt(claims?.iat)
        .setExpirationTime(claims?.exp ?? '10 minutes')
        .sign(forged ? foreign.privateKey : genuine.privateKey),
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((failure) => (failure ? reject(failure) : resolve()));
        server.closeAllConnections();
      }),
  };
}
