import { statement, type Tx } from '@aftercare/event-store';
import { Money } from '@aftercare/kernel';
import { Injectable } from '@nestjs/common';
import { accountName, balanceKey, bin, settle, stockId, type Balance, type MoveDocument, type Transfer } from '../domain/stock';
import { stockMovedPublishes } from '../publishes';
import { BackOrders } from './back-orders';
import { holdShelves, knownOf, type Known } from './places';
import { Reservations, type ReservedLine, type Wish } from './reservations';
import { alarmFall } from './safety-stock';

const store = statement(
  'ledger-store',
  `UPDATE stock_balance b SET on_hand = w.on_hand, reserved = w.reserved, value = w.value
     FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[], $6::numeric[]) AS w (part, account, branch_id, on_hand, reserved, value)
    WHERE (b.part, b.account, b.branch_id) = (w.part, w.account, w.branch_id)`,
);
const record = statement(
  'ledger-record',
  `INSERT INTO stock_transfer (branch_id, part, qty, value, from_account, to_account, reason, document_kind, document_id, corrects, actor, moved_at)
   SELECT w.*, $11, $12 FROM unnest($1::text[], $2::text[], $3::int[], $4::numeric[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[]) AS w`,
);

/** A transfer that is in the ledger. */
export interface Posted {
  readonly branchId: string;
  /** Exact, with two decimals. */
  readonly value: string;
}

/**
 * The only writer of stock. Every piece that comes somewhere has left somewhere else, in pieces and in money; places of ours never hold less
 * than they have promised. Nothing is half done: what is refused leaves no trace, because the caller's transaction fails with it.
 */
@Injectable()
export class Ledger {
  constructor(
    private readonly reservations: Reservations,
    private readonly backOrders: BackOrders,
  ) {}

  /**
   * Moves pieces, each transfer with its row in the ledger and its event. A transfer touches a place of ours, or two of one branch; what goes to
   * another branch is on its way to it first (`branch:BR08`). What comes into a good bin goes to the lines that wait for it. Refused: `stock.insufficient`, `stock.quantity-invalid`, `part.unknown`,
   * `stock.not-reserved`; `NotFound` for a place out of reach. Gives what each came to.
   */
  async post(tx: Tx, transfers: readonly Transfer[]): Promise<readonly Posted[]> {
    if (transfers.length === 0) return [];
    const known = await knownOf(tx, unique(transfers.flatMap(placesOf)), unique(transfers.map(({ part }) => part)));
    const arriving = placesGaining(transfers);
    for (const [location, parts] of arriving) await this.backOrders.hold(tx, location, parts);
    const posted = new Map<Transfer, Posted>();
    // What is outside has a balance in each branch.
    const branches = new Map(transfers.map((transfer) => [transfer, branchOf(transfer, known)]));
    for (const branchId of unique([...branches.values()]).toSorted()) {
      const ofBranch = transfers.filter((transfer) => branches.get(transfer) === branchId);
      for (const [at, value] of (await this.#postIn(tx, branchId, ofBranch, known)).entries()) posted.set(ofBranch[at]!, { branchId, value });
    }
    for (const [location, parts] of arriving) await this.backOrders.serve(tx, location, parts);
    return transfers.map((transfer) => posted.get(transfer)!);
  }

  /** What each of them came to. */
  async #postIn(tx: Tx, branchId: string, transfers: readonly Transfer[], known: Known): Promise<readonly string[]> {
    const shelves = [...new Map(transfers.flatMap(({ part, from, to }) => [from, to].map((account) => [balanceKey(part, account), { part, account, branchId }] as const)))];
    const before = new Map((await holdShelves(tx, shelves.map(([, shelf]) => shelf))).map(({ part, account, on_hand: onHand, reserved, value }): [string, Balance] => [
      `${part} ${account}`, { onHand, reserved, value: Money.of(value, known.parts[part]!.currency) },
    ]));
    const { balances: after, values } = settle(before, (part) => Money.of(known.parts[part]!.price, known.parts[part]!.currency), transfers);
    await this.reservations.end(tx, transfers.flatMap(({ part, qty, from, reservation }) => (reservation && from.kind === 'bin' ? [{ ...reservation, part, qty, location: from.location }] : [])));
    const standing = shelves.map(([key, shelf]) => ({ ...shelf, ...after.get(key)! }));
    await tx.query(store, [
      standing.map(({ part }) => part), standing.map(({ account }) => accountName(account)), standing.map(({ branchId }) => branchId), standing.map(({ onHand }) => onHand),
      standing.map(({ reserved }) => reserved), standing.map(({ value }) => value.toString()),
    ]);
    const now = await tx.now();
    const actor = tx.context.principal.subject;
    await tx.query(record, [
      transfers.map(() => branchId), transfers.map(({ part }) => part), transfers.map(({ qty }) => qty), values.map(String), transfers.map(({ from }) => accountName(from)),
      transfers.map(({ to }) => accountName(to)), transfers.map(({ reason }) => reason), transfers.map(({ document }) => document.kind), transfers.map(({ document }) => document.id),
      transfers.map(({ corrects = null }) => corrects), actor, now,
    ]);
    for (const [at, transfer] of transfers.entries()) {
      const { part: partCode, qty, from, to, reason, document } = transfer;
      const [locationCode] = placesOf(transfer) as [string];
      tx.raise(stockMovedPublishes({
        stockId: stockId(locationCode, partCode), branchId, locationCode, partCode, qty, value: String(values[at]), from: accountName(from), to: accountName(to), reason,
        documentKind: document.kind, documentId: document.id, movedBy: actor, movedAt: now.toISOString(),
      }), now);
    }
    for (const [key, { part, account }] of shelves) {
      if (account.kind !== 'bin' || account.bin !== 'good' || known.places[account.location]!.kind !== 'warehouse') continue;
      await alarmFall(tx, { location: account.location, part, branchId, before: availableOf(before.get(key)!), after: availableOf(after.get(key)!), safetyStock: known.parts[part]!.safety_stock });
    }
    return values.map(String);
  }

  /** {@link Reservations.reserve} */
  reserve(tx: Tx, wishes: readonly Wish[]): Promise<number[]> {
    return this.reservations.reserve(tx, wishes);
  }

  /** {@link Reservations.release} */
  release(tx: Tx, lines: readonly ReservedLine[]): Promise<void> {
    return this.reservations.release(tx, lines);
  }

  /** Promised pieces leave the shelf: good → in transit of the same place, in one posting with the end of the promise. Gives what each line came to. */
  async consume(tx: Tx, lines: readonly ReservedLine[], document: MoveDocument): Promise<readonly Posted[]> {
    return this.post(tx, lines.map(({ requestId, lineNo, location, part, qty }) => ({
      part, qty, from: bin(location, 'good'), to: bin(location, 'in_transit'), reason: 'dispatched', document, reservation: { requestId, lineNo },
    })));
  }

  /** {@link Reservations.available} */
  available(tx: Tx, location: string, parts: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.reservations.available(tx, location, parts);
  }
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const availableOf = ({ onHand, reserved }: Balance): number => onHand - reserved;
const placesOf = ({ from, to }: Transfer): string[] => [from, to].flatMap((account) => (account.kind === 'bin' ? [account.location] : []));

/** Where parts come into a good bin, in the order in which balances are held. */
const placesGaining = (transfers: readonly Transfer[]): (readonly [string, readonly string[]])[] => {
  const gains = transfers.flatMap(({ part, to }) => (to.kind === 'bin' && to.bin === 'good' ? [{ part, location: to.location }] : []));
  return unique(gains.map(({ location }) => location)).toSorted().map((location) => [location, unique(gains.filter((gain) => gain.location === location).map(({ part }) => part))]);
};

const branchOf = (transfer: Transfer, { places }: Known): string => {
  const [branchId, other] = unique(placesOf(transfer).map((place) => places[place]!.branch_id));
  if (branchId === undefined) throw new Error(`${accountName(transfer.from)} → ${accountName(transfer.to)} touches no place of ours`);
  if (other !== undefined) throw new Error(`${accountName(transfer.from)} → ${accountName(transfer.to)} goes from branch to branch in one step`);
  return branchId;
};
