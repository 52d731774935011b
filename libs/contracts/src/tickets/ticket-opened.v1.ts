import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, channel, code, day, instant, nullable, oneOf, ticketType, uuid } from '../fields';

/** A ticket exists, has a number and an owner, and its sender has been told so. The sender's words stay in `directory`. */
export const TicketOpenedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.opened.v1',
  meaning: { zh: '工单已登记，已分配编号和负责人', en: 'A ticket was opened; it has a number and an owner' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    number: code(),
    type: ticketType(),
    channel: channel(),
    branchId: code(),
    /** `new`: nobody available could take it; whoever owns it answers for its being given to somebody. */
    state: Type.Optional(oneOf('new', 'assigned')),
    ownerId: code(),
    customerId: nullable(uuid()),
    /** The device that was named at once, if one was. */
    serial: Type.Optional(nullable(code())),
    /** Who sold the device; without one, whose customer it is. */
    dealerCode: Type.Optional(nullable(code())),
    contactId: uuid(),
    openedBy: actor(),
    openedAt: instant(),
    openedOn: day(),
    acknowledgedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    number: 'TK-HZ-2026-000123',
    type: 'complaint',
    channel: 'phone',
    branchId: 'BR05',
    state: 'assigned',
    ownerId: 'ST030',
    customerId: '019a5d5e-7c00-7000-8000-000000000002',
    serial: 'YG2603000407',
    dealerCode: 'DL017',
    contactId: '019a5d5e-7c00-7000-8000-000000000003',
    openedBy: 'ST030',
    openedAt: '2026-03-02T01:15:30.000Z',
    openedOn: '2026-03-02',
    acknowledgedAt: '2026-03-02T01:15:30.000Z',
  },
});
export type TicketOpenedV1 = DataOf<typeof TicketOpenedV1>;
