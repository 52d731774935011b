import { statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { unrelated, type Candidate } from '../domain/ownership';
import { involved, type Named } from './involved';
import { staffInService } from './staff-in-service';

const named = statement('ticket-named', 'SELECT branch_id AS "branchId", customer_id AS "customerId", serial, dealer_code AS "dealerCode" FROM ticket WHERE id = $1');

/** Who can be made to see to a ticket: everybody in service in its branch and above it who is no relative of those it is about. */
export const unrelatedStaff = async (tx: Tx, ticketId: string): Promise<readonly Candidate[]> => {
  const [ticket] = await tx.query<Named & { branchId: string }>(named, [ticketId]);
  if (!ticket) throw new NotFound('ticket');
  return unrelated(await staffInService(tx, ticket.branchId), (await involved(tx, ticket)).relatives);
};
