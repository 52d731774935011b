/** A device as directory knows it: who sold it, and the last day of each guarantee. */
export interface Device {
  readonly serial: string;
  readonly dealerCode: string | null;
  /** `unknown`: nobody knows when it was installed. */
  readonly warrantySource: WarrantySource;
  /** Covered up to and including this day; `null`: unknown, or never given. */
  readonly repairUntil: string | null;
  readonly replaceUntil: string | null;
  readonly refundUntil: string | null;
}

export const warrantySources = ['installation', 'manual', 'unknown'] as const;
export type WarrantySource = (typeof warrantySources)[number];
export const warranties = ['in', 'out', 'unknown'] as const;
export type Warranty = (typeof warranties)[number];

/** What a ticket is told of its device's guarantees, once: a later correction of the device changes nothing that was said to the customer. */
export interface PinnedWarranty {
  readonly warranty: Warranty | null;
  readonly warrantySource: WarrantySource | null;
}

/**
 * Whether a device is covered on a day by any of its guarantees, and where that is known from. A serial number that nobody knows is
 * neither covered nor not; a ticket about no device has nothing to be covered (`null`).
 */
export const warrantyOn = (serial: string | null, device: Device | null, day: string): PinnedWarranty => {
  if (serial === null) return { warranty: null, warrantySource: null };
  if (device === null || device.warrantySource === 'unknown') return { warranty: 'unknown', warrantySource: 'unknown' };
  const covered = [device.repairUntil, device.replaceUntil, device.refundUntil].some((until) => until !== null && day <= until);
  return { warranty: covered ? 'in' : 'out', warrantySource: device.warrantySource };
};
