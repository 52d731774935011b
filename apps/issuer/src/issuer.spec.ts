import { mkdtempSync, rmSync, statSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { get } from 'node:http';
import { pino } from 'pino';
import { TokenVerifier } from '@aftercare/auth';
import { eventually } from '@aftercare/testing';
import { codeFor, signIn, signInClient, SignInFailed } from '../../../tools/sign-in';
import type { IssuerConfig } from './config';
import { startIssuer, type RunningIssuer } from './server';

const sampleDir = join(__dirname, '../../../deploy/sample');
const dataDir = mkdtempSync(join(tmpdir(), 'issuer-'));
const logged: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => { logged.push(line); } });
let config: IssuerConfig;
let running: RunningIssuer;
let issuer: string;
let tokens: TokenVerifier;

beforeAll(async () => {
  const port = await freePort();
  config = { url: new URL(`http://127.0.0.1:${port}`), sampleDir, dataDir, oneClick: true, logLevel: 'info' };
  issuer = config.url.origin;
  running = await startIssuer(config, log);
  tokens = verifier();
});
afterAll(async () => {
  await running.close();
  rmSync(dataDir, { recursive: true });
});

const verifier = () => new TokenVerifier({ issuer, audience: 'urn:aftercare:api', jwksUri: `${issuer}/jwks` });
const kept = <T>(file: string) => JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as T;
const passwordOf = (code: string) => kept<Record<string, { password: string }>>('people.json')[code]?.password ?? '';
const erpSecret = () => kept<Record<string, string>>('clients.json')['aftercare-erp'] ?? '';
const credentials = (username: string) => ({ issuer, username, password: passwordOf(username) });
const consoleClient = () => ({ clientId: 'aftercare-console', redirectUri: `http://127.0.0.1:${Number(config.url.port) - 1}/auth/callback` });
const askToken = (form: Record<string, string>) => fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });
const askCode = (changes: Record<string, string> = {}) => {
  const params = {
    client_id: 'aftercare-cli', response_type: 'code', scope: 'openid', redirect_uri: 'http://127.0.0.1/callback',
    code_challenge_method: 'S256', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', ...changes,
  };
  return fetch(`${issuer}/auth?${new URLSearchParams(params)}`, { redirect: 'manual' });
};
/** The form of a new sign-in page, ready to be posted. */
async function signInForm() {
  const start = await askCode();
  const url = new URL(start.headers.get('location') ?? '', issuer);
  const cookie = start.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  return {
    page: () => fetch(url, { headers: { cookie } }),
    post: (username: string, password: string) =>
      fetch(url, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams({ username, password }) }),
    press: (demo: string) => fetch(url, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams({ demo }) }),
  };
}

describe('gives a token that the services accept', () => {
  it.each([
    ['a clerk of one branch', 'ST030', ['clerk'], ['BR05']],
    ['a region with its branches', 'ST008', ['supervisor'], ['RG2', 'BR05', 'BR06', 'BR07', 'BR08']],
    ['who audits everything', 'ST005', ['auditor'], '*'],
    ['the head of the factory', 'ST001', ['branch_manager'], '*'],
    ['a storekeeper of the factory, for the factory only', 'ST010', ['storekeeper'], ['FA01']],
  ])('%s', async (_who, code, roles, branches) => {
    expect(await tokens.verify(await signIn(credentials(code)))).toEqual({ subject: code, kind: 'staff', roles, branches });
  });

  it.each([['a dealer', 'DL017', 'dealer', ['BR05']], ['a customer', 'CU00390', 'customer', ['BR05']], ['a carrier, who serves no branch alone', 'CR01', 'carrier', []]])('%s', async (_who, code, kind, branches) => {
    expect(await tokens.verify(await signIn(credentials(code)))).toEqual({ subject: code, kind, roles: [kind], branches });
  });

  it('the machine of the ERP', async () => {
    const token = await signInClient({ issuer, clientId: 'aftercare-erp', secret: erpSecret() });
    expect(await tokens.verify(token)).toEqual({ subject: 'aftercare-erp', kind: 'client', roles: ['integrator'], branches: ['BR05'] });
  });
});

describe('refuses', () => {
  it('a wrong password, and says so in both languages without telling whether the name exists', async () => {
    await expect(signIn({ issuer, username: 'ST031', password: 'wrong' })).rejects.toEqual(new SignInFailed('refused', '工号或密码不正确。 Staff code or password is wrong.'));
    await expect(signIn({ issuer, username: 'NOBODY', password: '' })).rejects.toThrow('工号或密码不正确。 Staff code or password is wrong.');
  });

  it('a machine with a wrong secret', async () => {
    await expect(signInClient({ issuer, clientId: 'aftercare-erp', secret: 'wrong' })).rejects.toThrow('invalid_client');
  });

  it.each([
    'http://127.0.0.1/callback/../evil', 'http://localhost/callback', 'http://127.0.0.1.evil.example/callback', 'https://evil.example/callback',
  ])('to send a code to %s', async (redirect_uri) => {
    const answer = await askCode({ redirect_uri });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.text()).toContain('redirect_uri did not match');
  });

  it.each([
    ['a flow without PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['the implicit flow', { response_type: 'id_token token' }, 'unsupported_response_type'],
  ])('%s', async (_name, changes, error) => {
    expect((await askCode(changes)).headers.get('location')).toContain(`error=${error}`);
  });

  it('a password sent to the token endpoint', async () => {
    const answer = await askToken({ grant_type: 'password', client_id: 'aftercare-cli', username: 'ST030', password: passwordOf('ST030') });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'unsupported_grant_type' }]);
  });

  it('a code with a foreign verifier, and a code that was used', async () => {
    const client = consoleClient();
    const redeem = (code: string, code_verifier: string) =>
      askToken({ grant_type: 'authorization_code', client_id: client.clientId, redirect_uri: client.redirectUri, code, code_verifier });
    const stolen = await codeFor(credentials('ST030'), client);
    expect(await (await redeem(stolen.code, 'x'.repeat(43))).json()).toMatchObject({ error: 'invalid_grant' });
    const own = await codeFor(credentials('ST030'), client);
    expect((await redeem(own.code, own.verifier)).status).toBe(200);
    expect(await (await redeem(own.code, own.verifier)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('a refresh token that was used, and then its whole family', async () => {
    const client = consoleClient();
    const { code, verifier: code_verifier } = await codeFor(credentials('ST030'), client);
    const first = await (await askToken({
      grant_type: 'authorization_code', client_id: client.clientId, redirect_uri: client.redirectUri, code, code_verifier,
    })).json() as { refresh_token: string; id_token: string };
    const refresh = (refresh_token: string) => askToken({ grant_type: 'refresh_token', client_id: client.clientId, refresh_token });
    const second = await (await refresh(first.refresh_token)).json() as { access_token: string; refresh_token: string };
    expect(await tokens.verify(second.access_token)).toMatchObject({ subject: 'ST030', branches: ['BR05'] });
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await refresh(second.refresh_token)).status).toBe(400);
    await expect(tokens.verify(first.id_token)).rejects.toMatchObject({ code: 'token.invalid' });
  });

  it('to sign anybody in with one press but the demo people that it shows', async () => {
    const form = await signInForm();
    expect([...(await (await form.page()).text()).matchAll(/name="demo" value="(\w+)"/g)].map(([, code]) => code)).toEqual(['ST014', 'ST015', 'ST016', 'ST013', 'ST007', 'ST003', 'DL001']);
    expect((await form.press('ST030')).status).toBe(401);
    expect((await form.press('ST014')).status).toBe(303);
  });

  it('to go on guessing: after five wrong passwords that name waits, the right password too, other names do not', async () => {
    const form = await signInForm();
    for (let n = 0; n < 5; n += 1) expect((await form.post('ST040', `guess ${n}`)).status).toBe(401);
    const waiting = await form.post('ST040', passwordOf('ST040'));
    expect(waiting.status).toBe(429);
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await form.post('ST041', passwordOf('ST041'))).status).toBe(303);
  });

  it('a request under a foreign name', async () => {
    const status = await new Promise((resolve) => get(`${issuer}/jwks`, { headers: { host: 'evil.example' } }, (answer) => { resolve(answer.resume().statusCode); }));
    expect(status).toBe(421);
  });

  it('a sign-in page that nobody asked for, and a form larger than any of ours', async () => {
    expect((await fetch(`${issuer}/interaction/unknown`)).status).toBe(400);
    expect((await (await signInForm()).post('ST030', 'x'.repeat(100_000))).status).toBe(401);
  });
});

it('shows a page that asks for nothing but its own font and cannot be framed', async () => {
  const page = await (await signInForm()).page();
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
  expect(page.headers.get('cache-control')).toBe('no-store');
  const html = await page.text();
  expect(html).toContain('登录售后服务平台');
  expect([...html.matchAll(/\b(?:src|href|action)="([^"]*)"|url\(|@import/g)].map(([, address]) => address)).toEqual(['/font/index.css']);
  const css = await fetch(`${issuer}/font/index.css`);
  const [, piece] = /url\(\.\/(files\/[\w-]+\.woff2)\)/.exec(await css.text()) ?? [];
  const [font, none, above] = await Promise.all([`font/${piece}`, 'font/files/none.woff2', 'font/files/..%2f..%2fpackage.json'].map((path) => fetch(`${issuer}/${path}`)));
  expect([css.status, font!.status, font!.headers.get('content-type'), none!.status, above!.status]).toEqual([200, 200, 'font/woff2', 404, 404]);
  expect(await (await (await signInForm()).post('"><script>', 'x')).text()).not.toContain('<script>');
});

it('keeps keys and passwords over a restart, for its owner only', async () => {
  const token = await signIn(credentials('ST030'));
  const before = passwordOf('ST030');
  await running.close();
  running = await startIssuer(config, log);
  // The first connection may still be one that ended with the old process.
  await eventually(async () => { expect(await verifier().verify(token)).toMatchObject({ subject: 'ST030' }); });
  expect(passwordOf('ST030')).toBe(before);
  for (const file of ['keys.json', 'cookies.json', 'people.json', 'clients.json']) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
});

it('never logs a password, a secret, a code or a token', async () => {
  const { code } = await codeFor(credentials('ST030'), consoleClient());
  const token = await signIn(credentials('ST030'));
  const text = logged.join('');
  expect(text).toContain('"subject":"ST030"');
  for (const secret of [passwordOf('ST030'), erpSecret(), code, token, 'guess 1']) expect(text).not.toContain(secret);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => { resolve(port); });
    });
  });
}
