import type { TimerChange } from '@aftercare/event-store';
import type { Ticket, TicketEvent } from './domain/ticket';

/** Fires when the response limit of a ticket passes. */
export const firstResponse = 'ticket.first-response';
/** Fires when the next tier of a ticket's escalation plan is due. */
export const resolutionTier = 'ticket.resolution-tier';
/** Fires when the day is over by which whoever raised a resolved ticket could have disagreed. */
export const silentConsent = 'ticket.silent-consent';

/** What an event of a ticket means for its timers: they follow what the ticket says of itself. */
export const ticketTimers = (event: TicketEvent, ticket: Ticket): readonly TimerChange[] => {
  switch (event.type) {
    case 'TicketOpened':
      return set(firstResponse, ticket.responseDueAt);
    case 'TicketTakenUp':
      return [{ cancel: firstResponse }];
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
      return [{ cancel: firstResponse }, { cancel: resolutionTier }, { cancel: silentConsent }];
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

const set = (kind: string, dueAt: Date | null): readonly TimerChange[] => (dueAt === null ? [] : [{ set: kind, dueAt }]);
const follow = (kind: string, dueAt: Date | null): readonly TimerChange[] => [dueAt === null ? { cancel: kind } : { set: kind, dueAt }];
