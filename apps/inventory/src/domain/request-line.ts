/**
 * One line of a parts request: how many pieces of one part, and what has become of them. All quantities are whole pieces in the part's base
 * unit. Every approved piece is in exactly one place: `approved = waiting + reserved + picked + shipped + cancelled`.
 */
export interface RequestLine {
  readonly lineNo: number;
  /** What was asked for, also when a substitute is sent. */
  readonly part: string;
  /** The substitute that is sent in its place; `null`: the part itself. */
  readonly suppliedAs: string | null;
  readonly requested: number;
  /** `null`: nobody has decided yet. */
  readonly approved: number | null;
  /** Why less was approved than was asked for. */
  readonly reason: string | null;
  /** Not in stock for it yet: served from what arrives. */
  readonly waiting: number;
  /** Kept for it in stock, not picked. */
  readonly reserved: number;
  /** Pieces that a pick has not found, and none has since. */
  readonly short: number;
  /** Out of the shelf, not dispatched. */
  readonly picked: number;
  readonly shipped: number;
  /** Of the shipped ones: those whose receiver has counted what came. */
  readonly counted: number;
  /** Everything that came, in whatever state; `null`: nobody has counted yet, which is not 0. */
  readonly received: number | null;
  readonly cancelled: number;
  /** How many receipts of it differ from what was shipped, and are not settled. */
  readonly discrepancies: number;
  /** Approved and not on its way, as far as a count or a lack of stock has shown: what the receiver is told. */
  readonly backOrder: number;
  /** Since when there is a back-order without a break. */
  readonly backOrderSince: string | null;
  /** The day that was promised for what waits. */
  readonly promisedOn: string | null;
  /** What was free in stock when it was asked for. */
  readonly availableNow: number;
  /** What was offered in its place, and what whoever asked said to it; `null`: nothing yet. */
  readonly substitutes: readonly Substitute[];
  /** Of one piece of the part that was asked for, as decimal text; a warranty line keeps it as its value. */
  readonly unitPrice: string;
  readonly currency: string;
  /** The old part goes back, within so many days of the dispatch; `null`: it does not. */
  readonly returnDays: number | null;
}

export interface Substitute {
  readonly part: string;
  readonly answer: 'accepted' | 'declined' | null;
}

/** What is taken from the shelf for a line. */
export const supplied = ({ suppliedAs, part }: RequestLine): string => suppliedAs ?? part;

/** What is wanted of it: approved and not cancelled. */
export const wanted = ({ approved, cancelled }: RequestLine): number => (approved ?? 0) - cancelled;

type Quantities = Partial<Pick<RequestLine, 'reserved' | 'short' | 'picked' | 'shipped' | 'counted' | 'received' | 'cancelled' | 'discrepancies'>>;

/** The line with other quantities; what waits for stock and what is shown as back-order follow from them. */
export const moved = (line: RequestLine, change: Quantities, now: Date): RequestLine => {
  const next = { ...line, ...change };
  const waiting = wanted(next) - next.reserved - next.picked - next.shipped;
  // Also what is reserved anew in its place is owed until somebody has it in hand.
  const short = Math.min(next.short, next.reserved);
  const backOrder = waiting + short;
  if (Math.min(waiting, next.reserved, short, next.picked, next.shipped - next.counted, next.cancelled) < 0) throw new Error(`line ${line.lineNo} would hold less than nothing`);
  return { ...next, waiting, backOrder, backOrderSince: backOrder === 0 ? null : (line.backOrderSince ?? now.toISOString()), promisedOn: backOrder === 0 ? null : next.promisedOn };
};
