import { addBusinessMinutes, localDay, type BusinessCalendar, type Pause } from '@aftercare/business-time';

export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];
export const impacts = ['low', 'normal', 'high'] as const;
export type Impact = (typeof impacts)[number];

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
  /** `null`: no time for resolution is promised. */
  readonly resolutionMin: number | null;
}

export interface MatrixCell {
  readonly urgency: Priority;
  readonly impact: Impact;
  readonly priority: Priority;
}

/** What happens when so much of the time for resolution has passed. */
export interface EscalationTier {
  readonly tier: number;
  readonly atPct: number;
  readonly action: 'notify' | 'reassign';
  /** A role, or `owner`. */
  readonly toRole: string;
}

export interface EscalationPlan {
  readonly validFrom: string;
  readonly tiers: readonly EscalationTier[];
}

/** What is promised in a ticket's branch, for its kind and its customer: every version of it. */
export interface ServiceTerms {
  readonly calendar: BusinessCalendar;
  readonly lines: readonly PolicyLine[];
  readonly matrix: readonly MatrixCell[];
  readonly plans: readonly EscalationPlan[];
}

/** The priority that follows from urgency and impact; what no matrix says is as urgent as the sender finds it. */
export const priorityOf = (matrix: readonly MatrixCell[], urgency: Priority, impact: Impact): Priority =>
  matrix.find((cell) => cell.urgency === urgency && cell.impact === impact)?.priority ?? urgency;

/** What is promised to a ticket of this priority that was opened then. `null`: nothing. */
export interface Promised {
  readonly policyCode: string;
  readonly policyVersion: number;
  readonly responseDueAt: Date;
  readonly resolutionMin: number | null;
  /** By rising percentage. */
  readonly tiers: readonly EscalationTier[];
}

/**
 * The newest version that is valid on the day of opening where the branch is: a later version changes nothing for tickets that are open,
 * and a priority that is judged later is held against what was promised when the sender called.
 */
export const promisedTo = ({ lines, plans, calendar }: ServiceTerms, priority: Priority, openedAt: Date): Promised | null => {
  const day = localDay(openedAt, calendar.zone);
  const [line] = lines
    .filter((candidate) => candidate.priority === priority && candidate.validFrom <= day)
    .toSorted((a, b) => (a.validFrom === b.validFrom ? b.version - a.version : a.validFrom < b.validFrom ? 1 : -1));
  if (!line) return null;
  const [plan] = plans.filter(({ validFrom }) => validFrom <= day).toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
  return {
    policyCode: line.code,
    policyVersion: line.version,
    responseDueAt: addBusinessMinutes(calendar, openedAt, line.firstResponseMin),
    resolutionMin: line.resolutionMin,
    tiers: (plan?.tiers ?? []).toSorted((a, b) => a.atPct - b.atPct),
  };
};

/** A stretch in which the resolution clock stands, as a ticket keeps it; `to` is null while it lasts. */
export interface Standstill {
  readonly from: string;
  readonly to: string | null;
}

/** Whether a clock stands now. */
export const stands = (stretches: readonly Standstill[]): boolean => stretches.at(-1)?.to === null;

/** When so much of the time has passed, in the branch's working time, without the stretches in which the clock stood. It must not stand now. */
export const passedAt = (calendar: BusinessCalendar, openedAt: Date, minutes: number, pct: number, stretches: readonly Standstill[]): Date => {
  const pauses: Pause[] = stretches.flatMap(({ from, to }) => (to === null ? [] : [{ from: new Date(from), to: new Date(to) }]));
  return addBusinessMinutes(calendar, openedAt, (minutes * pct) / 100, pauses);
};
