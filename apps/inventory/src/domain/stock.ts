import { Money, RuleViolation } from '@aftercare/kernel';

/** What a place keeps apart. Only what lies in `good` can be promised; `in_transit` has left the shelf and has not been received, `lent` is with a borrower and ours as before. */
export const bins = ['good', 'bad', 'quarantine', 'in_transit', 'lent'] as const;
export type Bin = (typeof bins)[number];

/** Between these people move pieces by hand; into and out of `in_transit` they go with a note, into and out of `lent` with a loan. */
export const shelves = ['good', 'bad', 'quarantine'] as const satisfies readonly Bin[];
export type Shelf = (typeof shelves)[number];

/** Where pieces come from and go to: a bin of a place of ours, or somebody or something outside. */
export type Account =
  | { readonly kind: 'bin'; readonly location: string; readonly bin: Bin }
  | { readonly kind: 'dealer' | 'customer' | 'branch'; readonly party: string }
  | { readonly kind: 'supplier' | 'opening' | 'loss' | 'scrap' };

export const bin = (location: string, which: Bin): Account => ({ kind: 'bin', location, bin: which });
/** What a dealer or customer (by id) has from us, or what is on its way to another branch. */
export const party = (kind: 'dealer' | 'customer' | 'branch', code: string): Account => ({ kind, party: code });
/** `loss` takes what is missing and gives what is found; `opening` gave what was there before the ledger began. */
export const outside = (kind: 'supplier' | 'opening' | 'loss' | 'scrap'): Account => ({ kind });

/** An account as it is kept and shown: `bin:WH-BR05:good`, `dealer:DL017`, `supplier`. */
export const accountName = (account: Account): string => {
  switch (account.kind) {
    case 'bin': return `bin:${account.location}:${account.bin}`;
    case 'dealer':
    case 'customer':
    case 'branch': return `${account.kind}:${account.party}`;
    default: return account.kind;
  }
};

/** The account of a name that `accountName` gave. */
export const accountOf = (name: string): Account => {
  const [kind = '', first = '', second] = name.split(':');
  if (kind === 'bin') return bin(first, second as Bin);
  if (kind === 'dealer' || kind === 'customer' || kind === 'branch') return party(kind, first);
  return { kind: kind as 'supplier' };
};

/** Why pieces move. */
export const moveReasons = ['opening', 'purchase', 'put_away', 'set_aside', 'dispatched', 'received', 'returned', 'transferred', 'counted', 'corrected', 'scrapped', 'lost', 'lent', 'charged'] as const;
export type MoveReason = (typeof moveReasons)[number];

/** The paper that pieces move by. */
export interface MoveDocument {
  readonly kind: 'opening' | 'goods_receipt' | 'stock_move' | 'stock_count' | 'correction' | 'delivery_note' | 'shipment' | 'receipt' | 'transfer' | 'disposition' | 'old_part' | 'discrepancy' | 'loan';
  readonly id: string;
}

/** Papers that people write by hand, and may have written wrongly. */
export const handMade: readonly string[] = ['goods_receipt', 'stock_move', 'stock_count'] satisfies MoveDocument['kind'][];

export interface Transfer {
  readonly part: string;
  readonly qty: number;
  readonly from: Account;
  readonly to: Account;
  readonly reason: MoveReason;
  readonly document: MoveDocument;
  /** What one piece costs that comes from outside, as decimal text in the catalogue's currency; without it the catalogue's price. */
  readonly unitValue?: string | null;
  /** What all of them are worth that come from another branch, as decimal text: what they were worth there. */
  readonly value?: string;
  /** The promise that these pieces keep by leaving the good bin. */
  readonly reservation?: { readonly requestId: string; readonly lineNo: number };
  /** The row of the ledger that this one puts right. */
  readonly corrects?: string;
}

/** What lies in an account of one part. */
export interface Balance {
  readonly onHand: number;
  readonly reserved: number;
  readonly value: Money;
}


/** More than this is a typing error, and 2^31 is the end of the column. */
export const mostPieces = 1_000_000;

export const checkQuantity = (qty: number, part: string): void => {
  if (!Number.isSafeInteger(qty) || qty < 1 || qty > mostPieces) throw new RuleViolation('stock.quantity-invalid', { part, qty: String(qty).slice(0, 20), most: mostPieces });
};

export const checkCount = (counted: number, part: string): void => {
  if (!Number.isSafeInteger(counted) || counted < 0 || counted > mostPieces) throw new RuleViolation('stock.count-invalid', { part, counted: String(counted).slice(0, 20), most: mostPieces });
};

/** A move has somewhere to go. */
export const checkShelfMove = (from: Account, to: Account): void => {
  if (accountName(from) === accountName(to)) throw new RuleViolation('stock.moves-nowhere', { account: accountName(from) });
};

/** A part at a place: the key of its events. */
export const stockId = (location: string, part: string): string => `${location}/${part}`;

/** By which a balance is told apart from others of its branch. */
export const balanceKey = (part: string, account: Account): string => `${part} ${accountName(account)}`;

/**
 * What transfers, one after the other, make of the balances, and what each of them is worth: pieces take their share of the value of the place
 * that they leave (moving average, the last piece takes all that is left), and bring it where they come to; from outside they come at
 * `unitValue`, else at the catalogue's price. Over all accounts neither pieces nor value come or go. `stock.insufficient` when a place has
 * not as many that are not promised to somebody else.
 */
export const settle = (
  balances: ReadonlyMap<string, Balance>,
  priceOf: (part: string) => Money,
  transfers: readonly Transfer[],
): { readonly balances: ReadonlyMap<string, Balance>; readonly values: readonly Money[] } => {
  const after = new Map(balances);
  const values = transfers.map((transfer) => {
    const { part, qty, from, to, reservation } = transfer;
    checkQuantity(qty, part);
    const source = balanceIn(after, part, from);
    const promised = reservation ? qty : 0;
    if (from.kind === 'bin' && source.onHand - (source.reserved - promised) < qty) {
      throw new RuleViolation('stock.insufficient', { part, location: from.location, bin: from.bin, asked: qty, available: source.onHand - source.reserved + promised });
    }
    const value = from.kind === 'bin' ? leaving(source, qty) : coming(transfer, priceOf(part));
    after.set(balanceKey(part, from), { onHand: source.onHand - qty, reserved: source.reserved - promised, value: source.value.minus(value) });
    const target = balanceIn(after, part, to);
    after.set(balanceKey(part, to), { ...target, onHand: target.onHand + qty, value: target.value.plus(value) });
    return value;
  });
  return { balances: after, values };
};

const leaving = ({ onHand, value }: Balance, qty: number): Money => (qty === onHand ? value : value.share(qty, onHand).rounded());

const coming = ({ qty, value, unitValue }: Transfer, price: Money): Money =>
  value === undefined ? (unitValue == null ? price : Money.of(unitValue, price.currency)).times(qty).rounded() : Money.of(value, price.currency);

const balanceIn = (balances: ReadonlyMap<string, Balance>, part: string, account: Account): Balance => {
  const balance = balances.get(balanceKey(part, account));
  if (!balance) throw new Error(`the balance of ${balanceKey(part, account)} was not read`);
  return balance;
};

/** A promise that nobody picks ends after so many days. */
export const reservationDays = 14;
export const reservedUntil = (now: Date): Date => new Date(now.getTime() + reservationDays * 86_400_000);

/** Who waits longer than this comes with the urgent ones. */
export const longWaitDays = 30;

/** Whether what can still be given has just fallen below the safety stock. */
export const fellShort = (availableBefore: number, availableAfter: number, safetyStock: number): boolean => availableBefore >= safetyStock && availableAfter < safetyStock;
