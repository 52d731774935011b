import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import { setTimer, statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { assigneeOf } from '../domain/ownership';
import type { TicketType } from '../domain/ticket';
import { involved, type Named } from '../persistence/involved';
import { serviceTerms } from '../persistence/service-terms';
import { staffInService, type SignedIn } from '../persistence/staff-in-service';
import { TicketStore } from '../persistence/ticket.store';
import { assignment, lookAgainAfter } from '../timers';

interface Waiting extends Named {
  readonly branchId: string;
  readonly type: TicketType;
  readonly neededSkill: string | null;
}

const waitingTicket = statement(
  'ticket-waiting',
  'SELECT branch_id AS "branchId", type, needed_skill AS "neededSkill", customer_id AS "customerId", serial, dealer_code AS "dealerCode" FROM ticket WHERE id = $1',
);

/** A ticket that nobody could take is given to somebody who can now: as soon as he signs in, and else looked for every quarter of an hour. */
@Fires(assignment, TicketStore)
export class AssignTicket implements Fired {
  constructor(private readonly tickets: TicketStore) {}

  async handle({ kind, subject, branchId, data }: Timer, tx: Tx): Promise<void> {
    const [ticket] = await tx.query<Waiting>(waitingTicket, [subject]);
    if (!ticket) throw new NotFound('ticket');
    const { representativeId, relatives } = await involved(tx, ticket);
    const staff = await staffInService(tx, ticket.branchId, 'staffId' in data ? (data as unknown as SignedIn) : null);
    const assignee = assigneeOf({ branchId: ticket.branchId, skill: ticket.neededSkill, representativeId, relatives }, staff);
    const { calendar } = await serviceTerms(tx, ticket);
    const { state, now } = await this.tickets.changeIn(tx, subject, (aggregate, { now: at }) => {
      const events = assignee === null ? [] : aggregate.assign(assignee, calendar, at);
      return { events, answer: { state: aggregate.state, now: at } };
    });
    if (state === 'new') await setTimer(tx, { kind, subject, branchId, dueAt: lookAgainAfter(now), data: {} });
  }
}
