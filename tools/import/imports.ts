import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../platform/refusal.ts';

/** An import as the service shows it. */
export interface ShownImport {
  readonly id: string;
  readonly state: 'judged' | 'applying' | 'applied';
  readonly sent: number;
  readonly rowsRead: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly merged: number;
  readonly proposed: number;
  readonly applied: number;
  readonly changed: number;
  readonly firstRejected: readonly { readonly row: number; readonly reason: string; readonly field: string; readonly words: string }[];
}

interface Problem { readonly type?: string; readonly title?: string; readonly detail?: string; readonly errors?: readonly unknown[] }

const pause = 200;
/** So long without a step forward, and the service is asked again: it goes on at once, or says why it cannot. */
const patience = 10_000;
/** A service that is started anew is waited for. */
const awayFor = 60_000;

/** The import routes of a service at `base`, in somebody's name. A refusal of the service is one line, in its own words. */
export class Imports {
  private readonly base: string;
  private readonly token: string;
  #hasAnswered = false;

  constructor(base: string, token: string) {
    this.base = base;
    this.token = token;
  }

  /** Sends a file to be judged. */
  async send(kind: string, path: string, source: string): Promise<ShownImport> {
    const file = await openAsBlob(path, { type: 'application/octet-stream' }).catch((error: NodeJS.ErrnoException) => {
      throw new Refusal(`无法读取 ${path}（${error.code}） · ${path} cannot be read`);
    });
    const query = new URLSearchParams({ kind, source, file: basename(path) });
    return (await this.#ask('POST', `/imports?${query}`, file)).json() as Promise<ShownImport>;
  }

  async rememberColumns(kind: string, source: string, columns: Readonly<Record<string, string>>): Promise<void> {
    await this.#ask('POST', '/import-columns', JSON.stringify({ kind, source, columns }));
  }

  /** Puts the accepted rows on file and waits until all of them are, telling how far it is. */
  async apply(id: string, progress: (shown: ShownImport) => void = () => undefined): Promise<ShownImport> {
    const asked = async (again: boolean): Promise<ShownImport> => (await this.#ask(again ? 'POST' : 'GET', `/imports/${id}${again ? '/apply' : ''}`)).json() as Promise<ShownImport>;
    let shown = await asked(true);
    for (let since = performance.now(); shown.state === 'applying';) {
      progress(shown);
      await delay(pause);
      const next = await asked(performance.now() - since > patience);
      if (next.applied > shown.applied || performance.now() - since > patience) since = performance.now();
      shown = next;
    }
    return shown;
  }

  /** The verdict on every row, as text that arrives piece by piece. */
  async report(id: string): Promise<ReadableStream<Uint8Array>> {
    return (await this.#ask('GET', `/imports/${id}/report`)).body!;
  }

  /** The same sheet with the reasons. */
  async errors(id: string): Promise<ReadableStream<Uint8Array>> {
    return (await this.#ask('GET', `/imports/${id}/errors`)).body!;
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: Blob | string): Promise<Response> {
    const key = randomUUID();
    const until = performance.now() + awayFor;
    const isPatient = (): boolean => this.#hasAnswered && performance.now() < until;
    for (;;) {
      const answer = await this.#askOnce(method, path, key, body);
      if (!(answer instanceof Response)) {
        if (!isPatient()) throw new Refusal(`系统没有应答，请先执行 npm start · the system does not answer, start it with npm start (${String(answer.cause ?? answer)})`);
        await delay(1_000);
        continue;
      }
      this.#hasAnswered = true;
      if (answer.ok) return answer;
      const { type, title, detail, errors = [] } = (await answer.json().catch(() => ({}))) as Problem;
      const after = answer.headers.get('retry-after');
      // Away or at it for a moment: with the same key nothing is done twice.
      if (after === null || type === '/problems/service.not-started' || !isPatient()) throw new Refusal([answer.status, detail ?? title ?? '', ...errors.map((error) => JSON.stringify(error))].join(' ').trim());
      await delay(Number(after) * 1_000);
    }
  }

  #askOnce(method: 'GET' | 'POST', path: string, key: string, body?: Blob | string): Promise<Response | Error> {
    return fetch(this.base + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`, 'accept-language': 'zh, en;q=0.5', ...(method === 'POST' && { 'idempotency-key': key }),
        ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    }).catch((error: unknown) => error as Error);
  }
}
