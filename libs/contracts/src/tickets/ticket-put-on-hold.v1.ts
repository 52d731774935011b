import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, oneOf, uuid } from '../fields';

/** A ticket waits for somebody else. */
export const TicketPutOnHoldV1 = defineEvent({
  type: 'aftercare.tickets.ticket.put_on_hold.v1',
  meaning: { zh: '工单转入等待', en: 'A ticket waits for somebody else' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    branchId: code(),
    by: actor(),
    waitingFor: oneOf('customer', 'parts', 'dealer', 'third_party'),
    /** The clock of its resolution limit stands meanwhile: it is not we who are waited for. */
    clockStands: Type.Boolean(),
    since: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    branchId: 'BR05',
    by: 'ST030',
    waitingFor: 'customer',
    clockStands: true,
    since: '2026-03-02T02:00:00.000Z',
  },
});
export type TicketPutOnHoldV1 = DataOf<typeof TicketPutOnHoldV1>;
