import { branchesFor, mayIn, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Get, Param } from '@nestjs/common';
import { IsBoolean, IsIn } from 'class-validator';
import { DiscrepancyView, partyOf } from '../../discrepancy-view';
import { hasPieces, keepsTooMuch, remedies, remediesOf, type Remedy } from '../../domain/discrepancy';
import { discrepancyMoves, discrepancyMovesFor, type DiscrepancyMove } from '../../domain/discrepancy.lifecycle';

const moves = Object.keys(discrepancyMoves) as DiscrepancyMove[];

export class DiscrepancyInFull extends DiscrepancyView {
  /** What the caller can do with it now. */
  @IsIn(moves, { each: true }) can!: DiscrepancyMove[];
  /** What can be offered for it. */
  @IsIn(remedies, { each: true }) remedies!: Remedy[];
  /** The receiver has pieces that he does not want: every remedy but `accept` says what becomes of them. */
  @IsBoolean() hasPieces!: boolean;
  /** Who keeps what came too much may be asked to pay for it. */
  @IsBoolean() mayCharge!: boolean;
}

const byIdOrNumber = statement(
  'discrepancy-view',
  `SELECT s.* FROM discrepancy d JOIN discrepancy_shown s USING (id)
    WHERE (d.id = $1 OR d.number = $2) AND ($3::text[] IS NULL OR d.branch_id = ANY ($3)) AND ($4::text IS NULL OR d.dealer_code = $4 OR d.received_by_whom = $4)`,
);

@Controller('discrepancies')
export class GetDiscrepancy {
  constructor(private readonly database: Database) {}

  /** One case, by its id or its number, with the offers of both sides and what the caller can do next. What is not yours does not exist for you. */
  @Get(':id')
  @Requires('parts:read')
  @Answers(DiscrepancyInFull)
  async handle(@Param('id') id: string, @Actor() actor: Principal): Promise<DiscrepancyInFull> {
    const branches = branchParam(branchesFor(actor, 'parts:read'));
    const [found] = await this.database.read<DiscrepancyView>(actor, 'parts:read', byIdOrNumber, [isUuid(id) ? id : null, id.toUpperCase(), branches, partyOf(actor)]);
    if (!found) throw new NotFound('discrepancy');
    const can = discrepancyMovesFor(found).filter((move) => { const { permission } = discrepancyMoves[move]; return permission !== null && mayIn(actor, permission, found.branchId); });
    return { ...found, can, remedies: [...remediesOf[found.type]], hasPieces: hasPieces(found), mayCharge: keepsTooMuch(found) };
  }
}
