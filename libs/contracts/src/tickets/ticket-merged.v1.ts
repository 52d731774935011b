import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, uuid } from '../fields';

/** A ticket turned out to be about the same as another one, which goes on for both. */
export const TicketMergedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.merged.v1',
  meaning: { zh: '工单已并入另一工单', en: 'A ticket was merged into another one' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: { ticketId: uuid(), branchId: code(), by: actor(), into: uuid(), mergedAt: instant() },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001', branchId: 'BR05', by: 'ST030', into: '019a5d5e-7c00-7000-8000-00000000000a', mergedAt: '2026-03-02T02:00:00.000Z',
  },
});
export type TicketMergedV1 = DataOf<typeof TicketMergedV1>;
