import type { Branches } from '@aftercare/auth';
import type { Tx } from '@aftercare/event-store';
import type { Kind, Table, Values } from '@aftercare/tables';
import type { KindFacts } from './import';

/** How the rows of a kind get on file. */
export interface Keeping extends KindFacts {
  /** Puts accepted rows on file and says how many of them changed something. The same rows again change nothing. */
  readonly put: (tx: Tx, rows: readonly Values[], source: string) => Promise<number>;
}

/** Looked up in one transaction: what a file is judged by. */
export interface Judging {
  readonly kind: Kind;
  /** The table, with what its rows name looked up before a row is given out. */
  watching(table: Table): Table;
  /** For a table that names other rows of itself: the column of their codes, and who may be referred to; gives what has been asked for since. */
  readonly own: { readonly column: string; among(codes: { has(code: string): boolean }): Set<string> } | null;
}

/** The tables that a service takes in: all that it says itself; how a file is sent, judged, kept and put on file is the same everywhere. */
export abstract class ImportKinds {
  /** What can be said of each kind without looking at what is on file, by the word that names it. */
  abstract readonly described: Readonly<Record<string, Kind>>;
  abstract readonly keeping: Readonly<Record<string, Keeping>>;
  /** By what a file of this kind and source is judged, for somebody who works for these branches. */
  abstract judging(tx: Tx, reach: Branches, kind: string, source: string): Promise<Judging>;
}
