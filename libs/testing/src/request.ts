import { newId } from '@aftercare/kernel';

export interface RequestOptions {
  readonly token?: string;
  /** A POST carries a fresh key unless one is given here; null sends none. */
  readonly idempotencyKey?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when the answer is JSON, else the text; null when empty. */
  readonly body: Body;
}

type Payload = string | Uint8Array<ArrayBuffer> | object;

async function send<Body>(method: string, url: string, payload: Payload | undefined, { token, idempotencyKey, headers }: RequestOptions): Promise<Answer<Body>> {
  const key = idempotencyKey === undefined && method === 'POST' ? newId() : idempotencyKey;
  const response = await fetch(url, {
    method,
    headers: {
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key == null ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    body: typeof payload === 'string' || payload instanceof Uint8Array ? payload : JSON.stringify(payload),
  });
  const text = await response.text();
  const isJson = /^application\/(.+\+)?json\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: (text === '' ? null : isJson ? JSON.parse(text) : text) as Body };
}

/** HTTP calls against `base`, as a client makes them. An object is sent as JSON; text and bytes are sent as they stand, however broken. */
export const request = (base: string, always: RequestOptions = {}) => ({
  get: <Body = Record<string, unknown>>(path: string, options: RequestOptions = {}) => send<Body>('GET', base + path, undefined, { ...always, ...options }),
  post: <Body = Record<string, unknown>>(path: string, payload: Payload, options: RequestOptions = {}) => send<Body>('POST', base + path, payload, { ...always, ...options }),
  put: <Body = Record<string, unknown>>(path: string, payload: Payload, options: RequestOptions = {}) => send<Body>('PUT', base + path, payload, { ...always, ...options }),
});
