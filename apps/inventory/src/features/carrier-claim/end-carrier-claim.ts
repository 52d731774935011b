import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsString, IsUUID, Matches } from 'class-validator';
import { CarrierClaimStore } from '../../persistence/carrier-claim.store';

export class EndCarrierClaimBody {
  /** What the carrier has paid in the end, exact; `0`: nothing, and nothing more is to be had. */
  @Matches(/^\d{1,12}(\.\d{1,2})?$/) recovered!: string;
}

export class EndedCarrierClaim {
  @IsUUID() id!: string;
  @IsString() state!: string;
  @IsString() recovered!: string;
}

@Controller('carrier-claims')
export class EndCarrierClaim {
  constructor(private readonly claims: CarrierClaimStore) {}

  /** The carrier has paid, wholly, partly or not at all: the claim ends. Never more than was claimed. */
  @Post(':id/end')
  @Requires('parts:settle')
  @Answers(EndedCarrierClaim, 200)
  async handle(@Param('id') id: string, @Body() { recovered }: EndCarrierClaimBody, @Command() command: Command): Promise<EndedCarrierClaim> {
    if (!isUuid(id)) throw new NotFound('carrier-claim');
    return this.claims.change(id, (claim, { now, actor }) => {
      const events = claim.end(recovered, actor.subject, now);
      return { events, answer: { id: claim.id, state: claim.state, recovered: claim.recovered } };
    }, command);
  }
}
