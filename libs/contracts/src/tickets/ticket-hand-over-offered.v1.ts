import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, uuid } from '../fields';

/** The owner of a ticket asks a colleague to take it. He stays its owner until the colleague has accepted. */
export const TicketHandOverOfferedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.hand_over_offered.v1',
  meaning: { zh: '负责人请同事接手工单，待对方接受', en: 'The owner of a ticket asks a colleague to take it' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ticketId: uuid(), branchId: code(), by: actor(), to: code(), offeredAt: instant() },
  example: { ticketId: '019a5d5e-7c00-7000-8000-000000000001', branchId: 'BR05', by: 'ST030', to: 'ST034', offeredAt: '2026-03-02T02:00:00.000Z' },
});
export type TicketHandOverOfferedV1 = DataOf<typeof TicketHandOverOfferedV1>;
