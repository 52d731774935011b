import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { PaymentStanding } from '../../dealer-payment-view';
import { paymentUndoReasons, type PaymentUndoReason } from '../../domain/dealer-payment';
import { DealerPayments } from '../../persistence/dealer-payments';

export class UndoPaymentBody {
  @IsIn(paymentUndoReasons) reason!: PaymentUndoReason;
}

@Controller('dealer-payments')
export class UndoPayment {
  constructor(private readonly payments: DealerPayments) {}

  /** It was no payment of his: a row against it puts the account right, and both stay to be seen. It takes the same as recording one. */
  @Post(':id/undo')
  @Requires('account:enter')
  @Answers(PaymentStanding, 200)
  async handle(@Param('id') id: string, @Body() { reason }: UndoPaymentBody, @Command() command: Command): Promise<PaymentStanding> {
    return this.payments.undo(id, reason, command);
  }
}
