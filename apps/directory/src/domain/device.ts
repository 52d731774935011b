import { RuleViolation } from '@aftercare/kernel';
import { guarantees, warrantyFrom, type LastDays, type WarrantySource, type WarrantyTerms } from './warranty';

/** Whose branch looks after a device: its owner's; its dealer's while nobody has bought it; the factory's before a dealer has it. */
export const branchOfDevice = (owner: string | null, dealer: string | null, factory: string): string => owner ?? dealer ?? factory;

/** The owner belongs to another branch than the dealer who sold it to him. */
export const soldOutsideArea = (owner: string | null, dealer: string | null): boolean => owner !== null && dealer !== null && owner !== dealer;

/** The device is on file with other facts than before. */
export interface DeviceChanged {
  readonly type: 'DeviceChanged';
}
export type DeviceEvent = DeviceChanged;

export interface Sale {
  readonly customer: { readonly id: string; readonly branchId: string };
  readonly dealerBranch: string | null;
  readonly terms: WarrantyTerms;
  /** null: it is not installed yet. */
  readonly installedOn: string | null;
  /** Where the device is. */
  readonly today: string;
}

/**
 * One tank, pump or lamp with its serial number, from the factory to its owner. It has no states of its own: what is due to its owner
 * follows from the day of installation and what its model promised then, unless a person has set it.
 */
export class Device {
  /** The serial number. */
  readonly id: string;
  branchId: string;
  readonly modelCode: string;
  readonly lot: string | null;
  readonly madeOn: string | null;
  readonly dealerCode: string | null;
  customerId: string | null;
  installedOn: string | null;
  soldOutsideArea: boolean;
  warrantySource: WarrantySource;
  repairUntil: string | null;
  replaceUntil: string | null;
  refundUntil: string | null;
  warrantySetBy: string | null;
  warrantySetAt: Date | null;
  warrantyReason: string | null;
  readonly version: number;

  private constructor() {}

  /** The device belongs to this customer. Guarantees begin with the installation; what a person has set stays. */
  handOver({ customer, dealerBranch, terms, installedOn, today }: Sale): DeviceEvent[] {
    if (installedOn !== null && installedOn > today) throw new RuleViolation('device.installed-in-future', { installedOn, today });
    if (installedOn !== null && this.madeOn !== null && installedOn < this.madeOn) throw new RuleViolation('device.installed-before-made', { installedOn, madeOn: this.madeOn });
    if (customer.id === this.customerId && installedOn === this.installedOn) return [];
    if (installedOn !== this.installedOn && this.warrantySource !== 'manual') {
      const { source, until } = warrantyFrom(installedOn, terms);
      this.warrantySource = source;
      this.setLastDays(until);
    }
    this.customerId = customer.id;
    this.installedOn = installedOn;
    this.branchId = customer.branchId;
    this.soldOutsideArea = soldOutsideArea(customer.branchId, dealerBranch);
    return [{ type: 'DeviceChanged' }];
  }

  /** A person says until when each guarantee holds, and why. No file and no installation changes that afterwards. */
  setWarranty(until: LastDays, reason: string, by: string, now: Date): DeviceEvent[] {
    if (reason.trim() === '') throw new RuleViolation('device.warranty-reason-required');
    for (const guarantee of guarantees) {
      const last = until[guarantee];
      if (last !== null && this.installedOn !== null && last < this.installedOn) throw new RuleViolation('device.warranty-before-installation', { guarantee, until: last, installedOn: this.installedOn });
    }
    this.warrantySource = 'manual';
    this.setLastDays(until);
    this.warrantySetBy = by;
    this.warrantySetAt = now;
    this.warrantyReason = reason;
    return [{ type: 'DeviceChanged' }];
  }


  private setLastDays({ repair, replace, refund }: LastDays): void {
    this.repairUntil = repair;
    this.replaceUntil = replace;
    this.refundUntil = refund;
  }
}
