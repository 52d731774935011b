import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { partCode } from '../../counted';
import { LoanStanding } from '../../loan-view';
import { Loans } from '../../persistence/loans';

export class LendGoodsBody {
  /** Where it lies. */
  @IsString() @MaxLength(64) location!: string;
  @IsIn(['dealer', 'customer']) borrowerKind!: 'dealer' | 'customer';
  /** A dealer's code or a customer's id, of the branch of the place. */
  @IsString() @MaxLength(64) borrower!: string;
  /** The ticket that it helps out. */
  @IsOptional() @IsUUID() ticketId?: string | null;
  @IsOptional() @IsString() @Matches(partCode) part?: string | null;
  /** A device of ours that was never sold, in place of a part. */
  @IsOptional() @IsString() @Matches(/^[A-Z0-9][A-Z0-9-]{2,39}$/) serial?: string | null;
  /** Pieces in the part's base unit; of a device there is one. */
  @IsInt() qty!: number;
  /** The last day on which it comes back in time, where the branch is. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) dueOn!: string;
}

@Controller('loans')
export class LendGoods {
  constructor(private readonly loans: Loans) {}

  /** A part, or a device of ours, helps somebody out until a day. It is ours as before, and lies in `lent`; the borrower is reminded three days before. Refused when there is not enough that is not promised to others. */
  @Post()
  @Requires('stock:move')
  @Answers(LoanStanding, 201)
  async handle(@Body() { location, borrowerKind, borrower, ticketId = null, part = null, serial = null, qty, dueOn }: LendGoodsBody, @Command() command: Command): Promise<LoanStanding> {
    if ((part === null) === (serial === null) || (serial !== null && qty !== 1)) throw new RuleViolation('loan.part-or-device');
    return this.loans.lend({ location, borrowerKind, borrower, ticketId, part, serial, qty, dueOn }, command);
  }
}
