import type { OwnerId } from './ownership';
import type { Device } from './warranty';

/** What directory knows of the customer, the device and the dealer that a ticket is about. */
export interface Involved {
  readonly device: Device | null;
  /** Who sold the device; without one, whose customer it is, or who called himself. */
  readonly dealerCode: string | null;
  /** Who answers for the dealer, when it is a key account. */
  readonly representativeId: OwnerId | null;
  /** Staff who are relatives of the customer or of the dealer. */
  readonly relatives: readonly OwnerId[];
}
