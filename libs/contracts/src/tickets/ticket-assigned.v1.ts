import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, uuid } from '../fields';

/** A ticket that nobody could take at first was given to somebody who is available. */
export const TicketAssignedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.assigned.v1',
  meaning: { zh: '待分配的工单已分配负责人', en: 'A ticket that waited for somebody available was given to him' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ticketId: uuid(), branchId: code(), ownerId: code(), assignedAt: instant() },
  example: { ticketId: '019a5d5e-7c00-7000-8000-000000000001', branchId: 'BR05', ownerId: 'ST030', assignedAt: '2026-03-02T02:00:00.000Z' },
});
export type TicketAssignedV1 = DataOf<typeof TicketAssignedV1>;
