import { localDay } from '@aftercare/business-time';
import { RuleViolation } from '@aftercare/kernel';
import type { OwnerId } from './ownership';
import type { ResponseLimit } from './response-limit';

export const ticketTypes = ['call', 'inquiry', 'complaint', 'repair', 'suggestion', 'staff_conduct', 'parts', 'return'] as const;
export type TicketType = (typeof ticketTypes)[number];

export const channels = ['phone', 'wechat', 'web', 'email', 'counter', 'dealer', 'staff'] as const;
export type Channel = (typeof channels)[number];

export interface TicketOpened {
  readonly type: 'TicketOpened';
}

export interface TicketTakenUp {
  readonly type: 'TicketTakenUp';
}

export interface TicketEscalated {
  readonly type: 'TicketEscalated';
  /** The limit that has passed. */
  readonly dueAt: Date;
  readonly at: Date;
}

export type TicketEvent = TicketOpened | TicketTakenUp | TicketEscalated;

/** `assigned`: it has an owner, who has not acted yet. `in_progress`: he has it in hand. */
export type TicketState = 'assigned' | 'in_progress';

export interface TicketDetails {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly type: TicketType;
  readonly channel: Channel;
  readonly ownerId: OwnerId;
  /** `null`: nobody is known under the caller's number yet. */
  readonly customerId: string | null;
  /** Where the customer's own words lie: a record in directory, the only home of personal data. */
  readonly contactId: string;
  readonly openedBy: string;
}

/**
 * One piece of service work, from the first call to the answer. States: assigned → in_progress. It has exactly one owner at any time, and
 * whoever called is acknowledged in the moment the ticket exists. An owner who does not act within the response limit is not waited for:
 * the ticket is escalated (R6), once, and stays open to both, him and the manager above.
 */
export class Ticket {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly type: TicketType;
  readonly channel: Channel;
  state: TicketState;
  ownerId: OwnerId;
  readonly customerId: string | null;
  readonly contactId: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  /** The day of opening where the branch is. */
  readonly openedOn: string;
  readonly acknowledgedAt: Date;
  /** The policy that the response limit was taken from; both `null` when there is none. */
  readonly policyCode: string | null;
  readonly policyVersion: number | null;
  /** By when the owner has to act. */
  readonly responseDueAt: Date | null;
  takenUpAt: Date | null;
  escalatedAt: Date | null;
  escalatedTo: OwnerId | null;
  readonly version: number;

  private constructor() {}

  /** `zone` is the branch's IANA zone: it decides on which day the ticket counts. */
  static open(details: TicketDetails, zone: string, limit: ResponseLimit | null, now: Date): { ticket: Ticket; events: TicketEvent[] } {
    const ticket: Ticket = Object.assign(new Ticket(), details, {
      state: 'assigned' as const,
      openedAt: now,
      openedOn: localDay(now, zone),
      acknowledgedAt: now,
      policyCode: limit?.policyCode ?? null,
      policyVersion: limit?.policyVersion ?? null,
      responseDueAt: limit?.dueAt ?? null,
      takenUpAt: null,
      escalatedAt: null,
      escalatedTo: null,
      version: 1,
    });
    return { ticket, events: [{ type: 'TicketOpened' }] };
  }

  /**
   * The owner acts, or the manager to whom the ticket was escalated, who then is its owner. Late is as good as early: the limit may have
   * passed. Repeated by the owner it changes nothing; for anybody else a ticket in progress has its owner.
   */
  takeUp(by: OwnerId, now: Date): TicketEvent[] {
    switch (this.state) {
      case 'assigned':
        if (by !== this.ownerId && by !== this.escalatedTo) throw new RuleViolation('ticket.not-yours', { owner: this.ownerId });
        this.state = 'in_progress';
        this.ownerId = by;
        this.takenUpAt = now;
        return [{ type: 'TicketTakenUp' }];
      case 'in_progress':
        if (by !== this.ownerId) throw new RuleViolation('ticket.taken-up-already', { owner: this.ownerId });
        return [];
    }
  }

  /** Nobody has acted in time: the ticket goes to `manager` as well. Repeated, or after it has been taken up, it changes nothing. */
  responseLimitPassed(manager: OwnerId | null, now: Date): TicketEvent[] {
    switch (this.state) {
      case 'assigned':
        if (this.escalatedAt !== null || this.responseDueAt === null) return [];
        this.escalatedAt = now;
        this.escalatedTo = manager;
        return [{ type: 'TicketEscalated', dueAt: this.responseDueAt, at: now }];
      case 'in_progress':
        return [];
    }
  }

  /** Whether the owner acted after the limit. */
  get isLate(): boolean {
    return this.takenUpAt !== null && this.responseDueAt !== null && this.takenUpAt > this.responseDueAt;
  }
}
