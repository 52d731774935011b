import { localDay } from '@aftercare/business-time';
import type { OwnerId } from './ownership';

export const ticketTypes = ['call', 'inquiry', 'complaint', 'repair', 'suggestion', 'staff_conduct', 'parts', 'return'] as const;
export type TicketType = (typeof ticketTypes)[number];

export const channels = ['phone', 'wechat', 'web', 'email', 'counter', 'dealer', 'staff'] as const;
export type Channel = (typeof channels)[number];

export interface TicketOpened {
  readonly type: 'TicketOpened';
}

export type TicketEvent = TicketOpened;

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
 * One piece of service work, from the first call to the answer. State: assigned. It has exactly one owner at any time, and
 * whoever called is acknowledged in the moment the ticket exists.
 */
export class Ticket {
  readonly id: string;
  readonly number: string;
  readonly branchId: string;
  readonly type: TicketType;
  readonly channel: Channel;
  readonly state: 'assigned';
  readonly ownerId: OwnerId;
  readonly customerId: string | null;
  readonly contactId: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  /** The day of opening where the branch is. */
  readonly openedOn: string;
  readonly acknowledgedAt: Date;
  readonly version: number;

  private constructor() {}

  /** `zone` is the branch's IANA zone: it decides on which day the ticket counts. */
  static open(details: TicketDetails, zone: string, now: Date): { ticket: Ticket; events: TicketEvent[] } {
    const ticket: Ticket = Object.assign(new Ticket(), details, {
      state: 'assigned' as const,
      openedAt: now,
      openedOn: localDay(now, zone),
      acknowledgedAt: now,
      version: 1,
    });
    return { ticket, events: [{ type: 'TicketOpened' }] };
  }
}
