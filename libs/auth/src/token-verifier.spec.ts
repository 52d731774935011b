import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { Unavailable } from '@aftercare/kernel';
import { calledAs } from './principal';
import { NotSignedIn } from './refusals';
import { TokenVerifier } from './token-verifier';

const issuer = 'http://127.0.0.1:8081';
const audience = 'urn:aftercare:api';
const now = () => Math.floor(Date.now() / 1000);

type Pair = { publicKey: CryptoKey; privateKey: CryptoKey };
let rsa: Pair, pss: Pair, ec: Pair, sha512: Pair, stranger: Pair;
let keyServer: Server;
let fetches = 0;
let verifier: TokenVerifier;

const good = (): JWTPayload => ({
  iss: issuer, aud: audience, sub: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'], iat: now(), exp: now() + 3600,
});
const header: JWTHeaderParameters = { alg: 'RS256', typ: 'at+jwt', kid: 'rsa' };

const sign = (claims: JWTPayload = {}, head: Partial<JWTHeaderParameters> = {}, key: CryptoKey | Uint8Array = rsa.privateKey) => {
  const payload = Object.fromEntries(Object.entries({ ...good(), ...claims }).filter(([, value]) => value !== undefined));
  return new SignJWT(payload).setProtectedHeader({ ...header, ...head }).sign(key);
};
const verifierAt = (jwksUri: string) => new TokenVerifier({ issuer, audience, jwksUri });
const keysUrl = () => `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/jwks`;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

beforeAll(async () => {
  [rsa, pss, ec, sha512, stranger] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }), generateKeyPair('PS256'), generateKeyPair('ES256'),
    generateKeyPair('RS512'), generateKeyPair('RS256'),
  ]);
  const keys = await Promise.all(Object.entries({ rsa, pss, ec, sha512 }).map(async ([kid, { publicKey }]) => ({
    ...(await exportJWK(publicKey)), kid, use: 'sig', alg: { rsa: 'RS256', pss: 'PS256', ec: 'ES256', sha512: 'RS512' }[kid],
  })));
  keyServer = createServer(({ url }, response) => {
    fetches += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: url?.endsWith('/none') ? [] : keys }));
  });
  await new Promise<void>((done) => { keyServer.listen(0, '127.0.0.1', done); });
  verifier = verifierAt(keysUrl());
});
afterAll(() => { keyServer.close(); });

describe('lets in', () => {
  it('a clerk of one branch', async () => {
    expect(await verifier.verify(await sign())).toEqual({ subject: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'] });
  });
  it('a principal of every branch', async () => {
    expect(await verifier.verify(await sign({ sub: 'ST005', roles: ['auditor'], branches: ['*'] }))).toMatchObject({ branches: '*' });
  });
  it('a client that integrates', async () => {
    const token = await sign({ sub: 'aftercare-erp', kind: 'client', roles: ['integrator'] });
    expect(await verifier.verify(token)).toEqual({ subject: 'aftercare-erp', kind: 'client', roles: ['integrator'], branches: ['BR05'] });
  });
  it.each([['PS256', 'pss', () => pss], ['ES256', 'ec', () => ec]])('%s', async (alg, kid, pair) => {
    expect(await verifier.verify(await sign({}, { alg, kid }, pair().privateKey))).toMatchObject({ subject: 'ST030' });
  });
  it.each(['dealer', 'customer', 'carrier'] as const)('a %s', async (kind) => {
    expect(await verifier.verify(await sign({ sub: 'X1', kind, roles: [kind] }))).toEqual({ subject: 'X1', kind, roles: [kind], branches: ['BR05'] });
  });
  it('somebody whose name it tells, and without one whom it tells something else of in place of a name', async () => {
    const named = await verifier.verify(await sign({ name: '郑晨嘉' }));
    expect([named, calledAs(named)]).toEqual([{ subject: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'], name: '郑晨嘉' }, '郑晨嘉 ST030']);
    for (const name of ['', 'x'.repeat(101), 'two\nlines', 7, null]) {
      const nameless = await verifier.verify(await sign({ name }));
      expect([name, nameless, calledAs(nameless)]).toEqual([name, { subject: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'] }, 'ST030']);
    }
  });
  it('a clock that differs by less than 30 s', async () => {
    const token = await sign({ exp: now() - 20, nbf: now() + 20 });
    expect(await verifier.verify(token)).toMatchObject({ subject: 'ST030' });
  });
  it('one audience among several', async () => {
    expect(await verifier.verify(await sign({ aud: ['urn:other', audience] }))).toMatchObject({ subject: 'ST030' });
  });
});

const invalid: Record<string, () => Promise<string> | string> = {
  'nothing': () => '',
  'garbage': () => 'garbage',
  'three dots': () => '..',
  'a header that is not JSON': () => 'bm90IGpzb24.e30.c2ln',
  'five parts (encrypted)': () => 'a.b.c.d.e',
  'no signature, alg none': () => new UnsecuredJWT(good()).encode(),
  'alg none with typ and kid': () => `${encode({ ...header, alg: 'none' })}.${encode(good())}.`,
  'alg None in another spelling': () => `${encode({ ...header, alg: 'nOnE' })}.${encode(good())}.`,
  'HS256 signed with the public key': async () => sign({}, { alg: 'HS256' }, new TextEncoder().encode(await exportSPKI(rsa.publicKey))),
  'RS512, a published key but not on the list': () => sign({}, { alg: 'RS512', kid: 'sha512' }, sha512.privateKey),
  'a signature of another key': () => sign({}, {}, stranger.privateKey),
  'a kid nobody knows': () => sign({}, { kid: 'unknown' }, stranger.privateKey),
  'a known kid with the alg of another key': () => sign({}, { alg: 'PS256', kid: 'rsa' }, pss.privateKey),
  'a key brought along (jwk)': async () => sign({}, { kid: 'mine', jwk: await exportJWK(stranger.publicKey) }, stranger.privateKey),
  'a key to be fetched elsewhere (jku)': () => sign({}, { kid: 'mine', jku: 'http://127.0.0.1:1/jwks' }, stranger.privateKey),
  'an extension that must be understood (crit)': () => new SignJWT(good()).setProtectedHeader({ ...header, crit: ['purpose'], purpose: 'x' }).sign(rsa.privateKey, { crit: { purpose: true } }),
  'a changed payload': async () => (await sign()).split('.').map((part, at) => (at === 1 ? encode({ ...good(), roles: ['admin'] }) : part)).join('.'),
  'a cut signature': async () => (await sign()).slice(0, -8),
  'another issuer': () => sign({ iss: 'http://127.0.0.1:9999' }),
  'no issuer': () => sign({ iss: undefined }),
  'another audience': () => sign({ aud: 'urn:other' }),
  'no audience': () => sign({ aud: undefined }),
  'an ID token': () => sign({ aud: 'aftercare-console' }, { typ: 'JWT' }),
  'the right audience but typ JWT': () => sign({}, { typ: 'JWT' }),
  'no typ': () => sign({}, { typ: undefined }),
  'not yet valid': () => sign({ nbf: now() + 3600 }),
  'no expiry': () => sign({ exp: undefined }),
  'an expiry that is a text': () => sign({ exp: '2099' as unknown as number }),
  'no time of issue': () => sign({ iat: undefined }),
  'no subject': () => sign({ sub: undefined }),
  'an empty subject': () => sign({ sub: '' }),
  'the subject of a service': () => sign({ sub: 'system:tickets' }),
  'no kind': () => sign({ kind: undefined }),
  'kind system': () => sign({ kind: 'system', roles: ['system'] }),
  'no roles': () => sign({ roles: undefined }),
  'an empty list of roles': () => sign({ roles: [] }),
  'roles as a text': () => sign({ roles: 'clerk' }),
  'a role nobody knows': () => sign({ roles: ['clerk', 'root'] }),
  'a role named like a property': () => sign({ roles: ['__proto__'] }),
  'the role system': () => sign({ roles: ['system'] }),
  'a person who integrates': () => sign({ roles: ['integrator'] }),
  'a customer who is a clerk': () => sign({ sub: 'CU00001', kind: 'customer' }),
  'a clerk who is a dealer as well': () => sign({ roles: ['clerk', 'dealer'] }),
  'a client that is a clerk': () => sign({ sub: 'aftercare-erp', kind: 'client' }),
  'no branches': () => sign({ branches: undefined }),
  'branches as a text': () => sign({ branches: '*' }),
  'branches that are numbers': () => sign({ branches: [5] }),
  'every branch and one more': () => sign({ branches: ['*', 'BR05'] }),
  'a branch that hides a second one': () => sign({ branches: ['BR05,BR06'] }),
  'more than 8 KiB': () => sign({ padding: 'x'.repeat(9_000) }),
};

describe('refuses as token.invalid', () => {
  it.each(Object.entries(invalid))('%s', async (_name, make) => {
    await expect(verifier.verify(await make())).rejects.toMatchObject({ code: 'token.invalid', status: 401 });
  });
});

it('refuses an expired token as token.expired', async () => {
  await expect(verifier.verify(await sign({ exp: now() - 31 }))).rejects.toMatchObject({ code: 'token.expired', status: 401 });
});

it('forged tokens cannot make it ask for the keys again and again', async () => {
  const before = fetches;
  const forged = await sign({}, { kid: 'unknown' }, stranger.privateKey);
  await Promise.allSettled(Array.from({ length: 20 }, () => verifier.verify(forged)));
  expect(fetches - before).toBeLessThanOrEqual(1);
});

describe('when the keys cannot be had', () => {
  it('lets nobody in and does not blame the caller', async () => {
    const cut = verifierAt('http://127.0.0.1:1/jwks');
    await expect(cut.verify(await sign())).rejects.toMatchObject({ code: 'sign-in.unavailable', retryAfterSeconds: 5 });
    await expect(cut.verify(await sign())).rejects.toBeInstanceOf(Unavailable);
    await expect(cut.verify('garbage')).rejects.toBeInstanceOf(NotSignedIn);
  });

  it('still knows a token that it has verified, and comes back with the issuer', async () => {
    let up = true;
    const flaky = createServer((_request, response) => {
      if (!up) return void response.writeHead(503).end();
      void fetch(keysUrl()).then(async (keys) => response.end(await keys.text()));
    });
    await new Promise<void>((done) => { flaky.listen(0, '127.0.0.1', done); });
    const uri = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}/`;
    const warm = verifierAt(uri), cold = verifierAt(uri);
    const token = await sign();
    await warm.verify(token);
    up = false;
    expect(await warm.verify(token)).toMatchObject({ subject: 'ST030' });
    await expect(cold.verify(token)).rejects.toBeInstanceOf(Unavailable);
    up = true;
    expect(await cold.verify(token)).toMatchObject({ subject: 'ST030' });
    flaky.close();
  });
});

it('forgets a remembered token when it expires', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'] });
  try {
    const token = await sign({ exp: now() + 60 });
    await verifier.verify(token);
    jest.setSystemTime(Date.now() + 91_000);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'token.expired' });
  } finally {
    jest.useRealTimers();
  }
});

describe('of two issuers', () => {
  const gateway = 'urn:aftercare:gateway';
  const service = () => new TokenVerifier(
    { issuer: gateway, audience: 'urn:aftercare:tickets', jwksUri: `${keysUrl()}/none` },
    { issuer: gateway, audience: 'urn:aftercare:tickets', jwksUri: keysUrl() },
    { issuer, audience, jwksUri: keysUrl(), kinds: ['client'] },
  );
  const machine = { sub: 'aftercare-erp', kind: 'client', roles: ['integrator'] };

  it('takes a person from the one that may speak of people, and a machine from either', async () => {
    const tokens = service();
    expect(await tokens.verify(await sign({ iss: gateway, aud: 'urn:aftercare:tickets' }))).toMatchObject({ subject: 'ST030' });
    expect(await tokens.verify(await sign(machine))).toMatchObject({ subject: 'aftercare-erp' });
  });

  it.each([
    ['a person who comes with the token of the provider', {}],
    ['a token for another service', { iss: gateway, aud: 'urn:aftercare:directory' }],
    ['a token of the gateway for the outside', { iss: gateway, aud: audience }],
    ['a token of the provider for this service', { aud: 'urn:aftercare:tickets' }],
    ['an issuer whom nobody trusts', { iss: 'urn:aftercare:gateway2', aud: 'urn:aftercare:tickets' }],
    ['a machine of whom the provider says that it is for another place', { ...machine, aud: 'urn:aftercare:tickets' }],
    ['no issuer', { iss: undefined }],
  ] as [string, JWTPayload][])('refuses %s', async (_what, claims) => {
    await expect(service().verify(await sign(claims))).rejects.toMatchObject({ code: 'token.invalid' });
  });

  it('refuses what is signed by neither, and says of what has expired that it has', async () => {
    const claims = { iss: gateway, aud: 'urn:aftercare:tickets' };
    await expect(service().verify(await sign(claims, {}, stranger.privateKey))).rejects.toMatchObject({ code: 'token.invalid' });
    await expect(service().verify(await sign({ ...claims, iat: now() - 300, exp: now() - 60 }))).rejects.toMatchObject({ code: 'token.expired' });
  });
});
