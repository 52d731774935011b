import { Nullable } from '@aftercare/chassis';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { waiverReasons, waiverStates, type WaiverReason, type Waiver } from './domain/obligation';
import { obligationStates, type ObligationState } from './domain/obligation.lifecycle';

const day = /^\d{4}-\d{2}-\d{2}$/;

export class WaiverView {
  @IsIn(waiverStates) state!: Waiver['state'];
  @IsIn(waiverReasons) reason!: WaiverReason;
  @IsString({ each: true }) photos!: string[];
  /** Where directory keeps the words. */
  @IsUUID() wordsId!: string;
  @IsString() requestedBy!: string;
  @Nullable() @IsString() decidedBy!: string | null;
}

/** A row of the database's view `obligation_shown`. */
export class ObligationView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsString() dealerCode!: string;
  @IsUUID() noteId!: string;
  @IsString() noteNumber!: string;
  @Nullable() @IsUUID() ticketId!: string | null;
  /** What has to come back: the part that was asked for. */
  @IsString() part!: string;
  /** What was shipped for it. */
  @IsString() shippedAs!: string;
  @IsInt() qty!: number;
  @IsInt() receivedQty!: number;
  @IsInt() waivedQty!: number;
  @IsInt() openQty!: number;
  @IsIn(obligationStates) state!: ObligationState;
  @Matches(day) dueOn!: string;
  /** Calendar days that the due day is over, while something is open; 0 before. */
  @IsInt() daysOverdue!: number;
  @Nullable() @Matches(day) receivedOn!: string | null;
  /** Whether everything came back by the due day; `null` while that is open. */
  @Nullable() @IsBoolean() onTime!: boolean | null;
  @Nullable() @ValidateNested() @Type(() => WaiverView) waiver!: WaiverView | null;
  @IsInt() version!: number;
}
