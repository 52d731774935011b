import type { Answer } from '@aftercare/testing';
import type { Figure } from './adapters/kpis.ts';
import type { Http, Installation } from './installation.ts';
import type { Value, Values } from '../../tools/scenarios/read.ts';

/** What one scenario knows of the running installation: its local names, and where counting began. */
export class World {
  readonly installation: Installation;
  readonly #ids = new Map<string, string>();
  readonly #noticesBefore = new Map<string, number>();
  readonly #figuresBefore = new Map<string, Figure>();

  constructor(installation: Installation) {
    this.installation = installation;
  }

  as(code: string): Promise<Http> {
    return this.installation.as(code);
  }

  reader(): Promise<Http> {
    return this.installation.reader();
  }

  /** The document of this local name from now on. */
  name(name: Value | undefined, id: string): void {
    if (typeof name === 'string') this.#ids.set(name, id);
  }

  /** What the local name stands for; `null`: nothing yet. */
  find(name: Value | undefined): string | null {
    return (typeof name === 'string' ? this.#ids.get(name) : undefined) ?? null;
  }

  /** What the local name stands for. */
  id(name: Value | undefined): string {
    const id = this.find(name);
    if (id === null) throw new Error(`the name ${JSON.stringify(name)} stands for no document yet`);
    return id;
  }

  /** The local name of a document; `null`: it is not this scenario's own. */
  called(id: string): string | null {
    return [...this.#ids].find(([, own]) => own === id)?.[0] ?? null;
  }

  /** Whether the document is this scenario's own. */
  knows(id: string): boolean {
    return [...this.#ids.values()].includes(id);
  }

  noticesBefore(receiver: string, kind: string): number {
    return this.#noticesBefore.get(`${receiver} ${kind}`) ?? 0;
  }

  figureBefore(query: string): Figure {
    return this.#figuresBefore.get(query) ?? { numerator: 0, denominator: 0 };
  }

  countFigureFrom(query: string, figure: Figure): void {
    this.#figuresBefore.set(query, figure);
  }

  countNoticesFrom(receiver: string, kind: string, count: number): void {
    this.#noticesBefore.set(`${receiver} ${kind}`, count);
  }
}

/** Does an action through the routes, as its actor; the answer is the one that says whether it was done. */
export type Act = (inputs: Values, actor: Http, world: World) => Promise<Answer<Record<string, unknown>>>;

/** How a fact is looked up. */
export interface FactAdapter {
  /** The keys that say which thing is meant; all others are compared. */
  readonly selects: readonly string[];
  /** What the installation says, by key. A key that is missing in the answer is one that nobody has taught the runner. */
  readonly look: (expected: Values, world: World) => Promise<Readonly<Record<string, Value>>>;
}
