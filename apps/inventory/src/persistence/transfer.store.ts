import { mayIn } from '@aftercare/auth';
import { aggregateStore, statement, type Command, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import type { Transfer, TransferEvent } from '../domain/transfer';
import { transferMoves, type TransferMove } from '../domain/transfer.lifecycle';
import { transferPublishes } from '../publishes';
import { transferMapping } from './transfer.mapping';

const sides = statement('transfer-sides', 'SELECT branch_id AS "from", to_branch_id AS "to" FROM transfer WHERE id = $1');

export class TransferStore extends aggregateStore<Transfer, TransferEvent>({ kind: 'transfer', mapping: transferMapping, publishes: transferPublishes }) {
  /** Both branches are in sight from here on; `NotFound` for who may not make the move on his side. */
  async enterIn(tx: Tx, id: string, move: TransferMove, { principal, permission }: Command): Promise<{ readonly from: string; readonly to: string }> {
    const [found] = isUuid(id) ? await tx.query<{ from: string; to: string }>(sides, [id]) : [];
    if (!found || !mayIn(principal, permission, found[transferMoves[move].side])) throw new NotFound('transfer');
    await tx.within([found.from, found.to]);
    return found;
  }
}
