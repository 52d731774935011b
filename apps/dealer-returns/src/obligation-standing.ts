import { Nullable } from '@aftercare/chassis';
import { IsBoolean, IsIn, IsInt, IsString, IsUUID, Matches } from 'class-validator';
import type { ObligationEvent, ReturnObligation } from './domain/obligation';
import { obligationStates, type ObligationState } from './domain/obligation.lifecycle';

/** How a duty stands after something was done about it: the answer of every such command. */
export class ObligationStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(obligationStates) state!: ObligationState;
  @IsInt() qty!: number;
  @IsInt() openQty!: number;
  @Nullable() @Matches(/^\d{4}-\d{2}-\d{2}$/) receivedOn!: string | null;
  /** Whether everything came back by the due day; `null` while that is open. */
  @Nullable() @IsBoolean() onTime!: boolean | null;
  /** Send it back in `If-Match` when changing the duty. */
  @IsInt() version!: number;
}

/** A decision about a duty, with how it stands afterwards as the answer. */
export const standing = (obligation: ReturnObligation, events: readonly ObligationEvent[]): { events: readonly ObligationEvent[]; answer: ObligationStanding } => {
  const { id, number, state, qty, openQty, receivedOn, onTime, version } = obligation;
  return { events, answer: { id, number, state, qty, openQty, receivedOn, onTime, version: version + (events.length > 0 ? 1 : 0) } };
};
