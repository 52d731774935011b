import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { visibleTo } from '../../own-requests';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { Ledger } from '../../persistence/ledger';
import { PartsRequestStore } from '../../persistence/parts-request.store';
import { shelfOf, type OnFile } from '../../persistence/request-opening';

@Controller('parts-requests')
export class HandInDraft {
  constructor(
    private readonly requests: PartsRequestStore,
    private readonly ledger: Ledger,
  ) {}

  /** Hands a draft in, as if it were asked for now. */
  @Post(':id/submit')
  @Requires('parts:request')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    return this.requests.change<PartsRequestStanding, OnFile>(
      id,
      (request, { now, facts: { catalogue, available } }) => standing(request, request.submit(catalogue, available, now)),
      command,
      (tx, request, now) => shelfOf(tx, this.ledger, visibleTo(request, 'parts-request', command.principal), now),
    );
  }
}
