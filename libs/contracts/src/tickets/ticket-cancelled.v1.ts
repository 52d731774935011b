import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, oneOf, uuid } from '../fields';

/** A ticket turned out to need no work. */
export const TicketCancelledV1 = defineEvent({
  type: 'aftercare.tickets.ticket.cancelled.v1',
  meaning: { zh: '工单已取消', en: 'A ticket was cancelled: it needs no work' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    reason: oneOf('withdrawn', 'mistake', 'out_of_scope'),
    noteId: uuid(),
    cancelledAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    reason: 'withdrawn',
    noteId: '019a5d5e-7c00-7000-8000-000000000008',
    cancelledAt: '2026-03-02T02:00:00.000Z',
  },
});
export type TicketCancelledV1 = DataOf<typeof TicketCancelledV1>;
