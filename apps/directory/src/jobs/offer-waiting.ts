import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import { setTimer, statement, type Tx } from '@aftercare/event-store';
import { mostOffers, offerEnds } from '../domain/round-robin';
import { calendarOf } from '../persistence/branch-zone';
import { CustomerTurns, takeTurn } from '../persistence/customer-turn';
import { CustomerStore } from '../persistence/customer.store';
import { waitingCustomers } from '../timers';

interface Waiting {
  readonly id: string;
  readonly declinedBy: readonly string[];
}

const rooms = statement(
  'customer-offer-rooms',
  `SELECT s.staff_id AS "staffId", greatest(0, $2 - (SELECT count(*) FROM customer c WHERE c.offered_to = s.staff_id))::int AS room
     FROM staff s WHERE s.branch_id = $1 AND s.role = 'clerk' AND s.active`,
);
// Whom everybody has declined is the manager's to decide about.
const waiting = statement(
  'customers-waiting',
  `SELECT id, declined_by AS "declinedBy" FROM customer
    WHERE branch_id = $1 AND customer_class = 'new' AND owner_id IS NULL AND offered_to IS NULL AND merged_into IS NULL AND NOT declined_by @> $2::text[]
    ORDER BY id LIMIT $3`,
);
const lookAgainMs = 3_600_000;

/**
 * New customers who came from a file without an owner are offered in turn, as many as people can look at; while some are left, it looks again
 * every hour.
 */
@Fires(waitingCustomers, CustomerTurns)
export class OfferWaiting implements Fired {
  constructor(private readonly customers: CustomerStore) {}

  async handle({ kind, subject: branchId }: Timer, tx: Tx): Promise<void> {
    const clerks = await tx.query<{ staffId: string; room: number }>(rooms, [branchId, mostOffers]);
    const room = new Map(clerks.map((clerk) => [clerk.staffId, clerk.room]));
    const free = clerks.reduce((sum, clerk) => sum + clerk.room, 0);
    const found = await tx.query<Waiting>(waiting, [branchId, clerks.map(({ staffId }) => staffId), free + 1]);
    const calendar = await calendarOf(tx, branchId);
    for (const { id, declinedBy } of found.slice(0, free)) {
      const full = [...room].flatMap(([staffId, left]) => (left > 0 ? [] : [staffId]));
      const to = await takeTurn(tx, branchId, [...declinedBy, ...full]);
      if (to === null) continue;
      room.set(to, (room.get(to) ?? 0) - 1);
      await this.customers.changeIn(tx, id, (customer, { now }) => customer.offer(to, now, offerEnds(calendar, now)));
    }
    if (found.length === 0) return;
    const now = await tx.now();
    await setTimer(tx, { kind, subject: branchId, branchId, dueAt: new Date(now.getTime() + lookAgainMs), data: {} });
  }
}
