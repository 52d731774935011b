import { Nullable } from '@aftercare/chassis';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsString, IsUUID, ValidateNested } from 'class-validator';
import { shortReasons, type Picking, type PickingEvent, type ShortReason } from './domain/picking';
import { pickingMoves, pickingMovesFor, pickingStates, type PickingMove, type PickingState } from './domain/picking.lifecycle';

export class PickingLineView {
  /** The line of the request. */
  @IsInt() lineNo!: number;
  @IsString() part!: string;
  @IsInt() toPick!: number;
  @IsInt() picked!: number;
  /** What the second person counted; `null`: not yet. */
  @Nullable() @IsInt() checked!: number | null;
  /** Why fewer were found than were to be picked. */
  @Nullable() @IsIn(shortReasons) short!: ShortReason | null;
}

/** A picking as its readers see it, and as it stands after something was done about it. */
export class PickingView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsUUID() requestId!: string;
  /** Where it is picked. */
  @IsString() location!: string;
  @IsIn(pickingStates) state!: PickingState;
  @ValidateNested({ each: true }) @Type(() => PickingLineView) lines!: PickingLineView[];
  @IsString() picker!: string;
  @Nullable() @IsString() checker!: string | null;
  @IsDate() startedAt!: Date;
  @Nullable() @IsDate() pickedAt!: Date | null;
  @Nullable() @IsDate() checkedAt!: Date | null;
  @Nullable() @IsInt() boxes!: number | null;
  /** In grams. */
  @Nullable() @IsInt() weightG!: number | null;
  /** The delivery note that says what is in it. */
  @Nullable() @IsUUID() noteId!: string | null;
  /** What can be done next, by whoever may; that the checker is not the picker, the picking knows. */
  @IsIn(Object.keys(pickingMoves), { each: true }) can!: PickingMove[];
  /** Send it back in `If-Match` when changing the picking. */
  @IsInt() version!: number;
}

/** A picking that was looked up, with the number of its request. */
export class FoundPicking extends PickingView {
  @IsString() requestNumber!: string;
}

/** A decision about a picking, with how it stands afterwards as the answer. */
export const pickingStanding = (picking: Picking, events: readonly PickingEvent[]): { events: readonly PickingEvent[]; answer: PickingView } => {
  const { id, number, branchId, requestId, location, state, lines, picker, checker, startedAt, pickedAt, checkedAt, boxes, weightG, noteId, version } = picking;
  return {
    events,
    answer: {
      id, number, branchId, requestId, location, state, lines: lines.map((line) => ({ ...line })), picker, checker, startedAt, pickedAt, checkedAt, boxes, weightG, noteId, can: pickingMovesFor(picking),
      version: version + (events.length > 0 ? 1 : 0),
    },
  };
};
