import { Ticket } from './ticket';

const details = {
  id: '0192f0c1-2d6e-7abc-8def-0123456789ab',
  number: 'TK-HZ-2026-000001',
  branchId: 'BR05',
  type: 'complaint',
  channel: 'phone',
  ownerId: 'ST030',
  customerId: null,
  contactId: '0192f0c1-2d6e-7abc-8def-0123456789ac',
  openedBy: 'ST030',
} as const;

describe('opening a ticket', () => {
  it('acknowledges the caller at once and counts on the branch’s own day', () => {
    const lateEvening = new Date('2026-07-06T16:30:00Z');
    const { ticket, events } = Ticket.open(details, 'Asia/Shanghai', lateEvening);
    expect(ticket).toMatchObject({ ...details, state: 'assigned', openedAt: lateEvening, acknowledgedAt: lateEvening, openedOn: '2026-07-07', version: 1 });
    expect(events).toEqual([{ type: 'TicketOpened' }]);
  });
});
