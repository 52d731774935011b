import type { IncomingHttpHeaders } from 'node:http';
import { OtherService } from '@aftercare/chassis';
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

/** What this service asks of directory. */
export class DirectoryClient {
  readonly #directory: OtherService;

  constructor(url: string) {
    this.#directory = new OtherService(url, (cause) => new Unavailable('directory.unavailable', 2, { cause }));
  }

  /**
   * Saves the customer's words and finds who is calling. The command's own key goes along, so a repetition finds the same
   * record. Throws `ForwardedProblem` with directory's own answer when it refuses, `Unavailable` when it cannot be asked.
   */
  recordContact(contact: Contact, command: Command, caller: IncomingHttpHeaders): Promise<RecordedContact> {
    return this.#directory.post<RecordedContact>('/contacts', contact, caller, command);
  }

  /** Saves what was written about a ticket, under the same promise, and gives the note's id. */
  async writeNote(note: Note, command: Command, caller: IncomingHttpHeaders): Promise<string> {
    return (await this.#directory.post<{ noteId: string }>('/notes', note, caller, command)).noteId;
  }

  /** Who has a number: customers and dealers; for reading only. Throws as `recordContact` does. */
  lookUpCaller(phone: string, caller: IncomingHttpHeaders): Promise<KnownCaller> {
    return this.#directory.post<KnownCaller>('/callers/look-up', { phone }, caller);
  }

  /** Where something was said or written. Throws as `recordContact` does. */
  findWords(text: string, caller: IncomingHttpHeaders): Promise<FoundWords> {
    return this.#directory.post<FoundWords>('/words/search', { text }, caller);
  }

  /** One customer in full. Throws as `recordContact` does; directory's 404 when he does not exist for the caller. */
  showCustomer(id: string, caller: IncomingHttpHeaders): Promise<KnownCustomer> {
    return this.#directory.get<KnownCustomer>(`/customers/${id}`, caller);
  }
}
