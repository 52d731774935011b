import { localDay, timeOfDay, type BusinessCalendar } from '@aftercare/business-time';
import { derivedId } from '@aftercare/kernel';

/** The time of a workday, in minutes of the day where the branch is, by which everything on its way has to have been followed: 17:30. */
const cutOffMinute = 17 * 60 + 30;

/** A shipment on its way that nobody has said anything of today. */
export interface Unfollowed {
  readonly shipmentId: string;
  readonly number: string;
  readonly waybill: string;
  readonly dealerCode: string | null;
}

export type FollowUpEvent =
  | { readonly type: 'FollowUpBegun'; readonly at: Date }
  | { readonly type: 'FollowUpDayClosed'; readonly day: string; readonly managerId: string | null; readonly unfollowed: readonly Unfollowed[]; readonly at: Date };

/** There is one of each branch. */
export const followUpOf = (branchId: string): string => derivedId('follow-up', branchId);

/**
 * The daily following of everything that a branch has on its way (R12): on each workday at 17:30 the day is closed, with the shipments of
 * which neither the carrier nor a clerk has said anything. Begins with the branch's first shipment and never ends.
 */
export class FollowUp {
  readonly id: string;
  readonly branchId: string;
  nextCutOffAt: Date;
  lastDay: string | null;
  readonly version: number;

  private constructor() {}

  static begin(branchId: string, calendar: BusinessCalendar, now: Date): { followUp: FollowUp; events: FollowUpEvent[] } {
    const followUp: FollowUp = Object.assign(new FollowUp(), { id: followUpOf(branchId), branchId, nextCutOffAt: cutOffFrom(calendar, now), lastDay: null, version: 1 });
    return { followUp, events: [{ type: 'FollowUpBegun', at: now }] };
  }

  /** The cut-off is reached; `managerId`: who answers for the branch and hears of what is left. Early or repeated it changes nothing; a day is closed once. */
  closeDay(unfollowed: readonly Unfollowed[], managerId: string | null, calendar: BusinessCalendar, now: Date): FollowUpEvent[] {
    if (now < this.nextCutOffAt) return [];
    const day = localDay(this.nextCutOffAt, calendar.zone);
    this.lastDay = day;
    this.nextCutOffAt = cutOffFrom(calendar, now);
    return [{ type: 'FollowUpDayClosed', day, managerId, unfollowed, at: now }];
  }
}

/** The next cut-off after this moment. */
const cutOffFrom = (calendar: BusinessCalendar, now: Date): Date => {
  for (let day = localDay(now, calendar.zone); ; day = calendar.nextWorkday(day)) {
    const at = timeOfDay(day, cutOffMinute, calendar.zone);
    if (at > now && calendar.isWorkday(day)) return at;
  }
};
