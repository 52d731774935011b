import { defineEvent, type DataOf } from '../event-contract';
import { actor, channel, code, day, instant, nullable, oneOf, priority, ticketType, uuid } from '../fields';

/**
 * A ticket of an earlier system was brought in as it stood there; this one fact is all of its past. It is no `opened`, and nobody acts on it: its
 * caller was answered long ago. The event's own time is that of its opening.
 */
export const TicketImportedV1 = defineEvent({
  type: 'aftercare.tickets.ticket.imported.v1',
  meaning: { zh: '从原系统导入了一张工单（连同其历史）', en: 'A ticket of an earlier system was brought in, with its past' },
  keyField: 'ticketId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    ticketId: uuid(),
    /** As it was there. */
    number: code(),
    /** Which system or habit of sheets it comes from. */
    source: code(),
    type: ticketType(),
    channel: channel(),
    branchId: code(),
    state: oneOf('assigned', 'in_progress', 'resolved', 'closed', 'cancelled'),
    ownerId: code(),
    customerId: nullable(uuid()),
    /** Who raised it. */
    partyRole: nullable(oneOf('end_customer', 'dealer')),
    dealerCode: nullable(code()),
    serial: nullable(code()),
    faultCode: nullable(code()),
    priority: nullable(priority()),
    /** Whose responsibility it was found to be. */
    ruling: nullable(oneOf('ours', 'not_ours', 'shared', 'unknown')),
    /** The beginning of its day, where the branch is: of an earlier system only days are known. */
    openedAt: instant(),
    openedOn: day(),
    resolvedAt: nullable(instant()),
    resolvedOn: nullable(day()),
    closedAt: nullable(instant()),
    closedOn: nullable(day()),
    by: actor(),
    importedAt: instant(),
  },
  example: {
    ticketId: '019a5d5e-7c00-7000-8000-000000000001',
    number: 'TK-HZ-2025-000123',
    source: 'erp',
    type: 'complaint',
    channel: 'phone',
    branchId: 'BR05',
    state: 'closed',
    ownerId: 'ST030',
    customerId: '019a5d5e-7c00-7000-8000-000000000002',
    partyRole: 'end_customer',
    dealerCode: 'DL017',
    serial: 'YG2503000407',
    faultCode: 'HEAT-01',
    priority: 'normal',
    ruling: 'ours',
    openedAt: '2025-09-01T16:00:00.000Z',
    openedOn: '2025-09-02',
    resolvedAt: '2025-09-03T16:00:00.000Z',
    resolvedOn: '2025-09-04',
    closedAt: '2025-09-04T16:00:00.000Z',
    closedOn: '2025-09-05',
    by: 'ST002',
    importedAt: '2026-07-01T01:15:30.000Z',
  },
});
export type TicketImportedV1 = DataOf<typeof TicketImportedV1>;
