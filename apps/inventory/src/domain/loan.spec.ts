import * as fc from 'fast-check';
import { given } from '@aftercare/testing';
import { Loan, type LoanDetails, type LoanEvent } from './loan';
import { loanLeadsTo, loanMoves, loanMovesFor, loanStates, type LoanMove } from './loan.lifecycle';
import { accountName } from './stock';

/** Wall time in Shanghai. */
const at = (time: string): Date => new Date(`${time.replace(' ', 'T')}:00+08:00`);
const details: LoanDetails = {
  id: '0192f0c1-2d6e-7abc-8def-0123456789e1', number: 'LN-HZ-2026-000001', branchId: 'BR05', zone: 'Asia/Shanghai', location: 'WH-BR05', borrowerKind: 'dealer', borrower: 'DL017', borrowerCode: 'DL017', ticketId: null,
  serial: null, part: 'PT039', qty: 2, unitPrice: '96.25', currency: 'CNY', dueOn: '2026-07-20', lentBy: 'ST031',
};
const lent = (more: Partial<LoanDetails> = {}) => Loan.lend({ ...details, ...more }, at('2026-07-06 10:00'));
const nobody = (): readonly string[] => [];
const manager = 'ST029';
const booked = ({ bookings }: { readonly bookings: ReturnType<typeof lent>['bookings'] }) => bookings.map(({ part, qty, from, to, reason }) => `${part} × ${qty} ${accountName(from)} → ${accountName(to)} ${reason}`);

describe('what is lent', () => {
  it('is ours as before, in an account of its own, until it is back or paid for', () => {
    const made = lent();
    expect(booked(made)).toEqual(['PT039 × 2 bin:WH-BR05:good → bin:WH-BR05:lent lent']);
    expect(booked(made.loan.takeBack(1, 'quarantine', 'ST031', at('2026-07-10 09:00')))).toEqual(['PT039 × 1 bin:WH-BR05:lent → bin:WH-BR05:quarantine returned']);
    expect(made.loan).toMatchObject({ state: 'lent', openQty: 1 });
    expect(booked(made.loan.charge('96.25', nobody, manager, at('2026-07-25 09:00')))).toEqual(['PT039 × 1 bin:WH-BR05:lent → dealer:DL017 charged']);
    expect(made.loan).toMatchObject({ state: 'charged', openQty: 0, chargedAmount: '96.25' });
  });

  it('that was charged and comes back after all is not paid for, to the cent, however it comes', () => {
    const { loan } = lent({ qty: 3 });
    const charged = loan.charge('100', nobody, manager, at('2026-07-25 09:00'));
    expect(charged.money?.toString()).toBe('100.00');
    expect(() => loan.takeBack(4, 'good', 'ST031', at('2026-07-26 09:00'))).toThrow(expect.objectContaining({ code: 'loan.more-than-lent' }));
    const first = loan.takeBack(1, 'good', 'ST031', at('2026-07-26 09:00'));
    expect([first.money?.toString(), booked(first), loan.state, loan.chargedAmount]).toEqual(['-33.33', ['PT039 × 1 dealer:DL017 → bin:WH-BR05:good returned'], 'charged', '66.67']);
    const rest = loan.takeBack(2, 'quarantine', 'ST031', at('2026-07-27 09:00'));
    expect([rest.money?.toString(), loan.state, loan.chargedAmount, loan.returnedQty]).toEqual(['-66.67', 'returned', null, 3]);
    expect(rest.events).toMatchObject([{ type: 'LoanReturned', qty: 2, to: 'quarantine', refund: '66.67' }]);
  });

  it('as a device lies in no bin and moves none', () => {
    const { loan, bookings } = lent({ part: null, serial: 'YG2603000407', qty: 1, unitPrice: null });
    expect([bookings, loan.takeBack(1, 'good', 'ST031', at('2026-07-10 09:00')).bookings, loan.state]).toEqual([[], [], 'returned']);
  });

  it('is reminded of three days before, at nine, and is overdue when the day is over; each once', () => {
    const { loan } = lent();
    given(loan).when((l) => l.remind(at('2026-07-17 08:59'))).then([]);
    given(loan).when((l) => l.remind(at('2026-07-17 09:00'))).then([{ type: 'LoanReminded', at: at('2026-07-17 09:00') }]);
    given(loan).when((l) => l.remind(at('2026-07-17 09:01'))).then([]);
    given(loan).when((l) => l.fallDue(at('2026-07-20 23:59'))).then([]);
    given(loan).when((l) => l.fallDue(at('2026-07-21 00:00'))).then([{ type: 'LoanOverdue', at: at('2026-07-21 00:00') }]);
    given(loan).when((l) => l.fallDue(at('2026-07-21 00:01'))).then([]);
  });

  it.each<[string, (loan: Loan) => unknown, string]>([
    ['more than is out', (l) => l.takeBack(3, 'good', 'ST031', at('2026-07-10 09:00')), 'loan.more-than-lent'],
    ['no piece', (l) => l.takeBack(0, 'good', 'ST031', at('2026-07-10 09:00')), 'parts.quantity-invalid'],
    ['more money than it was worth', (l) => l.charge('192.51', nobody, manager, at('2026-07-25 09:00')), 'loan.above-value'],
    ['no money', (l) => l.charge('0.00', nobody, manager, at('2026-07-25 09:00')), 'loan.above-value'],
    ['a relative of the borrower who charges', (l) => l.charge('1.00', (code) => (code === manager ? ['DL017'] : []), manager, at('2026-07-25 09:00')), 'loan.self-or-relative'],
  ])('%s is refused, and nothing changes', (_what, change, code) => {
    const { loan } = lent();
    const before = { ...loan };
    expect(() => change(loan)).toThrow(expect.objectContaining({ code }));
    expect({ ...loan }).toEqual(before);
  });

  it.each(['2026-07-06', '2026-07-05', '2027-01-03'])('until %s is refused', (dueOn) => {
    expect(() => lent({ dueOn })).toThrow(expect.objectContaining({ code: 'loan.due-day-invalid' }));
  });
});

const tries: Readonly<Record<LoanMove, (loan: Loan) => readonly LoanEvent[]>> = {
  remind: (l) => l.remind(at('2026-07-17 09:00')), fall_due: (l) => l.fallDue(at('2026-07-21 00:00')), take_back: (l) => l.takeBack(1, 'good', 'ST031', at('2026-07-18 09:00')).events,
  charge: (l) => l.charge('1.00', nobody, manager, at('2026-07-25 09:00')).events,
};

it('goes where the life cycle says and nowhere else, whatever is tried in whatever order; no piece comes or goes', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.constantFrom(...(Object.keys(loanMoves) as LoanMove[])), { maxLength: 12 }), (qty, moves) => {
    const { loan } = lent({ qty });
    for (const move of moves) {
      const before = { ...loan };
      const allowed = loanLeadsTo(move, before.state);
      let events: readonly LoanEvent[] = [];
      try { events = tries[move](loan); } catch { expect(allowed).toEqual([]); }
      if (events.length === 0) expect({ ...loan }).toEqual(before);
      else expect(allowed).toContain(loan.state);
      expect(loan.openQty + loan.returnedQty + loan.chargedQty).toBe(qty);
      expect(loan.ended).toBe(loan.openQty === 0);
    }
  }));
});

it('offers people only what is allowed', () => {
  for (const state of loanStates) for (const move of loanMovesFor(state)) expect(loanLeadsTo(move, state)).not.toEqual([]);
  expect(loanMovesFor('overdue')).toEqual(['take_back', 'charge']);
});
