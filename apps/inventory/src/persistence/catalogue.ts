import { statement, type Tx } from '@aftercare/event-store';

/** What a decision about a part asks of the catalogue. */
export interface CataloguePart {
  readonly part: string;
  readonly withdrawn: boolean;
  readonly fitsModels: readonly string[];
  /** What may be sent in its place; not the other way round. */
  readonly substitutes: readonly string[];
  /** Exact, with two decimals. */
  readonly price: string;
  readonly currency: string;
  /** `null`: the old part need not come back. */
  readonly returnDays: number | null;
}

const catalogue = statement(
  'catalogue-of',
  `SELECT code AS part, withdrawn, fits_models AS "fitsModels", substitutes, price::text, currency, return_days AS "returnDays" FROM part WHERE code = ANY ($1)`,
);

/** The parts by their codes; one that is not on file is missing. */
export const catalogueOf = async (tx: Tx, parts: readonly string[]): Promise<ReadonlyMap<string, CataloguePart>> =>
  new Map((await tx.query<CataloguePart>(catalogue, [parts])).map((part) => [part.part, part]));
