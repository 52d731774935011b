import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { dealerAfter, DealerDetailsBody, RegisteredDealer } from '../../dealer-details';
import type { DealerSurroundings } from '../../domain/dealer';
import { dealerSurroundings } from '../../persistence/dealer-surroundings';
import { DealerStore } from '../../persistence/dealer.store';

export class ChangeDealerBody extends DealerDetailsBody {
  @IsOptional() @IsString() @MaxLength(100) name?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
}

@Controller('dealers')
export class ChangeDealer {
  constructor(private readonly dealers: DealerStore) {}

  /** Changes what is on file of a dealer: what is left out stays, null takes it away. The same again changes nothing. */
  @Post(':code/change')
  @Requires('dealer:change')
  @Answers(RegisteredDealer, 200)
  async handle(@Param('code') dealerCode: string, @Body() body: ChangeDealerBody, @Command() command: Command): Promise<RegisteredDealer> {
    return this.dealers.change<RegisteredDealer, DealerSurroundings>(
      dealerCode,
      (dealer, { facts }) => {
        const events = dealer.change(dealerAfter(body, dealer), facts);
        return { events, answer: { dealerCode, branchId: dealer.branchId, version: dealer.version + (events.length > 0 ? 1 : 0) } };
      },
      command,
      (tx, dealer) => dealerSurroundings(tx, { dealerCode, ...dealerAfter(body, dealer), decidedBy: command.principal.subject }),
    );
  }
}
