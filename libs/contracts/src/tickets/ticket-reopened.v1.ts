import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, nullable, uuid } from '../fields';

/** Whoever raised a ticket does not agree that it is resolved. */
export const TicketReopenedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.reopened.v1',
  meaning: { zh: '客户不认可，工单重新处理', en: 'A resolved ticket is worked on again: the sender does not agree' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    /** Why: a note of directory. */
    noteId: uuid(),
    /** How often by now. */
    times: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    resolutionDueAt: nullable(instant()),
    reopenedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    noteId: '019a5d5e-7c00-7000-8000-000000000007',
    times: 1,
    resolutionDueAt: '2026-03-03T01:15:30.000Z',
    reopenedAt: '2026-03-02T09:00:00.000Z',
  },
});
export type TicketReopenedV1 = DataOf<typeof TicketReopenedV1>;
