import { branchesFor, mayIn, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { movesFor, obligationMoves, type ObligationMove } from '../../domain/obligation.lifecycle';
import { ObligationView } from '../../obligation-view';
import { onlyOf } from '../../own-duties';

const moves = Object.keys(obligationMoves) as ObligationMove[];

export class ObligationInFull extends ObligationView {
  /** What the caller can do with it now. */
  @IsIn(moves, { each: true }) can!: ObligationMove[];
}

const byIdOrNumber = statement(
  'obligation-view',
  'SELECT * FROM obligation_shown WHERE (id = $1 OR number = $2) AND ($3::text[] IS NULL OR "branchId" = ANY ($3)) AND ($4::text IS NULL OR "dealerCode" = $4)',
);

@Controller('obligations')
export class GetObligation {
  constructor(private readonly database: Database) {}

  /** One duty to return an old part, by its id or the number on its tag, with what the caller can do next. What is not yours does not exist for you. */
  @Get(':id')
  @Requires('returns:read')
  @Answers(ObligationInFull)
  async handle(@Param('id') id: string, @Actor() actor: Principal): Promise<ObligationInFull> {
    const branches = branchParam(branchesFor(actor, 'returns:read'));
    const [found] = await this.database.read<ObligationView>(actor, 'returns:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches, onlyOf(actor)]);
    if (!found) throw new NotFound('obligation');
    const can = movesFor(found).filter((move) => { const { permission } = obligationMoves[move]; return permission !== null && mayIn(actor, permission, found.branchId); });
    return { ...found, can };
  }
}
