import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { visibleTo } from '../../own-requests';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { PartsRequestStore } from '../../persistence/parts-request.store';

@Controller('parts-requests')
export class ClosePartsRequest {
  constructor(private readonly requests: PartsRequestStore) {}

  /** Everything has arrived as it was sent, and nothing is open any more. */
  @Post(':id/close')
  @Requires('parts:request')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    return this.requests.change(id, (request, { now, actor }) => standing(request, visibleTo(request, 'parts-request', actor).close(actor.subject, now)), command);
  }
}
