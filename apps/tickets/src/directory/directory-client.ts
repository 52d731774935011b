import type { IncomingHttpHeaders } from 'node:http';
import { ForwardedProblem, isProblem } from '@aftercare/chassis';
import type { Command } from '@aftercare/event-store';
import { Unavailable } from '@aftercare/kernel';

/** A contact as the customer made it; the words and the number are personal data and pass through here without being kept. */
export interface Contact {
  readonly branchId: string;
  readonly channel: string;
  readonly caller?: string | null;
  readonly words: string;
}

export interface RecordedContact {
  readonly contactId: string;
  /** Whose number it is; `null` when nobody, or more than one, is known by it. */
  readonly customerId: string | null;
}

/** What a member of staff wrote about a piece of work, in named parts. It passes through here without being kept, too. */
export interface Note {
  readonly branchId: string;
  /** The ticket that it is about. */
  readonly about: string;
  readonly kind: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** A customer as directory shows him to the caller. Personal data, which pass through here without being kept. */
export interface KnownCustomer {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly branchId: string;
  readonly customerClass: string;
  /** Who looks after the account. */
  readonly ownerId: string | null;
}

export interface KnownDealer {
  readonly dealerCode: string;
  readonly name: string;
  readonly branchId: string;
  readonly keyAccount: boolean;
  readonly representativeId: string | null;
}

export interface KnownCaller {
  readonly customers: readonly KnownCustomer[];
  readonly dealers: readonly KnownDealer[];
}

/** Where words stand: the contacts in which they were said, and what the notes are about in which they were written. */
export interface FoundWords {
  readonly contacts: readonly string[];
  readonly about: readonly string[];
  readonly more: boolean;
}

const timeoutMs = 3_000;

/** What this service asks of directory, in the caller's own name: his token decides there as it does here. */
export class DirectoryClient {
  constructor(private readonly url: string) {}

  /**
   * Saves the customer's words and finds who is calling. The command's own key goes along, so a repetition finds the same
   * record. Throws `ForwardedProblem` with directory's own answer when it refuses, `Unavailable` when it cannot be asked.
   */
  recordContact(contact: Contact, command: Command, caller: IncomingHttpHeaders): Promise<RecordedContact> {
    return this.#post<RecordedContact>('/contacts', contact, command, caller);
  }

  /** Saves what was written about a ticket, under the same promise, and gives the note's id. */
  async writeNote(note: Note, command: Command, caller: IncomingHttpHeaders): Promise<string> {
    return (await this.#post<{ noteId: string }>('/notes', note, command, caller)).noteId;
  }

  /** Who has a number: customers and dealers; for reading only. Throws as `recordContact` does. */
  lookUpCaller(phone: string, caller: IncomingHttpHeaders): Promise<KnownCaller> {
    return this.#ask<KnownCaller>('POST', '/callers/look-up', { phone }, headersOf(caller));
  }

  /** Where something was said or written. Throws as `recordContact` does. */
  findWords(text: string, caller: IncomingHttpHeaders): Promise<FoundWords> {
    return this.#ask<FoundWords>('POST', '/words/search', { text }, headersOf(caller));
  }

  /** One customer in full. Throws as `recordContact` does; directory's 404 when he does not exist for the caller. */
  showCustomer(id: string, caller: IncomingHttpHeaders): Promise<KnownCustomer> {
    return this.#ask<KnownCustomer>('GET', `/customers/${id}`, null, headersOf(caller));
  }

  #post<T>(path: string, body: unknown, command: Command, caller: IncomingHttpHeaders): Promise<T> {
    return this.#ask<T>('POST', path, body, { ...headersOf(caller), 'idempotency-key': command.idempotencyKey ?? '', 'x-correlation-id': command.correlationId });
  }

  async #ask<T>(method: 'GET' | 'POST', path: string, body: unknown, headers: Record<string, string>): Promise<T> {
    const response = await this.#send(method, path, body, headers);
    if (response.ok) return (await response.json()) as T;
    const answer: unknown = await response.json().catch(() => null);
    if (response.status < 500 && isProblem(answer)) throw new ForwardedProblem(answer);
    throw new Unavailable('directory.unavailable', 2);
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
      throw new Unavailable('directory.unavailable', 2, { cause });
    }
  }
}

/** What goes along of the caller's own request: who he is, and how he wants to be spoken to. */
const headersOf = (caller: IncomingHttpHeaders): Record<string, string> => ({
  authorization: caller.authorization ?? '',
  'accept-language': caller['accept-language'] ?? 'zh',
});
