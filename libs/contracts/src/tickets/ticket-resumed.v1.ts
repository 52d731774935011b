import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, nullable, uuid } from '../fields';

/** A ticket that waited is worked on again. */
export const TicketResumedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.resumed.v1',
  meaning: { zh: '工单恢复处理', en: 'A ticket that waited is worked on again' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    /** By when it has to be resolved now; what it waited for others is not counted. `null`: no limit. */
    resolutionDueAt: nullable(instant()),
    resumedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    resolutionDueAt: '2026-03-04T01:15:30.000Z',
    resumedAt: '2026-03-03T02:00:00.000Z',
  },
});
export type TicketResumedV1 = DataOf<typeof TicketResumedV1>;
