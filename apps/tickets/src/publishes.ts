import {
  RepairImportedV1, SurveyImportedV1, TicketAssignedV1, TicketCancelledV1, TicketClosedV1, TicketEscalatedV1, TicketHandedOverV1, TicketHandOverDeclinedV1, TicketHandOverOfferedV1, TicketIntakeCompletedV1,
  TicketImportedV1, TicketLimitReachedV1, TicketLinkedV1, TicketMergedV1, TicketOpenedV1, TicketPutOnHoldV1, TicketReclassifiedV1, TicketReopenedV1, TicketRepliedV1,
  TicketResolvedV1, TicketResumedV1, TicketSplitV1, TicketTakenUpV1, type ContractEvent,
} from '@aftercare/contracts';
import type { PastRepair, PastRepairEvent } from './domain/past-repair';
import type { PastSurvey, PastSurveyEvent } from './domain/past-survey';
import { stands } from './domain/service-limits';
import type { Ticket, TicketEvent } from './domain/ticket';

/** What the world outside hears of a ticket: ids only. */
export const ticketPublishes = (event: TicketEvent, ticket: Ticket): ContractEvent => {
  const base = { ticketId: ticket.id, branchId: ticket.branchId };
  const dueAt = ticket.resolutionDueAt?.toISOString() ?? null;
  switch (event.type) {
    case 'TicketOpened':
      return TicketOpenedV1.of({
        ...base,
        number: ticket.number,
        type: ticket.type,
        channel: ticket.channel,
        state: ticket.state === 'new' ? 'new' : 'assigned',
        ownerId: ticket.ownerId,
        customerId: ticket.customerId,
        serial: ticket.serial,
        dealerCode: ticket.dealerCode,
        contactId: known(ticket.contactId),
        openedBy: ticket.openedBy,
        openedAt: ticket.openedAt.toISOString(),
        openedOn: ticket.openedOn,
        acknowledgedAt: ticket.acknowledgedAt.toISOString(),
      });
    case 'TicketImported': {
      const { id: _id, broughtInBy, ...past } = event.past;
      const { openedAt, resolvedAt, closedAt } = ticket;
      return TicketImportedV1.of({
        ...base, ...past, openedAt: openedAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null, closedAt: closedAt?.toISOString() ?? null, by: broughtInBy,
        importedAt: event.at.toISOString(),
      });
    }
    case 'TicketAssigned':
      return TicketAssignedV1.of({ ...base, ownerId: ticket.ownerId, assignedAt: event.at.toISOString() });
    case 'TicketTakenUp':
      return TicketTakenUpV1.of({
        ...base,
        ownerId: ticket.ownerId,
        takenUpAt: known(ticket.takenUpAt).toISOString(),
        dueAt: ticket.responseDueAt?.toISOString() ?? null,
      });
    case 'TicketEscalated':
      return TicketEscalatedV1.of({
        ...base,
        ownerId: ticket.ownerId,
        escalatedTo: event.to,
        reason: event.reason,
        dueAt: event.dueAt.toISOString(),
        escalatedAt: event.at.toISOString(),
      });
    case 'TicketIntakeCompleted':
      return TicketIntakeCompletedV1.of({
        ...base,
        by: event.by,
        serial: ticket.serial,
        faultCode: ticket.faultCode,
        urgency: known(ticket.urgency),
        impact: known(ticket.impact),
        priority: known(ticket.priority),
        noteId: known(ticket.intakeNoteId),
        policyCode: ticket.policyCode,
        policyVersion: ticket.policyVersion,
        dealerCode: ticket.dealerCode,
        warranty: ticket.warranty,
        responseDueAt: ticket.responseDueAt?.toISOString() ?? null,
        resolutionDueAt: dueAt,
        completedAt: event.at.toISOString(),
      });
    case 'TicketPutOnHold':
      return TicketPutOnHoldV1.of({ ...base, by: event.by, waitingFor: known(ticket.waitingFor), clockStands: stands(ticket.standstills), since: event.at.toISOString() });
    case 'TicketResumed':
      return TicketResumedV1.of({ ...base, by: event.by, resolutionDueAt: dueAt, resumedAt: event.at.toISOString() });
    case 'TicketResolved':
      return TicketResolvedV1.of({
        ...base, by: event.by, customerId: ticket.customerId, noteId: known(ticket.outcomeNoteId), evidence: [...ticket.evidence], dueAt, resolvedAt: event.at.toISOString(),
      });
    case 'TicketReplied':
      return TicketRepliedV1.of({ ...base, by: event.by, customerId: ticket.customerId, kind: event.kind, noteId: event.noteId, repliedAt: event.at.toISOString() });
    case 'TicketReopened':
      return TicketReopenedV1.of({ ...base, by: event.by, noteId: event.noteId, times: ticket.reopened, resolutionDueAt: dueAt, reopenedAt: event.at.toISOString() });
    case 'TicketClosed':
      return TicketClosedV1.of({ ...base, by: event.by, consent: known(ticket.consent), noteId: event.noteId, closedAt: event.at.toISOString() });
    case 'TicketCancelled':
      return TicketCancelledV1.of({ ...base, by: event.by, reason: event.reason, noteId: event.noteId, cancelledAt: event.at.toISOString() });
    case 'TicketReclassified':
      return TicketReclassifiedV1.of({ ...base, by: event.by, was: event.was, is: ticket.type, noteId: event.noteId, reclassifiedAt: event.at.toISOString() });
    case 'TicketHandOverOffered':
      return TicketHandOverOfferedV1.of({ ...base, by: event.by, to: event.to, offeredAt: event.at.toISOString() });
    case 'TicketHandOverDeclined':
      return TicketHandOverDeclinedV1.of({ ...base, by: event.by, ownerId: ticket.ownerId, declinedAt: event.at.toISOString() });
    case 'TicketHandedOver':
      return TicketHandedOverV1.of({ ...base, by: event.by, from: event.from, to: event.to, because: event.because, times: event.times, handedOverAt: event.at.toISOString() });
    case 'TicketLimitReached':
      return TicketLimitReachedV1.of({
        ...base, ownerId: event.ownerId, tier: event.tier.tier, atPct: event.tier.atPct, action: event.tier.action, to: event.to, dueAt: event.dueAt.toISOString(), reachedAt: event.at.toISOString(),
      });
    case 'TicketMerged':
      return TicketMergedV1.of({ ...base, by: event.by, into: event.into, mergedAt: event.at.toISOString() });
    case 'TicketSplit':
      return TicketSplitV1.of({ ...base, by: event.by, into: event.into, splitAt: event.at.toISOString() });
    case 'TicketLinked':
      return TicketLinkedV1.of({ ...base, by: event.by, other: event.other, as: event.as, linkedAt: event.at.toISOString() });
  }
};

/** What a ticket has from the event on that is published here. */
const known = <T>(value: T | null): T => {
  if (value === null) throw new Error('a ticket without what its own event says');
  return value;
};

/** What the world outside hears of a repair of an earlier system. */
export const pastRepairPublishes = ({ by, at }: PastRepairEvent, { id: repairId, version: _version, ...told }: PastRepair): ContractEvent =>
  RepairImportedV1.of({ repairId, ...told, currency: 'CNY', by, importedAt: at.toISOString() });

/** What the world outside hears of a questionnaire of an earlier system. */
export const pastSurveyPublishes = ({ by, at }: PastSurveyEvent, { id: surveyId, version: _version, ...told }: PastSurvey): ContractEvent => SurveyImportedV1.of({ surveyId, ...told, by, importedAt: at.toISOString() });
