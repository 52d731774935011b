import { audienceOf, gatewayIssuer, TokenVerifier } from '@aftercare/auth';
import type { RunningService } from '@aftercare/chassis';
import { principals } from '@aftercare/testing';
import { decodeJwt } from 'jose';
import { BrowsersUnderTest, publicUrl } from '../browsers.fixture';
import { seal, unseal } from './sealing';

let house: BrowsersUnderTest;
let provider: BrowsersUnderTest['provider'];
let admin: BrowsersUnderTest['admin'];
let heard: BrowsersUnderTest['heard'];
beforeAll(async () => {
  house = await BrowsersUnderTest.begin();
  ({ provider, admin, heard } = house);
});
afterAll(() => house?.stop());
beforeEach(() => house.clear());

const start = (changes?: Parameters<BrowsersUnderTest['start']>[0]): Promise<RunningService> => house.start(changes);
const browser = (base?: string) => house.browser(base);
const signedIn = (base?: string) => house.signedIn(base);
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type.replace('/problems/', '')];
const sessions = async () => Number((await admin.query<{ n: string }>('SELECT count(*) AS n FROM browser_session')).rows[0]!.n);

describe('signing in', () => {
  it('goes to the provider with PKCE, state and nonce, and comes back with a cookie that means nothing', async () => {
    const one = browser();
    const url = await one.begin('?back=/queue?mine=true');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code', client_id: 'aftercare-console', redirect_uri: `${publicUrl}/auth/callback`, scope: 'openid profile', code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/), state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    provider.nonce = url.searchParams.get('nonce');
    const answer = await one.finish(`code=good&state=${url.searchParams.get('state') ?? ''}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/queue?mine=true']);
    expect(provider.asked[0]?.get('code_verifier')).toMatch(/^[\w-]{43,}$/);
    expect(answer.headers.getSetCookie()).toContainEqual(expect.stringMatching(/^aftercare=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/));
    expect([...one.cookies.keys()]).toEqual(['aftercare']);
    expect(await one.session()).toEqual({ person: expect.objectContaining({ code: 'ST030', name: '郑晨嘉', roles: ['clerk'], branches: ['BR05'], sampleCaller: '19900001020' }) });
    expect((await one.session()).person?.['may']).toEqual(expect.arrayContaining(['ticket:open']));
    const { rows: [row] } = await admin.query<Record<string, unknown>>("SELECT encode(id, 'escape') || encode(sealed, 'escape') AS text FROM browser_session");
    for (const secret of ['eyJ', 'refresh-', '郑晨嘉', one.cookies.get('aftercare')!]) expect(row!['text']).not.toContain(secret);
  });

  it('under TLS hangs its cookies on the host', async () => {
    const secure = await start({ PUBLIC_URL: 'https://aftercare.example.com' });
    try {
      const cookie = (await browser(secure.url).ask('/auth/sign-in')).headers.getSetCookie()[0];
      expect(cookie).toMatch(/^__Host-aftercare-sign-in=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    } finally {
      await secure.stop();
    }
  });

  it.each([
    ['a state that is not its own', (state: string) => `code=good&state=${state}x`, 'expired'],
    ['no state', () => 'code=good', 'expired'],
    ['a code that was used', (state: string) => `code=used&state=${state}`, 'expired'],
    ['a provider that says no', (state: string) => `error=access_denied&state=${state}`, 'denied'],
  ])('is not done with %s', async (_what, query, problem) => {
    const one = browser();
    const url = await one.begin();
    provider.nonce = url.searchParams.get('nonce');
    expect((await one.finish(query(url.searchParams.get('state') ?? ''))).headers.get('location')).toBe(`/?sign-in=${problem}`);
    expect([await one.session(), await sessions()]).toEqual([{ person: null }, 0]);
  });

  it('is not done with the nonce of another attempt, nor in a browser that has not begun it', async () => {
    const [one, other] = [browser(), browser()];
    const url = await one.begin();
    provider.nonce = 'of-another-attempt';
    expect((await one.finish(`code=good&state=${url.searchParams.get('state') ?? ''}`)).headers.get('location')).toBe('/?sign-in=expired');
    expect((await other.finish(`code=good&state=${url.searchParams.get('state') ?? ''}`)).headers.get('location')).toBe('/?sign-in=expired');
    expect(await sessions()).toBe(0);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'http://127.0.0.1:8999.evil.example/'])('never sends anybody on to %s', async (back) => {
    const one = browser();
    const url = await one.begin(`?back=${encodeURIComponent(back)}`);
    provider.nonce = url.searchParams.get('nonce');
    expect((await one.finish(`code=good&state=${url.searchParams.get('state') ?? ''}`)).headers.get('location')).toBe('/');
  });

  it('gives a new secret each time, and what was before has ended', async () => {
    const one = await signedIn();
    const before = one.cookies.get('aftercare')!;
    const url = await one.begin();
    provider.nonce = url.searchParams.get('nonce');
    await one.finish(`code=good&state=${url.searchParams.get('state') ?? ''}`);
    expect(one.cookies.get('aftercare')).not.toBe(before);
    expect(await sessions()).toBe(1);
  });
});

describe('a session', () => {
  it('speaks to a service with its access token; a token that the caller brings speaks for itself', async () => {
    const one = await signedIn();
    await one.ask('/api/tickets/tickets');
    await one.ask('/api/tickets/tickets', { headers: { authorization: 'Bearer own' } });
    await browser().ask('/api/tickets/tickets');
    expect(heard).toEqual([expect.stringMatching(/^Bearer eyJ/), 'Bearer own', undefined]);
  });

  it('is told to a service by a token of the gateway, for that service alone, short, and saying no more than the provider’s and what its person is called', async () => {
    const one = await signedIn();
    await one.ask('/api/tickets/tickets');
    const own = { headers: { authorization: `Bearer ${await provider.token()}`, name: 'forged', 'x-aftercare-onward': 'forged' } };
    for (let asked = 0; asked < 2; asked += 1) await fetch(`${house.gateway.url}/api/tickets/tickets`, own);
    const [named, token, again] = heard.map((authorization) => authorization!.replace('Bearer ', ''));
    // A person is told by one token for a while. His name is known by his session.
    expect([again, decodeJwt(named!)['name']]).toEqual([token, '郑晨嘉']);
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token!);
    expect([claims, exp - iat]).toEqual([{ iss: 'urn:aftercare:gateway', aud: 'urn:aftercare:tickets', sub: 'ST030', kind: 'staff', roles: ['clerk'], branches: ['BR05'] }, 120]);
    const atService = new TokenVerifier({ issuer: gatewayIssuer, audience: audienceOf('tickets'), jwksUri: `${house.gateway.url}/auth/keys` });
    expect(await atService.verify(token!)).toEqual(principals.clerk);
    // What goes on to directory is of another audience, and is ours too.
    const onward = house.onward.map((header) => decodeJwt(header!));
    expect(onward.slice(1)).toEqual([expect.objectContaining({ aud: 'urn:aftercare:directory', sub: 'ST030' }), expect.objectContaining({ aud: 'urn:aftercare:directory', sub: 'ST030' })]);
    await expect(atService.verify(house.onward[0]!)).rejects.toMatchObject({ code: 'token.invalid' });
  });

  it('can be told by any gateway: services know the keys of all of them by one address', async () => {
    const second = await start();
    try {
      const one = await signedIn(second.url);
      await one.ask('/api/tickets/tickets');
      const atService = new TokenVerifier({ issuer: gatewayIssuer, audience: audienceOf('tickets'), jwksUri: `${house.gateway.url}/auth/keys` });
      expect(await atService.verify(heard[0]!.replace('Bearer ', ''))).toMatchObject({ subject: 'ST030' });
    } finally {
      await second.stop();
    }
  });

  it('outlives the gateway', async () => {
    const one = await signedIn();
    await house.gateway.stop();
    house.gateway = await start();
    const again = browser();
    again.cookies.set('aftercare', one.cookies.get('aftercare')!);
    expect((await again.session()).person).toMatchObject({ code: 'ST030' });
  });

  it.each([
    ['idled', "UPDATE browser_session SET seen_at = clock_timestamp() - interval '31 minutes'"],
    ['come to its end', "UPDATE browser_session SET ends_at = clock_timestamp()"],
    ['been taken away', 'DELETE FROM browser_session'],
  ])('is over when it has %s, and says so', async (_how, change) => {
    const one = await signedIn();
    await admin.query(change);
    expect(await codeOf(await one.ask('/api/tickets/tickets'))).toEqual([401, 'session.ended']);
    expect([heard, await one.session()]).toEqual([[], { person: null }]);
  });

  it('idles while only the page itself asks', async () => {
    const one = await signedIn();
    const idle = async (): Promise<number> => Number((await admin.query<{ n: string }>('SELECT extract(epoch FROM clock_timestamp() - seen_at) AS n FROM browser_session')).rows[0]!.n);
    await admin.query("UPDATE browser_session SET seen_at = clock_timestamp() - interval '20 minutes'");
    await one.ask('/api/tickets/tickets', { headers: { 'x-aftercare': 'background' } });
    expect(await idle()).toBeGreaterThan(1_000);
    await one.ask('/api/tickets/tickets');
    expect(await idle()).toBeLessThan(60);
  });

  it('gets a new access token once, however many requests come at a time', async () => {
    provider.life = 30;
    const one = await signedIn();
    provider.life = 3600;
    provider.asked.length = 0;
    await Promise.all(Array.from({ length: 12 }, () => one.ask('/api/tickets/tickets')));
    expect(provider.asked.map((form) => [form.get('grant_type'), form.get('refresh_token')])).toEqual([['refresh_token', expect.stringMatching(/^refresh-/)]]);
    expect(new Set(heard).size).toBe(1);
    expect((await one.session()).person).toMatchObject({ name: '郑晨嘉' });
  });

  it('waits for a provider that is away, and ends with one that has ended it', async () => {
    provider.life = 30;
    const one = await signedIn();
    provider.refuses = 'away';
    expect(await codeOf(await one.ask('/api/tickets/tickets'))).toEqual([503, 'sign-in.unavailable']);
    provider.refuses = 'invalid_grant';
    expect(await codeOf(await one.ask('/api/tickets/tickets'))).toEqual([401, 'session.ended']);
    expect(await sessions()).toBe(0);
  });

  it('is nothing for a cookie that was made up', async () => {
    const one = browser();
    one.cookies.set('aftercare', 'A'.repeat(43));
    expect(await codeOf(await one.ask('/api/tickets/tickets'))).toEqual([401, 'session.ended']);
  });
});

describe('signing out', () => {
  it('ends this browser’s session at once, and says where the provider ends its own', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    const secret = one.cookies.get('aftercare')!;
    const { next } = (await (await one.post('/auth/sign-out')).json()) as { next: string };
    expect(next).toMatch(new RegExp(`^${provider.url}/farewell\\?.*post_logout_redirect_uri=${encodeURIComponent(`${publicUrl}/`)}`));
    one.cookies.set('aftercare', secret);
    expect([await one.session(), (await other.session()).person]).toEqual([{ person: null }, expect.objectContaining({ code: 'ST030' })]);
  });

  it('everywhere ends all of them, at every gateway', async () => {
    const second = await start();
    try {
      const [one, other] = [await signedIn(), await signedIn(second.url)];
      await one.post('/auth/sign-out-everywhere');
      expect([await other.session(), await codeOf(await other.ask('/api/tickets/tickets'))]).toEqual([{ person: null }, [401, 'session.ended']]);
    } finally {
      await second.stop();
    }
  });
});

describe('a page that is not ours', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example', 'x-aftercare': 'person' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:9', 'x-aftercare': 'person' }],
    ['no origin', { 'x-aftercare': 'person' }],
    ['an origin that is hidden', { origin: 'null', 'x-aftercare': 'person' }],
    ['a form, which sends no header of ours', { origin: publicUrl }],
  ])('changes nothing: %s', async (_what, headers) => {
    const one = await signedIn();
    for (const path of ['/api/tickets/tickets', '/auth/sign-out']) expect(await codeOf(await one.post(path, headers as Record<string, string>))).toEqual([403, 'request.forged']);
    expect([heard, (await one.session()).person]).toEqual([[], expect.objectContaining({ code: 'ST030' })]);
  });

  it('does not stop a machine, which brings no cookie', async () => {
    const answer = await fetch(`${house.gateway.url}/api/tickets/tickets`, { method: 'POST', headers: { authorization: 'Bearer own' } });
    expect([answer.status, heard]).toEqual([200, ['Bearer own']]);
  });
});

it('what is sealed opens with its own secret only, and not when a bit of it was changed', () => {
  const sealed = seal('one', { token: 'x' });
  expect(unseal('one', sealed)).toEqual({ token: 'x' });
  expect(() => unseal('other', sealed)).toThrow();
  for (const at of [0, 15, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(() => unseal('one', changed)).toThrow();
  }
});
