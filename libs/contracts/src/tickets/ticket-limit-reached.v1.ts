import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, instant, nullable, oneOf, uuid } from '../fields';

/** A part of the time allowed for resolving a ticket has passed: a warning below 100 %, a broken limit from there on. */
export const TicketLimitReachedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.limit_reached.v1',
  meaning: { zh: '工单解决时限已用到某一比例（100% 起为超时）', en: 'A part of the time allowed for resolving a ticket has passed' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    ownerId: code(),
    tier: Type.Integer({ minimum: 1, maximum: 100 }),
    atPct: Type.Integer({ minimum: 1, maximum: 10_000 }),
    action: oneOf('notify', 'reassign'),
    /** Who has to see to it; `null`: nobody of that role is there up to the factory. */
    to: nullable(code()),
    /** When all of the time has passed. */
    dueAt: instant(),
    reachedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    ownerId: 'ST030',
    tier: 2,
    atPct: 75,
    action: 'notify',
    to: 'ST029',
    dueAt: '2026-03-03T01:15:30.000Z',
    reachedAt: '2026-03-02T09:00:00.000Z',
  },
});
export type TicketLimitReachedV1 = DataOf<typeof TicketLimitReachedV1>;
