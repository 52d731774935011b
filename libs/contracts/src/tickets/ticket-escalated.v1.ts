import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, nullable, uuid, word } from '../fields';

/** A ticket was raised to the next level, because its owner has not acted in time. He remains its owner until somebody takes it up. */
export const TicketEscalatedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.escalated.v1',
  meaning: { zh: '工单已升级到上一级', en: 'A ticket was raised to the next level' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    ownerId: code(),
    /** The manager who has to see to it; `null`: nobody is on duty up to the factory. */
    escalatedTo: nullable(code()),
    /** What was not done in time, e.g. `first_response`. */
    reason: word(),
    dueAt: instant(),
    escalatedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    ownerId: 'ST030',
    escalatedTo: 'ST029',
    reason: 'first_response',
    dueAt: '2026-03-02T01:45:30.000Z',
    escalatedAt: '2026-03-02T01:45:30.412Z',
  },
});
export type TicketEscalatedV1 = DataOf<typeof TicketEscalatedV1>;
