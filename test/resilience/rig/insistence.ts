import { newId } from '@aftercare/kernel';
import { eventually, type Answer, type request } from '@aftercare/testing';

export type Http = ReturnType<typeof request>;
export interface Known {
  readonly id: string;
  readonly type?: string;
}
export interface Insisted {
  /** Answers that may change: something has not been heard of yet. */
  readonly notYet?: readonly number[];
  /** Bytes of a file are sent with what they are. */
  readonly headers?: Readonly<Record<string, string>>;
}

const within = 180_000;

/** What people and their tools do while services die: they ask, and send one and the same command, again and again until somebody who could decide it answers. */
export class Insistence {
  /** Nobody insists on anything any more. */
  #over = false;

  giveUp(): void {
    this.#over = true;
  }

  /** Throws where it was refused. */
  async post<Body extends object = Known>(http: Http, path: string, body: object | Uint8Array<ArrayBuffer>, { notYet = [], headers = {} }: Insisted = {}): Promise<Body> {
    const idempotencyKey = newId();
    const { status, body: answer } = await this.until(async () => {
      const one: Answer<Body> = await http.post<Body>(path, body, { idempotencyKey, headers });
      if (one.status >= 500 || notYet.includes(one.status) || (one.body as Known | null)?.type === '/problems/request.in-progress') throw new Error(`${path} answers ${one.status} ${JSON.stringify(one.body)}`);
      return one;
    });
    if (status >= 300) throw new Error(`${path} answers ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  async until<T>(ask: () => Promise<T>): Promise<T> {
    const found = await eventually(async () => (this.#over ? { over: true as const } : { over: false as const, is: await ask() }), { within });
    if (found.over) throw new Error('nobody insists any more');
    return found.is;
  }
}
