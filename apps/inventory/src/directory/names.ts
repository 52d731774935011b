import type { IncomingHttpHeaders } from 'node:http';
import { ForwardedProblem, Peer } from '@aftercare/chassis';

/** Asks directory how colleagues and branches are called, in the caller's own name. */
export class Names {
  readonly #directory: Peer;

  constructor(url: string) {
    this.#directory = new Peer('directory', url);
  }

  /** By their codes; where the caller may not know a name or there is none, the code must do. Throws `directory.unavailable`, as for addresses. */
  async of(codes: readonly (string | null)[], caller: IncomingHttpHeaders): Promise<(code: string) => string> {
    const asked = [...new Set(codes.filter((code) => code !== null))];
    try {
      const { items } = await this.#directory.get<{ readonly items: readonly { readonly code: string; readonly name: string }[] }>(`/names?codes=${asked.map(encodeURIComponent).join(',')}`, caller);
      const names = new Map(items.map(({ code, name }) => [code, name]));
      return (code) => names.get(code) ?? code;
    } catch (error) {
      if (error instanceof ForwardedProblem && error.document.status === 403) return (code) => code;
      throw error;
    }
  }
}
