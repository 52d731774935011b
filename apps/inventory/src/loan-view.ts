import { Nullable } from '@aftercare/chassis';
import { IsBoolean, IsDate, IsIn, IsInt, IsString, IsUUID, Matches } from 'class-validator';
import type { Loan } from './domain/loan';
import { loanMoves, loanStates, type LoanMove, type LoanState } from './domain/loan.lifecycle';

export const loanMoveNames = Object.keys(loanMoves) as LoanMove[];

export class LoanView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsString() location!: string;
  @IsIn(['dealer', 'customer']) borrowerKind!: 'dealer' | 'customer';
  /** A dealer's code or a customer's id. */
  @IsString() borrower!: string;
  @Nullable() @IsUUID() ticketId!: string | null;
  /** A device, or pieces of a part. */
  @Nullable() @IsString() serial!: string | null;
  @Nullable() @IsString() part!: string | null;
  @IsInt() qty!: number;
  @IsInt() returnedQty!: number;
  @IsInt() chargedQty!: number;
  @IsInt() openQty!: number;
  /** Of one piece when it was lent; `null`: a device without a price. */
  @Nullable() @IsString() unitPrice!: string | null;
  @IsString() currency!: string;
  @Nullable() @IsString() chargedAmount!: string | null;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) dueOn!: string;
  @IsBoolean() overdue!: boolean;
  @IsIn(loanStates) state!: LoanState;
  @IsString() lentBy!: string;
  @IsDate() lentAt!: Date;
  @Nullable() @IsDate() endedAt!: Date | null;
  @IsInt() version!: number;
}

/** How a loan stands after something was done about it: the answer of every such command. */
export class LoanStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(loanStates) state!: LoanState;
  @IsInt() qty!: number;
  @IsInt() openQty!: number;
  /** Send it back in `If-Match` when changing the loan. */
  @IsInt() version!: number;
}

export const loanStanding = ({ id, number, state, qty, openQty }: Loan, version: number): LoanStanding => ({ id, number, state, qty, openQty, version });
