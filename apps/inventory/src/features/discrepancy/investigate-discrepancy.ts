import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn, IsUUID } from 'class-validator';
import { DiscrepancyStanding, discrepancyStanding } from '../../discrepancy-view';
import { causes, type Cause } from '../../domain/discrepancy';
import { DiscrepancyStore } from '../../persistence/discrepancy.store';

export class InvestigateDiscrepancyBody {
  @IsIn(causes) cause!: Cause;
  /** The note in directory (`POST /notes`) in which it is written what was found out. */
  @IsUUID() findingsId!: string;
}

@Controller('discrepancies')
export class InvestigateDiscrepancy {
  constructor(private readonly discrepancies: DiscrepancyStore) {}

  /** It was found out what caused the difference. Until a remedy is agreed it can be found out better. */
  @Post(':id/investigate')
  @Requires('parts:settle')
  @Answers(DiscrepancyStanding, 200)
  async handle(@Param('id') id: string, @Body() { cause, findingsId }: InvestigateDiscrepancyBody, @Command() command: Command): Promise<DiscrepancyStanding> {
    if (!isUuid(id)) throw new NotFound('discrepancy');
    return this.discrepancies.change(id, (discrepancy, { now, actor }) => discrepancyStanding(discrepancy, discrepancy.investigate(cause, findingsId, actor.subject, now)), command);
  }
}
