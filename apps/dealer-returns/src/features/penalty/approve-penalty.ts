import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn, Matches } from 'class-validator';
import { penaltyReasons } from '../../domain/penalty';
import { PenaltyStanding, penaltyStanding } from '../../penalty-view';
import { decidersOf } from '../../persistence/deciders';
import { PenaltyStore } from '../../persistence/penalty.store';

export class ApprovePenaltyBody {
  /** What he pays: as proposed, or less; exact. */
  @Matches(/^\d{1,12}(\.\d{1,2})?$/) amount!: string;
  @IsIn(penaltyReasons.approved) reason!: (typeof penaltyReasons.approved)[number];
}

@Controller('penalties')
export class ApprovePenalty {
  constructor(private readonly penalties: PenaltyStore) {}

  /** Finance agrees that the dealer pays, what was proposed or less. It takes the skill, and is not for a relative of the dealer. */
  @Post(':id/approve')
  @Requires('returns:penalise')
  @Answers(PenaltyStanding, 200)
  async handle(@Param('id') id: string, @Body() { amount, reason }: ApprovePenaltyBody, @Command() command: Command): Promise<PenaltyStanding> {
    if (!isUuid(id)) throw new NotFound('penalty');
    const by = command.principal.subject;
    return this.penalties.change<PenaltyStanding, Awaited<ReturnType<typeof decidersOf>>>(
      id,
      (penalty, { now, facts: { skills, declaredBy } }) => penaltyStanding(penalty, penalty.approve(amount, reason, skills, declaredBy, by, now)),
      command,
      (tx) => decidersOf(tx, by, null),
    );
  }
}
