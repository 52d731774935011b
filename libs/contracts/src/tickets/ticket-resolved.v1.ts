import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, nullable, uuid } from '../fields';

/** The work is done. The sender has not agreed yet. */
export const TicketResolvedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.resolved.v1',
  meaning: { zh: '工单已解决，等待客户确认', en: 'A ticket was resolved; the sender has not agreed yet' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    customerId: nullable(uuid()),
    /** What came out, in words that the sender reads: a note of directory. */
    noteId: uuid(),
    /** What proves it: numbers of documents, of a repair for example. */
    evidence: Type.Array(code(), { minItems: 1, maxItems: 20 }),
    /** By when it should have been; `null`: there is no limit. */
    dueAt: nullable(instant()),
    resolvedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    customerId: '019a5d5e-7c00-7000-8000-000000000002',
    noteId: '019a5d5e-7c00-7000-8000-000000000005',
    evidence: ['RP-HZ-2026-000007'],
    dueAt: '2026-03-03T01:15:30.000Z',
    resolvedAt: '2026-03-02T08:00:00.000Z',
  },
});
export type TicketResolvedV1 = DataOf<typeof TicketResolvedV1>;
