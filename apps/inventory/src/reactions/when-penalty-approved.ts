import { PenaltyApprovedV1, type ReceivedEvent } from '@aftercare/contracts';
import { When } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { Money } from '@aftercare/kernel';
import { Controller } from '@nestjs/common';
import { enterRow } from '../persistence/dealer-account';

@Controller()
export class WhenPenaltyApproved {
  /** Finance has agreed to a penalty for an old part: the dealer owes it, once. */
  @When(PenaltyApprovedV1)
  handle({ data: { penaltyId: id, number, branchId, dealerCode, amount, currency } }: ReceivedEvent<PenaltyApprovedV1>, tx: Tx): Promise<void> {
    return enterRow(tx, branchId, dealerCode, Money.of(amount, currency), 'penalty', { id, number });
  }
}
