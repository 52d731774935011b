import { statement, type Tx } from '@aftercare/event-store';
import { Injectable } from '@nestjs/common';
import { bin, outside, type Bin, type Transfer } from '../domain/stock';
import { Ledger } from './ledger';

/** What lay in a bin when the ledger began. */
export interface Opening {
  readonly location: string;
  readonly part: string;
  readonly bin: Bin;
  readonly qty: number;
}

const booked = statement(
  'opening-booked',
  `SELECT document_id AS id, sum(CASE WHEN from_account = 'opening' THEN qty ELSE -qty END)::int AS qty FROM stock_transfer WHERE document_kind = 'opening' AND document_id = ANY ($1) GROUP BY document_id`,
);

/** Brings what was there before the ledger began. */
@Injectable()
export class OpeningStock {
  constructor(private readonly ledger: Ledger) {}

  /**
   * Posts what the rows say, as far as it is not booked: the same row again, whoever sends it, posts nothing, another number of pieces the
   * difference. Says how many rows were posted.
   */
  async put(tx: Tx, openings: readonly Opening[]): Promise<number> {
    const named = openings.map((opening) => ({ ...opening, id: `${opening.location}:${opening.part}:${opening.bin}` }));
    const before = new Map((await tx.query<{ id: string; qty: number }>(booked, [named.map(({ id }) => id)])).map(({ id, qty }) => [id, qty]));
    const transfers = named.flatMap(({ id, location, part, bin: which, qty }): Transfer[] => {
      const more = qty - (before.get(id) ?? 0);
      const [there, began] = [bin(location, which), outside('opening')];
      return more === 0 ? [] : [{ part, qty: Math.abs(more), from: more > 0 ? began : there, to: more > 0 ? there : began, reason: 'opening', document: { kind: 'opening', id } }];
    });
    await this.ledger.post(tx, transfers);
    return transfers.length;
  }
}
