import { mayIn, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsInt, IsUUID } from 'class-validator';
import type { ReturnObligation } from '../../domain/obligation';
import type { Surplus } from '../../domain/surplus';
import { ObligationStanding, standing } from '../../obligation-standing';
import { ObligationStore } from '../../persistence/obligation.store';
import { SurplusStore } from '../../persistence/surplus.store';

export class AssignSurplusBody {
  /** The duty that they turned out to be for: of the same dealer, for the same part. */
  @IsUUID() obligation!: string;
  /** Not more than is kept apart, nor than is open. */
  @IsInt() qty!: number;
}

@Controller('surplus')
export class AssignSurplus {
  constructor(
    private readonly database: Database,
    private readonly obligations: ObligationStore,
    private readonly surpluses: SurplusStore,
  ) {}

  /**
   * It was found out for which duty old parts are that had been kept apart. They count from the day on which they came, also where the duty has
   * become overdue since then; they lie where they lay.
   */
  @Post(':id/assign')
  @Requires('returns:receive')
  @Answers(ObligationStanding, 200)
  async handle(@Param('id') id: string, @Body() { obligation: dutyId, qty }: AssignSurplusBody, @Command() command: Command): Promise<ObligationStanding> {
    if (!isUuid(id)) throw new NotFound('surplus');
    const { principal, permission } = command;
    return runCommand(this.database, command, async (tx) => {
      // The duty first, as everybody does who has both.
      const duty = await this.obligations.changeIn<ReturnObligation>(tx, dutyId, (found) => {
        if (!mayIn(principal, permission, found.branchId)) throw new NotFound('obligation');
        return { events: [], answer: found };
      });
      const surplus = await this.surpluses.changeIn<Surplus>(tx, id, (found, { now, actor }) => {
        if (!mayIn(principal, permission, found.branchId)) throw new NotFound('surplus');
        return { events: found.assign(duty, qty, actor.subject, now), answer: found };
      });
      const answer = await this.obligations.changeIn<ObligationStanding>(tx, dutyId, (found, { now, actor }) => standing(found, found.receive(surplus.part, qty, surplus.receivedOn, actor.subject, now, id)));
      return { answer, subject: id, branchId: surplus.branchId };
    });
  }
}
