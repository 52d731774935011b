import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsOptional, Matches, ValidateNested } from 'class-validator';
import { CountedPart, photoHash } from '../../counted';
import { DeliveryNoteView } from '../../delivery-note-view';
import { Receipts } from '../../persistence/receipts';

export class DamagedPart extends CountedPart {
  /** SHA-256 of each photo that shows it, in hex. */
  @IsOptional() @IsArray() @ArrayMaxSize(10) @Matches(photoHash, { each: true }) photos?: string[] | null;
}

export class ReportDamageBody {
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => DamagedPart) damages!: DamagedPart[];
}

@Controller('delivery-notes')
export class ReportDamage {
  constructor(private readonly receipts: Receipts) {}

  /** A damage that could not be seen when the box was opened: by its receiver, within three days after the receipt, of pieces that he had accepted. */
  @Post(':id/damage')
  @Requires('parts:receive')
  @Answers(DeliveryNoteView, 200)
  async handle(@Param('id') id: string, @Body() { damages }: ReportDamageBody, @Command() command: Command): Promise<DeliveryNoteView> {
    return this.receipts.reportDamage(id, damages.map(({ part, qty, photos }) => ({ part, qty, photos: photos ?? [] })), command);
  }
}
