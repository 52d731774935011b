import { IsIn, IsInt, IsString, IsUUID } from 'class-validator';
import type { DealerPayment } from './domain/dealer-payment';

/** How a payment stands after something was done about it. */
export class PaymentStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() dealerCode!: string;
  /** Exact, in the currency. */
  @IsString() amount!: string;
  @IsString() currency!: string;
  @IsIn(['recorded', 'undone']) state!: DealerPayment['state'];
  /** Send it back in `If-Match` when undoing it. */
  @IsInt() version!: number;
}

export const paymentStanding = ({ id, number, dealerCode, amount, currency, state }: DealerPayment, version: number): PaymentStanding => ({ id, number, dealerCode, amount, currency, state, version });
