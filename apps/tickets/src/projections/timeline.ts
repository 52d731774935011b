import { startOfDay } from '@aftercare/business-time';
import {
  DeliveryNoteDamageFoundV1, DeliveryNoteDispatchedV1, DeliveryNoteIssuedV1, DeliveryNoteReceivedV1, DeliveryNoteVoidedV1, DiscrepancyAgreedV1, DiscrepancyOpenedV1, DiscrepancyProgressedV1, DiscrepancySettledV1, ObligationExplainedV1, ObligationImportedV1, ObligationIncurredV1, ObligationOverdueV1, ObligationReceivedV1, ObligationReducedV1, ObligationWaivedV1, PartsRequestBackOrderedV1, PartsRequestCancelledV1, PartsRequestClosedV1,
  PartsRequestDecidedV1, PartsRequestFulfilledV1, PartsRequestReferredV1, PartsRequestSubmittedV1, PickingCheckedV1, PickingPickedV1, PickingPutBackV1, RepairImportedV1, ShipmentDispatchedV1, ShipmentImportedV1, ShipmentLateV1, ShipmentLostV1,
  ShipmentProblemV1, ShipmentReceiptOverdueV1, ShipmentRefusedV1, ShipmentReturnedV1, ShipmentSignedV1, ShipmentStaleV1, SurveyImportedV1, TicketAssignedV1, TicketCancelledV1, TicketClosedV1, TicketEscalatedV1,
  TicketHandedOverV1, TicketHandOverDeclinedV1, TicketHandOverOfferedV1, TicketImportedV1, TicketIntakeCompletedV1, TicketLimitReachedV1, TicketLinkedV1, TicketMergedV1, TicketOpenedV1, TicketPutOnHoldV1,
  TicketReclassifiedV1, TicketReopenedV1, TicketRepliedV1, TicketResolvedV1, TicketResumedV1, TicketSplitV1, TicketTakenUpV1, type EventData, type ReceivedEvent,
} from '@aftercare/contracts';
import { Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { Controller } from '@nestjs/common';

const insert = statement(
  'timeline-view',
  `INSERT INTO timeline (ticket_id, event_id, branch_id, at, sequence, fact, by_whom, note_id, details)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::bigint[], $6::text[], $7::text[], $8::uuid[], $9::jsonb[])
   ON CONFLICT DO NOTHING`,
);

type Fact = ReceivedEvent<EventData & { readonly branchId: string }>;

interface Line {
  readonly ticketId: string;
  readonly fact: string;
  readonly by: unknown;
  /** Words that lie in directory. */
  readonly noteId: unknown;
  readonly details: EventData;
  /** For what an event tells of a later day than its own, the second line and so on. */
  readonly later?: { readonly at: Date; readonly nth: number };
}

/** What the columns of a line say already, and what nobody asks a timeline for. */
const said = ['ticketId', 'ticketIds', 'branchId', 'by'];
const without = (data: EventData, ...names: readonly string[]): EventData => Object.fromEntries(Object.entries(data).filter(([name]) => ![...said, ...names].includes(name)));

/** What one fact tells of a ticket's past, line by line: when it was resolved and closed elsewhere. Nobody knows by whom. */
const pastOf = ({ ticketId, resolvedAt, closedAt }: TicketImportedV1): Line[] =>
  Object.entries({ resolved: resolvedAt, closed: closedAt }).flatMap(([fact, at], nth) =>
    at === null ? [] : [{ ticketId, fact, by: null, noteId: null, details: {}, later: { at: new Date(at), nth: nth + 1 } }]);

/** When there a repair was done, an answer came, its parts arrived, and the old ones came back. */
const paperPastOf = ({ type, data }: Pick<Fact, 'type' | 'data'>, ticketId: string): Line[] => {
  const later = (fact: string, on: string | null, zone: string, details: EventData): Line[] => (on === null ? [] : [{ ticketId, fact, by: null, noteId: null, details, later: { at: startOfDay(on, zone), nth: 1 } }]);
  if (type === ShipmentImportedV1.type) {
    const { arrivedOn, zone, noteNumber, receivedQty, difference } = data as unknown as ShipmentImportedV1;
    return later('shipment_signed', arrivedOn, zone, { noteNumber, receivedQty, difference });
  }
  if (type === RepairImportedV1.type) {
    const { completedOn, zone, number, partsCost, labourCost } = data as unknown as RepairImportedV1;
    return later('repair_completed', completedOn, zone, { number, partsCost, labourCost });
  }
  if (type === SurveyImportedV1.type) {
    const { answeredOn, zone, number, score, wouldRecommend } = data as unknown as SurveyImportedV1;
    return later('survey_answered', answeredOn, zone, { number, score, wouldRecommend });
  }
  if (type === ObligationImportedV1.type) {
    const { receivedOn, zone, number, receivedQty, openQty } = data as unknown as ObligationImportedV1;
    return later('obligation_received', receivedOn, zone, { number, receivedQty, openQty });
  }
  return [];
};

/** A ticket's own facts are its own words; what happens to its parts elsewhere says of what it speaks: `parts_request_submitted`. */
const linesOf = ({ type, data }: Fact): Line[] => {
  const [, service, aggregate = '', fact = ''] = type.split('.');
  if (service === 'tickets' && aggregate === 'ticket') {
    const own = { ticketId: String(data['ticketId']), fact, by: data['by'] ?? data['openedBy'], noteId: data['noteId'] ?? data['contactId'], details: without(data, 'noteId') };
    return [own, ...(type === TicketImportedV1.type ? pastOf(data as unknown as TicketImportedV1) : [])];
  }
  const tickets = (data['ticketIds'] ?? [data['ticketId']]) as readonly (string | null)[];
  const by = data['by'] ?? (type === PartsRequestSubmittedV1.type ? data['requestedBy'] : null);
  return tickets.flatMap((ticketId) => (ticketId === null ? [] : [{ ticketId, fact: `${aggregate}_${fact}`, by, noteId: null, details: without(data) }, ...paperPastOf({ type, data }, ticketId)]));
};

/** Everything that happened to a ticket, from the first call on, and to the parts that were asked for under it, in one list (R39). */
@Controller()
export class Timeline {
  @Projects(
    TicketOpenedV1, TicketAssignedV1, TicketTakenUpV1, TicketEscalatedV1, TicketIntakeCompletedV1, TicketPutOnHoldV1, TicketResumedV1, TicketResolvedV1, TicketRepliedV1, TicketReopenedV1, TicketClosedV1,
    TicketCancelledV1, TicketReclassifiedV1, TicketHandOverOfferedV1, TicketHandOverDeclinedV1, TicketHandedOverV1, TicketImportedV1, TicketLimitReachedV1, TicketMergedV1, TicketSplitV1, TicketLinkedV1, RepairImportedV1, SurveyImportedV1,
    PartsRequestSubmittedV1, PartsRequestReferredV1, PartsRequestDecidedV1, PartsRequestBackOrderedV1, PartsRequestCancelledV1, PartsRequestFulfilledV1, PartsRequestClosedV1,
    PickingPickedV1, PickingCheckedV1, PickingPutBackV1, DeliveryNoteIssuedV1, DeliveryNoteVoidedV1, DeliveryNoteDispatchedV1, DeliveryNoteReceivedV1, DeliveryNoteDamageFoundV1,
    ShipmentDispatchedV1, ShipmentSignedV1, ShipmentLateV1, ShipmentStaleV1, ShipmentProblemV1, ShipmentRefusedV1, ShipmentReturnedV1, ShipmentLostV1, ShipmentReceiptOverdueV1, ShipmentImportedV1,
    DiscrepancyOpenedV1, DiscrepancyAgreedV1, DiscrepancyProgressedV1, DiscrepancySettledV1, ObligationIncurredV1, ObligationOverdueV1, ObligationReceivedV1, ObligationReducedV1, ObligationExplainedV1, ObligationWaivedV1, ObligationImportedV1,
  )
  async apply(events: readonly Fact[], tx: Tx): Promise<void> {
    const lines = events.flatMap((event) => linesOf(event).map((line) => ({ ...line, event })));
    if (lines.length === 0) return;
    await tx.query(insert, [
      lines.map(({ ticketId }) => ticketId), lines.map(({ event, fact, later }) => (later ? derivedId(event.id, fact) : event.id)), lines.map(({ event }) => event.data.branchId),
      lines.map(({ event, later }) => later?.at ?? event.occurredAt), lines.map(({ event, later }) => event.sequence + (later?.nth ?? 0)),
      lines.map(({ fact }) => fact), lines.map(({ by }) => by ?? null), lines.map(({ noteId }) => noteId ?? null), lines.map(({ details }) => JSON.stringify(details)),
    ]);
  }
}
