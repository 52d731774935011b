import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Matches } from 'class-validator';
import { LoanStanding } from '../../loan-view';
import { Loans } from '../../persistence/loans';

export class ChargeLoanBody {
  /** What he pays for everything that is out; exact, `96.25`. */
  @Matches(/^\d{1,12}(\.\d{1,2})?$/) amount!: string;
}

@Controller('loans')
export class ChargeLoan {
  constructor(private readonly loans: Loans) {}

  /** What is out does not come back: the borrower pays for it, not more than it was worth when it was lent, and it is ours no longer. Not decided by the borrower, or a relative of his. */
  @Post(':id/charge')
  @Requires('parts:approve')
  @Answers(LoanStanding, 200)
  async handle(@Param('id') id: string, @Body() { amount }: ChargeLoanBody, @Command() command: Command): Promise<LoanStanding> {
    return this.loans.charge(id, amount, command);
  }
}
