import { CursorMalformed, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import type { QueuedTicket } from '../queued-ticket';

export type QueueRow = QueuedTicket & { readonly place: string };

// Each branch gives its most urgent ones in the order of its index, and the most urgent of these are the page: no sorting of all that is open.
export const queueOfBranches = statement(
  'queue-of-branches',
  `SELECT t.id, t.number, t.branch_id AS "branchId", t.type, t.channel, t.state, t.waiting_for AS "waitingFor", t.priority, t.owner_id AS "ownerId", t.offered_to AS "offeredTo",
          t.customer_id AS "customerId", t.contact_id AS "contactId", t.serial, t.escalation_level AS "escalationLevel", t.opened_at AS "openedAt",
          nullif(t.due_at, 'infinity') AS "dueAt", t.due_at < business_now() AS overdue, t.due_at::text AS place
     FROM (SELECT q.id, q.due_at
             FROM (SELECT id FROM branch WHERE $1::text[] IS NULL OR id = ANY ($1)) b
             CROSS JOIN LATERAL (
               SELECT id, due_at FROM ticket
                WHERE branch_id = b.id AND state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved') AND (due_at, id) > ($2::timestamptz, $3::uuid)
                  AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR type = $6) AND ($7::text IS NULL OR priority = $7)
                  AND ($8::text IS NULL OR waiting_for = $8) AND due_at <= coalesce((SELECT business_now()) + $9::interval, 'infinity')
                ORDER BY due_at, id LIMIT $4) q
            ORDER BY q.due_at, q.id LIMIT $4) page
     JOIN ticket t ON t.id = page.id ORDER BY t.due_at, t.id`,
);
export const queueOfOwner = statement(
  'queue-of-owner',
  `SELECT id, number, branch_id AS "branchId", type, channel, state, waiting_for AS "waitingFor", priority, owner_id AS "ownerId", offered_to AS "offeredTo",
          customer_id AS "customerId", contact_id AS "contactId", serial, escalation_level AS "escalationLevel", opened_at AS "openedAt",
          nullif(due_at, 'infinity') AS "dueAt", due_at < business_now() AS overdue, due_at::text AS place
     FROM ticket
    WHERE owner_id = $10 AND state IN ('new', 'assigned', 'in_progress', 'waiting', 'resolved') AND (due_at, id) > ($2::timestamptz, $3::uuid)
      AND ($1::text[] IS NULL OR branch_id = ANY ($1)) AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR type = $6) AND ($7::text IS NULL OR priority = $7)
      AND ($8::text IS NULL OR waiting_for = $8) AND due_at <= coalesce((SELECT business_now()) + $9::interval, 'infinity')
    ORDER BY due_at, id LIMIT $4`,
);

/** How near a limit is: it has passed, or will within the next four hours. */
export const dues = ['overdue', 'soon'] as const;
export type Due = (typeof dues)[number];
/** How far ahead a limit may be. */
export const dueWithin: Readonly<Record<Due, string>> = { overdue: '0', soon: '4 hours' };
/** Before the first one. */
export const queueStart: readonly [string, string] = ['-infinity', '00000000-0000-0000-0000-000000000000'];

/** Where a row stands, for those that come after it. */
export const cursorOf = ({ place, id }: QueueRow): string => `${place.replaceAll(' ', 'T')}~${id}`;

export const placeOf = (cursor: string): readonly [string, string] => {
  const [place = '', id = '', ...rest] = cursor.split('~');
  if (rest.length > 0 || !isUuid(id) || !/^(infinity|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00)$/.test(place)) throw new CursorMalformed();
  return [place, id];
};
