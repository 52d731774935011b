import type { IncomingHttpHeaders } from 'node:http';
import { Peer } from '@aftercare/chassis';
import type { Command } from '@aftercare/event-store';

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
  /** The dealer whose number it is. */
  readonly dealerCode: string | null;
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

/** What this service asks of directory, in the caller's own name: his token decides there as it does here. Throws as a `Peer` does. */
export class DirectoryClient {
  readonly #directory: Peer;

  constructor(url: string) {
    this.#directory = new Peer('directory', url);
  }

  /** Saves the customer's words and finds who is calling. The command's own key goes along, so a repetition finds the same record. */
  recordContact(contact: Contact, command: Command, caller: IncomingHttpHeaders): Promise<RecordedContact> {
    return this.#directory.post<RecordedContact>('/contacts', contact, command, caller);
  }

  /** Saves what was written about a ticket, under the same promise, and gives the note's id. */
  async writeNote(note: Note, command: Command, caller: IncomingHttpHeaders): Promise<string> {
    return (await this.#directory.post<{ noteId: string }>('/notes', note, command, caller)).noteId;
  }

  /** Who has a number: customers and dealers; for reading only. */
  lookUpCaller(phone: string, caller: IncomingHttpHeaders): Promise<KnownCaller> {
    return this.#directory.query<KnownCaller>('/callers/look-up', { phone }, caller);
  }

  /** Where something was said or written. */
  findWords(text: string, caller: IncomingHttpHeaders): Promise<FoundWords> {
    return this.#directory.query<FoundWords>('/words/search', { text }, caller);
  }

  /** One customer in full; directory's 404 when he does not exist for the caller. */
  showCustomer(id: string, caller: IncomingHttpHeaders): Promise<KnownCustomer> {
    return this.#directory.get<KnownCustomer>(`/customers/${id}`, caller);
  }
}
