import { addBusinessMinutes, localDay, type BusinessCalendar } from '@aftercare/business-time';

export type Priority = 'low' | 'normal' | 'high' | 'urgent';

/** Nobody has judged urgency and impact yet when a ticket is opened. */
export const unjudged: Priority = 'normal';

/** One line of what the factory promises, for a kind of ticket and a class of customer. */
export interface PolicyLine {
  readonly code: string;
  readonly version: number;
  /** The first day on which it holds. */
  readonly validFrom: string;
  readonly priority: Priority;
  readonly firstResponseMin: number;
}

/** By when somebody has to act, and by which version of which policy: a later version changes nothing for tickets that are open. */
export interface ResponseLimit {
  readonly policyCode: string;
  readonly policyVersion: number;
  readonly dueAt: Date;
}

/**
 * The response limit of a ticket opened now: the newest line that is valid on the day where the branch is, counted in the branch's working
 * time. `null`: the factory promises nothing for this kind of ticket.
 */
export const responseLimit = (lines: readonly PolicyLine[], priority: Priority, calendar: BusinessCalendar, openedAt: Date): ResponseLimit | null => {
  const today = localDay(openedAt, calendar.zone);
  const [line] = lines
    .filter((candidate) => candidate.priority === priority && candidate.validFrom <= today)
    .toSorted((a, b) => (a.validFrom === b.validFrom ? b.version - a.version : a.validFrom < b.validFrom ? 1 : -1));
  return line ? { policyCode: line.code, policyVersion: line.version, dueAt: addBusinessMinutes(calendar, openedAt, line.firstResponseMin) } : null;
};
