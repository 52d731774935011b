import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { DeliveryNoteView } from '../../delivery-note-view';
import { voidReasons, type VoidReason } from '../../domain/delivery-note';
import { NotesWork } from '../../persistence/notes-work';

export class VoidNoteBody {
  @IsIn(voidReasons) reason!: VoidReason;
}

@Controller('delivery-notes')
export class VoidNote {
  constructor(private readonly work: NotesWork) {}

  /** Before its goods leave a note can be declared void, with a reason; its number stays. The pieces are the request’s again, reserved and to be picked anew. */
  @Post(':id/void')
  @Requires('parts:ship')
  @Answers(DeliveryNoteView, 200)
  async handle(@Param('id') id: string, @Body() { reason }: VoidNoteBody, @Command() command: Command): Promise<DeliveryNoteView> {
    return this.work.declareVoid(id, reason, command);
  }
}
