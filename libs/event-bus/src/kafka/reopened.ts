/**
 * A connection that is opened at its first use and thrown away at its first failure; the next use opens another one. Whatever
 * state a failed exchange has left behind is gone with it.
 */
export class Reopened<C> {
  #open: Promise<C> | null = null;

  constructor(
    private readonly open: () => Promise<C>,
    private readonly shut: (connection: C) => Promise<void>,
  ) {}

  async use<T>(work: (connection: C) => Promise<T>): Promise<T> {
    const opening = (this.#open ??= this.open());
    try {
      return await work(await opening);
    } catch (error) {
      if (this.#open === opening) await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const opening = this.#open;
    this.#open = null;
    const connection = await opening?.catch(() => null);
    if (connection) await this.shut(connection).catch(() => undefined);
  }
}
