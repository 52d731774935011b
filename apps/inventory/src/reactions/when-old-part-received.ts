import { ObligationReceivedV1, SurplusHeldV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Controller } from '@nestjs/common';
import { bin, party } from '../domain/stock';
import { Ledger } from '../persistence/ledger';

const warehouseOf = statement('warehouse-of-branch', "SELECT code FROM location WHERE branch_id = $1 AND kind = 'warehouse' ORDER BY code LIMIT 1");

/**
 * Old parts came back from a dealer: they lie in the quarantine of his branch's warehouse from then on. A worn part is worth nothing in our
 * books before somebody has looked at it. Each fact is one posting, and postings do not depend on their order.
 */
@Controller()
export class WhenOldPartReceived {
  constructor(private readonly ledger: Ledger) {}

  /** What had been kept apart as surplus lies there already. */
  @When(ObligationReceivedV1)
  async received({ data: { obligationId: id, fromSurplus = null, ...came } }: ReceivedEvent<ObligationReceivedV1>, tx: Tx): Promise<void> {
    if (fromSurplus === null) await this.#toQuarantine(id, came, tx);
  }

  /** What nobody owed lies there as well. */
  @When(SurplusHeldV1)
  held({ data: { surplusId: id, ...came } }: ReceivedEvent<SurplusHeldV1>, tx: Tx): Promise<void> {
    return this.#toQuarantine(id, came, tx);
  }

  async #toQuarantine(id: string, { branchId, dealerCode, part, qty }: Pick<SurplusHeldV1, 'branchId' | 'dealerCode' | 'part' | 'qty'>, tx: Tx): Promise<void> {
    const [warehouse] = await tx.query<{ code: string }>(warehouseOf, [branchId]);
    if (!warehouse) throw new RuleViolation('stock.no-warehouse', { branch: branchId });
    await this.ledger.post(tx, [{ part, qty, from: party('dealer', dealerCode), to: bin(warehouse.code, 'quarantine'), reason: 'returned', document: { kind: 'old_part', id }, unitValue: '0.00' }]);
  }
}
