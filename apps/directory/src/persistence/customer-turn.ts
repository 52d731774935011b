import { statement, type Tx } from '@aftercare/event-store';
import { nextInTurn } from '../domain/round-robin';

// The branch's row is held to the end of the transaction: two customers at once get two turns.
const lastTurn = statement(
  'customer-turn-last',
  'INSERT INTO customer_turn (branch_id) VALUES ($1) ON CONFLICT (branch_id) DO UPDATE SET branch_id = excluded.branch_id RETURNING last',
);
const clerks = statement('customer-turn-clerks', "SELECT staff_id FROM staff WHERE branch_id = $1 AND role = 'clerk' AND active");
const remember = statement('customer-turn-remember', 'UPDATE customer_turn SET last = $2 WHERE branch_id = $1');

/** The clerk of a branch whose turn it is to get a new customer, those who declined him left out; null when nobody is left. Takes the turn. */
export const takeTurn = async (tx: Tx, branchId: string, declined: readonly string[] = []): Promise<string | null> => {
  const [turn] = await tx.query<{ last: string | null }>(lastTurn, [branchId]);
  const staff = await tx.query<{ staff_id: string }>(clerks, [branchId]);
  const next = nextInTurn(staff.map(({ staff_id }) => staff_id), turn?.last ?? null, declined);
  if (next !== null) await tx.query(remember, [branchId, next]);
  return next;
};

/** Whose turn it is in each branch, as something that can be held. */
export class CustomerTurns {
  /** Holds a branch's turn for the rest of the transaction. */
  async lockIn(tx: Tx, branchId: string): Promise<void> {
    await tx.query(lastTurn, [branchId]);
  }
}
