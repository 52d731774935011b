import { IsIn, IsString, IsUUID } from 'class-validator';
import type { Transfer } from './domain/transfer';
import { transferMoves, transferMovesFor, transferStates, type TransferMove, type TransferState } from './domain/transfer.lifecycle';

export const transferMoveNames = Object.keys(transferMoves) as TransferMove[];

/** How a transfer stands after a command. */
export class TransferStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(transferStates) state!: TransferState;
  /** What can be done next, by either side. */
  @IsIn(transferMoveNames, { each: true }) next!: TransferMove[];
}

export const standingOf = ({ id, number, state }: Transfer): TransferStanding => ({ id, number, state, next: transferMovesFor(state) });
