import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, ticketType, uuid } from '../fields';

/** A ticket turned out to be of another kind. What it was stays on record, with who changed it and why. */
export const TicketReclassifiedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.reclassified.v1',
  meaning: { zh: '工单类型已变更，原类型、变更人和原因留存', en: 'A ticket turned out to be of another kind' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    was: ticketType(),
    is: ticketType(),
    noteId: uuid(),
    reclassifiedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST029',
    was: 'inquiry',
    is: 'complaint',
    noteId: '019a5d5e-7c00-7000-8000-000000000009',
    reclassifiedAt: '2026-03-02T02:00:00.000Z',
  },
});
export type TicketReclassifiedV1 = DataOf<typeof TicketReclassifiedV1>;
