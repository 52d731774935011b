import { startOfDay } from '@aftercare/business-time';
import type { partyRoles } from './ticket';

/** What was answered; all `null`: nothing was. */
export interface SurveyAnswer {
  readonly answeredOn: string | null;
  /** 1 to 5. */
  readonly score: number | null;
  /** 0 to 10. */
  readonly wouldRecommend: number | null;
}

export interface PastSurveyDetails extends SurveyAnswer {
  readonly id: string;
  /** That of the ticket. */
  readonly branchId: string;
  /** As it was there. */
  readonly number: string;
  readonly source: string;
  readonly ticketId: string;
  readonly partyRole: (typeof partyRoles)[number] | null;
  readonly sentOn: string;
  /** Where the branch is. */
  readonly zone: string;
}

export interface PastSurveyEvent {
  readonly type: 'SurveyImported';
  readonly by: string;
  readonly at: Date;
}

/** A questionnaire of an earlier system about a ticket. States: sent → answered. Nobody is asked again; what was written on it stays where it was. */
export class PastSurvey {
  readonly id: string;
  readonly branchId: string;
  readonly number: string;
  readonly source: string;
  readonly ticketId: string;
  readonly partyRole: (typeof partyRoles)[number] | null;
  readonly sentOn: string;
  answeredOn: string | null;
  score: number | null;
  wouldRecommend: number | null;
  readonly zone: string;
  readonly version: number;

  private constructor() {}

  static fromHistory(details: PastSurveyDetails, by: string, now: Date): { survey: PastSurvey; events: PastSurveyEvent[] } {
    return { survey: Object.assign(new PastSurvey(), details, { version: 1 }), events: [{ type: 'SurveyImported', by, at: now }] };
  }

  /** The beginning of its day, where the branch is: of an earlier system only days are known. */
  get sentAt(): Date {
    return startOfDay(this.sentOn, this.zone);
  }

  /** A later sheet tells the answer. What was answered stays as it is, whatever is said; nothing new changes nothing. */
  told(answer: SurveyAnswer, by: string, now: Date): PastSurveyEvent[] {
    if (this.answeredOn !== null || answer.answeredOn === null) return [];
    Object.assign(this, answer);
    return [{ type: 'SurveyImported', by, at: now }];
  }
}
