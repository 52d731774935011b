/** A spare part as it is kept. `return_days` is null when the old part need not come back. */
export interface PartRow {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly fault_family: string | null;
  readonly fits_models: readonly string[];
  /** Exact, with two decimals. */
  readonly price: string;
  readonly currency: string;
  readonly return_days: number | null;
  readonly substitutes: readonly string[];
  readonly safety_stock: number;
  readonly remark: string | null;
  readonly withdrawn: boolean;
}

/** A place of a branch where stock is kept. */
export interface LocationRow {
  readonly code: string;
  readonly kind: 'warehouse' | 'van';
  readonly branch_id: string;
  readonly holder_id: string | null;
  readonly name: string;
}

/** Who takes parcels; promises are calendar days. */
export interface CarrierRow {
  readonly code: string;
  readonly name: string;
  readonly tracking_prefix: string;
  readonly promised_days_same_region: number;
  readonly promised_days_cross_region: number;
  readonly stale_after_hours: number;
  readonly phone: string | null;
}
