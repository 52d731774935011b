import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { owedWithoutDay } from '../parts-request-timers';
import { branchTerms } from '../persistence/branch-terms';
import { PartsRequestStore } from '../persistence/parts-request.store';

/** A back-order without a day is no promise: whoever waits hears by when a day will be named (R40). */
@Fires(owedWithoutDay, PartsRequestStore)
export class AwaitPromisedDay implements Fired {
  constructor(private readonly requests: PartsRequestStore) {}

  async handle({ subject, branchId }: Timer, tx: Tx): Promise<void> {
    const { calendar } = await branchTerms(tx, branchId ?? '');
    await this.requests.changeIn(tx, subject, (request, { now }) => request.awaitDay(calendar, now));
  }
}
