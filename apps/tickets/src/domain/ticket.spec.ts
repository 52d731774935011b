import fc from 'fast-check';
import { given } from '@aftercare/testing';
import { terms } from '../tickets.fixture';
import { Ticket, type PastTicket, type TicketDetails, type TicketEvent } from './ticket';
import { leadsTo, movesFor, ticketMoves, ticketStates, type TicketMove, type TicketState } from './ticket.lifecycle';

const details: TicketDetails = {
  id: '0192f0c1-2d6e-7abc-8def-0123456789ab',
  number: 'TK-HZ-2026-000001',
  branchId: 'BR05',
  type: 'complaint',
  channel: 'phone',
  ownerId: 'ST030',
  taken: true,
  neededSkill: null,
  customerId: '0192f0c1-2d6e-7abc-8def-0123456789ad',
  serial: null,
  dealerCode: null,
  contactId: '0192f0c1-2d6e-7abc-8def-0123456789ac',
  openedBy: 'ST030',
};
const [owner, manager, colleague, another] = ['ST030', 'ST029', 'ST034', 'ST031'];
const colleagues = [owner, manager, colleague, another].map((staffId) => ({ staffId, role: 'clerk', levelsUp: 0, openTickets: 0, skills: [], signedIn: true }));
const noteId = '0192f0c1-2d6e-7abc-8def-0123456789af';

const at = (time: string): Date => new Date(`2026-07-07T${time}:00Z`);
const hours = (from: Date, count: number): Date => new Date(from.getTime() + count * 3_600_000);
/** Opened at 01:00: a response by 02:00, the resolution within 100 minutes for high, 200 for anything else. */
const promised = terms(60);
const { calendar } = promised;
const dueAt = at('02:00');
const takenUp: TicketEvent = { type: 'TicketTakenUp' };
const escalated: TicketEvent = { type: 'TicketEscalated', reason: 'first_response', to: manager, dueAt, at: at('02:00') };
const device = { serial: 'YG2603000407', dealerCode: 'DL017', warrantySource: 'installation', repairUntil: '2027-04-01', replaceUntil: null, refundUntil: null } as const;
const intake = { serial: device.serial, device, dealerCode: 'DL017', faultCode: 'HEAT-01', faultKnown: true, relatives: [], urgency: 'high', impact: 'normal', noteId } as const;

const opened = (overrides: Partial<TicketDetails> = {}) => Ticket.open({ ...details, ...overrides }, promised, at('01:00')).ticket;
const after = (ticket: Ticket, ...changes: ((ticket: Ticket) => unknown)[]): Ticket => {
  for (const change of changes) change(ticket);
  return ticket;
};
const untaken = () => opened({ ownerId: manager, taken: false });
const inProgress = () => after(opened(), (ticket) => ticket.takeUp([], owner, at('01:30')));
const understood = (overrides: Partial<TicketDetails> = {}) => after(opened(overrides), (ticket) => ticket.completeIntake(intake, promised, owner, at('01:10')));
const resolved = (overrides: Partial<TicketDetails> = {}) => after(understood(overrides), (ticket) => ticket.resolve({ noteId, evidence: ['RP-1'] }, calendar, owner, at('02:00')));
const escalatedTicket = () => after(opened(), (ticket) => ticket.responseLimitPassed(manager, at('02:00')));

describe('opening a ticket', () => {
  it('acknowledges the caller at once and counts on the branch’s own day', () => {
    const lateEvening = new Date('2026-07-06T16:30:00Z');
    const { ticket, events } = Ticket.open(details, promised, lateEvening);
    const { taken: _taken, ...known } = details;
    expect(ticket).toMatchObject({ ...known, state: 'assigned', openedAt: lateEvening, acknowledgedAt: lateEvening, openedOn: '2026-07-07', priority: null, version: 1 });
    expect(events).toEqual([{ type: 'TicketOpened' }]);
  });

  it('keeps the limit together with the policy that it comes from, or none', () => {
    expect(opened()).toMatchObject({ policyCode: 'SP-normal', policyVersion: 1, responseDueAt: dueAt });
    expect(Ticket.open(details, { ...promised, lines: [] }, at('01:00')).ticket).toMatchObject({ policyCode: null, policyVersion: null, responseDueAt: null });
  });
});

describe('a ticket of an earlier system', () => {
  const past: PastTicket = {
    id: details.id, number: 'TK-HZ-2025-000123', source: 'erp', branchId: 'BR05', type: 'repair', channel: 'web', state: 'closed', ownerId: owner, customerId: details.customerId,
    partyRole: 'dealer', dealerCode: 'DL017', serial: device.serial, faultCode: 'HEAT-01', priority: 'high', ruling: null, openedOn: '2025-07-01', resolvedOn: '2025-07-05',
    closedOn: '2025-07-07', broughtInBy: 'ST002',
  };
  const broughtIn = (overrides: Partial<PastTicket> = {}) => Ticket.fromHistory({ ...past, ...overrides }, 'Asia/Shanghai', at('01:00'));

  it('stands as it stood there, on the days of then, and nobody is promised anything by it', () => {
    const { ticket, events } = broughtIn();
    expect(ticket).toMatchObject({
      number: past.number, state: 'closed', ownerId: owner, priority: 'high', contactId: null, openedBy: 'ST002', openedOn: '2025-07-01',
      openedAt: new Date('2025-06-30T16:00:00Z'), resolvedAt: new Date('2025-07-04T16:00:00Z'), closedAt: new Date('2025-07-06T16:00:00Z'),
      policyCode: null, responseDueAt: null, resolutionDueAt: null, nextTierAt: null, silentConsentAt: null, consent: null, version: 1,
    });
    expect(events).toEqual([{ type: 'TicketImported', past, at: at('01:00') }]);
    given(ticket).when((closed) => closed.reopen(noteId, calendar, owner, at('02:00'))).thenRefused('ticket.closed-for-good');
  });

  it('goes on where it was left: in progress it is worked on, resolved it waits for an answer', () => {
    const { ticket: open } = broughtIn({ state: 'in_progress', closedOn: null });
    expect(open.resolvedAt).toBeNull();
    given(open).when((ticket) => ticket.split('a', owner, at('01:30'))).thenRefused('ticket.nothing-to-split');
    open.completeIntake(intake, promised, owner, at('01:30'));
    expect(open).toMatchObject({ state: 'in_progress', resolutionMin: 100 });
    const { ticket: left } = broughtIn({ state: 'resolved', closedOn: null });
    given(left).when((ticket) => ticket.close(noteId, owner, at('02:00'))).thenRefused('ticket.reply-missing');
    left.reply('outcome', noteId, calendar, owner, at('02:00'));
    expect(left.silentConsentAt).toEqual(new Date('2026-07-14T16:00:00Z'));
  });
});

describe('a ticket that nobody has taken up', () => {
  it('is taken up by its owner', () => {
    given(opened()).when((ticket) => ticket.takeUp([], owner, at('01:30'))).then([takenUp]);
    expect(inProgress()).toMatchObject({ state: 'in_progress', ownerId: owner, takenUpAt: at('01:30'), isLate: false });
  });

  it('is nobody else’s to take up, not even the manager’s before it was escalated', () => {
    for (const who of [colleague, manager]) given(opened()).when((ticket) => ticket.takeUp([], who, at('01:30'))).thenRefused('ticket.not-yours');
  });

  it('is escalated when its limit passes, and keeps its owner', () => {
    given(opened()).when((ticket) => ticket.responseLimitPassed(manager, at('02:00'))).then([escalated]);
    expect(escalatedTicket()).toMatchObject({ state: 'assigned', ownerId: owner, escalatedTo: manager, escalatedAt: at('02:00') });
  });

  it('is escalated as well when nobody above is on duty: the world has to hear of it', () => {
    given(opened()).when((ticket) => ticket.responseLimitPassed(null, at('02:00'))).then([{ ...escalated, to: null }]);
  });

  it('has nothing to be escalated for when nothing was promised', () => {
    given(Ticket.open(details, { ...promised, lines: [] }, at('01:00')).ticket).when((ticket) => ticket.responseLimitPassed(manager, at('02:00'))).then([]);
  });
});

describe('a ticket that nobody available could take', () => {
  it('is new, and has a limit also where nothing is promised', () => {
    expect(untaken()).toMatchObject({ state: 'new', ownerId: manager, responseDueAt: dueAt });
    expect(Ticket.open({ ...details, taken: false }, { ...promised, lines: [] }, at('01:00')).ticket).toMatchObject({ policyCode: null, responseDueAt: at('02:00') });
  });

  it('is given to somebody once, and not after somebody has taken it', () => {
    const ticket = untaken();
    given(ticket).when((t) => t.assign(colleague, calendar, at('01:20'))).then([{ type: 'TicketAssigned', at: at('01:20') }]);
    expect(ticket).toMatchObject({ state: 'assigned', ownerId: colleague });
    for (const gone of [ticket, inProgress(), resolved()]) given(gone).when((t) => t.assign(another, calendar, at('01:30'))).then([]);
  });

  it('is anybody’s to take up who is no relative', () => {
    given(untaken()).when((t) => t.takeUp([colleague], colleague, at('01:20'))).thenRefused('ticket.relative');
    const ticket = untaken();
    given(ticket).when((t) => t.takeUp([], colleague, at('01:20'))).then([takenUp]);
    expect(ticket).toMatchObject({ state: 'in_progress', ownerId: colleague });
  });

  it('is escalated when its limit passes and nobody has come', () => {
    given(untaken()).when((t) => t.responseLimitPassed('ST008', at('02:00'))).then([{ ...escalated, reason: 'unassigned', to: 'ST008' }]);
  });

  it('given to somebody after its limit does not lie with him either, and what was promised stays broken', () => {
    const late = after(untaken(), (t) => t.responseLimitPassed('ST008', at('02:00')), (t) => t.assign(colleague, calendar, at('03:00')));
    expect(late).toMatchObject({ responseDueAt: dueAt, assigneeDueAt: at('04:00') });
    given(late).when((t) => t.responseLimitPassed(manager, at('04:00'))).then([{ ...escalated, dueAt: at('04:00'), at: at('04:00') }]);
    given(late).when((t) => t.responseLimitPassed(manager, at('05:00'))).then([]);
    expect(after(late, (t) => t.takeUp([], colleague, at('05:10')))).toMatchObject({ state: 'in_progress', isLate: true, escalationLevel: 2 });
  });
});

describe('a relative of the sender', () => {
  it('can neither complete the intake nor be asked to take the ticket', () => {
    given(opened()).when((t) => t.completeIntake({ ...intake, relatives: [owner] }, promised, owner, at('01:10'))).thenRefused('ticket.relative');
    given(inProgress()).when((t) => t.offerHandOver(colleague, colleagues, [colleague], owner, at('01:40'))).thenRefused('ticket.relative');
  });
});

describe('answering', () => {
  it('says something, and is no apology before it is ruled whose responsibility it was (R82)', () => {
    given(inProgress()).when((t) => t.reply('explanation', null, calendar, owner, at('01:40'))).thenRefused('ticket.words-missing');
    for (const words of [null, noteId]) given(inProgress()).when((t) => t.reply('apology', words, calendar, owner, at('01:40'))).thenRefused('ticket.ruling-missing');
  });
});

describe('a ticket that was escalated', () => {
  it('is escalated once', () => {
    given(escalatedTicket()).when((ticket) => ticket.responseLimitPassed(manager, at('03:00'))).then([]);
  });

  it('can still be taken up by its owner, and is late', () => {
    given(escalatedTicket()).when((ticket) => ticket.takeUp([], owner, at('02:30'))).then([takenUp]);
    expect(after(escalatedTicket(), (ticket) => ticket.takeUp([], owner, at('02:30')))).toMatchObject({ ownerId: owner, isLate: true });
  });

  it('can be taken up by the manager, who then is its owner', () => {
    given(escalatedTicket()).when((ticket) => ticket.takeUp([], manager, at('02:30'))).then([takenUp]);
    expect(after(escalatedTicket(), (ticket) => ticket.takeUp([], manager, at('02:30')))).toMatchObject({ ownerId: manager });
  });

  it('is nobody else’s to take up', () => {
    given(escalatedTicket()).when((ticket) => ticket.takeUp([], colleague, at('02:30'))).thenRefused('ticket.not-yours');
  });
});

describe('a ticket in progress', () => {
  it('stays as it is when its owner takes it up again', () => {
    given(inProgress()).when((ticket) => ticket.takeUp([], owner, at('01:40'))).then([]);
  });

  it('has its owner: nobody else can take it up', () => {
    given(inProgress()).when((ticket) => ticket.takeUp([], colleague, at('01:40'))).thenRefused('ticket.taken-up-already');
  });

  it('is not escalated, however late its limit comes up', () => {
    given(inProgress()).when((ticket) => ticket.responseLimitPassed(manager, at('02:00'))).then([]);
  });
});

describe('the intake', () => {
  it('takes the ticket up, fixes the priority by the matrix, and arms both limits from the moment of the call', () => {
    given(opened()).when((ticket) => ticket.completeIntake(intake, promised, owner, at('01:10'))).then([takenUp, { type: 'TicketIntakeCompleted', by: owner, at: at('01:10') }]);
    expect(understood()).toMatchObject({
      state: 'in_progress', priority: 'high', urgency: 'high', impact: 'normal', serial: intake.serial, faultCode: intake.faultCode, intakeNoteId: noteId,
      dealerCode: 'DL017', warranty: 'in', warrantySource: 'installation',
      policyCode: 'SP-high', resolutionMin: 100, resolutionDueAt: at('02:40'), nextTierAt: at('01:50'),
    });
  });

  it('holds in its newest form', () => {
    const again = after(understood(), (ticket) => ticket.completeIntake({ ...intake, impact: 'high' }, promised, owner, at('01:20')));
    expect(again).toMatchObject({ priority: 'urgent', policyCode: 'SP-urgent', resolutionDueAt: at('04:20') });
  });

  it('pins the warranty of the day of the call, and keeps it until the next intake', () => {
    const expired = { ...intake, device: { ...device, repairUntil: '2026-07-06' } };
    expect(after(understood(), (ticket) => ticket.completeIntake(expired, promised, owner, at('01:20')))).toMatchObject({ warranty: 'out', warrantySource: 'installation' });
    expect(after(understood(), (ticket) => ticket.completeIntake({ ...intake, serial: null, device: null, dealerCode: null }, promised, owner, at('01:20')))).toMatchObject({ warranty: null, dealerCode: null });
  });

  it('names a fault that exists', () => {
    given(opened()).when((ticket) => ticket.completeIntake({ ...intake, faultKnown: false }, promised, owner, at('01:10'))).thenRefused('ticket.fault-unknown');
  });

  it('is its owner’s', () => {
    for (const ticket of [opened(), inProgress()]) given(ticket).when((t) => t.completeIntake(intake, promised, colleague, at('01:40'))).thenRefused('ticket.not-yours');
  });

  it('is what a complaint needs before anything is proposed to the sender', () => {
    given(inProgress()).when((ticket) => ticket.resolve({ noteId, evidence: ['RP-1'] }, calendar, owner, at('02:00'))).thenRefused('ticket.intake-missing');
    const inquiry = after(opened({ type: 'inquiry' }), (ticket) => ticket.takeUp([], owner, at('01:30')));
    expect(inquiry.resolve({ noteId, evidence: ['KB-7'] }, calendar, owner, at('02:00'))).toHaveLength(2);
  });
});

describe('waiting', () => {
  it.each([['customer', true], ['third_party', true], ['parts', false], ['dealer', false]] as const)('for %s: the clock stands: %s', (waitingFor, stands) => {
    const ticket = after(understood(), (t) => t.putOnHold(waitingFor, calendar, owner, at('01:20')));
    expect(ticket).toMatchObject({ state: 'waiting', waitingFor, resolutionDueAt: stands ? null : at('02:40'), nextTierAt: stands ? null : at('01:50') });
  });

  it('moves the limits by as long as the sender was waited for, and by no minute more', () => {
    const ticket = after(
      understood(),
      (t) => t.putOnHold('customer', calendar, owner, at('01:20')),
      (t) => t.putOnHold('parts', calendar, owner, at('01:50')),
      (t) => t.resume(calendar, owner, at('02:00')),
      (t) => t.putOnHold('third_party', calendar, owner, at('02:05')),
      (t) => t.resume(calendar, owner, at('02:15')),
    );
    expect(ticket).toMatchObject({ state: 'in_progress', waitingFor: null, resolutionDueAt: hours(at('02:40'), 40 / 60), nextTierAt: hours(at('01:50'), 40 / 60) });
  });

  it('for the same one again changes nothing', () => {
    given(after(understood(), (t) => t.putOnHold('parts', calendar, owner, at('01:20')))).when((t) => t.putOnHold('parts', calendar, owner, at('01:30'))).then([]);
  });
});

describe('the escalation plan', () => {
  const whoHas = (role: string) => ({ branch_manager: manager, supervisor: 'ST008' })[role] ?? null;
  const reach = (time: string) => (ticket: Ticket) => ticket.resolutionTierReached(whoHas, calendar, 'system:tickets', at(time));
  const limit = (tier: number, atPct: number, action: 'notify' | 'reassign', toRole: string, to: string | null, ownerId: string, time: string): TicketEvent => ({
    type: 'TicketLimitReached', tier: { tier, atPct, action, toRole }, ownerId, to, dueAt: at('02:40'), at: at(time),
  });
  const handedOver: TicketEvent = { type: 'TicketHandedOver', from: owner, to: manager, times: 1, because: 'tier', by: 'system:tickets', at: at('02:40') };

  it('warns the owner at half of the time, takes the ticket away from him at all of it, and goes on above', () => {
    const ticket = understood();
    given(ticket).when(reach('01:49')).then([]);
    given(ticket).when(reach('01:50')).then([limit(1, 50, 'notify', 'owner', owner, owner, '01:50')]);
    given(ticket).when(reach('01:50')).then([]);
    given(ticket).when(reach('02:40')).then([limit(2, 100, 'reassign', 'branch_manager', manager, owner, '02:40'), handedOver]);
    expect(ticket).toMatchObject({ ownerId: manager, escalationLevel: 1, nextTierAt: at('03:30') });
    given(ticket).when(reach('03:30')).then([limit(3, 150, 'notify', 'supervisor', 'ST008', manager, '03:30')]);
    expect(ticket.nextTierAt).toBeNull();
  });

  it('does everything that is due when it comes late, in order', () => {
    given(understood()).when(reach('02:40')).then([limit(1, 50, 'notify', 'owner', owner, owner, '02:40'), limit(2, 100, 'reassign', 'branch_manager', manager, owner, '02:40'), handedOver]);
  });

  it('says so as well when nobody has the role, and leaves the ticket where it is', () => {
    const ticket = after(understood(), reach('01:50'));
    given(ticket).when((t) => t.resolutionTierReached(() => null, calendar, 'system:tickets', at('02:40'))).then([limit(2, 100, 'reassign', 'branch_manager', null, owner, '02:40')]);
    expect(ticket.ownerId).toBe(owner);
  });

  it('does nothing while the clock stands, nor once the work is done', () => {
    given(after(understood(), (t) => t.putOnHold('customer', calendar, owner, at('01:20')))).when(reach('23:00')).then([]);
    given(resolved()).when(reach('23:00')).then([]);
  });
});

describe('resolving', () => {
  it('answers a known customer by it, and gives him seven whole days to disagree', () => {
    given(understood()).when((t) => t.resolve({ noteId, evidence: ['RP-1'] }, calendar, owner, at('02:00'))).then([
      { type: 'TicketResolved', by: owner, at: at('02:00') }, { type: 'TicketReplied', kind: 'outcome', noteId, by: owner, at: at('02:00') },
    ]);
    // The end of 14 July in Hangzhou.
    expect(resolved()).toMatchObject({ state: 'resolved', evidence: ['RP-1'], outcomeNoteId: noteId, repliedAt: at('02:00'), nextTierAt: null, silentConsentAt: new Date('2026-07-14T16:00:00Z') });
  });

  it('answers nobody when nobody is known: the days begin with the answer', () => {
    const ticket = resolved({ customerId: null });
    expect(ticket).toMatchObject({ state: 'resolved', repliedAt: null, silentConsentAt: null });
    given(ticket).when((t) => t.close(noteId, owner, at('03:00'))).thenRefused('ticket.reply-missing');
    given(ticket).when((t) => t.reply('outcome', noteId, calendar, owner, at('20:00'))).then([{ type: 'TicketReplied', kind: 'outcome', noteId, by: owner, at: at('20:00') }]);
    expect(ticket.silentConsentAt).toEqual(new Date('2026-07-15T16:00:00Z'));
  });

  it('needs something that proves it', () => {
    given(understood()).when((t) => t.resolve({ noteId, evidence: [] }, calendar, owner, at('02:00'))).thenRefused('ticket.evidence-missing');
  });
});

describe('closing', () => {
  it('needs the word of whoever raised it, in every state before', () => {
    for (const ticket of [opened(), inProgress(), resolved()]) given(ticket).when((t) => t.close(null, owner, at('03:00'))).thenRefused('ticket.not-confirmed');
    given(resolved()).when((t) => t.close(noteId, owner, at('03:00'))).then([{ type: 'TicketClosed', noteId, by: owner, at: at('03:00') }]);
  });

  it('happens by silence when the day is over, and not a moment before', () => {
    const day = new Date('2026-07-14T16:00:00Z');
    given(resolved()).when((t) => t.closeSilently('system:tickets', new Date(day.getTime() - 1))).then([]);
    given(resolved()).when((t) => t.closeSilently('system:tickets', day)).then([{ type: 'TicketClosed', noteId: null, by: 'system:tickets', at: day }]);
    expect(after(resolved(), (t) => t.closeSilently('system:tickets', day))).toMatchObject({ state: 'closed', consent: 'silent', closedAt: day });
    given(after(resolved(), (t) => t.reopen(noteId, calendar, owner, at('03:00')))).when((t) => t.closeSilently('system:tickets', day)).then([]);
  });

  it('is for good: what comes later is a new ticket', () => {
    given(after(resolved(), (t) => t.close(noteId, owner, at('03:00')))).when((t) => t.reopen(noteId, calendar, owner, at('04:00'))).thenRefused('ticket.closed-for-good');
  });
});

describe('waiting for parts', () => {
  const system = 'system:tickets';
  const waiting = () => after(understood(), (t) => t.awaitParts(system, at('01:20')));

  it('begins by itself when parts are asked for, and ends when none is to come any more; the clock goes on all the time', () => {
    const due = understood().resolutionDueAt;
    given(understood()).when((t) => t.awaitParts(system, at('01:20'))).then([{ type: 'TicketPutOnHold', by: system, at: at('01:20') }]);
    expect(waiting()).toMatchObject({ state: 'waiting', waitingFor: 'parts', resolutionDueAt: due });
    given(waiting()).when((t) => t.partsSettled(system, at('01:30'))).then([{ type: 'TicketResumed', by: system, at: at('01:30') }]);
    expect(after(waiting(), (t) => t.partsSettled(system, at('01:30')))).toMatchObject({ state: 'in_progress', waitingFor: null, resolutionDueAt: due });
  });

  it('does not overrule whoever has it in hand, comes it early, late or twice', () => {
    for (const ticket of [opened(), waiting(), after(understood(), (t) => t.putOnHold('customer', calendar, owner, at('01:20'))), resolved()]) {
      given(ticket).when((t) => t.awaitParts(system, at('03:00'))).then([]);
    }
    for (const ticket of [opened(), understood(), after(understood(), (t) => t.putOnHold('customer', calendar, owner, at('01:20'))), resolved()]) {
      given(ticket).when((t) => t.partsSettled(system, at('03:00'))).then([]);
    }
  });
});

describe('reopening', () => {
  it('goes on where the work ended: the time in which the sender thought is not counted', () => {
    const ticket = after(resolved(), (t) => t.reopen(noteId, calendar, owner, at('12:00')));
    expect(ticket).toMatchObject({ state: 'in_progress', reopened: 1, resolvedAt: null, repliedAt: null, silentConsentAt: null, resolutionDueAt: hours(at('02:40'), 10), nextTierAt: at('01:50') });
  });
});

describe('hand-over', () => {
  const offer = (to: string, by: string) => (t: Ticket) => t.offerHandOver(to, colleagues, [], by, at('01:40'));
  const accept = (by: string) => (t: Ticket) => t.acceptHandOver(manager, by, at('01:45'));

  it('needs the colleague’s word: until then the owner is the owner', () => {
    const ticket = after(inProgress(), offer(colleague, owner));
    expect(ticket).toMatchObject({ ownerId: owner, offeredTo: colleague });
    given(ticket).when(accept(another)).thenRefused('ticket.not-offered-to-you');
    given(ticket).when(accept(colleague)).then([{ type: 'TicketHandedOver', from: owner, to: colleague, times: 1, because: 'accepted', by: colleague, at: at('01:45') }]);
    expect(ticket).toMatchObject({ ownerId: colleague, offeredTo: null, state: 'in_progress' });
  });

  it('is raised the third time (R53)', () => {
    const ticket = after(inProgress(), offer(colleague, owner), accept(colleague), offer(owner, colleague), accept(owner), offer(another, owner));
    given(ticket).when(accept(another)).then([
      { type: 'TicketHandedOver', from: owner, to: another, times: 3, because: 'accepted', by: another, at: at('01:45') },
      { type: 'TicketEscalated', reason: 'handed_over_too_often', to: manager, dueAt: at('01:45'), at: at('01:45') },
    ]);
    expect(ticket).toMatchObject({ ownerId: another, escalationLevel: 1, escalatedTo: manager });
  });

  it('can be declined, or taken back by the owner, and then is nobody’s to accept', () => {
    for (const by of [colleague, owner]) {
      const ticket = after(inProgress(), offer(colleague, owner));
      given(ticket).when((t) => t.declineHandOver(by, at('01:42'))).then([{ type: 'TicketHandOverDeclined', by, at: at('01:42') }]);
      given(ticket).when(accept(colleague)).thenRefused('ticket.not-offered-to-you');
    }
  });

  it('is for colleagues only, and not for oneself', () => {
    given(inProgress()).when(offer('ST099', owner)).thenRefused('ticket.colleague-unknown');
    given(inProgress()).when(offer(owner, owner)).thenRefused('ticket.hand-over-to-oneself');
    given(inProgress()).when(offer(another, colleague)).thenRefused('ticket.not-yours');
  });

  it('is asked for by a manager where the owner works there no more, and by nobody else', () => {
    const left = colleagues.filter(({ staffId }) => staffId !== owner).map((one) => (one.staffId === manager ? { ...one, role: 'branch_manager' } : one));
    const offered = (by: string, staff = left) => (t: Ticket) => t.offerHandOver(another, staff, [], by, at('01:40'));
    given(inProgress()).when(offered(manager)).then([{ type: 'TicketHandOverOffered', to: another, by: manager, at: at('01:40') }]);
    given(inProgress()).when(offered(colleague)).thenRefused('ticket.not-yours');
    given(inProgress()).when(offered(manager, [...left, { ...left[0]!, staffId: owner, role: 'clerk' }])).thenRefused('ticket.not-yours');
    given(inProgress()).when(offered(owner)).then([{ type: 'TicketHandOverOffered', to: another, by: owner, at: at('01:40') }]);
  });
});

describe('what kind it is', () => {
  const reclassify = (type: 'inquiry' | 'complaint' | 'staff_conduct', by: string) => (t: Ticket) => t.reclassify(type, noteId, by, at('01:40'));

  it('can be corrected by its owner, and what it was stays on record', () => {
    given(opened({ type: 'inquiry' })).when(reclassify('complaint', owner)).then([{ type: 'TicketReclassified', was: 'inquiry', noteId, by: owner, at: at('01:40') }]);
    given(opened()).when(reclassify('staff_conduct', owner)).then([{ type: 'TicketReclassified', was: 'complaint', noteId, by: owner, at: at('01:40') }]);
  });

  it('becomes less than a complaint only by somebody else (R66)', () => {
    given(opened()).when(reclassify('inquiry', owner)).thenRefused('ticket.downgrade-needs-another-person');
    given(opened()).when(reclassify('inquiry', manager)).then([{ type: 'TicketReclassified', was: 'complaint', noteId, by: manager, at: at('01:40') }]);
  });
});

describe('cancelling', () => {
  it('takes a complaint away only when the sender takes it back', () => {
    given(opened()).when((t) => t.cancel('mistake', noteId, owner, at('01:40'))).thenRefused('ticket.complaint-not-withdrawn');
    given(opened()).when((t) => t.cancel('withdrawn', noteId, owner, at('01:40'))).then([{ type: 'TicketCancelled', reason: 'withdrawn', noteId, by: owner, at: at('01:40') }]);
  });
});

describe('merging', () => {
  const other = { id: '0192f0c1-2d6e-7abc-8def-0123456789b0', branchId: 'BR05', state: 'in_progress' } as const;
  const merge = (into: { id: string; branchId: string; state: TicketState }) => (t: Ticket) => t.mergeInto(into, owner, at('01:40'));

  it('goes into another open ticket of the branch', () => {
    given(inProgress()).when(merge(other)).then([{ type: 'TicketMerged', into: other.id, by: owner, at: at('01:40') }]);
    for (const wrong of [{ ...other, id: details.id }, { ...other, branchId: 'BR06' }, { ...other, state: 'closed' as const }]) {
      given(inProgress()).when(merge(wrong)).thenRefused('ticket.merge-needs-another-open-one');
    }
  });
});

describe('splitting', () => {
  it('is its owner’s, and leaves the ticket as it is', () => {
    given(inProgress()).when((t) => t.split(noteId, owner, at('01:40'))).then([{ type: 'TicketSplit', into: noteId, by: owner, at: at('01:40') }]);
    given(inProgress()).when((t) => t.split(noteId, colleague, at('01:40'))).thenRefused('ticket.not-yours');
  });
});

describe('the life cycle', () => {
  const make: Readonly<Record<TicketState, () => Ticket>> = {
    new: () => opened({ taken: false }),
    assigned: () => after(opened(), (t) => t.offerHandOver(colleague, colleagues, [], owner, at('01:05'))),
    in_progress: () => after(understood(), (t) => t.offerHandOver(colleague, colleagues, [], owner, at('01:15'))),
    waiting: () => after(understood(), (t) => t.putOnHold('parts', calendar, owner, at('01:15')), (t) => t.offerHandOver(colleague, colleagues, [], owner, at('01:16'))),
    resolved,
    closed: () => after(resolved(), (t) => t.close(noteId, owner, at('02:10'))),
    cancelled: () => after(opened(), (t) => t.cancel('withdrawn', noteId, owner, at('01:10'))),
    merged: () => after(opened(), (t) => t.mergeInto({ id: noteId, branchId: 'BR05', state: 'assigned' }, owner, at('01:10'))),
  };
  const late = new Date('2026-07-20T00:00:00Z');
  const run: Readonly<Record<TicketMove, (t: Ticket) => readonly TicketEvent[]>> = {
    assign: (t) => t.assign(colleague, calendar, late),
    take_up: (t) => t.takeUp([], owner, late),
    complete_intake: (t) => t.completeIntake(intake, promised, owner, late),
    put_on_hold: (t) => t.putOnHold('customer', calendar, owner, late),
    resume: (t) => t.resume(calendar, owner, late),
    await_parts: (t) => t.awaitParts('system:tickets', late),
    parts_settled: (t) => t.partsSettled('system:tickets', late),
    reply: (t) => t.reply('progress', noteId, calendar, owner, late),
    resolve: (t) => t.resolve({ noteId, evidence: ['RP-1'] }, calendar, owner, late),
    reopen: (t) => t.reopen(noteId, calendar, owner, late),
    close: (t) => t.close(noteId, owner, late),
    close_silently: (t) => t.closeSilently('system:tickets', late),
    cancel: (t) => t.cancel('withdrawn', noteId, owner, late),
    reclassify: (t) => t.reclassify('staff_conduct', noteId, owner, late),
    offer_hand_over: (t) => t.offerHandOver(another, colleagues, [], owner, late),
    accept_hand_over: (t) => t.acceptHandOver(manager, colleague, late),
    decline_hand_over: (t) => t.declineHandOver(colleague, late),
    split: (t) => t.split(noteId, owner, late),
    merge: (t) => t.mergeInto({ id: noteId, branchId: 'BR05', state: 'assigned' }, owner, late),
  };
  const pairs = ticketStates.flatMap((state) => (Object.keys(ticketMoves) as TicketMove[]).map((move) => ({ state, move, to: leadsTo(move, state) })));

  it.each(pairs.filter(({ to }) => to !== undefined))('$move leads from $state to $to', ({ state, move, to }) => {
    const ticket = make[state]();
    run[move](ticket);
    expect(ticket.state).toBe(to);
  });

  it.each(pairs.filter(({ to, move }) => to === undefined && ticketMoves[move].whose !== 'nobody'))('$move is refused when $state, and changes nothing', ({ state, move }) => {
    const ticket = make[state]();
    const before = structuredClone({ ...ticket });
    expect(() => run[move](ticket)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^ticket\.(move-not-allowed|closed-for-good)$/) }));
    expect({ ...ticket }).toEqual(before);
  });

  it('never leaves a ticket without one owner, with a clock where nothing is to be done, or in a state that is not in the table, whatever is tried', () => {
    const anyMove = fc.constantFrom(...(Object.keys(ticketMoves) as TicketMove[]));
    const anyone = fc.constantFrom(owner, colleague, manager, another);
    fc.assert(fc.property(fc.array(fc.tuple(anyMove, anyone, fc.integer({ min: 1, max: 2_000 })), { maxLength: 40 }), (steps) => {
      const ticket = opened({ taken: steps.length % 2 === 0 });
      let now = at('01:00');
      for (const [move, by, minutes] of steps) {
        now = new Date(now.getTime() + minutes * 60_000);
        const before = structuredClone({ ...ticket });
        const as: Readonly<Record<TicketMove, () => readonly TicketEvent[]>> = {
          assign: () => ticket.assign(colleague, calendar, now),
          take_up: () => ticket.takeUp([], by, now),
          complete_intake: () => ticket.completeIntake(intake, promised, by, now),
          put_on_hold: () => ticket.putOnHold(minutes % 2 === 0 ? 'customer' : 'parts', calendar, by, now),
          resume: () => ticket.resume(calendar, by, now),
          await_parts: () => ticket.awaitParts('system:tickets', now),
          parts_settled: () => ticket.partsSettled('system:tickets', now),
          reply: () => ticket.reply('progress', noteId, calendar, by, now),
          resolve: () => ticket.resolve({ noteId, evidence: ['RP-1'] }, calendar, by, now),
          reopen: () => ticket.reopen(noteId, calendar, by, now),
          close: () => ticket.close(minutes % 2 === 0 ? noteId : null, by, now),
          close_silently: () => ticket.closeSilently('system:tickets', now),
          cancel: () => ticket.cancel('withdrawn', noteId, by, now),
          reclassify: () => ticket.reclassify(minutes % 2 === 0 ? 'complaint' : 'inquiry', noteId, by, now),
          offer_hand_over: () => ticket.offerHandOver(another, colleagues, [], by, now),
          accept_hand_over: () => ticket.acceptHandOver(manager, by, now),
          decline_hand_over: () => ticket.declineHandOver(by, now),
          split: () => ticket.split(noteId, by, now),
          merge: () => ticket.mergeInto({ id: noteId, branchId: 'BR05', state: 'assigned' }, by, now),
        };
        try {
          const events = as[move]();
          if (events.length > 0) expect(ticket.state).toBe(leadsTo(move, before.state));
          else expect({ ...ticket }).toEqual(before);
        } catch (refusal) {
          expect(refusal).toMatchObject({ name: 'RuleViolation' });
          expect({ ...ticket }).toEqual(before);
        }
        ticket.resolutionTierReached(() => manager, calendar, 'system:tickets', now);
        expect(ticket.ownerId).toMatch(/^ST\d{3}$/);
        if (!ticket.isOpen) expect(ticket.nextTierAt).toBeNull();
        if (ticket.state === 'closed') expect([ticket.repliedAt, ticket.consent]).not.toContain(null);
        expect(ticket.waitingFor === null).toBe(ticket.state !== 'waiting');
      }
    }), { numRuns: 300 });
  });

  it('says what a person can do next: the owner almost all, the colleague who is asked his answer, a stranger what anybody may', () => {
    const ticket = make.in_progress();
    expect(movesFor(ticket, owner)).toEqual(['complete_intake', 'put_on_hold', 'reply', 'resolve', 'cancel', 'reclassify', 'offer_hand_over', 'split', 'merge']);
    expect(movesFor(ticket, colleague)).toEqual(['reclassify', 'accept_hand_over', 'decline_hand_over']);
    expect(movesFor(ticket, another)).toEqual(['reclassify']);
    expect(movesFor(make.closed(), owner)).toEqual([]);
    expect(movesFor(escalatedTicket(), manager)).toContain('take_up');
    expect(movesFor(make.new(), another)).toEqual(['take_up', 'reclassify']);
  });
});
