import type { IncomingHttpHeaders } from 'node:http';
import { ForwardedProblem, Peer } from '@aftercare/chassis';
import type { Receiver } from '../domain/delivery-note';

/** Where a box goes. Personal data, which pass through here onto the paper without being kept. */
export interface Addressee {
  readonly name: string;
  readonly contactName: string | null;
  readonly phone: string;
  readonly address: string | null;
}

/** Asks directory who a receiver is, in the caller's own name. */
export class Receivers {
  readonly #directory: Peer;

  constructor(url: string) {
    this.#directory = new Peer('directory', url);
  }

  /**
   * `null`: a van, or somebody whom the caller may not see or who is not on file; his code must do. Throws `directory.unavailable`, since a
   * paper that says less than it could is worse than one that comes a moment later.
   */
  async find({ kind, code }: Receiver, caller: IncomingHttpHeaders): Promise<Addressee | null> {
    if (kind === 'van') return null;
    try {
      return kind === 'dealer'
        ? await this.#directory.get<Addressee>(`/dealers/${encodeURIComponent(code)}`, caller)
        : { contactName: null, ...(await this.#directory.get<Omit<Addressee, 'contactName'>>(`/customers/${encodeURIComponent(code)}`, caller)) };
    } catch (error) {
      if (error instanceof ForwardedProblem && [403, 404].includes(error.document.status)) return null;
      throw error;
    }
  }
}
