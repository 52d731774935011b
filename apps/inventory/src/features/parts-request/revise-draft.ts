import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { visibleTo } from '../../own-requests';
import { askedIn, PartsRequestBody, termsIn } from '../../parts-request-body';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { PartsRequestStore } from '../../persistence/parts-request.store';
import { knownOf, type About } from '../../persistence/request-facts';

@Controller('parts-requests')
export class ReviseDraft {
  constructor(private readonly requests: PartsRequestStore) {}

  /** A draft says something else, completely: its number, its branch and who asks stay. */
  @Post(':id/revise')
  @Requires('parts:request')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Body() body: PartsRequestBody, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    return this.requests.change<PartsRequestStanding, About>(
      id,
      (request, { now, facts }) => standing(request, request.revise({ ...facts, ...termsIn(body) }, body.lines, now)),
      command,
      async (tx, request) => {
        const { about } = await knownOf(tx, visibleTo(request, 'parts-request', command.principal).branchId, askedIn(body), command.principal);
        return about;
      },
    );
  }
}
