import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Controller, Param, Post } from '@nestjs/common';
import { DeliveryNoteView } from '../../delivery-note-view';
import { Receipts } from '../../persistence/receipts';

@Controller('delivery-notes')
export class GiveUpNote {
  constructor(private readonly receipts: Receipts) {}

  /** Its shipment was declared lost and nobody hopes for it any more: each line is a case of its own, `lost`, which both sides see. Once, and not after a receipt. */
  @Post(':id/give-up')
  @Requires('parts:settle')
  @Answers(DeliveryNoteView, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<DeliveryNoteView> {
    return this.receipts.giveUp(id, command);
  }
}
