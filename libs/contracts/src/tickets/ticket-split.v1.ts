import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, uuid } from '../fields';

/** What was said to a ticket is about two matters: a new ticket takes the other one. */
export const TicketSplitV1 = defineEvent({
  type: 'aftercare.tickets.ticket.split.v1',
  meaning: { zh: '工单已拆分，另一事项转入新工单', en: 'A ticket was split: a new one takes the other matter' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ticketId: uuid(), branchId: code(), by: actor(), into: uuid(), splitAt: instant() },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001', branchId: 'BR05', by: 'ST030', into: '019a5d5e-7c00-7000-8000-00000000000a', splitAt: '2026-03-02T02:00:00.000Z',
  },
});
export type TicketSplitV1 = DataOf<typeof TicketSplitV1>;
