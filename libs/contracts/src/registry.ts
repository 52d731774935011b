import { ObligationExplainedV1 } from './dealer-returns/obligation-explained.v1';
import { ObligationImportedV1 } from './dealer-returns/obligation-imported.v1';
import { ObligationIncurredV1 } from './dealer-returns/obligation-incurred.v1';
import { ObligationOverdueV1 } from './dealer-returns/obligation-overdue.v1';
import { ObligationReceivedV1 } from './dealer-returns/obligation-received.v1';
import { ObligationReducedV1 } from './dealer-returns/obligation-reduced.v1';
import { ObligationRemindedV1 } from './dealer-returns/obligation-reminded.v1';
import { ObligationWaivedV1 } from './dealer-returns/obligation-waived.v1';
import { ObligationWaiverRejectedV1 } from './dealer-returns/obligation-waiver-rejected.v1';
import { PenaltyApprovedV1 } from './dealer-returns/penalty-approved.v1';
import { PenaltyProposedV1 } from './dealer-returns/penalty-proposed.v1';
import { PenaltyRejectedV1 } from './dealer-returns/penalty-rejected.v1';
import { SurplusAssignedV1 } from './dealer-returns/surplus-assigned.v1';
import { SurplusHeldV1 } from './dealer-returns/surplus-held.v1';
import { AuthenticityAskedV1 } from './directory/authenticity-asked.v1';
import { AuthenticitySuspectedV1 } from './directory/authenticity-suspected.v1';
import { BranchRegisteredV1 } from './directory/branch-registered.v1';
import { CalendarPublishedV1 } from './directory/calendar-published.v1';
import { ContactRecordedV1 } from './directory/contact-recorded.v1';
import { CustomerMergedV1 } from './directory/customer-merged.v1';
import { CustomerOfferedV1 } from './directory/customer-offered.v1';
import { CustomerRegisteredV1 } from './directory/customer-registered.v1';
import { DealerRegisteredV1 } from './directory/dealer-registered.v1';
import { DeviceRegisteredV1 } from './directory/device-registered.v1';
import { EscalationPlanPublishedV1 } from './directory/escalation-plan-published.v1';
import { FaultCodeRegisteredV1 } from './directory/fault-code-registered.v1';
import { MergeProposalAcceptedV1 } from './directory/merge-proposal-accepted.v1';
import { MergeProposalDeclinedV1 } from './directory/merge-proposal-declined.v1';
import { MergeProposalRaisedV1 } from './directory/merge-proposal-raised.v1';
import { NoteWrittenV1 } from './directory/note-written.v1';
import { PriorityMatrixPublishedV1 } from './directory/priority-matrix-published.v1';
import { ProductModelRegisteredV1 } from './directory/product-model-registered.v1';
import { ServicePolicyPublishedV1 } from './directory/service-policy-published.v1';
import { StaffMovedV1 } from './directory/staff-moved.v1';
import { StaffRegisteredV1 } from './directory/staff-registered.v1';
import { StaffSignedInV1 } from './directory/staff-signed-in.v1';
import { StaffSignedOutV1 } from './directory/staff-signed-out.v1';
import type { EventContract } from './event-contract';
import { partsOf } from './event-contract';
import { CarrierClaimEndedV1 } from './inventory/carrier-claim-ended.v1';
import { CarrierClaimMadeV1 } from './inventory/carrier-claim-made.v1';
import { DiscrepancyAgreedV1 } from './inventory/discrepancy-agreed.v1';
import { DiscrepancyInvestigatedV1 } from './inventory/discrepancy-investigated.v1';
import { DiscrepancyOfferedV1 } from './inventory/discrepancy-offered.v1';
import { DiscrepancyOpenedV1 } from './inventory/discrepancy-opened.v1';
import { DiscrepancyProgressedV1 } from './inventory/discrepancy-progressed.v1';
import { DiscrepancySettledV1 } from './inventory/discrepancy-settled.v1';
import { CarrierRegisteredV1 } from './inventory/carrier-registered.v1';
import { DealerPaymentRecordedV1 } from './inventory/dealer-payment-recorded.v1';
import { DealerPaymentUndoneV1 } from './inventory/dealer-payment-undone.v1';
import { DeliveryNoteChargedV1 } from './inventory/delivery-note-charged.v1';
import { DeliveryNoteDamageFoundV1 } from './inventory/delivery-note-damage-found.v1';
import { DeliveryNoteDispatchedV1 } from './inventory/delivery-note-dispatched.v1';
import { DeliveryNoteIssuedV1 } from './inventory/delivery-note-issued.v1';
import { DeliveryNotePrintedV1 } from './inventory/delivery-note-printed.v1';
import { DeliveryNoteReceivedV1 } from './inventory/delivery-note-received.v1';
import { DeliveryNoteVoidedV1 } from './inventory/delivery-note-voided.v1';
import { FollowUpBegunV1 } from './inventory/follow-up-begun.v1';
import { FollowUpDayClosedV1 } from './inventory/follow-up-day-closed.v1';
import { LoanChargedV1 } from './inventory/loan-charged.v1';
import { LoanLentV1 } from './inventory/loan-lent.v1';
import { LoanOverdueV1 } from './inventory/loan-overdue.v1';
import { LoanRemindedV1 } from './inventory/loan-reminded.v1';
import { LoanReturnedV1 } from './inventory/loan-returned.v1';
import { LocationRegisteredV1 } from './inventory/location-registered.v1';
import { PartRegisteredV1 } from './inventory/part-registered.v1';
import { PartsRequestBackOrderedV1 } from './inventory/parts-request-back-ordered.v1';
import { PartsRequestCancelledV1 } from './inventory/parts-request-cancelled.v1';
import { PartsRequestClosedV1 } from './inventory/parts-request-closed.v1';
import { PartsRequestDayAwaitedV1 } from './inventory/parts-request-day-awaited.v1';
import { PartsRequestDayOverdueV1 } from './inventory/parts-request-day-overdue.v1';
import { PartsRequestDecidedV1 } from './inventory/parts-request-decided.v1';
import { PartsRequestDraftedV1 } from './inventory/parts-request-drafted.v1';
import { PartsRequestFulfilledV1 } from './inventory/parts-request-fulfilled.v1';
import { PartsRequestProgressedV1 } from './inventory/parts-request-progressed.v1';
import { PartsRequestReferredV1 } from './inventory/parts-request-referred.v1';
import { PartsRequestSubmittedV1 } from './inventory/parts-request-submitted.v1';
import { PickingCheckStartedV1 } from './inventory/picking-check-started.v1';
import { PickingCheckedV1 } from './inventory/picking-checked.v1';
import { PickingNotedV1 } from './inventory/picking-noted.v1';
import { PickingPackedV1 } from './inventory/picking-packed.v1';
import { PickingPickedV1 } from './inventory/picking-picked.v1';
import { PickingPutBackV1 } from './inventory/picking-put-back.v1';
import { PickingScannedV1 } from './inventory/picking-scanned.v1';
import { PickingSentBackV1 } from './inventory/picking-sent-back.v1';
import { PickingStartedV1 } from './inventory/picking-started.v1';
import { ShipmentDispatchedV1 } from './inventory/shipment-dispatched.v1';
import { ShipmentEstimatedV1 } from './inventory/shipment-estimated.v1';
import { ShipmentFollowedV1 } from './inventory/shipment-followed.v1';
import { ShipmentImportedV1 } from './inventory/shipment-imported.v1';
import { ShipmentLateV1 } from './inventory/shipment-late.v1';
import { ShipmentLostV1 } from './inventory/shipment-lost.v1';
import { ShipmentProblemV1 } from './inventory/shipment-problem.v1';
import { ShipmentReceiptOverdueV1 } from './inventory/shipment-receipt-overdue.v1';
import { ShipmentReceivedV1 } from './inventory/shipment-received.v1';
import { ShipmentRefusedV1 } from './inventory/shipment-refused.v1';
import { ShipmentReturnedV1 } from './inventory/shipment-returned.v1';
import { ShipmentSignedV1 } from './inventory/shipment-signed.v1';
import { ShipmentStaleV1 } from './inventory/shipment-stale.v1';
import { ShipmentTrackedV1 } from './inventory/shipment-tracked.v1';
import { StockCountDeclinedV1 } from './inventory/stock-count-declined.v1';
import { StockCountPostedV1 } from './inventory/stock-count-posted.v1';
import { StockCountReferredV1 } from './inventory/stock-count-referred.v1';
import { StockFellShortV1 } from './inventory/stock-fell-short.v1';
import { StockMovedV1 } from './inventory/stock-moved.v1';
import { TransferCalledOffV1 } from './inventory/transfer-called-off.v1';
import { TransferPreparedV1 } from './inventory/transfer-prepared.v1';
import { TransferReceivedV1 } from './inventory/transfer-received.v1';
import { TransferSentV1 } from './inventory/transfer-sent.v1';
import { NoticeDeliveredV1 } from './notifier/notice-delivered.v1';
import { NoticeMadeV1 } from './notifier/notice-made.v1';
import { NoticeReadV1 } from './notifier/notice-read.v1';
import { RepairImportedV1 } from './tickets/repair-imported.v1';
import { SurveyImportedV1 } from './tickets/survey-imported.v1';
import { TicketAssignedV1 } from './tickets/ticket-assigned.v1';
import { TicketCancelledV1 } from './tickets/ticket-cancelled.v1';
import { TicketClosedV1 } from './tickets/ticket-closed.v1';
import { TicketEscalatedV1 } from './tickets/ticket-escalated.v1';
import { TicketHandOverDeclinedV1 } from './tickets/ticket-hand-over-declined.v1';
import { TicketHandOverOfferedV1 } from './tickets/ticket-hand-over-offered.v1';
import { TicketHandedOverV1 } from './tickets/ticket-handed-over.v1';
import { TicketImportedV1 } from './tickets/ticket-imported.v1';
import { TicketIntakeCompletedV1 } from './tickets/ticket-intake-completed.v1';
import { TicketLimitReachedV1 } from './tickets/ticket-limit-reached.v1';
import { TicketLinkedV1 } from './tickets/ticket-linked.v1';
import { TicketMergedV1 } from './tickets/ticket-merged.v1';
import { TicketOpenedV1 } from './tickets/ticket-opened.v1';
import { TicketPutOnHoldV1 } from './tickets/ticket-put-on-hold.v1';
import { TicketReclassifiedV1 } from './tickets/ticket-reclassified.v1';
import { TicketReopenedV1 } from './tickets/ticket-reopened.v1';
import { TicketRepliedV1 } from './tickets/ticket-replied.v1';
import { TicketResolvedV1 } from './tickets/ticket-resolved.v1';
import { TicketResumedV1 } from './tickets/ticket-resumed.v1';
import { TicketSplitV1 } from './tickets/ticket-split.v1';
import { TicketTakenUpV1 } from './tickets/ticket-taken-up.v1';

/** Every event of every service, sorted by type. */
export const allEvents: readonly EventContract[] = [
  ObligationExplainedV1,
  ObligationImportedV1,
  ObligationIncurredV1,
  ObligationOverdueV1,
  ObligationReceivedV1,
  ObligationReducedV1,
  ObligationRemindedV1,
  ObligationWaivedV1,
  ObligationWaiverRejectedV1,
  PenaltyApprovedV1,
  PenaltyProposedV1,
  PenaltyRejectedV1,
  SurplusAssignedV1,
  SurplusHeldV1,
  AuthenticityAskedV1,
  AuthenticitySuspectedV1,
  BranchRegisteredV1,
  CalendarPublishedV1,
  ContactRecordedV1,
  CustomerMergedV1,
  CustomerOfferedV1,
  CustomerRegisteredV1,
  DealerRegisteredV1,
  DeviceRegisteredV1,
  EscalationPlanPublishedV1,
  FaultCodeRegisteredV1,
  MergeProposalAcceptedV1,
  MergeProposalDeclinedV1,
  MergeProposalRaisedV1,
  NoteWrittenV1,
  PriorityMatrixPublishedV1,
  ProductModelRegisteredV1,
  ServicePolicyPublishedV1,
  StaffMovedV1,
  StaffRegisteredV1,
  StaffSignedInV1,
  StaffSignedOutV1,
  CarrierRegisteredV1,
  CarrierClaimEndedV1,
  CarrierClaimMadeV1,
  DealerPaymentRecordedV1,
  DealerPaymentUndoneV1,
  DeliveryNoteChargedV1,
  DeliveryNoteDamageFoundV1,
  DeliveryNoteDispatchedV1,
  DeliveryNoteIssuedV1,
  DeliveryNotePrintedV1,
  DeliveryNoteReceivedV1,
  DeliveryNoteVoidedV1,
  DiscrepancyAgreedV1,
  DiscrepancyInvestigatedV1,
  DiscrepancyOfferedV1,
  DiscrepancyOpenedV1,
  DiscrepancyProgressedV1,
  DiscrepancySettledV1,
  FollowUpBegunV1,
  FollowUpDayClosedV1,
  LoanChargedV1,
  LoanLentV1,
  LoanOverdueV1,
  LoanRemindedV1,
  LoanReturnedV1,
  LocationRegisteredV1,
  PartRegisteredV1,
  PartsRequestBackOrderedV1,
  PartsRequestCancelledV1,
  PartsRequestClosedV1,
  PartsRequestDayAwaitedV1,
  PartsRequestDayOverdueV1,
  PartsRequestDecidedV1,
  PartsRequestDraftedV1,
  PartsRequestFulfilledV1,
  PartsRequestProgressedV1,
  PartsRequestReferredV1,
  PartsRequestSubmittedV1,
  PickingCheckStartedV1,
  PickingCheckedV1,
  PickingNotedV1,
  PickingPackedV1,
  PickingPickedV1,
  PickingPutBackV1,
  PickingScannedV1,
  PickingSentBackV1,
  PickingStartedV1,
  ShipmentDispatchedV1,
  ShipmentEstimatedV1,
  ShipmentFollowedV1,
  ShipmentImportedV1,
  ShipmentLateV1,
  ShipmentLostV1,
  ShipmentProblemV1,
  ShipmentReceiptOverdueV1,
  ShipmentReceivedV1,
  ShipmentRefusedV1,
  ShipmentReturnedV1,
  ShipmentSignedV1,
  ShipmentStaleV1,
  ShipmentTrackedV1,
  StockFellShortV1,
  StockMovedV1,
  StockCountDeclinedV1,
  StockCountPostedV1,
  StockCountReferredV1,
  TransferCalledOffV1,
  TransferPreparedV1,
  TransferReceivedV1,
  TransferSentV1,
  NoticeDeliveredV1,
  NoticeMadeV1,
  NoticeReadV1,
  RepairImportedV1,
  SurveyImportedV1,
  TicketAssignedV1,
  TicketCancelledV1,
  TicketClosedV1,
  TicketEscalatedV1,
  TicketHandOverDeclinedV1,
  TicketHandOverOfferedV1,
  TicketHandedOverV1,
  TicketImportedV1,
  TicketIntakeCompletedV1,
  TicketLimitReachedV1,
  TicketLinkedV1,
  TicketMergedV1,
  TicketOpenedV1,
  TicketPutOnHoldV1,
  TicketReclassifiedV1,
  TicketReopenedV1,
  TicketRepliedV1,
  TicketResolvedV1,
  TicketResumedV1,
  TicketSplitV1,
  TicketTakenUpV1,
];

const byType = new Map(allEvents.map((contract) => [contract.type, contract]));

/** A topic of Kafka. The number of partitions is never changed in place: keys would move and their order break. */
export interface Topic {
  readonly name: string;
  readonly partitions: 12;
}

/** Every topic that the events need, sorted by name. */
export const topics: readonly Topic[] = [...new Set(allEvents.map(({ topic }) => topic))].sort().map((name) => ({ name, partitions: 12 }));

/** The contract of exactly this type and version. */
export const contractOf = (type: string): EventContract | undefined => byType.get(type);

/**
 * What a type is to a reader that handles `handled`. `unknown-version`: it knows the fact but not this version of it, so
 * skipping would lose a fact that it cares about (park it). `unknown-fact`: nothing to it (skip it).
 */
export const recognise = (type: string, handled: readonly EventContract[]): 'known' | 'unknown-version' | 'unknown-fact' => {
  if (handled.some((contract) => contract.type === type)) return 'known';
  const fact = partsOf(type)?.fact;
  return fact !== undefined && handled.some((contract) => partsOf(contract.type)?.fact === fact) ? 'unknown-version' : 'unknown-fact';
};
