import { createHash, randomBytes } from 'node:crypto';

/** The issuer did not give a token; `reason` tells the two remedies apart: start the system, or use another name or password. */
export class SignInFailed extends Error {
  readonly reason: 'unreachable' | 'refused';

  constructor(reason: SignInFailed['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export interface Credentials {
  readonly issuer: string;
  readonly username: string;
  readonly password: string;
}

/** Signs a person in as the browser does it (code + PKCE, through the form of the sign-in page); resolves to the access token. */
export async function signIn(credentials: Credentials): Promise<string> {
  const client = { clientId: 'aftercare-cli', redirectUri: 'http://127.0.0.1/callback' };
  const { code, verifier } = await codeFor(credentials, client);
  return tokenFrom(credentials.issuer, {
    grant_type: 'authorization_code', client_id: client.clientId, redirect_uri: client.redirectUri, code, code_verifier: verifier,
  });
}

/** The first half of `signIn`, for any client: a code, and the PKCE verifier that redeems it once within a minute. */
export async function codeFor(
  { issuer, username, password }: Credentials,
  { clientId, redirectUri }: { clientId: string; redirectUri: string },
): Promise<{ code: string; verifier: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const cookies = new Map<string, string>();
  const visit = async (url: URL, form?: Record<string, string>): Promise<URL> => {
    const answer = await ask(url, {
      method: form ? 'POST' : 'GET', body: form && new URLSearchParams(form), redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (answer.status !== 303 || next === null) throw new SignInFailed('refused', await problemOf(answer));
    return new URL(next, url);
  };

  const start = new URL('/auth', issuer);
  start.search = new URLSearchParams({
    client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: redirectUri, state,
    code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  }).toString();
  const page = await visit(start);
  const resume = await visit(page, { username, password });
  const back = await visit(resume);
  const code = back.searchParams.get('code');
  if (code === null || back.searchParams.get('state') !== state) throw new SignInFailed('refused', back.searchParams.get('error') ?? 'no code');
  return { code, verifier };
}

/** Signs a machine in by client credentials; resolves to the access token. */
export async function signInClient({ issuer, clientId, secret }: { issuer: string; clientId: string; secret: string }): Promise<string> {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64');
  return tokenFrom(issuer, { grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` });
}

async function tokenFrom(issuer: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<string> {
  const answer = await ask(new URL('/token', issuer), { method: 'POST', body: new URLSearchParams(form), headers });
  if (!answer.ok) throw new SignInFailed('refused', await problemOf(answer));
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function ask(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  } catch (cause) {
    throw new SignInFailed('unreachable', `nothing answers at ${url.origin}`, { cause });
  }
}

/** What the issuer said: its JSON error, or the alert on its page. */
async function problemOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.headers.get('content-type')?.includes('json')) return (JSON.parse(text) as { error?: string }).error ?? text;
  const [, said] = /role="alert">(.*?)<\/p>/s.exec(text) ?? /<small>(.*?)<\/small>/s.exec(text) ?? [];
  return said?.replace(/<[^>]+>/g, '') ?? `status ${answer.status}`;
}
