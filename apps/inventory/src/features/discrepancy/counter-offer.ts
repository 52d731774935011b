import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound, RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { OfferBody, offerIn } from '../../discrepancy-offer-body';
import { DiscrepancyStanding, discrepancyStanding, sideOf } from '../../discrepancy-view';
import { DiscrepancyStore } from '../../persistence/discrepancy.store';

@Controller('discrepancies')
export class CounterOffer {
  constructor(private readonly discrepancies: DiscrepancyStore) {}

  /** The receiver declines what is offered and says what he wants instead; the sender can accept that, or offer something else. */
  @Post(':id/counter')
  @Requires('parts:answer')
  @Answers(DiscrepancyStanding, 200)
  async handle(@Param('id') id: string, @Body() body: OfferBody, @Command() command: Command): Promise<DiscrepancyStanding> {
    if (!isUuid(id)) throw new NotFound('discrepancy');
    return this.discrepancies.change(id, (discrepancy, { now, actor }) => {
      if (sideOf(discrepancy, actor) === 'sender') throw new RuleViolation('discrepancy.own-offer', { side: 'sender' });
      return discrepancyStanding(discrepancy, discrepancy.counter(offerIn(body), body.qty, actor.subject, now));
    }, command);
  }
}
