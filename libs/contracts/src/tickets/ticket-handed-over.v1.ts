import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, oneOf, uuid } from '../fields';

/** A ticket has another owner. */
export const TicketHandedOverV1 = defineEvent({
  type: 'aftercare.tickets.ticket.handed_over.v1',
  meaning: { zh: '工单已换负责人', en: 'A ticket has another owner' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    from: code(),
    to: code(),
    /** `accepted`: the new owner agreed. `tier`: its limit has passed, and the escalation plan says so. */
    because: oneOf('accepted', 'tier'),
    /** How often it has been handed over by now. */
    times: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    handedOverAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST034',
    from: 'ST030',
    to: 'ST034',
    because: 'accepted',
    times: 1,
    handedOverAt: '2026-03-02T02:10:00.000Z',
  },
});
export type TicketHandedOverV1 = DataOf<typeof TicketHandedOverV1>;
