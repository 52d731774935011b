import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsString, Matches } from 'class-validator';
import type { DeclaredBy } from '../../domain/parts-request';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { PartsRequestStore } from '../../persistence/parts-request.store';
import { peopleOf, todayIn } from '../../persistence/request-facts';

export class PromiseDayBody {
  /** When what waits will be there, as a day of the branch. */
  @IsString() @Matches(/^\d{4}-\d{2}-\d{2}$/) promisedOn!: string;
}

@Controller('parts-requests')
export class PromiseDay {
  constructor(private readonly requests: PartsRequestStore) {}

  /** Names a day, or another one, for everything of a request that waits; whoever asked is told. */
  @Post(':id/promise')
  @Requires('parts:approve')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Body() { promisedOn }: PromiseDayBody, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    return this.requests.change<PartsRequestStanding, { readonly declaredBy: DeclaredBy; readonly today: string }>(
      id,
      (request, { now, actor, facts: { declaredBy, today } }) => standing(request, request.promise(promisedOn, actor.subject, declaredBy, today, now)),
      command,
      async (tx, request, now) => ({ ...(await peopleOf(tx, command.principal.subject, request)), today: await todayIn(tx, request.branchId, now) }),
    );
  }
}
