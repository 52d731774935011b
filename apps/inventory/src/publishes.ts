import { addCalendarDays } from '@aftercare/business-time';
import {
  CarrierClaimEndedV1, CarrierClaimMadeV1, CarrierRegisteredV1, DealerPaymentRecordedV1, DealerPaymentUndoneV1, DeliveryNoteChargedV1, DeliveryNoteDamageFoundV1, DeliveryNoteDispatchedV1, DeliveryNoteIssuedV1, DeliveryNotePrintedV1, DeliveryNoteReceivedV1,
  DeliveryNoteVoidedV1, DiscrepancyAgreedV1, DiscrepancyInvestigatedV1, DiscrepancyOfferedV1, DiscrepancyOpenedV1, DiscrepancyProgressedV1, DiscrepancySettledV1, FollowUpBegunV1, FollowUpDayClosedV1, LoanChargedV1, LoanLentV1, LoanOverdueV1, LoanRemindedV1, LoanReturnedV1, LocationRegisteredV1, PartRegisteredV1, PartsRequestBackOrderedV1, PartsRequestCancelledV1, PartsRequestClosedV1,
  PartsRequestDayAwaitedV1, PartsRequestDayOverdueV1, PartsRequestDecidedV1, PartsRequestDraftedV1, PartsRequestFulfilledV1, PartsRequestProgressedV1, PartsRequestReferredV1, PartsRequestSubmittedV1, PickingCheckStartedV1,
  PickingCheckedV1, PickingNotedV1, PickingPackedV1, PickingPickedV1, PickingPutBackV1, PickingScannedV1, PickingSentBackV1, PickingStartedV1, ShipmentDispatchedV1,
  ShipmentEstimatedV1, ShipmentFollowedV1, ShipmentImportedV1, ShipmentLateV1, ShipmentLostV1, ShipmentProblemV1, ShipmentReceiptOverdueV1, ShipmentReceivedV1, ShipmentRefusedV1, ShipmentReturnedV1,
  ShipmentSignedV1, ShipmentStaleV1, ShipmentTrackedV1, StockCountDeclinedV1, StockCountPostedV1, StockCountReferredV1, StockFellShortV1, StockMovedV1, type ContractEvent,
  TransferCalledOffV1, TransferPreparedV1, TransferReceivedV1, TransferSentV1,
} from '@aftercare/contracts';
import type { CarrierClaim, ClaimEvent } from './domain/carrier-claim';
import type { DealerPayment, PaymentEvent } from './domain/dealer-payment';
import { owesOldPart, type DeliveryNote, type NoteEvent, type NoteLine } from './domain/delivery-note';
import type { Discrepancy, DiscrepancyEvent } from './domain/discrepancy';
import type { FollowUp, FollowUpEvent } from './domain/follow-up';
import type { PartsRequest, PartsRequestEvent } from './domain/parts-request';
import type { PastShipment, PastShipmentEvent } from './domain/past-shipment';
import type { Picking, PickingEvent } from './domain/picking';
import type { RequestLine } from './domain/request-line';
import type { Shipment, ShipmentEvent } from './domain/shipment';
import type { Loan, LoanEvent } from './domain/loan';
import type { StockCount, StockCountEvent } from './domain/stock-count';
import type { Transfer, TransferEvent } from './domain/transfer';
import type { CarrierRow, LocationRow, PartRow } from './persistence/rows';

export const partPublishes = (part: PartRow): ContractEvent =>
  PartRegisteredV1.of({
    partCode: part.code, name: part.name, unit: part.unit, faultFamily: part.fault_family, fitsModels: [...part.fits_models], price: part.price, currency: part.currency,
    returnDays: part.return_days, substitutes: [...part.substitutes], safetyStock: part.safety_stock, withdrawn: part.withdrawn,
  });

export const locationPublishes = (location: LocationRow): ContractEvent =>
  LocationRegisteredV1.of({ locationCode: location.code, kind: location.kind, branchId: location.branch_id, holderId: location.holder_id, name: location.name });

export const carrierPublishes = (carrier: CarrierRow): ContractEvent =>
  CarrierRegisteredV1.of({
    carrierCode: carrier.code, name: carrier.name, trackingPrefix: carrier.tracking_prefix, promisedDaysSameRegion: carrier.promised_days_same_region,
    promisedDaysCrossRegion: carrier.promised_days_cross_region, staleAfterHours: carrier.stale_after_hours,
  });

export const stockMovedPublishes = (moved: StockMovedV1): ContractEvent => StockMovedV1.of(moved);

export const fellShortPublishes = (short: StockFellShortV1): ContractEvent => StockFellShortV1.of(short);

/** What the world outside hears of a parts request: ids and quantities. */
export const partsRequestPublishes = (event: PartsRequestEvent, request: PartsRequest): ContractEvent => {
  const { id: requestId, branchId, number, state, awaited, requestedBy, requesterKind, dealerCode, customerId, ticketId, ticketOwnerId } = request;
  const base = { requestId, branchId, number, state, awaited, requestedBy, requesterKind, dealerCode, customerId, ticketId, ticketOwnerId };
  const lines = request.lines.map(published);
  const at = event.at.toISOString();
  switch (event.type) {
    case 'RequestDrafted':
      return PartsRequestDraftedV1.of({ ...base, lines, draftedAt: at });
    case 'RequestSubmitted': {
      const { receiverKind, receiver, serial, modelCode, reason, urgency, underWarranty, location } = request;
      const short = request.lines.filter(({ availableNow, requested }) => availableNow < requested);
      const shortages = short.map(({ lineNo, part, availableNow, substitutes }) => ({ lineNo, part, available: availableNow, substitutes: substitutes.map((one) => one.part) }));
      return PartsRequestSubmittedV1.of({ ...base, receiverKind, receiver, serial, modelCode, reason, urgency, underWarranty, location, lines, shortages, submittedAt: at });
    }
    case 'RequestReferred':
      return PartsRequestReferredV1.of({ ...base, by: event.by, charge: event.charge.toString(), limit: event.limit.toString(), currency: event.charge.currency, referredAt: at });
    case 'RequestDecided': {
      const charge = request.chargeOf(request.lines.map(({ lineNo, approved }) => ({ lineNo, qty: approved ?? 0 })));
      return PartsRequestDecidedV1.of({ ...base, outcome: event.outcome, by: event.by, creditBy: event.creditBy, charge: charge?.toString() ?? null, currency: charge?.currency ?? null, ...confirmedWarranty(request), lines, decidedAt: at });
    }
    case 'RequestBackOrdered': {
      const promised = new Map(request.lines.map(({ lineNo, promisedOn }) => [lineNo, promisedOn]));
      return PartsRequestBackOrderedV1.of({ ...base, because: event.because, lines: event.lines.map((line) => ({ ...line, promisedOn: promised.get(line.lineNo) ?? null })), backOrderedAt: at });
    }
    case 'RequestDayAwaited':
      return PartsRequestDayAwaitedV1.of({ ...base, namedBy: event.namedBy.toISOString(), namedOn: event.namedOn, awaitedAt: at });
    case 'RequestDayOverdue':
      return PartsRequestDayOverdueV1.of({ ...base, managerId: event.managerId, overdueAt: at });
    case 'RequestProgressed':
      return PartsRequestProgressedV1.of({ ...base, what: event.what, documentId: event.documentId, moved: [...event.lines], lines, progressedAt: at });
    case 'RequestFulfilled':
      return PartsRequestFulfilledV1.of({ ...base, fulfilledAt: at });
    case 'RequestCancelled':
      return PartsRequestCancelledV1.of({ ...base, by: event.by, reason: event.reason, lines: [...event.lines], cancelledAt: at });
    case 'RequestClosed':
      return PartsRequestClosedV1.of({ ...base, by: event.by, closedAt: at });
  }
};

const confirmedWarranty = ({ warrantyDoubt: doubt, warrantyGround: ground }: PartsRequest) => (doubt === null || ground === null ? {} : { warranty: { doubt, ground } });

const published = ({ lineNo, part, suppliedAs, requested, approved, reason, waiting, reserved, picked, shipped, received, cancelled, backOrder, promisedOn, unitPrice, currency, returnDays }: RequestLine) => ({
  lineNo, part, suppliedAs, requested, approved, reason, waiting, reserved, picked, shipped, received, cancelled, backOrder, promisedOn, unitPrice, currency, returnDays,
});

export const pickingPublishes = (event: PickingEvent, picking: Picking): ContractEvent => {
  const base = { pickingId: picking.id, branchId: picking.branchId, number: picking.number, requestId: picking.requestId, ticketId: picking.ticketId, by: event.by };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'PickingStarted':
      return PickingStartedV1.of({ ...base, location: picking.location, lines: picking.lines.map(({ lineNo, part, toPick }) => ({ lineNo, part, qty: toPick })), startedAt: at });
    case 'PartScanned':
      return PickingScannedV1.of({ ...base, part: event.part, qty: event.qty, scannedAt: at });
    case 'PickingFinished':
      return PickingPickedV1.of({ ...base, lines: picking.lines.map(({ lineNo, part, toPick, picked, short }) => ({ lineNo, part, toPick, picked, short })), pickedAt: at });
    case 'CheckStarted':
      return PickingCheckStartedV1.of({ ...base, startedAt: at });
    case 'PickingChecked':
      return PickingCheckedV1.of({ ...base, lines: picking.lines.map(({ lineNo, part, picked }) => ({ lineNo, part, qty: picked })), checkedAt: at });
    case 'PickingSentBack':
      return PickingSentBackV1.of({ ...base, sentBackAt: at });
    case 'PickingPacked':
      return PickingPackedV1.of({ ...base, boxes: known(picking.boxes), weightG: picking.weightG, packedAt: at });
    case 'NoteMadeOfPicking':
      return PickingNotedV1.of({ ...base, noteId: event.noteId, notedAt: at });
    case 'PickingPutBack':
      return PickingPutBackV1.of({ ...base, lines: event.givenBack.map((line) => ({ ...line })), putBackAt: at });
  }
};

export const notePublishes = (event: NoteEvent, note: DeliveryNote): ContractEvent => {
  const { id: noteId, branchId, number, requestId, ticketId, dealerCode, receiver, requestedBy, currency } = note;
  const base = { noteId, branchId, number, requestId, ticketId, dealerCode, receiver: { ...receiver }, requestedBy };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'NoteIssued':
      return DeliveryNoteIssuedV1.of({ ...base, by: event.by, pickingId: note.pickingId, location: note.location, lines: issuedLines(note), totalQty: note.totalQty, issuedAt: at });
    case 'NotePrinted':
      return DeliveryNotePrintedV1.of({ ...base, by: event.by, reprints: note.reprints, printedAt: at });
    case 'NoteVoided':
      return DeliveryNoteVoidedV1.of({ ...base, by: event.by, reason: event.reason, lines: issuedLines(note), voidedAt: at });
    case 'NoteDispatched':
      return DeliveryNoteDispatchedV1.of({
        ...base, by: event.by, shipmentId: known(note.shipmentId), location: note.location, currency, dispatchDueOn: note.dispatchDueOn, dispatchedOn: event.day, dispatchedAt: at,
        lines: note.lines.map((line) => ({ ...issuedLine(line), value: known(event.values.get(line.lineNo) ?? null), returnDueOn: owesOldPart(note, line) ? addCalendarDays(event.day, line.returnDays ?? 0) : null })),
      });
    case 'DealerCharged':
      return DeliveryNoteChargedV1.of({
        ...base, total: event.total.toString(), currency, chargedOn: event.day, chargedAt: at,
        lines: note.charged.map(({ lineNo, part, qty, unitPrice }) => ({ lineNo, part, qty, unitPrice })),
      });
    case 'NoteReceived':
      return DeliveryNoteReceivedV1.of({ ...base, by: event.by, because: event.because, shipmentId: known(note.shipmentId), lines: receiptLines(note), receivedOn: event.day, receivedAt: at });
    case 'HiddenDamageFound':
      return DeliveryNoteDamageFoundV1.of({ ...base, by: event.by, damages: event.damages.map(({ lineNo, part, qty }) => ({ lineNo, part, qty })), lines: receiptLines(note), foundOn: event.day, foundAt: at });
  }
};

const issuedLine = ({ lineNo, requestLine, part, askedFor, qty, underWarranty, unitPrice }: NoteLine) => ({ lineNo, requestLine: known(requestLine), part, askedFor, qty, underWarranty, unitPrice });
/** A note that is issued, void or on its way has no other lines yet than those that were issued. */
const issuedLines = ({ lines }: DeliveryNote) => lines.map(issuedLine);
const receiptLines = ({ lines }: DeliveryNote) =>
  lines.map(({ lineNo, requestLine, part, askedFor, qty, received, accepted, rejected, reason, photos }) => ({
    lineNo, requestLine, part, askedFor, shipped: qty, received: known(received), accepted: known(accepted), rejected: known(rejected), difference: known(received) - qty, reason, photos: [...photos],
  }));

export const shipmentPublishes = (event: ShipmentEvent, shipment: Shipment): ContractEvent => {
  const { id: shipmentId, branchId, number, carrier, waybill, receiver, tell, promisedOn } = shipment;
  const base = {
    shipmentId, branchId, number, carrier, waybill, receiver: { ...receiver }, dealerCode: tell.dealerCode, notes: shipment.notes.map((note) => ({ ...note })), ticketIds: [...shipment.ticketIds],
    tell: { ...tell, staff: [...tell.staff] }, promisedOn,
  };
  switch (event.type) {
    case 'ShipmentDispatched': {
      const { location, boxes, weightG, freight, currency, freightPayer, dispatchedOn, zone, dispatchedAt } = shipment;
      return ShipmentDispatchedV1.of({ ...base, by: event.by, location, boxes, weightG, freight, currency, freightPayer, dispatchedOn, zone, dispatchedAt: dispatchedAt.toISOString() });
    }
    case 'ShipmentTracked':
      return ShipmentTrackedV1.of({ ...base, kind: event.fact.kind, code: known(event.fact.code), eventAt: event.fact.at, state: shipment.state, heardAt: event.at.toISOString() });
    case 'ShipmentSigned':
      return ShipmentSignedV1.of({ ...base, arrivedAt: known(shipment.arrivedAt).toISOString(), arrivedOn: known(shipment.arrivedOn), late: shipment.late, heardAt: event.at.toISOString() });
    case 'ShipmentLate':
      return ShipmentLateV1.of({ ...base, at: event.at.toISOString() });
    case 'ShipmentStale':
      return ShipmentStaleV1.of({ ...base, because: event.because, lastHeardAt: shipment.lastHeardAt.toISOString(), at: event.at.toISOString() });
    case 'ShipmentInTrouble':
      return ShipmentProblemV1.of({ ...base, kind: event.kind, at: event.at.toISOString() });
    case 'ShipmentRefused':
      return ShipmentRefusedV1.of({ ...base, at: event.at.toISOString() });
    case 'ShipmentEstimated':
      return ShipmentEstimatedV1.of({ ...base, by: event.by, estimatedOn: known(shipment.estimatedOn), at: event.at.toISOString() });
    case 'ShipmentFollowed':
      return ShipmentFollowedV1.of({ ...base, by: event.by, wordsId: event.wordsId, followedOn: known(shipment.followedDays.at(-1) ?? null), at: event.at.toISOString() });
    case 'ShipmentLost':
      return ShipmentLostV1.of({ ...base, by: event.by, at: event.at.toISOString() });
    case 'ShipmentReturned':
      return ShipmentReturnedV1.of({ ...base, by: event.by, at: event.at.toISOString() });
    case 'ReceiptOverdue':
      return ShipmentReceiptOverdueV1.of({ ...base, step: event.step, arrivedOn: known(shipment.arrivedOn), awaited: [...shipment.awaited], at: event.at.toISOString() });
    case 'ShipmentReceived':
      return ShipmentReceivedV1.of({ ...base, noteId: event.noteId, awaited: [...shipment.awaited], receivedAt: event.at.toISOString() });
  }
};

/** What the world outside hears of a delivery of an earlier system: all that there was of it, in one fact. */
export const pastShipmentPublishes = ({ by, at }: PastShipmentEvent, { id: shipmentId, version: _version, ...told }: PastShipment): ContractEvent =>
  ShipmentImportedV1.of({ shipmentId, ...told, by, importedAt: at.toISOString() });

export const followUpPublishes = (event: FollowUpEvent, { id: followUpId, branchId, nextCutOffAt }: FollowUp): ContractEvent => {
  switch (event.type) {
    case 'FollowUpBegun':
      return FollowUpBegunV1.of({ followUpId, branchId, firstCutOffAt: nextCutOffAt.toISOString(), begunAt: event.at.toISOString() });
    case 'FollowUpDayClosed':
      return FollowUpDayClosedV1.of({ followUpId, branchId, day: event.day, managerId: event.managerId, unfollowed: event.unfollowed.map((one) => ({ ...one })), closedAt: event.at.toISOString() });
  }
};

/** What the world outside hears of a difference between what was sent and what came: ids, pieces and amounts. */
export const discrepancyPublishes = (event: DiscrepancyEvent, discrepancy: Discrepancy): ContractEvent => {
  const { id: discrepancyId, branchId, number, noteId, noteNumber, lineNo, requestId, ticketId, dealerCode, type, part, cameInstead, qty, state, cause, offer, currency } = discrepancy;
  const base = {
    discrepancyId, branchId, number, noteId, noteNumber, lineNo, requestId, ticketId, dealerCode, type, part, cameInstead, qty, state, cause, remedy: offer?.remedy ?? null, costOwner: offer?.costOwner ?? null,
    value: discrepancy.value.toString(), currency, tell: { ...discrepancy.tell, staff: [...discrepancy.tell.staff] }, by: event.by, at: event.at.toISOString(),
  };
  switch (event.type) {
    case 'DiscrepancyOpened':
      return DiscrepancyOpenedV1.of({ ...base, photos: [...discrepancy.photos] });
    case 'DiscrepancyInvestigated':
      return DiscrepancyInvestigatedV1.of({ ...base, findingsId: known(discrepancy.findingsId) });
    case 'RemedyOffered': {
      const { side, charge, amount, rejectedPiece } = known(offer);
      return DiscrepancyOfferedV1.of({ ...base, side, charge, amount, rejectedPiece });
    }
    case 'RemedyAgreed': {
      const { charge, amount } = known(offer);
      return DiscrepancyAgreedV1.of({ ...base, charge, amount, resendId: discrepancy.resendId });
    }
    case 'RemedyProgressed':
      return DiscrepancyProgressedV1.of({ ...base, done: event.done });
    case 'DiscrepancySettled':
      return DiscrepancySettledV1.of({ ...base, settledQty: discrepancy.settledQty });
  }
};

export const carrierClaimPublishes = ({ type, by, at }: ClaimEvent, { id: claimId, branchId, discrepancyId, carrier, amount, recovered, currency, deadline, state }: CarrierClaim): ContractEvent => {
  const data = { claimId, branchId, discrepancyId, carrier, amount, recovered, currency, deadline, state, by, at: at.toISOString() };
  return type === 'CarrierClaimMade' ? CarrierClaimMadeV1.of(data) : CarrierClaimEndedV1.of(data);
};

/** What the thing has from this event on. */
const known = <T>(value: T | null): T => {
  if (value === null) throw new Error('something of the shipping that is not as its own event says');
  return value;
};

/** What the world outside hears of a loan: ids, pieces and amounts. */
export const loanPublishes = (event: LoanEvent, loan: Loan): ContractEvent => {
  const { id: loanId, branchId, number, location, borrowerKind: kind, borrower: code, ticketId, serial, part, qty, openQty, dueOn, state, currency, lentBy } = loan;
  const base = {
    loanId, branchId, number, location, borrower: { kind, code }, ticketId, serial, part, qty, openQty, dueOn, state,
    tell: { staff: [lentBy], dealerCode: kind === 'dealer' ? code : null, customerId: kind === 'customer' ? code : null },
  };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'GoodsLent':
      return LoanLentV1.of({ ...base, by: event.by, lentAt: at });
    case 'LoanReminded':
      return LoanRemindedV1.of({ ...base, remindedAt: at });
    case 'LoanOverdue':
      return LoanOverdueV1.of({ ...base, overdueAt: at });
    case 'LoanReturned':
      return LoanReturnedV1.of({ ...base, returnedQty: event.qty, to: event.to, ...(event.refund === null ? {} : { refund: event.refund, currency }), by: event.by, returnedAt: at });
    case 'LoanCharged':
      return LoanChargedV1.of({ ...base, chargedQty: event.qty, amount: event.amount, currency, by: event.by, chargedAt: at });
  }
};

/** What the world outside hears of a payment of a dealer. */
export const dealerPaymentPublishes = (event: PaymentEvent, payment: DealerPayment): ContractEvent => {
  const { id: paymentId, branchId, number, dealerCode, amount, currency, paidOn, reference, reason, undoReason } = payment;
  const base = { paymentId, branchId, number, dealerCode, amount, currency, paidOn, reference, reason };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'PaymentRecorded':
      return DealerPaymentRecordedV1.of({ ...base, by: event.by, recordedAt: at });
    case 'PaymentUndone':
      return DealerPaymentUndoneV1.of({ ...base, undoReason: known(undoReason), by: event.by, undoneAt: at });
  }
};

/** What the world outside hears of a count of a bin. */
export const stockCountPublishes = (event: StockCountEvent, { id: countId, branchId, location, part, bin, counted, expected, variance, currency, countedBy, reason }: StockCount): ContractEvent => {
  const base = { countId, branchId, location, part, bin, counted, expected, variance, currency, countedBy };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'StockCountReferred':
      return StockCountReferredV1.of({ ...base, countedAt: at });
    case 'StockCountPosted':
      return StockCountPostedV1.of({ ...base, by: event.by, postedAt: at, ...(reason === null ? {} : { reason }) });
    case 'StockCountDeclined':
      return StockCountDeclinedV1.of({ ...base, by: event.by, declinedAt: at, ...(reason === null ? {} : { reason }) });
  }
};

/** What the world outside hears of a transfer between branches. */
export const transferPublishes = (event: TransferEvent, transfer: Transfer): ContractEvent => {
  const { id: transferId, number, branchId, fromLocation, toBranchId, toLocation, preparedBy } = transfer;
  const base = { transferId, number, branchId, fromLocation, toBranchId, toLocation, lines: transfer.lines.map(({ part, qty }) => ({ part, qty })) };
  const at = event.at.toISOString();
  switch (event.type) {
    case 'TransferPrepared':
      return TransferPreparedV1.of({ ...base, preparedBy, preparedAt: at });
    case 'TransferSent':
      return TransferSentV1.of({ ...base, sentBy: event.by, sentAt: at });
    case 'TransferReceived':
      return TransferReceivedV1.of({ ...base, receivedBy: event.by, receivedAt: at, ...(transfer.missing.length === 0 ? {} : { missing: transfer.missing.map(({ part, qty }) => ({ part, qty })) }) });
    case 'TransferCalledOff':
      return TransferCalledOffV1.of({ ...base, calledOffBy: event.by, calledOffAt: at });
  }
};
