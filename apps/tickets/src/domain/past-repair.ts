import { startOfDay } from '@aftercare/business-time';

export const pastRepairStates = ['in_progress', 'completed', 'cancelled'] as const;

/** How a repair ended there; `in_progress`: it had not. */
export interface RepairOutcome {
  readonly state: (typeof pastRepairStates)[number];
  readonly completedOn: string | null;
  readonly partsCost: string | null;
  readonly labourCost: string | null;
}

export interface PastRepairDetails extends RepairOutcome {
  readonly id: string;
  readonly branchId: string;
  /** As it was there. */
  readonly number: string;
  readonly source: string;
  readonly ticketId: string;
  readonly serial: string;
  readonly faultFamily: string;
  readonly faultCode: string | null;
  readonly technicianId: string | null;
  readonly openedOn: string;
  readonly reworkOverruled: boolean;
  /** Where the branch is. */
  readonly zone: string;
}

export interface PastRepairEvent {
  readonly type: 'RepairImported';
  readonly by: string;
  readonly at: Date;
}

/** A repair of an earlier system: what was done to a device under a ticket. States: under way there → completed or cancelled. Nothing can be done about it here. */
export class PastRepair {
  readonly id: string;
  readonly branchId: string;
  readonly number: string;
  readonly source: string;
  readonly ticketId: string;
  readonly serial: string;
  readonly faultFamily: string;
  readonly faultCode: string | null;
  readonly technicianId: string | null;
  readonly openedOn: string;
  state: (typeof pastRepairStates)[number];
  completedOn: string | null;
  partsCost: string | null;
  labourCost: string | null;
  readonly reworkOverruled: boolean;
  readonly zone: string;
  readonly version: number;

  private constructor() {}

  static fromHistory(details: PastRepairDetails, by: string, now: Date): { repair: PastRepair; events: PastRepairEvent[] } {
    return { repair: Object.assign(new PastRepair(), details, { version: 1 }), events: [{ type: 'RepairImported', by, at: now }] };
  }

  /** The beginning of its day, where the branch is: of an earlier system only days are known. */
  get openedAt(): Date {
    return startOfDay(this.openedOn, this.zone);
  }

  /** A later sheet tells how it ended. What had ended stays as it is, whatever is said; nothing new changes nothing. */
  told(outcome: RepairOutcome, by: string, now: Date): PastRepairEvent[] {
    if (this.state !== 'in_progress' || outcome.state === 'in_progress') return [];
    Object.assign(this, outcome);
    return [{ type: 'RepairImported', by, at: now }];
  }
}
