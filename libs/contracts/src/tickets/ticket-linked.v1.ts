import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, oneOf, uuid } from '../fields';

/** A new ticket comes from another one: it follows it, or was split off. */
export const TicketLinkedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.linked.v1',
  meaning: { zh: '新工单由另一工单产生（后续或拆分）', en: 'A new ticket comes from another one' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    other: uuid(),
    as: oneOf('follows', 'split_from'),
    linkedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001', branchId: 'BR05', by: 'ST030', other: '019a5d5e-7c00-7000-8000-00000000000a', as: 'follows', linkedAt: '2026-03-02T02:00:00.000Z',
  },
});
export type TicketLinkedV1 = DataOf<typeof TicketLinkedV1>;
