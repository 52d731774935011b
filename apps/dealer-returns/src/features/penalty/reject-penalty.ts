import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { penaltyReasons } from '../../domain/penalty';
import { PenaltyStanding, penaltyStanding } from '../../penalty-view';
import { decidersOf } from '../../persistence/deciders';
import { PenaltyStore } from '../../persistence/penalty.store';

export class RejectPenaltyBody {
  @IsIn(penaltyReasons.rejected) reason!: (typeof penaltyReasons.rejected)[number];
}

@Controller('penalties')
export class RejectPenalty {
  constructor(private readonly penalties: PenaltyStore) {}

  /** Finance does not agree: he pays nothing, and owes the part as before. It takes the same as agreeing. */
  @Post(':id/reject')
  @Requires('returns:penalise')
  @Answers(PenaltyStanding, 200)
  async handle(@Param('id') id: string, @Body() { reason }: RejectPenaltyBody, @Command() command: Command): Promise<PenaltyStanding> {
    if (!isUuid(id)) throw new NotFound('penalty');
    const by = command.principal.subject;
    return this.penalties.change<PenaltyStanding, Awaited<ReturnType<typeof decidersOf>>>(
      id,
      (penalty, { now, facts: { skills, declaredBy } }) => penaltyStanding(penalty, penalty.reject(reason, skills, declaredBy, by, now)),
      command,
      (tx) => decidersOf(tx, by, null),
    );
  }
}
