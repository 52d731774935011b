import { localYear } from '@aftercare/business-time';
import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import { documentNumber, statement, type Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import type { ReturnObligation } from '../domain/obligation';
import { Penalty } from '../domain/penalty';
import { termsOf } from '../persistence/branch-day';
import { ObligationStore } from '../persistence/obligation.store';
import { PenaltyStore } from '../persistence/penalty.store';
import { obligationPenalty } from '../timers';

const proposed = statement('penalty-proposed', 'SELECT FROM penalty WHERE obligation_id = $1');

/** An old part has been overdue for two weeks and nobody has given a cause: a penalty is proposed, once for each duty. Finance decides. */
@Fires(obligationPenalty, ObligationStore)
export class ProposePenalty implements Fired {
  constructor(
    private readonly obligations: ObligationStore,
    private readonly penalties: PenaltyStore,
  ) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const { branchId, dealerCode, part, currency, due } = await this.obligations.changeIn(tx, subject, (obligation: ReturnObligation, { now }) => ({
      events: [], answer: { branchId: obligation.branchId, dealerCode: obligation.dealerCode, part: obligation.part, currency: obligation.currency, due: obligation.penaltyDue(now) },
    }));
    if (due === null || (await tx.query(proposed, [subject])).length > 0) return;
    const { shortCode, zone } = await termsOf(tx, branchId);
    const number = await documentNumber(tx, { kind: 'PN', branchId, shortCode, year: localYear(await tx.now(), zone) });
    await this.penalties.createIn(tx, ({ now }) => {
      const { penalty, events } = Penalty.propose({ id: derivedId('penalty', subject), number, branchId, dealerCode, obligationId: subject, part, qty: due.qty, proposed: due.amount.toString(), currency }, now);
      return { aggregate: penalty, events, answer: undefined };
    });
  }
}
