import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn, IsInt } from 'class-validator';
import { loanReturns, type LoanReturn } from '../../domain/loan';
import { LoanStanding } from '../../loan-view';
import { Loans } from '../../persistence/loans';

export class TakeBackLoanBody {
  /** Not more than is out, or was charged. */
  @IsInt() qty!: number;
  /** `good`: as it went; `quarantine`: somebody looks at it first. */
  @IsIn(loanReturns) to!: LoanReturn;
}

@Controller('loans')
export class TakeBackLoan {
  constructor(private readonly loans: Loans) {}

  /** What was lent came back, or some of it; what a dealer was charged for it is taken off his account again. What comes into the good bin goes to who waits for it. */
  @Post(':id/take-back')
  @Requires('stock:move')
  @Answers(LoanStanding, 200)
  async handle(@Param('id') id: string, @Body() { qty, to }: TakeBackLoanBody, @Command() command: Command): Promise<LoanStanding> {
    return this.loans.takeBack(id, qty, to, command);
  }
}
