import { goOnAfter, statement } from '@aftercare/event-store';
import type { Keeping } from '@aftercare/imports';
import { derivedId, RuleViolation } from '@aftercare/kernel';
import type { Values } from '@aftercare/tables';
import { Ticket, type PastTicket } from '../domain/ticket';
import type { TicketStore } from '../persistence/ticket.store';

/** The ticket that a number of a source stands for: the same on every machine, however often its row comes. */
export const pastTicketId = (source: string, number: string): string => derivedId('ticket', source, number);

interface Branch {
  readonly id: string;
  readonly shortCode: string;
  readonly zone: string;
}

const branches = statement('past-branches', 'SELECT id, short_code AS "shortCode", zone FROM branch WHERE id = ANY ($1)');
const onFile = statement('past-on-file', 'SELECT id, number FROM ticket WHERE number = ANY ($1)');
const customers = statement('past-customers', 'SELECT code, id FROM customer WHERE code = ANY ($1)');

/**
 * Puts tickets of an earlier system on file, as they stood there. One that is on file stays as it is, whatever its row says now: it has gone on
 * here. Numbers of ours go on after theirs.
 */
export const pastTickets = (tickets: TicketStore): Keeping['put'] => async (tx, rows, source) => {
  const branchOf = new Map((await tx.query<Branch>(branches, [rows.map((row) => row['branch_code'])])).map((branch) => [branch.id, branch]));
  await goOnAfter(tx, 'TK', rows.map((row) => ({ number: row['ticket_no']!, branchId: row['branch_code']!, shortCode: branchOf.get(row['branch_code']!)!.shortCode })));
  const numbers = rows.map((row) => row['ticket_no']!);
  const known = new Map((await tx.query<{ id: string; number: string }>(onFile, [numbers])).map(({ id, number }) => [number, id]));
  const customerOf = new Map((await tx.query<{ code: string; id: string }>(customers, [rows.map((row) => row['customer_code'])])).map(({ code, id }) => [code, id]));
  const fresh = rows.flatMap((row): PastTicket[] => {
    const number = row['ticket_no']!;
    const id = pastTicketId(source, number);
    const holder = known.get(number);
    // Free when it was judged, and given to somebody since.
    if (holder !== undefined && holder !== id) throw new RuleViolation('ticket.number-taken', { number });
    return holder === id ? [] : [pastTicket(row, { id, source, customerId: customerOf.get(row['customer_code'] ?? '') ?? null })];
  });
  await tickets.createAllIn(tx, ({ now }) => fresh.map((past) => {
    const { ticket, events } = Ticket.fromHistory(past, branchOf.get(past.branchId)!.zone, now);
    return { aggregate: ticket, events, answer: undefined, at: ticket.openedAt };
  }));
  return fresh.length;
};

const pastTicket = (row: Values, { id, source, customerId }: Pick<PastTicket, 'id' | 'source' | 'customerId'>): PastTicket => {
  const orNull = <T extends string>(field: string): T | null => (row[field] || null) as T | null;
  return {
    id, source, customerId, number: row['ticket_no']!, branchId: row['branch_code']!, type: row['type'] as PastTicket['type'], channel: row['channel'] as PastTicket['channel'],
    state: row['state'] as PastTicket['state'], ownerId: row['owner_code']!, partyRole: orNull('party_role'), dealerCode: orNull('dealer_code'), serial: orNull('serial'),
    faultCode: orNull('fault_code'), priority: orNull('priority'), ruling: orNull('ruling'), openedOn: row['opened_on']!, resolvedOn: orNull('resolved_on'),
    closedOn: orNull('closed_on'),
    // Who applied the import stands there; its rows come one after the other, most of them by timer.
    broughtInBy: 'system:tickets',
  };
};
