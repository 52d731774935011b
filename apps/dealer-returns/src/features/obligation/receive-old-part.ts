import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsInt, IsString, MaxLength } from 'class-validator';
import { ObligationStanding, standing } from '../../obligation-standing';
import { todayIn } from '../../persistence/branch-day';
import { ObligationStore } from '../../persistence/obligation.store';

export class ReceiveOldPartBody {
  /** What the keeper has in his hand: it has to be the part that is owed. */
  @IsString() @MaxLength(64) part!: string;
  /** Pieces in the part's base unit; not more than is open. */
  @IsInt() qty!: number;
}

@Controller('obligations')
export class ReceiveOldPart {
  constructor(private readonly obligations: ObligationStore) {}

  /**
   * Old parts came back with their tag. They lie in quarantine until somebody has looked at them. The duty ends when nothing is open any
   * more; whether that was in time is said by the day that it is in the branch.
   */
  @Post(':id/receive')
  @Requires('returns:receive')
  @Answers(ObligationStanding, 200)
  async handle(@Param('id') id: string, @Body() { part, qty }: ReceiveOldPartBody, @Command() command: Command): Promise<ObligationStanding> {
    if (!isUuid(id)) throw new NotFound('obligation');
    return this.obligations.change<ObligationStanding, string>(
      id,
      (obligation, { now, actor, facts: today }) => standing(obligation, obligation.receive(part.trim().toUpperCase(), qty, today, actor.subject, now)),
      command,
      (tx, { branchId }, now) => todayIn(tx, branchId, now),
    );
  }
}
