import type { TimerChange } from '@aftercare/event-store';
import type { Ticket, TicketEvent } from './domain/ticket';

/** Fires when the response limit of a ticket passes. */
export const firstResponse = 'ticket.first-response';
/** Fires when it is worth looking again for somebody who could take a new ticket: when somebody has signed in, and now and then. */
export const assignment = 'ticket.assignment';
/** How long a ticket that nobody is available for waits, unless somebody signs in before. */
const lookAgainMs = 900_000;
/** Fires when the next tier of a ticket's escalation plan is due. */
export const resolutionTier = 'ticket.resolution-tier';
/** Fires when the day is over by which whoever raised a resolved ticket could have disagreed. */
export const silentConsent = 'ticket.silent-consent';

/** What an event of a ticket means for its timers: they follow what the ticket says of itself. */
export const ticketTimers = (event: TicketEvent, ticket: Ticket): readonly TimerChange[] => {
  switch (event.type) {
    case 'TicketOpened':
      return [...set(firstResponse, ticket.responseDueAt), ...set(assignment, ticket.state === 'new' ? lookAgainAfter(ticket.openedAt) : null)];
    case 'TicketAssigned':
      return [{ cancel: assignment }, ...set(firstResponse, ticket.assigneeDueAt)];
    case 'TicketTakenUp':
      return [{ cancel: firstResponse }, { cancel: assignment }];
    case 'TicketIntakeCompleted':
    case 'TicketPutOnHold':
    case 'TicketResumed':
    case 'TicketLimitReached':
      return follow(resolutionTier, ticket.nextTierAt);
    case 'TicketResolved':
    case 'TicketReplied':
    case 'TicketReopened':
      return [...follow(resolutionTier, ticket.nextTierAt), ...follow(silentConsent, ticket.silentConsentAt)];
    case 'TicketClosed':
    case 'TicketCancelled':
    case 'TicketMerged':
      return [{ cancel: firstResponse }, { cancel: assignment }, { cancel: resolutionTier }, { cancel: silentConsent }];
    case 'TicketImported':
    case 'TicketEscalated':
    case 'TicketReclassified':
    case 'TicketHandOverOffered':
    case 'TicketHandOverDeclined':
    case 'TicketHandedOver':
    case 'TicketSplit':
    case 'TicketLinked':
      return [];
  }
};

export const lookAgainAfter = (now: Date): Date => new Date(now.getTime() + lookAgainMs);

const set = (kind: string, dueAt: Date | null): readonly TimerChange[] => (dueAt === null ? [] : [{ set: kind, dueAt }]);
const follow = (kind: string, dueAt: Date | null): readonly TimerChange[] => [dueAt === null ? { cancel: kind } : { set: kind, dueAt }];
