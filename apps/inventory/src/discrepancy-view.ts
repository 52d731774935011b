import type { Principal } from '@aftercare/auth';
import { Nullable } from '@aftercare/chassis';
import { NotFound } from '@aftercare/kernel';
import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsInt, IsString, IsUUID, ValidateNested } from 'class-validator';
import { causes, discrepancyTypes, rejectedPieces, remedies, sides, type Cause, type Discrepancy, type DiscrepancyEvent, type DiscrepancyType, type RejectedPiece, type Remedy, type Side } from './domain/discrepancy';
import { discrepancyStates, type DiscrepancyState } from './domain/discrepancy.lifecycle';

export class OfferView {
  @IsIn(remedies) remedy!: Remedy;
  @Nullable() @IsIn(causes) costOwner!: Cause | null;
  @Nullable() @IsString() charge!: string | null;
  @Nullable() @IsString() amount!: string | null;
  @Nullable() @IsIn(rejectedPieces) rejectedPiece!: RejectedPiece | null;
  /** Which side has made it. */
  @IsIn(sides) side!: Side;
  @IsString() by!: string;
  @IsString() at!: string;
}

/** A row of the database's view `discrepancy_shown`. */
export class DiscrepancyView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsUUID() noteId!: string;
  @IsString() noteNumber!: string;
  @IsInt() lineNo!: number;
  @IsUUID() requestId!: string;
  @Nullable() @IsUUID() ticketId!: string | null;
  @Nullable() @IsString() dealerCode!: string | null;
  /** By which name the receiving side signs in. */
  @IsString() receivedByWhom!: string;
  @IsIn(discrepancyTypes) type!: DiscrepancyType;
  @IsString() part!: string;
  /** What came in its place. */
  @Nullable() @IsString() cameInstead!: string | null;
  @IsInt() qty!: number;
  /** So many of them were still on their way in the books when it was opened. */
  @IsInt() inTransit!: number;
  @IsString({ each: true }) photos!: string[];
  /** Of one piece, exact. */
  @IsString() unitPrice!: string;
  @IsString() currency!: string;
  @IsIn(discrepancyStates) state!: DiscrepancyState;
  @Nullable() @IsIn(causes) cause!: Cause | null;
  /** Where directory keeps what was found out. */
  @Nullable() @IsUUID() findingsId!: string | null;
  /** Of both sides, in their order. */
  @ValidateNested({ each: true }) @Type(() => OfferView) offers!: OfferView[];
  /** The one that stands. */
  @Nullable() @ValidateNested() @Type(() => OfferView) offer!: OfferView | null;
  /** The request by which it is sent again. */
  @Nullable() @IsUUID() resendId!: string | null;
  @IsBoolean() awaitsResend!: boolean;
  @IsBoolean() awaitsReturn!: boolean;
  @IsInt() settledQty!: number;
  @IsString() openedBy!: string;
  @IsDate() openedAt!: Date;
  @Nullable() @IsString() agreedBy!: string | null;
  @Nullable() @IsDate() agreedAt!: Date | null;
  @Nullable() @IsDate() settledAt!: Date | null;
  /** The receiver, and the branch that sent. */
  @IsString({ each: true }) seenBy!: string[];
  @IsInt() version!: number;
}

/** How a case stands after something was done about it: the answer of every such command. */
export class DiscrepancyStanding {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsIn(discrepancyStates) state!: DiscrepancyState;
  @Nullable() @IsIn(causes) cause!: Cause | null;
  @Nullable() @IsIn(remedies) remedy!: Remedy | null;
  @IsInt() qty!: number;
  @IsInt() settledQty!: number;
  /** The request by which it is sent again: it is picked, checked and sent like any other. */
  @Nullable() @IsUUID() resendId!: string | null;
  /** Send it back in `If-Match` when changing the case. */
  @IsInt() version!: number;
}

export const standingOf = ({ id, number, state, cause, offer, qty, settledQty, resendId }: Discrepancy, version: number): DiscrepancyStanding => ({
  id, number, state, cause, remedy: offer?.remedy ?? null, qty, settledQty, resendId, version,
});

/** A decision about a case, with how it stands afterwards as the answer. */
export const discrepancyStanding = (discrepancy: Discrepancy, events: readonly DiscrepancyEvent[]): { events: readonly DiscrepancyEvent[]; answer: DiscrepancyStanding } => ({
  events, answer: standingOf(discrepancy, discrepancy.version + (events.length > 0 ? 1 : 0)),
});

/** Who is no member of staff sees only what he is the dealer or the receiver of; `null`: everything of his branches. */
export const partyOf = ({ kind, subject }: Principal): string | null => (kind === 'staff' || kind === 'client' ? null : subject);

/** For which side somebody speaks: the receiver for himself, our people for the sender; for a customer, who has told us, somebody else than who made the offer. */
export const sideOf = ({ receivedByWhom, receiverAccount, offer }: Discrepancy, { kind, subject }: Principal): Side => {
  if (subject === receivedByWhom) return 'receiver';
  if (kind !== 'staff') throw new NotFound('discrepancy');
  return receiverAccount.kind === 'customer' && offer?.side === 'sender' && offer.by !== subject ? 'receiver' : 'sender';
};
