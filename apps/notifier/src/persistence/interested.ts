import { statement, type Tx } from '@aftercare/event-store';
import type { ReceiverKind } from '../domain/notice';

/** Somebody who is told of what happens to parts. */
export interface Interested {
  readonly receiverKind: ReceiverKind;
  readonly receiver: string;
}

/** What an event says of the request whose parts it is about. */
export interface OfRequest {
  readonly requestedBy: string;
  readonly requesterKind: 'staff' | 'dealer' | 'client';
  readonly dealerCode: string | null;
  readonly ticketId: string | null;
  readonly ticketOwnerId: string | null;
}

const ownerOf = statement('ticket-owner', 'SELECT owner_id AS "ownerId" FROM ticket_owner WHERE ticket_id = $1');

/** Who hears of a request: the dealer, whoever asked, and who answers for the ticket now (as long as that is not known: who did when it was asked for). Each once. */
export const interestedIn = async (tx: Tx, { requestedBy, requesterKind, dealerCode, ticketId, ticketOwnerId }: OfRequest): Promise<readonly Interested[]> => {
  const [ticket] = ticketId === null ? [] : await tx.query<{ ownerId: string }>(ownerOf, [ticketId]);
  return all({ staff: [requesterKind === 'staff' ? requestedBy : null, ticket?.ownerId ?? ticketOwnerId], dealerCode, customerId: null });
};

/** The same of a list that has been made already. */
export const all = ({ staff, dealerCode, customerId }: { readonly staff: readonly (string | null)[]; readonly dealerCode: string | null; readonly customerId: string | null }): readonly Interested[] => [
  ...(dealerCode === null ? [] : [{ receiverKind: 'dealer' as const, receiver: dealerCode }]),
  ...(customerId === null ? [] : [{ receiverKind: 'customer' as const, receiver: customerId }]),
  ...[...new Set(staff)].flatMap((receiver) => (receiver === null ? [] : [{ receiverKind: 'staff' as const, receiver }])),
];
