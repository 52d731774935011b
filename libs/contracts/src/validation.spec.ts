import { CalendarPublishedV1 } from './directory/calendar-published.v1';
import { TicketOpenedV1 } from './tickets/ticket-opened.v1';
import { ContractViolation, validateClosed, validateOpen } from './validation';

const violation = (run: () => unknown): Pick<ContractViolation, 'path' | 'rule' | 'message'> => {
  try {
    run();
  } catch (error) {
    if (error instanceof ContractViolation) return { path: error.path, rule: error.rule, message: error.message };
    throw error;
  }
  throw new Error('nothing was violated');
};

const ticket = TicketOpenedV1.example;
const { ownerId: _, ...withoutOwner } = ticket;
const calendar = CalendarPublishedV1.example;

describe('both checks', () => {
  it.each<[string, string, string, unknown]>([
    ['nothing', '', 'type', undefined],
    ['null', '', 'type', null],
    ['a list', '', 'type', [ticket]],
    ['a missing field', '/ownerId', 'required', withoutOwner],
    ['a field that is undefined', '/ownerId', 'required', { ...ticket, ownerId: undefined }],
    ['another type', '/ticketId', 'type', { ...ticket, ticketId: 7 }],
    ['another format', '/ticketId', 'format', { ...ticket, ticketId: 'TK-1' }],
    ['a day that does not exist', '/openedOn', 'format', { ...ticket, openedOn: '2026-02-30' }],
    ['an instant without offset', '/openedAt', 'format', { ...ticket, openedAt: '2026-03-02T09:15:30' }],
    ['a Date instead of its text', '/openedAt', 'type', { ...ticket, openedAt: new Date(0) }],
    ['a value outside the list', '/channel', 'enum', { ...ticket, channel: 'fax' }],
    ['a code with a blank', '/branchId', 'pattern', { ...ticket, branchId: 'BR 05' }],
    ['a code too long', '/branchId', 'maxLength', { ...ticket, branchId: 'B'.repeat(65) }],
  ])('refuse %s at %p by the rule %p', (_case, path, rule, data) => {
    for (const validate of [validateClosed, validateOpen]) expect(violation(() => validate(TicketOpenedV1, data))).toMatchObject({ path, rule });
  });

  it('point into lists', () => {
    const data = { ...calendar, spans: [calendar.spans[0], { weekday: 8, from: '08:00', to: '09:00' }] };
    expect(violation(() => validateClosed(CalendarPublishedV1, data))).toMatchObject({ path: '/spans/1/weekday', rule: 'maximum' });
  });

  it('name the event, the place and the rule, and never the value', () => {
    expect(violation(() => validateClosed(TicketOpenedV1, { ...ticket, customerId: '13800000000' })).message).toBe('aftercare.tickets.ticket.opened.v1: /customerId must match format "uuid" [format]');
  });
});

describe('a field that the version does not know', () => {
  const nested = { ...calendar, exceptions: [{ date: '2026-01-01', kind: 'holiday', note: 'x' }] };

  it('is refused from the producer, at every level', () => {
    expect(violation(() => validateClosed(TicketOpenedV1, { ...ticket, mood: 'x' }))).toMatchObject({ path: '/mood', rule: 'additionalProperties' });
    expect(violation(() => validateClosed(CalendarPublishedV1, nested))).toMatchObject({ path: '/exceptions/0/note' });
  });

  it('is let through to the reader, at every level', () => {
    expect(validateOpen(TicketOpenedV1, { ...ticket, mood: 'x' })).toEqual({ ...ticket, mood: 'x' });
    expect(validateOpen(CalendarPublishedV1, nested)).toBe(nested);
  });

  it('is not found in the prototype', () => {
    expect(violation(() => validateOpen(TicketOpenedV1, Object.create(ticket)))).toMatchObject({ rule: 'required' });
  });
});
