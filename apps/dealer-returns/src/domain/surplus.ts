/** Old parts that a dealer sent and did not owe, as they are put aside. */
export interface SurplusDetails {
  readonly id: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly part: string;
  readonly qty: number;
  /** The day of the branch. */
  readonly receivedOn: string;
  readonly receivedBy: string;
}

export type SurplusEvent = { readonly type: 'SurplusHeld'; readonly at: Date };

/** Parts that nobody owed: they lie in quarantine, kept apart, until somebody finds out what they are. */
export class Surplus {
  readonly id: string;
  readonly branchId: string;
  readonly dealerCode: string;
  readonly part: string;
  readonly qty: number;
  readonly receivedOn: string;
  readonly receivedBy: string;
  readonly heldAt: Date;
  readonly version: number;

  private constructor() {}

  static hold(details: SurplusDetails, now: Date): { surplus: Surplus; events: SurplusEvent[] } {
    return { surplus: Object.assign(new Surplus(), details, { heldAt: now, version: 1 }), events: [{ type: 'SurplusHeld', at: now }] };
  }
}
