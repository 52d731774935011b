import { statement, type Tx } from '@aftercare/event-store';
import type { Unfollowed } from '../domain/follow-up';

/**
 * What was on its way on a day ($2) in a branch ($1), and of which nobody had said anything on it. What left or arrived on the day itself is
 * told apart by its own days, so that the list of a day that is over stays what it was.
 */
export const unfollowedOn = statement(
  'unfollowed-on',
  `SELECT id AS "shipmentId", number, waybill, tell->>'dealerCode' AS "dealerCode" FROM shipment
    WHERE branch_id = $1 AND dispatched_on <= $2::date AND (travelled_until IS NULL OR travelled_until > $2::date) AND NOT followed_days ? $2::text
    ORDER BY id LIMIT 2000`,
);

export const unfollowed = (tx: Tx, branchId: string, day: string): Promise<Unfollowed[]> => tx.query<Unfollowed>(unfollowedOn, [branchId, day]);
