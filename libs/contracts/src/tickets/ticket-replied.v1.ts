import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, nullable, uuid, word } from '../fields';

/** Whoever raised a ticket has been answered. */
export const TicketRepliedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.replied.v1',
  meaning: { zh: '已答复提出人', en: 'Whoever raised a ticket has been answered' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    customerId: nullable(uuid()),
    /** What kind of answer, e.g. `outcome`, `explanation`. */
    kind: word(),
    noteId: uuid(),
    repliedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    customerId: '019a5d5e-7c00-7000-8000-000000000002',
    kind: 'outcome',
    noteId: '019a5d5e-7c00-7000-8000-000000000005',
    repliedAt: '2026-03-02T08:00:00.000Z',
  },
});
export type TicketRepliedV1 = DataOf<typeof TicketRepliedV1>;
