import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Controller, Param, Post } from '@nestjs/common';
import { DiscrepancyStanding } from '../../discrepancy-view';
import { DiscrepancyWork } from '../../persistence/discrepancy-work';

@Controller('discrepancies')
export class TakeInRejected {
  constructor(private readonly work: DiscrepancyWork) {}

  /** The rejected pieces of a case came back, all of them: they lie in quarantine until somebody has looked at them. */
  @Post(':id/take-in')
  @Requires('parts:ship')
  @Answers(DiscrepancyStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<DiscrepancyStanding> {
    return this.work.takeIn(id, command);
  }
}
