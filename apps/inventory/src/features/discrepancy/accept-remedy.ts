import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Controller, Param, Post } from '@nestjs/common';
import { DiscrepancyStanding } from '../../discrepancy-view';
import { DiscrepancyWork } from '../../persistence/discrepancy-work';

@Controller('discrepancies')
export class AcceptRemedy {
  constructor(private readonly work: DiscrepancyWork) {}

  /**
   * The side that did not make the offer agrees to it, once. The pieces leave in-transit by the cause in the same moment: to loss with a claim on
   * the carrier, back to the shelf with a correction of the dispatch ledger, or to the dealer. A resend is a request of its own from here on.
   */
  @Post(':id/accept')
  @Requires('parts:answer')
  @Answers(DiscrepancyStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<DiscrepancyStanding> {
    return this.work.accept(id, command);
  }
}
