import { startOfDay } from '@aftercare/business-time';

/** What can have been wrong with a delivery of an earlier system. */
export const pastDifferences = ['short', 'over', 'damaged', 'wrong', 'lost'] as const;
export type PastDifference = (typeof pastDifferences)[number];

/** How a delivery ended there; all `null`: it was still on its way. */
export interface PastOutcome {
  readonly arrivedOn: string | null;
  readonly receivedQty: number | null;
  readonly difference: PastDifference | null;
}

export interface PastShipmentDetails extends PastOutcome {
  readonly id: string;
  readonly branchId: string;
  /** As it was there: people have it on paper. */
  readonly noteNumber: string;
  readonly source: string;
  readonly ticketId: string | null;
  readonly dealerCode: string | null;
  readonly location: string;
  readonly carrier: string;
  readonly waybill: string;
  readonly part: string;
  readonly qty: number;
  readonly dispatchedOn: string;
  readonly promisedOn: string;
  /** Where the branch is. */
  readonly zone: string;
}

export interface PastShipmentEvent {
  readonly type: 'ShipmentImported';
  readonly by: string;
  readonly at: Date;
}

/**
 * A delivery of an earlier system: its note, its one line and its one box. States: on its way there → ended, with what came. Nothing can be done about it here: no
 * stock moves by it, nobody follows or receives it; the stock that opened our ledger is what was left after it.
 */
export class PastShipment {
  readonly id: string;
  readonly branchId: string;
  readonly noteNumber: string;
  readonly source: string;
  readonly ticketId: string | null;
  readonly dealerCode: string | null;
  readonly location: string;
  readonly carrier: string;
  readonly waybill: string;
  readonly part: string;
  readonly qty: number;
  readonly dispatchedOn: string;
  readonly promisedOn: string;
  arrivedOn: string | null;
  receivedQty: number | null;
  difference: PastDifference | null;
  readonly zone: string;
  readonly version: number;

  private constructor() {}

  static fromHistory(details: PastShipmentDetails, by: string, now: Date): { shipment: PastShipment; events: PastShipmentEvent[] } {
    const shipment = Object.assign(new PastShipment(), details, { version: 1 });
    return { shipment, events: [{ type: 'ShipmentImported', by, at: now }] };
  }

  /** The beginning of its day, where the branch is: of an earlier system only days are known. */
  get dispatchedAt(): Date {
    return startOfDay(this.dispatchedOn, this.zone);
  }

  get ended(): boolean {
    return this.arrivedOn !== null || this.difference === 'lost';
  }

  /** A later sheet tells how it ended. What had ended stays as it is, whatever is said; nothing new changes nothing. */
  told({ arrivedOn, receivedQty, difference }: PastOutcome, by: string, now: Date): PastShipmentEvent[] {
    if (this.ended || (arrivedOn === null && difference !== 'lost')) return [];
    Object.assign(this, { arrivedOn, receivedQty, difference });
    return [{ type: 'ShipmentImported', by, at: now }];
  }
}
