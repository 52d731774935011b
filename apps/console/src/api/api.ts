import { currentLanguage } from '../texts/language';

/** The answer of a service that says no: RFC 9457, in the reader's language. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly traceId?: string;
  readonly errors?: readonly { readonly field: string; readonly rule: string; readonly message: string }[];
}

/** A request that was not done, with what the service said about it; `null`: no answer came at all. */
export class Refused extends Error {
  constructor(readonly problem: Problem | null) {
    super(problem?.detail ?? 'no answer');
    this.name = 'Refused';
  }

  /** The rule that said no, e.g. `ticket.reply-missing`; `offline` without an answer. */
  get code(): string {
    return this.problem?.type.replace(/^\/problems\//, '') ?? 'offline';
  }
}

/** One route, as its generated type describes it. */
export interface Route {
  readonly url: string;
  readonly body?: unknown;
  readonly path?: unknown;
  readonly query?: unknown;
}

interface Options {
  /** Of a command: the same one when it is sent again. */
  readonly idempotencyKey?: string;
  /** The version that the person has seen. */
  readonly version?: number;
  readonly signal?: AbortSignal;
}

type Sent<R extends Route> = Pick<R, Extract<'body' | 'path' | 'query', keyof R>>;

type Listener = () => void;
const ended = new Set<Listener>();
/** Tells everybody here that nobody is signed in any more. */
export const endSession = (): void => { for (const listener of ended) listener(); };
/** Calls back when an answer says that nobody is signed in any more. Gives the function that ends it. */
export const onSessionEnded = (listener: Listener): Listener => {
  ended.add(listener);
  return () => void ended.delete(listener);
};

let ready = (): Promise<void> => Promise.resolve();
/** No command is sent before this has resolved. */
export const actOnlyAfter = (wait: () => Promise<void>): void => { ready = wait; };

/** A page asks by itself for as long as it is open; that is no doing of a person, and his session idles on. */
const awake = 60_000;
let actedAt = performance.now();
for (const act of ['keydown', 'pointerdown', 'wheel']) addEventListener(act, () => { actedAt = performance.now(); }, { capture: true, passive: true });

/** Calls of one service. `R` is the route's generated type, `A` what it answers. Throws `Refused`. */
export const service = (base: string) => ({
  get: <R extends Route, A>(url: R['url'], sent: Omit<Sent<R>, 'body'> & Options = {} as never): Promise<A> => send('GET', base + url, sent),
  /** An answer that is told while it is made, a JSON object a line. Throws as well when it is broken off. */
  lines: <R extends Route, A>(url: R['url'], sent: Omit<Sent<R>, 'body'> & Options & Required<Pick<Options, 'signal'>>, hear: (line: A) => void): Promise<void> => ask('GET', base + url, sent).then((answer) => hearLines(answer, hear)),
  post: async <R extends Route, A>(url: R['url'], sent: Sent<R> & Options = {} as never): Promise<A> => {
    if (sent.idempotencyKey !== undefined) await ready();
    return send('POST', base + url, sent);
  },
  /** A file that the service answers with, kept under the name that it gives. */
  save: async <R extends Route>(url: R['url'], sent: Sent<R> & Options): Promise<void> => {
    await ready();
    await keep(await ask('POST', base + url, sent));
  },
  /** A file of the person, sent as it is; `progress` hears which part of it has left, from 0 to 1. */
  upload: <R extends Route, A>(url: R['url'], sent: Pick<R, Extract<'query', keyof R>> & Required<Pick<Options, 'idempotencyKey'>>, file: Blob, progress: (part: number) => void): Promise<A> =>
    ready().then(() => upload(addressOf(base + url, {}, (sent as Pick<Route, 'query'>).query), sent.idempotencyKey, file, progress)),
});

/** A register that is read as a whole, page by page. */
export const allPages = async <Item>(page: (after: { readonly after?: string }) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (let found = await page({}); ; found = await page({ after: found.next })) {
    items.push(...found.items);
    if (found.next === null) return items;
  }
};

const send = async <A>(method: string, url: string, sent: Omit<Route, 'url'> & Options): Promise<A> => {
  const answer = await ask(method, url, sent);
  return (answer.status === 204 ? undefined : await answer.json()) as A;
};

const hearLines = async <A>({ body }: Response, hear: (line: A) => void): Promise<void> => {
  let begun = '';
  try {
    for await (const piece of (body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream())) {
      const lines = (begun + piece).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) hear(JSON.parse(line) as A);
    }
  } catch {
    throw new Refused(null);
  }
};

async function ask(method: string, url: string, { path, query, body, idempotencyKey, version, signal }: Omit<Route, 'url'> & Options): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(addressOf(url, path, query), {
      method,
      signal: signal ?? AbortSignal.timeout(20_000),
      headers: {
        accept: 'application/json',
        'accept-language': currentLanguage(),
        'x-aftercare': performance.now() - actedAt > awake ? 'background' : 'person',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(null);
  }
  if (answer.ok) return answer;
  throw refusal(answer.status, answer.statusText, await answer.json().catch(() => null));
}

const keep = async (answer: Response): Promise<void> => {
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'aftercare';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = decodeURIComponent(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** By the older interface: the newer one does not tell how much of a file has left. */
const upload = <A>(url: string, idempotencyKey: string, file: Blob, progress: (part: number) => void): Promise<A> => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open('POST', url);
  request.responseType = 'json';
  const headers = { accept: 'application/json', 'accept-language': currentLanguage(), 'x-aftercare': 'person', 'content-type': 'application/octet-stream', 'idempotency-key': idempotencyKey };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => progress(total === 0 ? 0 : loaded / total);
  request.onerror = () => reject(new Refused(null));
  request.onload = () => (request.status < 300 ? resolve(request.response as A) : reject(refusal(request.status, request.statusText, request.response)));
  request.send(file);
});

const refusal = (status: number, statusText: string, said: unknown): Refused => {
  if (status === 401) endSession();
  return new Refused(problemOf(status, statusText, said as Problem | null));
};

const addressOf = (url: string, path: unknown, query: unknown): string => {
  const filled = url.replace(/\{(\w+)\}/g, (_hole, name: string) => encodeURIComponent(String((path as Record<string, unknown>)[name])));
  const wanted = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined && value !== null);
  return wanted.length === 0 ? filled : `${filled}?${new URLSearchParams(wanted.map(([name, value]) => [name, String(value)])).toString()}`;
};

/** A proxy on the way may answer with something else than a problem. */
const problemOf = (status: number, statusText: string, said: Problem | null): Problem =>
  typeof said?.detail === 'string' ? said : { type: '/problems/server.unavailable', title: statusText, status, detail: `HTTP ${status}` };
