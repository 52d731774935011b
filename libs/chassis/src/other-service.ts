import type { IncomingHttpHeaders } from 'node:http';
import type { Command } from '@aftercare/event-store';
import type { Unavailable } from '@aftercare/kernel';
import { ForwardedProblem, isProblem } from './problem';

const timeoutMs = 3_000;

/** What a service asks of another one in the caller's own name: his token decides there as it does here. */
export class OtherService {
  /** `unavailable` says that it cannot be asked. */
  constructor(
    private readonly url: string,
    private readonly unavailable: (cause?: unknown) => Unavailable,
  ) {}

  /** Throws `ForwardedProblem` with the service's own answer when it refuses, `unavailable` when it cannot be asked or says nothing within 3 s. */
  get<T>(path: string, caller: IncomingHttpHeaders): Promise<T> {
    return this.#ask<T>(path, { method: 'GET', headers: headersOf(caller) });
  }

  /** The same with a body. A command's own key goes along, so that a repetition has no second effect there. */
  post<T>(path: string, body: unknown, caller: IncomingHttpHeaders, command?: Command): Promise<T> {
    const ofCommand: Record<string, string> = command ? { 'idempotency-key': command.idempotencyKey ?? '', 'x-correlation-id': command.correlationId } : {};
    return this.#ask<T>(path, { method: 'POST', headers: { ...headersOf(caller), ...ofCommand, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  async #ask<T>(path: string, request: RequestInit): Promise<T> {
    const response = await fetch(this.url + path, { ...request, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => { throw this.unavailable(cause); });
    if (response.ok) return (await response.json()) as T;
    const answer: unknown = await response.json().catch(() => null);
    if (response.status < 500 && isProblem(answer)) throw new ForwardedProblem(answer);
    throw this.unavailable();
  }
}

/** What goes along of the caller's own request: who he is, and how he wants to be spoken to. */
const headersOf = (caller: IncomingHttpHeaders): Record<string, string> => ({
  authorization: caller.authorization ?? '',
  'accept-language': caller['accept-language'] ?? 'zh',
});
