import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, uuid } from '../fields';

/** A colleague did not take the ticket that he was offered, or the offer was taken back: it stays with its owner. */
export const TicketHandOverDeclinedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.hand_over_declined.v1',
  meaning: { zh: '移交未被接受或已撤回，工单仍由原负责人负责', en: 'A hand-over was declined or taken back: the ticket stays with its owner' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ticketId: uuid(), branchId: code(), by: actor(), ownerId: code(), declinedAt: instant() },
  example: { ticketId: '019a5d5e-7c00-7000-8000-000000000001', branchId: 'BR05', by: 'ST034', ownerId: 'ST030', declinedAt: '2026-03-02T02:10:00.000Z' },
});
export type TicketHandOverDeclinedV1 = DataOf<typeof TicketHandOverDeclinedV1>;
