import type { ContractEvent } from '@aftercare/contracts';
import type { Cause } from './tx-context';

/** An event that waits for the end of its transaction. */
export interface PendingEvent {
  readonly id: string;
  readonly event: ContractEvent;
  readonly payload: Buffer;
  readonly occurredAt: Date;
  readonly cause: Cause;
}
