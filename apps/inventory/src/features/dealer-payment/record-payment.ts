import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsISO8601, IsString, Matches, MaxLength } from 'class-validator';
import { PaymentStanding } from '../../dealer-payment-view';
import { paymentReasons, type PaymentReason } from '../../domain/dealer-payment';
import { DealerPayments } from '../../persistence/dealer-payments';

export class RecordPaymentBody {
  @IsString() @MaxLength(64) dealer!: string;
  /** What came, in the currency of the dealer's account; exact. */
  @Matches(/^\d{1,12}(\.\d{1,2})?$/) amount!: string;
  /** The day on which it came, where the branch is; not after today. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) paidOn!: string;
  /** By which the bank knows it: letters, digits, `-`, `/` and `_`. One reference is one payment of a dealer. */
  @Matches(/^[A-Za-z0-9][A-Za-z0-9/_-]{2,39}$/) reference!: string;
  @IsIn(paymentReasons) reason!: PaymentReason;
}

@Controller('dealer-payments')
export class RecordPayment {
  constructor(private readonly payments: DealerPayments) {}

  /** A dealer has paid: he owes so much less, and below nothing we owe him. It takes the skill, and is not for a relative of the dealer. */
  @Post()
  @Requires('account:enter')
  @Answers(PaymentStanding, 201)
  async handle(@Body() { dealer, ...paid }: RecordPaymentBody, @Command() command: Command): Promise<PaymentStanding> {
    return this.payments.record({ dealer: dealer.trim().toUpperCase(), ...paid }, command);
  }
}
