import { CarrierRegisteredV1, LocationRegisteredV1, PartRegisteredV1, StockFellShortV1, StockMovedV1, type ContractEvent } from '@aftercare/contracts';
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
