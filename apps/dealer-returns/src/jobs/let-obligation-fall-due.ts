import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { ObligationStore } from '../persistence/obligation.store';
import { obligationDue } from '../timers';

const clerksFor = statement(
  'clerks-for-obligation',
  "SELECT s.id FROM obligation o JOIN staff s ON s.branch_id = o.branch_id WHERE o.id = $1 AND s.role = 'clerk' AND s.active ORDER BY s.id",
);

/** The day is over by which old parts had to come back, and some have not: the clerks of the branch see to it. */
@Fires(obligationDue, ObligationStore)
export class LetObligationFallDue implements Fired {
  constructor(private readonly obligations: ObligationStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const clerks = await tx.query<{ id: string }>(clerksFor, [subject]);
    await this.obligations.changeIn(tx, subject, (obligation, { now }) => obligation.fallDue(clerks.map(({ id }) => id), now));
  }
}
