import { Requires } from '@aftercare/auth';
import { Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { MergeProposalStore } from '../../persistence/merge-proposal.store';

@Controller('merge-proposals')
export class DeclineMerge {
  constructor(private readonly proposals: MergeProposalStore) {}

  /** The two are two persons with one number; the pair is not proposed again. */
  @Post(':id/decline')
  @Requires('customer:change')
  @HttpCode(204)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<void> {
    if (!isUuid(id)) throw new NotFound('merge-proposal');
    await this.proposals.change(id, (proposal, { now, actor }) => proposal.decline(actor.subject, now), command);
  }
}
