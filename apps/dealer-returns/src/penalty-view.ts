import { Nullable } from '@aftercare/chassis';
import { IsDate, IsIn, IsInt, IsString, IsUUID } from 'class-validator';
import { penaltyReasons, penaltyStates, type Penalty, type PenaltyEvent, type PenaltyReason, type PenaltyState } from './domain/penalty';
import { obligationStates, type ObligationState } from './domain/obligation.lifecycle';

export const allPenaltyReasons: readonly PenaltyReason[] = [...penaltyReasons.approved, ...penaltyReasons.rejected];

export class PenaltyView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsString() dealerCode!: string;
  @IsUUID() obligationId!: string;
  @IsString() obligationNumber!: string;
  /** How the duty stands now: it may have come back since. */
  @IsIn(obligationStates) obligationState!: ObligationState;
  @IsInt() openQty!: number;
  @IsString() part!: string;
  /** Pieces that were open when it was proposed. */
  @IsInt() qty!: number;
  /** What the rule came to, and what was agreed; exact. */
  @IsString() proposed!: string;
  @Nullable() @IsString() amount!: string | null;
  @IsString() currency!: string;
  @IsIn(penaltyStates) state!: PenaltyState;
  @Nullable() @IsIn(allPenaltyReasons) reason!: PenaltyReason | null;
  @IsDate() proposedAt!: Date;
  @Nullable() @IsString() decidedBy!: string | null;
  @Nullable() @IsDate() decidedAt!: Date | null;
  /** Send it back in `If-Match` when deciding. */
  @IsInt() version!: number;
}

/** How a penalty stands after it was decided. */
export class PenaltyStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(penaltyStates) state!: PenaltyState;
  @Nullable() @IsString() amount!: string | null;
  @IsInt() version!: number;
}

export const penaltyStanding = ({ id, number, state, amount, version }: Penalty, events: readonly PenaltyEvent[]): { events: readonly PenaltyEvent[]; answer: PenaltyStanding } => ({
  events, answer: { id, number, state, amount, version: version + (events.length > 0 ? 1 : 0) },
});
