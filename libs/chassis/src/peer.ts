import type { IncomingHttpHeaders } from 'node:http';
import { onwardHeader } from '@aftercare/auth';
import type { Command } from '@aftercare/event-store';
import { Unavailable } from '@aftercare/kernel';
import { ForwardedProblem, isProblem } from './problem';

const timeoutMs = 3_000;

/**
 * Another service, asked in the caller's own name: his rights decide there as they do here. Throws `ForwardedProblem` with its own answer
 * when it refuses, `Unavailable` with the code `<name>.unavailable` when it cannot be asked within three seconds.
 */
export class Peer {
  constructor(
    private readonly name: string,
    private readonly url: string,
  ) {}

  get<T>(path: string, caller: IncomingHttpHeaders): Promise<T> {
    return this.#ask<T>('GET', path, null, headersOf(caller));
  }

  /** A question with a body, which changes nothing there. */
  query<T>(path: string, body: unknown, caller: IncomingHttpHeaders): Promise<T> {
    return this.#ask<T>('POST', path, body, headersOf(caller));
  }

  /** A command of ours needs one there. Its own key goes along, so a repetition finds what the first one made. */
  post<T>(path: string, body: unknown, command: Command, caller: IncomingHttpHeaders): Promise<T> {
    return this.#ask<T>('POST', path, body, { ...headersOf(caller), 'idempotency-key': command.idempotencyKey ?? '', 'x-correlation-id': command.correlationId });
  }

  async #ask<T>(method: 'GET' | 'POST', path: string, body: unknown, headers: Record<string, string>): Promise<T> {
    const response = await this.#send(method, path, body, headers);
    if (response.ok) return (await response.json()) as T;
    const answer: unknown = await response.json().catch(() => null);
    if (response.status < 500 && isProblem(answer)) throw new ForwardedProblem(answer);
    throw this.#unavailable();
  }

  async #send(method: 'GET' | 'POST', path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
    try {
      return await fetch(this.url + path, {
        method,
        headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
        body: body === null ? null : JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (cause) {
      throw this.#unavailable(cause);
    }
  }

  #unavailable(cause?: unknown): Unavailable {
    return new Unavailable(`${this.name}.unavailable`, 2, { cause });
  }
}

/** What goes along of the caller's own request: who he is, and how he wants to be spoken to. */
const headersOf = (caller: IncomingHttpHeaders): Record<string, string> => ({
  // Through a gateway comes a token for over there; the one for here opens nothing there. A machine's own opens both.
  authorization: typeof caller[onwardHeader] === 'string' ? `Bearer ${caller[onwardHeader]}` : (caller.authorization ?? ''),
  'accept-language': caller['accept-language'] ?? 'zh',
});
