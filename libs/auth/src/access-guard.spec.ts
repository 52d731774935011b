import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, Req } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Public, Requires } from './access';
import { AccessGuard, type SignedInRequest } from './access-guard';
import { TokenVerifier } from './token-verifier';

@Controller('tickets')
class Tickets {
  @Get() @Requires('ticket:read')
  find(@Req() request: SignedInRequest) {
    return { principal: request.principal, permission: request.permission };
  }

  @Get('forgotten')
  forgotten() {
    return 'must never be seen';
  }
}

@Controller('health') @Public()
class Health {
  @Get()
  live() {
    return 'up';
  }

  @Get('details') @Requires('ops:read')
  details() {
    return 'details';
  }
}

let app: NestFastifyApplication;
let keyServer: Server;
let tokenOf: (claims: Record<string, unknown>) => Promise<string>;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = await exportJWK(publicKey);
  keyServer = createServer((_request, response) => { response.end(JSON.stringify({ keys: [{ ...jwk, alg: 'RS256' }] })); });
  await new Promise<void>((done) => { keyServer.listen(0, '127.0.0.1', done); });
  const jwksUri = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/`;
  tokenOf = (claims) => new SignJWT({ sub: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'], ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt' }).setIssuer('urn:issuer').setAudience('urn:aftercare:api')
    .setIssuedAt().setExpirationTime(typeof claims['exp'] === 'number' ? claims['exp'] : '1h').sign(privateKey);

  @Module({
    controllers: [Tickets, Health],
    providers: [
      { provide: TokenVerifier, useValue: new TokenVerifier({ issuer: 'urn:issuer', audience: 'urn:aftercare:api', jwksUri }) },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  })
  class Service {}
  app = await NestFactory.create<NestFastifyApplication>(Service, new FastifyAdapter(), { logger: false });
  await app.init();
});
afterAll(async () => {
  await app.close();
  keyServer.close();
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

it('gives the route its principal and the permission that opened it', async () => {
  const answer = await get('/tickets', bearer(await tokenOf({})));
  expect(answer.json()).toEqual({
    principal: { subject: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'] }, permission: 'ticket:read',
  });
});

it.each<[string, Record<string, string>]>([
  ['nothing', {}],
  ['a header that names a person', { 'x-user': 'ST001', 'x-forwarded-user': 'ST001' }],
  ['a password', { authorization: `Basic ${Buffer.from('ST030:x').toString('base64')}` }],
])('asks for a token when there is %s', async (_name, headers) => {
  const answer = await get('/tickets', headers);
  expect(answer.statusCode).toBe(401);
  expect(answer.json()).toMatchObject({ message: 'token.missing' });
  expect(answer.headers['www-authenticate']).toBe('Bearer realm="aftercare"');
});

it('does not take a token from the address', async () => {
  expect((await get(`/tickets?access_token=${await tokenOf({})}`)).statusCode).toBe(401);
});

it.each([['token.invalid', async () => 'garbage'], ['token.expired', () => tokenOf({ exp: 1_700_000_000 })]])('says %s in body and challenge', async (code, token) => {
  const answer = await get('/tickets', bearer(await token()));
  expect(answer.statusCode).toBe(401);
  expect(answer.json()).toMatchObject({ message: code });
  expect(answer.headers['www-authenticate']).toBe(`Bearer realm="aftercare", error="invalid_token", error_description="${code}"`);
});

it('refuses who has the right in no branch', async () => {
  for (const claims of [{ sub: 'ST002', roles: ['admin'], branches: ['*'] }, { branches: [] }]) {
    const answer = await get('/tickets', bearer(await tokenOf(claims)));
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ message: 'access.denied' });
  }
});

it('refuses a route that says nothing about access, whoever asks', async () => {
  expect((await get('/tickets/forgotten')).statusCode).toBe(403);
  expect((await get('/tickets/forgotten', bearer(await tokenOf({ roles: ['auditor'], branches: ['*'] })))).statusCode).toBe(403);
});

it('lets everybody into a public controller, except where a method asks for more', async () => {
  expect((await get('/health')).body).toBe('up');
  expect((await get('/health/details')).statusCode).toBe(401);
});
