import { given } from '@aftercare/testing';
import { Ticket, type TicketEvent } from './ticket';

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
const [owner, manager, colleague] = ['ST030', 'ST029', 'ST034'];

const at = (time: string): Date => new Date(`2026-07-07T${time}:00Z`);
const limit = { policyCode: 'SP023', policyVersion: 1, dueAt: at('02:00') };
const takenUp: TicketEvent = { type: 'TicketTakenUp' };
const escalated: TicketEvent = { type: 'TicketEscalated', dueAt: limit.dueAt, at: at('02:00') };

const opened = () => Ticket.open(details, 'Asia/Shanghai', limit, at('01:00')).ticket;
const inProgress = () => after(opened(), (ticket) => ticket.takeUp(owner, at('01:30')));
const escalatedTicket = () => after(opened(), (ticket) => ticket.responseLimitPassed(manager, at('02:00')));
const after = (ticket: Ticket, change: (ticket: Ticket) => unknown): Ticket => {
  change(ticket);
  return ticket;
};

describe('opening a ticket', () => {
  it('acknowledges the caller at once and counts on the branch’s own day', () => {
    const lateEvening = new Date('2026-07-06T16:30:00Z');
    const { ticket, events } = Ticket.open(details, 'Asia/Shanghai', limit, lateEvening);
    expect(ticket).toMatchObject({ ...details, state: 'assigned', openedAt: lateEvening, acknowledgedAt: lateEvening, openedOn: '2026-07-07', version: 1 });
    expect(events).toEqual([{ type: 'TicketOpened' }]);
  });

  it('keeps the limit together with the policy that it comes from, or none', () => {
    expect(opened()).toMatchObject({ policyCode: 'SP023', policyVersion: 1, responseDueAt: limit.dueAt });
    expect(Ticket.open(details, 'Asia/Shanghai', null, at('01:00')).ticket).toMatchObject({ policyCode: null, policyVersion: null, responseDueAt: null });
  });
});

describe('a ticket that nobody has taken up', () => {
  it('is taken up by its owner', () => {
    given(opened()).when((ticket) => ticket.takeUp(owner, at('01:30'))).then([takenUp]);
    expect(inProgress()).toMatchObject({ state: 'in_progress', ownerId: owner, takenUpAt: at('01:30'), isLate: false });
  });

  it('is nobody else’s to take up, not even the manager’s before it was escalated', () => {
    for (const who of [colleague, manager]) given(opened()).when((ticket) => ticket.takeUp(who, at('01:30'))).thenRefused('ticket.not-yours');
  });

  it('is escalated when its limit passes, and keeps its owner', () => {
    given(opened()).when((ticket) => ticket.responseLimitPassed(manager, at('02:00'))).then([escalated]);
    expect(escalatedTicket()).toMatchObject({ state: 'assigned', ownerId: owner, escalatedTo: manager, escalatedAt: at('02:00') });
  });

  it('is escalated as well when nobody above is on duty: the world has to hear of it', () => {
    given(opened()).when((ticket) => ticket.responseLimitPassed(null, at('02:00'))).then([escalated]);
  });

  it('has nothing to be escalated for when nothing was promised', () => {
    given(Ticket.open(details, 'Asia/Shanghai', null, at('01:00')).ticket).when((ticket) => ticket.responseLimitPassed(manager, at('02:00'))).then([]);
  });
});

describe('a ticket that was escalated', () => {
  it('is escalated once', () => {
    given(escalatedTicket()).when((ticket) => ticket.responseLimitPassed(manager, at('03:00'))).then([]);
  });

  it('can still be taken up by its owner, and is late', () => {
    given(escalatedTicket()).when((ticket) => ticket.takeUp(owner, at('02:30'))).then([takenUp]);
    expect(after(escalatedTicket(), (ticket) => ticket.takeUp(owner, at('02:30')))).toMatchObject({ ownerId: owner, isLate: true });
  });

  it('can be taken up by the manager, who then is its owner', () => {
    given(escalatedTicket()).when((ticket) => ticket.takeUp(manager, at('02:30'))).then([takenUp]);
    expect(after(escalatedTicket(), (ticket) => ticket.takeUp(manager, at('02:30')))).toMatchObject({ ownerId: manager });
  });

  it('is nobody else’s to take up', () => {
    given(escalatedTicket()).when((ticket) => ticket.takeUp(colleague, at('02:30'))).thenRefused('ticket.not-yours');
  });
});

describe('a ticket in progress', () => {
  it('stays as it is when its owner takes it up again', () => {
    given(inProgress()).when((ticket) => ticket.takeUp(owner, at('01:40'))).then([]);
  });

  it('has its owner: nobody else can take it up', () => {
    given(inProgress()).when((ticket) => ticket.takeUp(colleague, at('01:40'))).thenRefused('ticket.taken-up-already');
  });

  it('is not escalated, however late its limit comes up', () => {
    given(inProgress()).when((ticket) => ticket.responseLimitPassed(manager, at('02:00'))).then([]);
  });
});
