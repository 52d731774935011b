import {
  CarrierRegisteredV1, LocationRegisteredV1, PartRegisteredV1, PartsRequestBackOrderedV1, PartsRequestCancelledV1, PartsRequestClosedV1, PartsRequestDecidedV1, PartsRequestDraftedV1,
  PartsRequestFulfilledV1, PartsRequestProgressedV1, PartsRequestReferredV1, PartsRequestSubmittedV1, StockFellShortV1, StockMovedV1, type ContractEvent,
} from '@aftercare/contracts';
import type { PartsRequest, PartsRequestEvent } from './domain/parts-request';
import type { RequestLine } from './domain/request-line';
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
      return PartsRequestDecidedV1.of({ ...base, outcome: event.outcome, by: event.by, creditBy: event.creditBy, charge: charge?.toString() ?? null, currency: charge?.currency ?? null, lines, decidedAt: at });
    }
    case 'RequestBackOrdered': {
      const promised = new Map(request.lines.map(({ lineNo, promisedOn }) => [lineNo, promisedOn]));
      return PartsRequestBackOrderedV1.of({ ...base, because: event.because, lines: event.lines.map((line) => ({ ...line, promisedOn: promised.get(line.lineNo) ?? null })), backOrderedAt: at });
    }
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

const published = ({ lineNo, part, suppliedAs, requested, approved, reason, waiting, reserved, picked, shipped, received, cancelled, backOrder, promisedOn, unitPrice, currency, returnDays }: RequestLine) => ({
  lineNo, part, suppliedAs, requested, approved, reason, waiting, reserved, picked, shipped, received, cancelled, backOrder, promisedOn, unitPrice, currency, returnDays,
});
