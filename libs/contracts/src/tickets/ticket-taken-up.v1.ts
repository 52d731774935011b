import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, nullable, uuid } from '../fields';

/** Whoever answers for a ticket has it in hand: the sender's first response. Its owner from now on is who took it up. */
export const TicketTakenUpV1 = defineEvent({
  type: 'aftercare.tickets.ticket.taken_up.v1',
  meaning: { zh: '负责人已接手工单（首次响应）', en: 'A ticket was taken up by who answers for it' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    ownerId: code(),
    takenUpAt: instant(),
    /** The response limit, however late or early it was met; `null`: there is none for this kind of ticket. */
    dueAt: nullable(instant()),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    ownerId: 'ST030',
    takenUpAt: '2026-03-02T01:20:00.000Z',
    dueAt: '2026-03-02T01:45:30.000Z',
  },
});
export type TicketTakenUpV1 = DataOf<typeof TicketTakenUpV1>;
