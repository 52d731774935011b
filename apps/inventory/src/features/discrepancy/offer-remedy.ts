import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn, IsOptional } from 'class-validator';
import { OfferBody, offerIn } from '../../discrepancy-offer-body';
import { DiscrepancyStanding, discrepancyStanding } from '../../discrepancy-view';
import { causes, type Cause, type DeclaredBy } from '../../domain/discrepancy';
import { declarationsOf } from '../../persistence/declared-relatives';
import { DiscrepancyStore } from '../../persistence/discrepancy.store';

export class OfferRemedyBody extends OfferBody {
  /** Where nothing had to be found out. */
  @IsOptional() @IsIn(causes) cause?: Cause | null;
}

@Controller('discrepancies')
export class OfferRemedy {
  constructor(private readonly discrepancies: DiscrepancyStore) {}

  /** We offer the receiver a remedy for the whole case. A newer offer takes the place of an older one. Not by a relative of the receiver or the dealer. */
  @Post(':id/offer')
  @Requires('parts:settle')
  @Answers(DiscrepancyStanding, 200)
  async handle(@Param('id') id: string, @Body() body: OfferRemedyBody, @Command() command: Command): Promise<DiscrepancyStanding> {
    if (!isUuid(id)) throw new NotFound('discrepancy');
    const by = command.principal.subject;
    return this.discrepancies.change<DiscrepancyStanding, DeclaredBy>(
      id,
      (discrepancy, { now, facts }) => discrepancyStanding(discrepancy, discrepancy.offerRemedy(offerIn(body), body.qty, body.cause ?? null, facts, by, now)),
      command,
      async (tx, { receivedByWhom }) => (await declarationsOf(tx, [by, receivedByWhom])).declaredBy,
    );
  }
}
