import { statement, type Tx } from '@aftercare/event-store';
import { NotFound, RuleViolation } from '@aftercare/kernel';
import { accountName, type Account } from '../domain/stock';

export interface Place {
  readonly branch_id: string;
  readonly kind: 'warehouse' | 'van';
}

interface PartTerms {
  readonly price: string;
  readonly currency: string;
  readonly safety_stock: number;
}

/** What the ledger asks of the registers. */
export interface Known {
  readonly places: Readonly<Record<string, Place>>;
  readonly parts: Readonly<Record<string, PartTerms>>;
}

// Places of branches that the transaction does not reach do not exist for it.
const registers = statement(
  'ledger-registers',
  `SELECT (SELECT coalesce(jsonb_object_agg(code, jsonb_build_object('branch_id', branch_id, 'kind', kind)), '{}') FROM location
            WHERE code = ANY ($1) AND (current_setting('app.branches', true) = '*' OR branch_id = ANY (string_to_array(current_setting('app.branches', true), ',')))) AS places,
          (SELECT coalesce(jsonb_object_agg(code, jsonb_build_object('price', price::text, 'currency', currency, 'safety_stock', safety_stock)), '{}') FROM part WHERE code = ANY ($2)) AS parts`,
);

/** The places and parts by their codes. `part.unknown`; `NotFound` for a place that is not there or out of reach. */
export const knownOf = async (tx: Tx, places: readonly string[], parts: readonly string[]): Promise<Known> => {
  const [known] = await tx.query<Known>(registers, [places, parts]);
  for (const part of parts) if (!known?.parts[part]) throw new RuleViolation('part.unknown', { part });
  for (const place of places) if (!known?.places[place]) throw new NotFound('location');
  return known!;
};

/** An account of one part, in a branch. */
export interface Shelf {
  readonly part: string;
  readonly account: Account;
  readonly branchId: string;
}

export interface BalanceRow {
  readonly part: string;
  readonly account: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly value: string;
}

// Always in the same order: two who post the same accounts cannot wait for each other.
const hold = statement(
  'ledger-hold',
  `INSERT INTO stock_balance AS b (part, account, branch_id, location, bin)
   SELECT part, account, branch_id, location, bin
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS w (part, account, branch_id, location, bin) ORDER BY part COLLATE "C", account COLLATE "C"
   ON CONFLICT (part, account, branch_id) DO UPDATE SET on_hand = b.on_hand
   RETURNING part, account, on_hand, reserved, value::text`,
);

/** Holds the balances for the rest of the transaction, and makes those that are not there. */
export const holdShelves = (tx: Tx, shelves: readonly Shelf[]): Promise<BalanceRow[]> =>
  tx.query<BalanceRow>(hold, [
    shelves.map(({ part }) => part), shelves.map(({ account }) => accountName(account)), shelves.map(({ branchId }) => branchId),
    shelves.map(({ account }) => (account.kind === 'bin' ? account.location : null)), shelves.map(({ account }) => (account.kind === 'bin' ? account.bin : null)),
  ]);
