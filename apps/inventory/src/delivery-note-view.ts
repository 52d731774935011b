import { Nullable } from '@aftercare/chassis';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsDate, IsIn, IsInt, IsString, IsUUID, Matches, ValidateNested } from 'class-validator';
import { difference, receiverKinds, rejectReasons, type DeliveryNote, type NoteEvent, type Receiver, type RejectReason } from './domain/delivery-note';
import { noteMoves, noteMovesFor, noteStates, type NoteMove, type NoteState } from './domain/delivery-note.lifecycle';

export class ReceiverView implements Receiver {
  @IsIn(receiverKinds) kind!: Receiver['kind'];
  /** A dealer's code, a customer's id, or a van's location. */
  @IsString() code!: string;
}

export class NoteLineView {
  @IsInt() lineNo!: number;
  /** The line of the request; `null`: it came, but is not on the note. */
  @Nullable() @IsInt() requestLine!: number | null;
  @IsString() part!: string;
  /** The part that was asked for, where a substitute was sent. */
  @IsString() askedFor!: string;
  /** What the note says. */
  @IsInt() qty!: number;
  @IsBoolean() underWarranty!: boolean;
  /** Of one piece, exact, in the note's currency. */
  @IsString() unitPrice!: string;
  /** All pieces that came: accepted + rejected; `null`: nobody has said yet, which is not 0. */
  @Nullable() @IsInt() received!: number | null;
  @Nullable() @IsInt() accepted!: number | null;
  @Nullable() @IsInt() rejected!: number | null;
  /** received − qty */
  @Nullable() @IsInt() difference!: number | null;
  @Nullable() @IsIn(rejectReasons) reason!: RejectReason | null;
  @IsArray() @IsString({ each: true }) photos!: string[];
}

/** A delivery note as its readers see it, and as it stands after something was done about it. */
export class DeliveryNoteView {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @IsString() branchId!: string;
  @IsUUID() requestId!: string;
  @IsUUID() pickingId!: string;
  @Nullable() @IsUUID() ticketId!: string | null;
  @Nullable() @IsString() dealerCode!: string | null;
  @ValidateNested() @Type(() => ReceiverView) receiver!: ReceiverView;
  /** Where its goods leave. */
  @IsString() location!: string;
  @IsIn(noteStates) state!: NoteState;
  @ValidateNested({ each: true }) @Type(() => NoteLineView) lines!: NoteLineView[];
  @IsInt() totalQty!: number;
  @IsString() currency!: string;
  @IsString() issuedBy!: string;
  @IsDate() issuedAt!: Date;
  /** By which day it should be on its way. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) dispatchDueOn!: string;
  /** How often it was printed after the first time. */
  @IsInt() reprints!: number;
  @Nullable() @IsString() voidReason!: string | null;
  @Nullable() @IsUUID() shipmentId!: string | null;
  @Nullable() @IsDate() dispatchedAt!: Date | null;
  @Nullable() @IsString() receivedBy!: string | null;
  @Nullable() @IsDate() receivedAt!: Date | null;
  /** What can be done next, by whoever may. */
  @IsIn(Object.keys(noteMoves), { each: true }) can!: NoteMove[];
  /** Send it back in `If-Match` when changing the note. */
  @IsInt() version!: number;
}

/** A note of the database or of the domain, as its readers see it. */
export const noteView = (note: Omit<DeliveryNoteView, 'lines' | 'totalQty' | 'can'> & Pick<DeliveryNote, 'lines'>): DeliveryNoteView => {
  const { id, number, branchId, requestId, pickingId, ticketId, dealerCode, receiver, location, state, currency, issuedBy, issuedAt, dispatchDueOn, reprints, voidReason, shipmentId, dispatchedAt, receivedBy, receivedAt, version } = note;
  const lines = note.lines.map((line) => ({
    lineNo: line.lineNo, requestLine: line.requestLine, part: line.part, askedFor: line.askedFor, qty: line.qty, underWarranty: line.underWarranty, unitPrice: line.unitPrice, received: line.received,
    accepted: line.accepted, rejected: line.rejected, difference: difference(line), reason: line.reason, photos: [...line.photos],
  }));
  return {
    id, number, branchId, requestId, pickingId, ticketId, dealerCode, receiver: { ...receiver }, location, state, lines, totalQty: lines.reduce((sum, { qty }) => sum + qty, 0), currency, issuedBy, issuedAt, dispatchDueOn,
    reprints, voidReason, shipmentId, dispatchedAt, receivedBy, receivedAt, can: noteMovesFor(state), version,
  };
};

/** A decision about a note, with how it stands afterwards as the answer. */
export const noteStanding = (note: DeliveryNote, events: readonly NoteEvent[]): { events: readonly NoteEvent[]; answer: DeliveryNoteView } => {
  const answer = noteView(note);
  return { events, answer: { ...answer, version: answer.version + (events.length > 0 ? 1 : 0) } };
};
