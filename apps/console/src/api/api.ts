import { currentLanguage } from '../texts/texts';

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
  /** The page itself asks, no person: the session idles on. */
  readonly background?: boolean;
  /** Of a command: the same one when it is sent again. */
  readonly idempotencyKey?: string;
  /** The version that the person has seen. */
  readonly version?: number;
  readonly signal?: AbortSignal;
}

type Sent<R extends Route> = Pick<R, Extract<'body' | 'path' | 'query', keyof R>>;

type Listener = () => void;
const ended = new Set<Listener>();
/** Calls back when an answer says that nobody is signed in any more. Gives the function that ends it. */
export const onSessionEnded = (listener: Listener): Listener => {
  ended.add(listener);
  return () => void ended.delete(listener);
};

/** Calls of one service. `R` is the route's generated type, `A` what it answers. Throws `Refused`. */
export const service = (base: string) => ({
  get: <R extends Route, A>(url: R['url'], sent: Omit<Sent<R>, 'body'> & Options = {} as never): Promise<A> => send('GET', base + url, sent),
  post: <R extends Route, A>(url: R['url'], sent: Sent<R> & Options = {} as never): Promise<A> => send('POST', base + url, sent),
});

async function send<A>(method: string, url: string, { path, query, body, background, idempotencyKey, version, signal }: Omit<Route, 'url'> & Options): Promise<A> {
  let answer: Response;
  try {
    answer = await fetch(addressOf(url, path, query), {
      method,
      signal: signal ?? AbortSignal.timeout(20_000),
      headers: {
        accept: 'application/json',
        'accept-language': currentLanguage(),
        'x-aftercare': background ? 'background' : 'person',
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
  if (answer.ok) return (await answer.json()) as A;
  const problem = await problemOf(answer);
  if (answer.status === 401) for (const listener of ended) listener();
  throw new Refused(problem);
}

const addressOf = (url: string, path: unknown, query: unknown): string => {
  const filled = url.replace(/\{(\w+)\}/g, (_hole, name: string) => encodeURIComponent(String((path as Record<string, unknown>)[name])));
  const wanted = Object.entries((query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined && value !== null);
  return wanted.length === 0 ? filled : `${filled}?${new URLSearchParams(wanted.map(([name, value]) => [name, String(value)])).toString()}`;
};

/** A proxy on the way may answer with something else than a problem. */
const problemOf = async (answer: Response): Promise<Problem> => {
  const said = (await answer.json().catch(() => null)) as Problem | null;
  return typeof said?.detail === 'string' ? said : { type: '/problems/server.unavailable', title: answer.statusText, status: answer.status, detail: `HTTP ${answer.status}` };
};
