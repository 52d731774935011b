import { audienceOf, gatewayIssuer } from '@aftercare/auth';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface TestIssuer {
  readonly url: string;
  readonly server: Server;
  tokenFor(subject: string, role: string): Promise<string>;
}

/** A key set on a port of its own, and tokens as a gateway makes them for the sample service. */
export async function startIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256' };
  const server = createServer((_request, response) => { response.end(JSON.stringify({ keys: [jwk] })); });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokenFor = (subject: string, role: string) =>
    new SignJWT({ sub: subject, kind: 'staff', roles: [role], branches: ['BR05'] })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' }).setIssuer(gatewayIssuer).setAudience(audienceOf('sample')).setIssuedAt().setExpirationTime('1h').sign(privateKey);
  return { url, server, tokenFor };
}
