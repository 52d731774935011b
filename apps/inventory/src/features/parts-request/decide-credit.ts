import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsBoolean } from 'class-validator';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { Approval, type Settled } from '../../persistence/approval';
import { PartsRequestStore } from '../../persistence/parts-request.store';
import { peopleOf } from '../../persistence/request-facts';

export class DecideCreditBody {
  /** `false`: the request is rejected as over the limit. */
  @IsBoolean() granted!: boolean;
}

@Controller('parts-requests')
export class DecideCredit {
  constructor(
    private readonly requests: PartsRequestStore,
    private readonly approval: Approval,
  ) {}

  /** Finance agrees to what was proposed above the dealer's credit limit, or does not. It takes the skill, and another person than the one who proposed. */
  @Post(':id/credit')
  @Requires('parts:approve-credit')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Body() { granted }: DecideCreditBody, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    const by = command.principal.subject;
    return this.requests.change<PartsRequestStanding, Settled>(
      id,
      (request, { now, facts }) => {
        if ('above' in facts) throw new Error('finance has agreed and is asked again');
        return standing(request, request.decideCredit(facts.plan, facts.reserved, by, now));
      },
      command,
      async (tx, request, now) => {
        const { declaredBy, skills } = await peopleOf(tx, by, request);
        return this.approval.settle(tx, request, request.planCredit(granted, by, skills, declaredBy), now, true);
      },
    );
  }
}
