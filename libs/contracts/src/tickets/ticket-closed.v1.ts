import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, nullable, oneOf, uuid } from '../fields';

/** A ticket is closed, with the consent of whoever raised it. It is not opened again: what follows is a new ticket. */
export const TicketClosedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.closed.v1',
  meaning: { zh: '工单已关闭（客户确认或默认同意）', en: 'A ticket was closed, with the consent of whoever raised it' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    /** `confirmed`: the sender said so. `silent`: he was answered and has said nothing against it within the time allowed. */
    consent: oneOf('confirmed', 'silent'),
    /** How he said so: a note of directory; `null` when he was silent. */
    noteId: nullable(uuid()),
    closedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    consent: 'confirmed',
    noteId: '019a5d5e-7c00-7000-8000-000000000006',
    closedAt: '2026-03-03T03:00:00.000Z',
  },
});
export type TicketClosedV1 = DataOf<typeof TicketClosedV1>;
