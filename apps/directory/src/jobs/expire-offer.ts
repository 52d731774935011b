import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { offerEnds } from '../domain/round-robin';
import { calendarOf } from '../persistence/branch-zone';
import { takeTurn } from '../persistence/customer-turn';
import { CustomerStore } from '../persistence/customer.store';
import { offerExpiry } from '../timers';

interface Offered {
  readonly branchId: string;
  readonly without: readonly string[];
}

const offered = statement('customer-offered', 'SELECT branch_id AS "branchId", array_append(declined_by, offered_to) AS without FROM customer WHERE id = $1');

/** Whoever was asked to look after a new customer has not answered in a day of work: he is offered to the next in turn (R63). */
@Fires(offerExpiry, CustomerStore)
export class ExpireOffer implements Fired {
  constructor(private readonly customers: CustomerStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const [customer] = await tx.query<Offered>(offered, [subject]);
    if (!customer) throw new NotFound('customer');
    const { branchId, without } = customer;
    const calendar = await calendarOf(tx, branchId);
    const next = await takeTurn(tx, branchId, without);
    await this.customers.changeIn(tx, subject, (aggregate, { now }) => aggregate.offerExpired(next, now, offerEnds(calendar, now)));
  }
}
