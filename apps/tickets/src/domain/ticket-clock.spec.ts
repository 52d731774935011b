import { BusinessCalendar, businessMinutesBetween, localDay, type CalendarSpec } from '@aftercare/business-time';
import fc from 'fast-check';
import { terms } from '../tickets.fixture';
import type { PolicyLine, ServiceTerms } from './service-limits';
import { Ticket, waitingFors, type TicketEvent } from './ticket';

/** Whatever happens to a ticket, its clock shows what was promised: in any zone, over noon and week-ends, clock changes and make-up workdays. */
const owner = 'ST030';
const id = '0192f0c1-2d6e-7abc-8def-0123456789ab';
const intake = { serial: null, device: null, dealerCode: null, faultCode: null, faultKnown: false, relatives: [], urgency: 'high', impact: 'normal', noteId: id } as const;

const withNoon = (weekdays: readonly number[]): CalendarSpec['spans'] => weekdays.flatMap((weekday) => [{ weekday, from: '00:30', to: '02:30' }, { weekday, from: '08:30', to: '12:00' }, { weekday, from: '13:30', to: '17:30' }]);
const calendars = fc.record({
  zone: fc.constantFrom('Asia/Shanghai', 'America/St_Johns', 'Australia/Lord_Howe'),
  spans: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 2 }).map(withNoon),
  exceptions: fc.uniqueArray(
    fc.record({ date: fc.integer({ min: 0, max: 120 }).map((day) => new Date(Date.UTC(2026, 1, 1 + day)).toISOString().slice(0, 10)), kind: fc.constantFrom('holiday' as const, 'makeup_workday' as const) }),
    { maxLength: 12, selector: ({ date }) => date },
  ),
});
// Around the days on which clocks change.
const opening = fc.oneof(...['2026-03-07', '2026-03-08', '2026-04-04', '2026-04-05', '2026-02-14'].map((day) => fc.integer({ min: 0, max: 2_880 }).map((minute) => new Date(Date.parse(day) + minute * 60_000))));
const steps = fc.array(fc.tuple(fc.constantFrom('customer', 'third_party', 'parts', 'dealer', 'resume', 'resolve', 'reopen', 'intake'), fc.integer({ min: 1, max: 2_000 })), { maxLength: 12 });

/** What somebody with a notebook would write down: when the clock stood. */
class Notebook {
  readonly stood: { from: Date; to: Date }[] = [];
  #since: Date | null = null;

  stands(now: Date): void {
    this.#since ??= now;
  }

  runs(now: Date): void {
    if (this.#since) this.stood.push({ from: this.#since, to: now });
    this.#since = null;
  }

  get standing(): boolean {
    return this.#since !== null;
  }
}

const done = (decide: () => readonly TicketEvent[]): boolean => {
  try {
    return decide().length > 0;
  } catch {
    return false;
  }
};

const live = (ticket: Ticket, promised: ServiceTerms, moves: readonly (readonly [string, number])[], openedAt: Date, look: (now: Date, notebook: Notebook) => void): void => {
  const { calendar } = promised;
  const notebook = new Notebook();
  let now = openedAt;
  ticket.completeIntake(intake, promised, owner, now);
  for (const [move, minutes] of moves) {
    now = new Date(now.getTime() + minutes * 60_000);
    if (move === 'intake') done(() => ticket.completeIntake(intake, promised, owner, now));
    if (move === 'resume' && done(() => ticket.resume(calendar, owner, now))) notebook.runs(now);
    if (move === 'reopen' && done(() => ticket.reopen(id, calendar, owner, now))) notebook.runs(now);
    if (move === 'resolve' && done(() => ticket.resolve({ noteId: id, evidence: ['RP-1'] }, calendar, owner, now))) {
      notebook.runs(now);
      notebook.stands(now);
    }
    const waitingFor = waitingFors.find((word) => word === move);
    if (waitingFor !== undefined && done(() => ticket.putOnHold(waitingFor, calendar, owner, now))) {
      if (waitingFor === 'customer' || waitingFor === 'third_party') notebook.stands(now);
      else notebook.runs(now);
    }
    look(now, notebook);
  }
};

const open = (promised: ServiceTerms, at: Date): Ticket =>
  Ticket.open(
    { id, number: 'TK-HZ-2026-000001', branchId: 'BR05', type: 'repair', channel: 'phone', ownerId: owner, taken: true, neededSkill: null, customerId: id, serial: null, dealerCode: null, contactId: id, openedBy: owner },
    promised,
    at,
  ).ticket;

describe('the clock of a ticket', () => {
  it('leaves exactly the promised working time outside what was waited for the sender, somebody outside, or his answer', () =>
    fc.assert(fc.property(calendars, opening, steps, (spec, openedAt, moves) => {
      const promised = terms(30, spec);
      const ticket = open(promised, openedAt);
      live(ticket, promised, moves, openedAt, (_now, notebook) => {
        // What is resolved keeps the limit that it was resolved under.
        expect(ticket.resolutionDueAt === null).toBe(notebook.standing && ticket.state !== 'resolved');
        if (ticket.resolutionDueAt !== null) {
          expect(businessMinutesBetween(BusinessCalendar.of(spec), openedAt, ticket.resolutionDueAt, notebook.stood)).toBeCloseTo(100, 6);
        }
      });
    }), { numRuns: 300 }));

  it('does not hear of policies that were published after the call, however often the intake is said anew', () =>
    fc.assert(fc.property(calendars, opening, steps, fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 5_000 })), { maxLength: 4 }), (spec, openedAt, moves, later) => {
      const promised = terms(30, spec);
      const day = (days: number): string => localDay(new Date(openedAt.getTime() + days * 86_400_000), spec.zone);
      const changed: ServiceTerms = {
        ...promised,
        lines: [...promised.lines, ...later.flatMap(([days, minutes], n) => promised.lines.map((line): PolicyLine => ({ ...line, version: n + 2, validFrom: day(days + 1), resolutionMin: minutes })))],
      };
      const [asPromised, afterwards] = [open(promised, openedAt), open(changed, openedAt)];
      const seen: unknown[] = [];
      live(asPromised, promised, moves, openedAt, () => seen.push([asPromised.policyVersion, asPromised.resolutionDueAt, asPromised.nextTierAt]));
      let place = 0;
      live(afterwards, changed, moves, openedAt, () => expect([afterwards.policyVersion, afterwards.resolutionDueAt, afterwards.nextTierAt]).toEqual(seen[place++]));
    }), { numRuns: 150 }));

  it('reaches each tier once and in order, never before its share has passed, however late and often it is looked at', () =>
    fc.assert(fc.property(calendars, opening, steps, fc.infiniteStream(fc.boolean()), (spec, openedAt, moves, looks) => {
      const promised = terms(30, spec);
      const ticket = open(promised, openedAt);
      const reached: number[] = [];
      live(ticket, promised, moves, openedAt, (now, notebook) => {
        if (!looks.next().value) return;
        const events = ticket.resolutionTierReached(() => 'ST029', promised.calendar, 'system:tickets', now);
        for (const event of events) if (event.type === 'TicketLimitReached') reached.push(event.tier.atPct);
        ticket.ownerId = owner;
        if (notebook.standing) return expect(events).toEqual([]);
        const share = businessMinutesBetween(promised.calendar, openedAt, now, notebook.stood);
        expect(reached).toEqual([50, 100, 150].filter((pct) => pct <= share + 1e-6));
      });
    }), { numRuns: 300 }));
});
