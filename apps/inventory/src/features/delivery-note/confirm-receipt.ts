import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, ValidateNested } from 'class-validator';
import { partCode, photoHash } from '../../counted';
import { DeliveryNoteView } from '../../delivery-note-view';
import { mostPieces } from '../../domain/counts';
import { rejectReasons, type RejectReason } from '../../domain/delivery-note';
import { Receipts } from '../../persistence/receipts';

export class ReceivedLine {
  @IsString() @Matches(partCode) part!: string;
  /** All pieces that came, whatever their state; 0: none did. */
  @IsInt() @Min(0) @Max(mostPieces) received!: number;
  /** Of these, the ones that are not accepted. */
  @IsInt() @Min(0) @Max(mostPieces) rejected!: number;
  /** Why; required where something is rejected. */
  @IsOptional() @IsIn(rejectReasons) reason?: RejectReason | null;
  /** SHA-256 of each photo that shows it, in hex. */
  @IsOptional() @IsArray() @ArrayMaxSize(10) @Matches(photoHash, { each: true }) photos?: string[] | null;
}

export class ConfirmReceiptBody {
  /** Every part of the note, once; a part that is not on it may be named as well. */
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(400) @ValidateNested({ each: true }) @Type(() => ReceivedLine) lines!: ReceivedLine[];
}

@Controller('delivery-notes')
export class ConfirmReceipt {
  constructor(private readonly receipts: Receipts) {}

  /**
   * The receiver says line by line what came: received = accepted + rejected, and every rejected piece has a reason. More than was sent may
   * have come. Once, and by nobody else: another dealer's note does not exist for a dealer. Accepted pieces are his; missing and rejected ones
   * stay on their way until it is agreed what becomes of them.
   */
  @Post(':id/receipt')
  @Requires('parts:receive')
  @Answers(DeliveryNoteView, 200)
  async handle(@Param('id') id: string, @Body() { lines }: ConfirmReceiptBody, @Command() command: Command): Promise<DeliveryNoteView> {
    return this.receipts.confirm(id, lines.map(({ part, received, rejected, reason = null, photos }) => ({ part, received, rejected, reason, photos: photos ?? [] })), command);
  }
}
